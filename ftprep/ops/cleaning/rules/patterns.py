"""The user's own patterns, each under a time limit."""

from __future__ import annotations

from typing import Any

import regex

from ftprep.errors import SettingsError
from ftprep.ops.cleaning.rules.base import Change, Rule


def make(settings: Any) -> Change | None:
    rules = [_parsed(number, line) for number, line in enumerate(settings.patterns.splitlines(), 1) if line.strip()]
    if not rules:
        return None
    seconds = settings.pattern_seconds

    def change(text: str) -> str:
        for number, pattern, replacement in rules:
            try:
                text = pattern.sub(replacement, text, timeout=seconds)
            except TimeoutError:
                shown = pattern.pattern
                raise SettingsError(
                    en=f"Setting patterns, line {number}: {shown!r} took more than {seconds:g} seconds on one text. "
                    "Nested repeats such as (a+)+ do that: write it more simply.",
                    zh=f"设置 patterns 第 {number} 行：{shown!r} 处理一段文本超过了 {seconds:g} 秒。嵌套的重复（如 (a+)+）会这样，请写得简单些。",
                ) from None
        return text

    return change


def _parsed(number: int, line: str) -> tuple[int, regex.Pattern[str], str]:
    source, _, replacement = line.strip().partition(" => ")
    try:
        return number, regex.compile(source), replacement
    except regex.error as error:
        raise SettingsError(
            en=f"Setting patterns, line {number}: {source!r} is not a regular expression ({error}).",
            zh=f"设置 patterns 第 {number} 行：{source!r} 不是有效的正则表达式（{error}）。",
        ) from None


RULE = Rule("patterns", make, needed=lambda _: True)
