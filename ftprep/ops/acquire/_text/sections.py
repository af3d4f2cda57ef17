"""A text's headings and what stands beneath them, by Markdown's marks or by how chapters are called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_MARKDOWN = re.compile(r"(#{1,6})\s+(.+?)\s*#*\s*$")
_UNDERLINE = re.compile(r"(=+|-+)\s*$")
_FENCE = re.compile(r"\s*(```|~~~)")
_NUMBER = r"[0-9０-９零〇一二三四五六七八九十百千两]+"
_CHAPTER = re.compile(
    rf"(?:(?:第\s*{_NUMBER}\s*(?P<level>[部卷篇编集])|第\s*{_NUMBER}\s*[章回节幕折讲])(?:[\s　:：、.]|$).{{0,40}}"
    rf"|(?P<part>(?:PART|BOOK|VOLUME)\s+[\dIVXLC]+\b.{{0,60}})"
    rf"|(?:CHAPTER|SCENE|ACT|SECTION)\s+(?:[\dIVXLC]+|[A-Z][a-z]+)\b.{{0,60}}"
    rf"|(?:楔子|序章|序言|引子|尾声|后记|番外|前言|附录|Prologue|Epilogue|Preface|Foreword|Afterword)(?:[\s　:：].{{0,30}})?)\s*$",
    re.IGNORECASE,
)
_OUTLINE = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})[.、]?\s+(?P<title>\S.{0,60})$|(?P<han>[一二三四五六七八九十]{1,3})、(?P<what>.{1,40})$"
)
_STOP = "。！？；，.!?;,:："


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, with the headings that it stands under, outermost first; `line` is its first line's number."""

    text: str
    headings: tuple[str, ...]
    line: int
    code: bool = False


def blocks(text: str) -> Iterator[Block]:
    """Paragraphs in order. Code in fences and tables stay in one piece."""
    path: list[tuple[int, str]] = []
    held: list[str] = []
    begin = 1
    fence = ""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if fence or _FENCE.match(line):
            held.append(line)
            begin = begin if len(held) > 1 else number
            mark = _FENCE.match(line)
            fence = "" if fence and mark and mark[1] == fence else fence or (mark[1] if mark else "")
            continue
        found = heading(line, lines[number] if number < len(lines) else "", alone=not held)
        if found or not line.strip():
            if held:
                yield Block(
                    "\n".join(held),
                    tuple(title for _, title in path),
                    begin,
                    held[0].lstrip().startswith(("```", "~~~")),
                )
                held = []
            if found:
                level, title = found
                path = [entry for entry in path if entry[0] < level]
                path.append((level, title))
            continue
        if _UNDERLINE.match(line) and not held:
            continue
        begin = begin if held else number
        held.append(line)
    if held:
        yield Block(
            "\n".join(held), tuple(title for _, title in path), begin, held[0].lstrip().startswith(("```", "~~~"))
        )


def heading(line: str, after: str, *, alone: bool) -> tuple[int, str] | None:
    """(level, title) where a line is one. `alone`: no text stands right above."""
    text = line.strip().strip("　")
    if not text or len(text) > 100:
        return None
    if match := _MARKDOWN.match(text):
        return len(match[1]), match[2].strip("*_ ")
    if not alone:
        return None
    if len(after) >= 3 and _UNDERLINE.match(after) and text[-1] not in _STOP and not text.startswith(("|", "-", "*")):
        return (1 if after.startswith("=") else 2), text
    if text[-1] in _STOP:
        return None
    if match := _CHAPTER.match(text):
        return (1 if match["level"] or match["part"] else 2), text
    if not after.strip() and (match := _OUTLINE.match(text)):
        return (3 + match["number"].count(".") if match["number"] else 3), text
    return None
