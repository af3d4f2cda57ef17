"""A cheap first look for many patterns with words in them: which of them may occur in a text, in one pass.

Every match of nearly any pattern holds one of some strings, and one of some others (`literals`). An automaton of Aho and
Corasick finds all those strings at once, and is ready for any text from the first one on; a set of RE2 looks for the few
patterns that have none. The strings are cut short: a small automaton stays in the processor's cache.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ftprep.text.gate import Gate
from ftprep.text.literals import asks_for, beginning, necessary_runs
from ftprep.text.pieces import necessary_pieces, rarity
from ftprep.text.word_list import stands_alone


class Sieve:
    """`patterns` are RE2's. What `hits` names has to be looked for; what it does not name is not there. `words` are
    looked for beside them in the same pass.

    >>> Sieve(["free (?:gift|prize)", "[0-9]{3}", "won .{0,9}car"]).hits("a free prize, 123")
    [0, 1]
    """

    def __init__(self, patterns: Sequence[str], words: Sequence[str] = ()) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation

        strings, pieces = _Signs(), _Signs()
        self._asked: list[int] = []
        """Of each pattern the signs that every match of it has, a bit each."""
        bit = 1
        for number, pattern in enumerate(patterns):
            first = bit
            runs = sorted(necessary_runs(pattern), key=asks_for, reverse=True)
            for rank, run in enumerate(runs):
                for string in map(beginning, run):
                    strings.add(string, bit, None if rank else number)
                bit <<= 1
            for rank, piece in enumerate([] if runs else _pieces(pattern)):
                pieces.add(piece, bit, None if rank else number)
                bit <<= 1
            self._asked.append(bit - first)
        word_of = {word: number for number, word in enumerate(words)}
        every = list(strings | dict.fromkeys(words))
        self._of_string = [strings.get(string, _NO_SIGN) for string in every]
        self._of_piece = list(pieces.values())
        self._word_of = [word_of.get(string, -1) for string in every] if words else []
        self._strings = AhoCorasick(every, implementation=Implementation.ContiguousNFA)
        self._gate = Gate(list(pieces))

    def hits(self, text: str) -> list[int]:
        """The numbers of the patterns that may occur, in order. `text` holds no lone surrogates."""
        return self.look(text)[0]

    def look(self, text: str) -> tuple[list[int], set[int]]:
        """Beside the hits the numbers of those of `words` that are there, of letters only where they stand alone."""
        strings = self._strings.find_matches_as_indexes(text, overlapping=True)
        seen = 0
        possible: set[int] = set()
        for string, _, _ in strings:
            bits, owners = self._of_string[string]
            seen |= bits
            if owners:
                possible.update(owners)
        for piece in self._gate.hits(text):
            bits, owners = self._of_piece[piece]
            seen |= bits
            if owners:
                possible.update(owners)
        words: set[int] = set()
        if self._word_of:
            for string, start, end in strings:
                word = self._word_of[string]
                if word >= 0 and word not in words and stands_alone(text, start, end):
                    words.add(word)
        return sorted(number for number in possible if self._asked[number] & ~seen == 0), words


def _pieces(pattern: str) -> list[str]:
    """What a gate looks for, the rarest first: of English the pieces between gaps, since a gap that counts words begins
    at every word of a text, and an automaton that follows them all is large; of Chinese the pattern as it is."""
    return sorted(necessary_pieces(pattern), key=rarity, reverse=True) if pattern.isascii() else [pattern]


_NO_SIGN: tuple[int, frozenset[int]] = (0, frozenset())


class _Signs(dict[str, tuple[int, frozenset[int]]]):
    """Of each string or piece the signs that it is one of, a bit each, and the patterns of which it is the rarest."""

    def add(self, sign: str, bit: int, number: int | None) -> None:
        bits, owners = self.get(sign, _NO_SIGN)
        self[sign] = bits | bit, owners if number is None else owners | {number}


@lru_cache(maxsize=8)
def shared_sieve(patterns: tuple[str, ...]) -> Sieve:
    """One for all who look for the same."""
    return Sieve(patterns)
