"""Putting misspelled words right, where that is nearly sure."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Literal

from ftprep.operator import Context, Options, Step, operator, setting
from ftprep.ops.cleaning._chinese import chinese_slips
from ftprep.ops.cleaning._english import EnglishSpeller
from ftprep.ops.cleaning._json import looks_like_json
from ftprep.record import Record
from ftprep.text.code import outside_code
from ftprep.text.english import common_words
from ftprep.text.language import guess_language

Slip = tuple[int, int, str]

_WORD = re.compile(
    r"(?<![\w\u00c0-\u024f@#$/\\.:=<>+*{}\[\]'’&%~^|-])[a-z]{4,}(?![\w\u00c0-\u024f@/\\=<>{}\[\]*^|-]|[.:'’][\w]|\()",
    re.ASCII,
)
_TOKEN = re.compile(r"\S+")
_IN_ADDRESS = re.compile(r"[@\\/]")
_DOTTED = re.compile(r"\b\w+(?:\.\w+)+\b")
_ANY_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_FEW_UNKNOWN, _MAX_UNKNOWN = 0.07, 0.4
"""With a larger share of unknown words than the first a text must be English; with more than the second it is full of
names and terms, and is left alone."""


class CorrectSpellingOptions(Options):
    words: Literal["both", "english", "chinese"] = setting(
        "both", help="Which words to correct. English loads a dictionary at first use (some seconds, 200 MB)."
    )
    mode: Literal["correct", "suggest"] = setting(
        "correct",
        help="correct: write the right word. suggest: leave the text and write suggestions into the record's labels.",
    )
    min_score: float = setting(
        0.6, ge=0, le=1, help="English: how sure a correction must be. Lower corrects more, and more that was right."
    )
    protected: tuple[str, ...] = setting((), help="Words that are always right: product names, terms. Comma-separated.")


@operator("mapper", CorrectSpellingOptions)
def correct_spelling(options: CorrectSpellingOptions, context: Context) -> Step:
    """Corrects misspelled words: English by a dictionary, Chinese by a set of confusions that are hardly ever right.

    Names, capitalised words, code, addresses, tool calls and protected words are left alone, and so is a text whose
    words are mostly unknown. What a sentence means is not looked at: real words in the wrong place stay.
    """
    protected = frozenset(word.casefold() for word in options.protected)
    finders: list[Callable[[str], Iterator[Slip]]] = []
    if options.words != "chinese":
        finders.append(lambda text: english_slips(text, options.min_score, protected))
    if options.words != "english":
        finders.append(lambda text: (slip for slip in chinese_slips(text) if text[slip[0] : slip[1]] not in protected))

    def slips(text: str) -> list[Slip]:
        return sorted(slip for find in finders for slip in find(text))

    return _suggesting(slips, context) if options.mode == "suggest" else _correcting(slips, context)


def english_slips(text: str, min_score: float, protected: frozenset[str] = frozenset()) -> Iterator[Slip]:
    """(start, end, what was meant) of every English slip that is sure enough."""
    unknown = [match for match in _WORD.finditer(text) if match.group() not in _everyday()]
    if not unknown:
        return
    speller = _speller()
    unknown = [match for match in unknown if not speller.knows(match.group()) and match.group() not in protected]
    words = _ANY_WORD.findall(text)
    if not unknown or len(unknown) > max(1, _MAX_UNKNOWN * len(words)):
        return
    if len(unknown) > _FEW_UNKNOWN * len(words) and guess_language(" ".join(words)).code not in ("en", ""):
        return
    addresses = list(_addresses(text))
    for match in unknown:
        start, end = match.span()
        before = bisect_left(addresses, (end, 0))
        if before and addresses[before - 1][1] > start:
            continue
        meant, score = speller.best(match.group())
        if meant and score >= min_score:
            yield start, end, meant


def _addresses(text: str) -> Iterator[tuple[int, int]]:
    """Where addresses, paths and dotted names stand, from left to right. Token by token: a pattern that sought the mark
    of an address from every character would read a long token as often as it has characters."""
    for token in _TOKEN.finditer(text):
        if _IN_ADDRESS.search(text, *token.span()):
            yield token.span()
        else:
            yield from (name.span() for name in _DOTTED.finditer(text, *token.span()))


def _correcting(slips: Callable[[str], list[Slip]], context: Context) -> Step:
    def correct(text: str) -> str:
        def piece(part: str) -> str:
            parts, at = [], 0
            for start, end, meant in slips(part):
                parts += [part[at:start], meant]
                at = end
            return "".join((*parts, part[at:]))

        return outside_code(text, piece)

    def step(record: Record) -> Record:
        corrected = _map_prose(record, correct)
        if corrected is not record:
            context.report.count("spelling", record.id)
        return corrected

    return step


def _suggesting(slips: Callable[[str], list[Slip]], context: Context) -> Step:
    def step(record: Record) -> Record:
        rows: list[dict[str, Any]] = []
        for number, text in enumerate(_prose(record)):
            if "`" not in text and "~~~" not in text:
                rows += [{"text": number, "start": a, "end": b, "suggestion": meant} for a, b, meant in slips(text)]
        if not rows:
            return record
        context.report.count("suggestions", record.id, len(rows))
        return record.with_labels(spelling=rows)

    return step


def _map_prose(record: Record, change: Callable[[str], str]) -> Record:
    """`map_text` without the JSON of tool calls and results."""

    def unless_json(text: str) -> str:
        return text if looks_like_json(text) else change(text)

    return record.map_text(unless_json)


def _prose(record: Record) -> Iterator[str]:
    return (text if not looks_like_json(text) else "" for text in record.texts())


@cache
def _everyday() -> frozenset[str]:
    return common_words(30_000)


@cache
def _speller() -> EnglishSpeller:
    return EnglishSpeller()
