"""Where values stand in a text: all of them in one pass, since a long record may hold a hundred thousand."""

from __future__ import annotations

import re
from collections.abc import Sequence

_FEW = 8
"""So many are sooner looked for one by one than an automaton is made."""

_HALF = re.compile("[\ud800-\udfff]")
"""Halves of characters, which the automaton does not take."""


class Sought:
    """Values to look for.

    >>> Sought(["aa", "b"]).starts("aaab")
    {'aa': [0], 'b': [3]}
    """

    def __init__(self, values: Sequence[str]) -> None:
        self._values = values
        self._automaton = None
        if len(values) > _FEW:
            from ahocorasick_rs import AhoCorasick

            self._automaton = AhoCorasick([_HALF.sub("\ufffd", value) for value in values])

    def starts(self, text: str) -> dict[str, list[int]]:
        """Those that occur, in the order in which they were given, with their places from left to right: no two places
        of one value overlap, those of different values may."""
        if self._automaton is None:
            found = {value: _one(value, text) for value in self._values}
            return {value: starts for value, starts in found.items() if starts}
        by_number: dict[int, list[int]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(_HALF.sub("\ufffd", text), overlapping=True):
            starts = by_number.setdefault(number, [])
            apart = not starts or starts[-1] + end - start <= start
            if apart and text.startswith(self._values[number], start):
                starts.append(start)
        return {self._values[number]: starts for number, starts in sorted(by_number.items()) if starts}


def _one(value: str, text: str) -> list[int]:
    starts, start = [], text.find(value)
    while start >= 0:
        starts.append(start)
        start = text.find(value, start + len(value))
    return starts
