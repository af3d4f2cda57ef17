"""Runs of one mark or one emoji are cut to a limit."""

from __future__ import annotations

import re
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule
from ftprep.ops.cleaning.rules.emoji import EMOJI

_MARKS = "!?！？。，、；：,;~～^·"
_DOTS = ".…—⋯"
_MIN_DOTS = 6
"""Six dots are the Chinese ellipsis typed in ASCII, and ......, —— are ordinary: shorter runs of these stay."""

_PICTURE = r"[\x{203c}-\x{2049}\x{20e3}\x{231a}-\x{23ff}\x{25fd}-\x{27bf}\x{2934}-\x{2b55}\x{3030}\x{303d}\x{3297}\x{3299}\x{1f000}-\x{1faff}]"
"""For the gate: what an emoji begins or ends with, but for its variation selector, a key's digit, a flag's tags."""


def make(settings: Any) -> Change | None:
    limit: int = settings.max_run
    if not limit:
        return None
    dots = max(limit, _MIN_DOTS)
    pattern = re.compile(
        rf"([{_MARKS}])\1{{{limit},}}|([{_DOTS}])\2{{{dots},}}|((?=[^\x00-\u2030]|[0-9#*]\ufe0f?\u20e3){EMOJI})\3{{{limit},}}"
    )

    def cut(match: re.Match[str]) -> str:
        mark: str
        mark, dot, emoji = match.groups("")
        return mark * limit + dot * dots + emoji * limit

    return lambda text: pattern.sub(cut, text)


RULE = Rule(
    "runs",
    make,
    gates=(
        *("[" + mark + "]{2}" for mark in "!?！？。，、；：,;~～·"),
        r"\^\^|\.{7}|…{7}|—{7}|⋯{7}",
        rf"{_PICTURE}\x{{fe0f}}?{_PICTURE}|\x{{20e3}}[0-9#*]|\x{{e007f}}\x{{1f3f4}}",
    ),
)
