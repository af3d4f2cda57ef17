"""What law or ethics may forbid in a text, by category: words that ship, words that a user brings, and the contexts in
which the same words are harmless."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping
from itertools import islice
from typing import Final, NamedTuple

from ftprep.text.compliance_rules import Rule, compliance_rules
from ftprep.text.disguises import in_characters, pinyin_gate, undisguised
from ftprep.text.features import occurs
from ftprep.text.sieve import shared_sieve
from ftprep.text.word_list import WordList

CATEGORIES: Final = {
    "violence": ("Violence against people.", "针对人的暴力。"),
    "sexual": ("Sexual content.", "色情内容。"),
    "minors": ("Sexual content with minors.", "涉及未成年人的性内容。"),
    "self_harm": ("Self-harm and suicide.", "自伤与自杀。"),
    "drugs": ("Illegal drugs.", "毒品。"),
    "gambling": ("Gambling.", "赌博。"),
    "weapons": ("Weapons and explosives.", "武器与爆炸物。"),
    "hate": ("Hate against groups of people.", "仇恨与歧视。"),
    "political": ("Politics: leaders, parties, disputed matters of state.", "政治：领导人、政党、国家争议事务。"),
    "copyright": ("A mark that rights are reserved, or an offer of pirated copies.", "版权声明，或盗版资源。"),
    "medical": ("Medical advice without care.", "轻率的医疗建议。"),
    "legal": ("Legal advice without care.", "轻率的法律建议。"),
}

THRESHOLD: Final = 1.0
_PIECE: Final = 2000
"""Characters. A longer text in which something stands is looked at piece by piece: a place is searched for in a piece."""
_MOST: Final = 5
"""Findings of one sign in one piece."""


class Finding(NamedTuple):
    """What speaks for a category (`own_words` for the user's words): the words, and where in the text they stand."""

    category: str
    sign: str
    words: str
    start: int
    end: int


class Screen:
    """Looks for `categories`. `own_words`: category (of the user's own naming) → words to find as well."""

    def __init__(self, categories: Collection[str], own_words: Mapping[str, Collection[str]] | None = None) -> None:
        self._rules = [rule for rule in compliance_rules() if rule.category in categories]
        self._sieve = shared_sieve((*(rule.gate for rule in self._rules), pinyin_gate()))
        self._lists: list[Rule | WordList] = [
            WordList(name, words)
            for name, some in (own_words or {}).items()
            if (words := {in_characters(undisguised(word)) for word in some} - {""})
        ]

    def look(self, text: str) -> dict[str, list[str]]:
        """Category → the signs that speak for it."""
        found: dict[str, list[str]] = {}
        for finding in self.find(text):
            signs = found.setdefault(finding.category, [])
            if finding.sign not in signs:
                signs.append(finding.sign)
        return found

    def find(self, text: str) -> list[Finding]:
        """Everything that speaks for a category, by category and place."""
        plain = undisguised(text)
        suspects = self._suspects(plain)
        if not suspects and not any(next(words.spans(plain), None) for words in self._lists):
            return []
        if len(text) <= _PIECE:
            return self._find(text, plain, suspects)
        return [
            finding._replace(start=finding.start + start, end=finding.end + start)
            for start, piece in _pieces(text)
            for read in (undisguised(piece),)
            for finding in self._find(piece, read, self._suspects(read))
        ]

    def _suspects(self, plain: str) -> list[int]:
        """The rules that have something in a text, the last number where it may have words in pinyin."""
        data = plain.encode("utf-8", "replace")
        last = len(self._rules)
        return [hit for hit in self._sieve.hits(plain) if hit == last or occurs(self._rules[hit].pattern)(data)]

    def _find(self, text: str, plain: str, hits: list[int]) -> list[Finding]:
        read = undisguised
        if hits and hits[-1] == len(self._rules):
            plain = in_characters(plain)
            hits = self._suspects(plain)
            read = _read
        rules: list[Rule | WordList] = [self._rules[index] for index in hits if index < len(self._rules)]
        found: dict[str, list[tuple[int, int, Rule | WordList]]] = {}
        for rule in rules + self._lists:
            some = found.setdefault(rule.category, [])
            for start, end in islice(rule.spans(plain), _MOST):
                if not any(start < high and low < end for low, high, _ in some):  # once is enough for a reviewer
                    some.append((start, end, rule))
        return [
            Finding(category, rule.sign, _told(plain[start:end], rule), *_place(text, plain, start, end, read))
            for category, some in found.items()
            if sum(rule.weight for _, _, rule in some) >= THRESHOLD
            for start, end, rule in sorted(some, key=lambda one: one[:2])
        ]


def _read(text: str) -> str:
    return in_characters(undisguised(text))


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """(start, piece), cut after a line or a sentence where there is one in the second half of a piece."""
    start = 0
    while start < len(text):
        end = start + _PIECE
        if end < len(text):
            middle = start + _PIECE // 2
            end = next((at + len(m) for m in ("\n", "。", ". ", " ") if (at := text.rfind(m, middle, end)) >= 0), end)
        yield start, text[start:end]
        start = end


def _place(text: str, plain: str, start: int, end: int, read: Callable[[str], str]) -> tuple[int, int]:
    """Where in the text stands what is at start to end in its plain form: the shortest stretch that reads so.

    Found by halving, since the plain form of more text is, but for disguises that are cut in two, the plain form of less
    and more. Where that fails, the whole text.
    """
    piece, lead = plain[start:end], plain[:end]
    last = bisect_left(range(len(text)), True, key=lambda at: read(text[:at]).startswith(lead))
    first = bisect_left(range(last), True, key=lambda at: piece not in read(text[at:last])) - 1
    return (first, last) if first >= 0 and piece in read(text[first:last]) else (0, len(text))


def _told(piece: str, rule: Rule | WordList) -> str:
    """The rule's words in what it found. What may stand between them is left out: it could be somebody's name, and
    labels are not masked where texts are."""
    if rule.gapless:
        return piece
    words = piece.split()
    if len(words) > 1:
        return f"{words[0]} … {words[-1]}"
    return piece if len(piece) <= 4 else f"{piece[:2]}…{piece[-2:]}"
