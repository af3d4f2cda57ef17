"""Labels and helps in the languages that the studio shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugin_host.check.findings import Problem
from plugin_host.check.loose import text
from plugin_host.tool_texts import UNWRITTEN

WANTED = ("en_US", "zh_Hans")
KNOWN = ("en_US", "zh_Hans", "ja_JP", "pt_BR")


def gaps(value: Any, where: str) -> Iterator[Problem]:
    """What is missing in a text for people: a language, or the writing of it."""
    if not isinstance(value, dict):
        yield Problem(where, en="Write it as {en_US: …, zh_Hans: …}.", zh="请写成 {en_US: …, zh_Hans: …}。")
        return
    for language in WANTED:
        if not text(value.get(language)).strip():
            yield Problem(f"{where}.{language}", en=f"The {language} text is missing.", zh=f"缺少 {language} 文本。")
    for language, written in value.items():
        if language not in KNOWN:
            yield Problem(
                f"{where}.{language}",
                en=f"The studio knows {', '.join(KNOWN)}.",
                zh=f"界面只支持 {'、'.join(KNOWN)}。",
            )
        if UNWRITTEN in text(written):
            yield Problem(
                f"{where}.{language}", en=f"It still says {UNWRITTEN}. Write it.", zh=f"还是 {UNWRITTEN}，请写好。"
            )
