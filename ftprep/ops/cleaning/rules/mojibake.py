"""Wrongly decoded text is put right."""

from __future__ import annotations

from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule
from ftprep.text.mojibake import UTF8_AS_GBK_SIGNS, fix_chinese_mojibake, fix_mojibake, suspects


def make(settings: Any) -> Change | None:
    return fix_mojibake if settings.mojibake else None


RULE = Rule("mojibake", make, gates=(f"[{suspects()}]",), in_json=True)


def make_chinese(settings: Any) -> Change | None:
    return fix_chinese_mojibake if settings.mojibake else None


CHINESE = Rule("mojibake", make_chinese, gates=(f"[{UTF8_AS_GBK_SIGNS}]",), in_json=True)
