"""Full-width letters and digits become half-width. Full-width punctuation stays: in Chinese it is right."""

from __future__ import annotations

from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule

_WIDE = {code: code - 0xFEE0 for first, last in ("０９", "ＡＺ", "ａｚ") for code in range(ord(first), ord(last) + 1)}


def make(settings: Any) -> Change | None:
    return _change if settings.width else None


def _change(text: str) -> str:
    return text.translate(_WIDE)


RULE = Rule("width", make, gates=("[０-９Ａ-Ｚａ-ｚ]",))
