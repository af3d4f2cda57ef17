"""Spaces and line breaks: one kind of each, none at the ends of lines, runs folded. Indents and code stay."""

from __future__ import annotations

import re
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ODD = re.compile(r"[\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INNER = re.compile(r"(?<=[^\s|])(?: {2,}|[ ]*\t[ \t]*)(?=[^\s|])")
_BLANK = re.compile(r"\n{3,}")


def make(settings: Any) -> Change | None:
    return _change if settings.spaces else None


def _change(text: str) -> str:
    text = _BREAKS.sub("\n", text)
    text = _ODD.sub(" ", text)
    text = _without_line_ends(text)
    text = _INNER.sub(_fold, text)
    return _BLANK.sub("\n\n", text)


def _without_line_ends(text: str) -> str:
    """No blanks before a line break. Line by line: a pattern would try a long run of blanks from each of its characters."""
    *lines, last = text.split("\n")
    return "\n".join([*[line.rstrip(" \t") for line in lines], last])


def _fold(match: re.Match[str]) -> str:
    return "\t" if "\t" in match.group() else " "


def needed(text: str) -> bool:
    return text[:1].isspace() or text[-1:].isspace()


RULE = Rule(
    "spaces",
    make,
    gates=(
        r"[\r\x0b\x0c\x1c-\x1e\x{85}\x{2028}\x{2029}\x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]",
        r"  |[ \t]\n| \t|\t[ \t]|\n\n\n",
    ),
    needed=needed,
)
