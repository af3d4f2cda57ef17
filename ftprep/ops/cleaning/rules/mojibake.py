"""Wrongly decoded text is put right."""

from __future__ import annotations

from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule
from ftprep.text.mojibake import fix_mojibake


def make(settings: Any) -> Change | None:
    return fix_mojibake if settings.mojibake else None


RULE = Rule("mojibake", make, needed=lambda text: not text.isascii(), in_json=True)
