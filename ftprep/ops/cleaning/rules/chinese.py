"""Simplified or traditional Chinese, by opencc's tables."""

from __future__ import annotations

from functools import cache
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule

_TABLES = {"simplified": "t2s", "traditional": "s2t", "taiwan": "s2twp", "hong_kong": "s2hk"}


def make(settings: Any) -> Change | None:
    if settings.chinese == "keep":
        return None
    converter = _converter(_TABLES[settings.chinese])

    def change(text: str) -> str:
        try:
            return str(converter.convert(text))
        except UnicodeEncodeError:  # lone surrogates, where the rule that drops them is off
            return text

    return change


@cache
def _converter(table: str) -> Any:
    import opencc

    return opencc.OpenCC(table)


RULE = Rule("chinese", make, gates=("[㐀-䶿一-鿿\\x{f900}-\\x{faff}\\x{20000}-\\x{323af}]",))
