"""A cheap first look for many patterns with words in them: which of them may occur in a text, in one pass.

Every match of nearly any pattern holds one of some strings, and one of some others (`literals`). An automaton of Aho and Corasick finds all
those strings at once, and is ready for any text from the first one on; a set of RE2 looks for the few patterns that
have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache

from ftprep.text.gate import Gate
from ftprep.text.literals import necessary_runs
from ftprep.text.pieces import necessary_piece
from ftprep.text.word_list import stands_alone


class Sieve:
    """`patterns` are RE2's. What `hits` names has to be looked for; what it does not name is not there. `words` are
    looked for beside them in the same pass.

    >>> Sieve(["free (?:gift|prize)", "[0-9]{3}", "won .{0,9}car"]).hits("a free prize, 123")
    [0, 1]
    """

    def __init__(self, patterns: Sequence[str], words: Sequence[str] = ()) -> None:
        from ahocorasick_rs import AhoCorasick, Implementation

        owners: dict[str, list[int]] = defaultdict(list)
        self._others: list[int] = []
        self._of_run: list[int] = []
        """Of each run the pattern that it belongs to."""
        self._runs_of: dict[int, int] = {}
        """How many runs each pattern has."""
        for number, pattern in enumerate(patterns):
            runs = necessary_runs(pattern)
            if not runs:
                self._others.append(number)
                continue
            self._runs_of[number] = len(runs)
            for run in runs:
                for string in run:
                    owners[string].append(len(self._of_run))
                self._of_run.append(number)
        first_word = len(self._of_run)
        for number, word in enumerate(words, first_word):
            owners[word].append(number)
        self._owners = [
            ([number for number in some if number < first_word], some[-1] - first_word) for some in owners.values()
        ]
        """Of each string the runs that it is in, and which word it is, below 0 where it is none."""
        self._strings = AhoCorasick(list(owners), implementation=Implementation.ContiguousNFA)
        self._gate = Gate([necessary_piece(patterns[number]) for number in self._others])

    def hits(self, text: str) -> list[int]:
        """The numbers of the patterns that may occur, in order. `text` holds no lone surrogates."""
        return self.look(text)[0]

    def look(self, text: str) -> tuple[list[int], set[int]]:
        """Beside the hits the numbers of those of `words` that are there, of letters only where they stand alone."""
        found = [self._others[number] for number in self._gate.hits(text)]
        strings = self._strings.find_matches_as_indexes(text, overlapping=True)
        words: set[int] = set()
        if not strings:
            return found, words
        runs: set[int] = set()
        for string, start, end in strings:
            some, word = self._owners[string]
            runs.update(some)
            if word >= 0 and word not in words and stands_alone(text, start, end):
                words.add(word)
        seen: dict[int, int] = defaultdict(int)
        for run in runs:
            seen[self._of_run[run]] += 1
        found += [number for number, count in seen.items() if count == self._runs_of[number]]
        return sorted(found), words


@lru_cache(maxsize=8)
def shared_sieve(patterns: tuple[str, ...]) -> Sieve:
    """One for all who look for the same."""
    return Sieve(patterns)
