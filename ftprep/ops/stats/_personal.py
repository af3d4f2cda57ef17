"""Words that an earlier step found to be personal data: they are counted, and never listed."""

from __future__ import annotations

import heapq
import re
from collections.abc import Iterator
from typing import Any, Final

from xxhash import xxh3_64_intdigest

from ftprep.record import Record
from ftprep.text.words import split_words

MOST: Final = 100_000
MASKING: Final = "mask_pii"
"""The step that takes personal data out."""
_PLACE: Final = re.compile(r"(messages|chosen|rejected)\[(\d+)\]\.(content|input)")


def personal_words(record: Record) -> Iterator[str]:
    """The words inside the findings that `mask_pii` left in `labels.pii` (detect): {where, start, end} each.
    Bare numbers are never listed, so they need not be held."""
    findings = record.labels.get("pii")
    for finding in findings if isinstance(findings, list) else ():
        if not isinstance(finding, dict):
            continue
        text = _text_at(record, str(finding.get("where", "")))
        start, end = finding.get("start"), finding.get("end")
        if text and isinstance(start, int) and isinstance(end, int):
            yield from (word for word in split_words(text[start:end]) if not word.isdecimal())


def fewer(words: set[str]) -> set[str]:
    """At most MOST of them, those whose hashes are lowest: the same ones however the data is cut."""
    return set(heapq.nsmallest(MOST, words, key=lambda word: xxh3_64_intdigest(word.encode("utf-8", "replace"))))


def _text_at(record: Record, where: str) -> str | None:
    if where == "text":
        return record.text
    place = _PLACE.fullmatch(where)
    if place is None:
        return None
    turns: Any = {"messages": record.turns, "chosen": record.chosen, "rejected": record.rejected}[place[1]]
    at = int(place[2])
    text = getattr(turns[at], place[3]) if turns and at < len(turns) else None
    return text if isinstance(text, str) else None
