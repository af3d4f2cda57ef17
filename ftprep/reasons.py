"""Every reason that a record can be rejected for, with what it means, in one table."""

from __future__ import annotations

from collections.abc import Mapping

from ftprep.operator import Operator

READ_REASONS: Mapping[str, tuple[str, str]] = {
    "bad_json": ("The row is not valid JSON.", "该行不是有效的 JSON。"),
}
"""Reasons that reading gives, whatever the operator."""


def reason_texts(operator: Operator) -> dict[str, tuple[str, str]]:
    """Reason → (English, Chinese) for what a call of this operator can reject for."""
    return {**READ_REASONS, **operator.reasons}
