"""Plays and scripts: `NAME: what is said`, with directions in brackets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from ftprep.ops.acquire._novel.parts import Paragraph, Quotation
from ftprep.ops.acquire._text.sections import heading

_ASIDE = r"[（(\[〔【][^）)\]〕】]*[）)\]〕】]"
_LINE = re.compile(
    rf"^\s*(?!(?:SCENE|ACT|PART|CHAPTER)\b)(?P<name>[一-鿿·A-Za-z]{{1,10}}|[A-Z][A-Za-z.' -]{{0,30}}?)\s*(?:{_ASIDE})?\s*(?:[：:]|(?<=[A-Z])\.)\s*(?P<said>\S.*)$"
)
_SHARE = 0.4
"""Lines of a script that are somebody's."""


def script(text: str) -> list[Paragraph]:
    """The paragraphs of a script, each with its speaker; nothing for any other text."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    spoken = [match for line in lines if (match := _LINE.match(line)) and "“" not in line[:14]]
    names = Counter(match["name"] for match in spoken)
    if len(spoken) < 3 or len(names) < 2 or len(spoken) < _SHARE * len(lines) or len(names) * 1.4 > len(spoken):
        return []
    return list(_paragraphs(lines))


def _paragraphs(lines: list[str]) -> Iterator[Paragraph]:
    chapter = 0
    for number, line in enumerate(lines, 1):
        match = _LINE.match(line)
        if not match and heading(line, "", alone=True):
            chapter += 1
            continue
        paragraph = Paragraph(number, chapter)
        if match:
            said = re.sub(r"\s+", " ", re.sub(_ASIDE, " ", match["said"])).strip()
            aside = " ".join(re.findall(_ASIDE, line))
            paragraph.narration.append(aside)
            if said:
                paragraph.quotations.append(Quotation(said, number, "", aside, match["name"].strip(), "explicit", 0.95))
        else:
            paragraph.narration.append(line)
        yield paragraph
