"""Words of a user's own, few or a hundred thousand, found in one pass over a text."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final


class WordList:
    """The words of one category, in the form that texts are looked at in. Words of letters and digits are found only
    where they stand alone.

    An automaton of Aho and Corasick: an alternation of some ten thousand words is more than RE2 has room for.

    >>> list(WordList("own", ["daga", "冰糖"]).spans("a dagan, daga and 冰糖"))
    [(9, 13), (18, 20)]
    """

    sign: Final = "own_words"
    weight: Final = 1.0
    gapless: Final = True

    def __init__(self, category: str, words: Collection[str]) -> None:
        from ahocorasick_rs import AhoCorasick

        self.category = category
        self._words = AhoCorasick(sorted(words))

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of each, from left to right, of those that begin together the longest first."""
        found = self._words.find_matches_as_indexes(text, overlapping=True)
        for _, start, end in sorted(found, key=lambda match: (match[1], -match[2])):
            if stands_alone(text, start, end):
                yield start, end


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word of letters or digits goes on past this stretch of the text."""
    return not (
        (start > 0 and _latin(text[start]) and _latin(text[start - 1]))
        or (end < len(text) and _latin(text[end - 1]) and _latin(text[end]))
    )


def _latin(char: str) -> bool:
    return char.isascii() and char.isalnum()
