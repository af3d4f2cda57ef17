"""Which n-grams of a text come again, how often, and how much of the text lies in them.

The n-grams of a long text are reckoned with as 64-bit numbers and never cut out. Two different ones with the same number
would be taken for one, which befalls one pair in 10^19.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

_FEW = 200
"""Words, below which cutting n-grams out is quicker than reckoning with numbers."""
_STEP = 0x9E3779B97F4A7C15
"""Odd: what a number is multiplied by for each word that follows."""


def ngrams_of(words: Sequence[str]) -> Cut | Numbered:
    """`words` are those of a text; a string stands for words of one character each. Not empty."""
    return Cut(words) if len(words) < _FEW else Numbered(words)


class Cut:
    """N-grams cut out of the words."""

    def __init__(self, words: Sequence[str]) -> None:
        self._words = words

    def again(self, size: int) -> int:
        """How many n-grams stood before in the text. `size`, here and below, grows from one question to the next."""
        grams = cut(self._words, size)
        return len(grams) - len(set(grams))

    def repeated(self, size: int) -> list[tuple[int, int]]:
        """(times, characters) of each n-gram that comes more than once."""
        return [(count, characters(gram)) for gram, count in Counter(cut(self._words, size)).items() if count > 1]

    def share(self, size: int) -> float:
        """The share of characters that lie in n-grams which stood in the text before."""
        grams = cut(self._words, size)
        if len(set(grams)) == len(grams):
            return 0.0  # most often
        seen: set[Sequence[str]] = set()
        covered, free = 0, 0
        for at, gram in enumerate(grams):
            if gram in seen:
                covered += characters(self._words[max(at, free) : at + size])
                free = at + size
            seen.add(gram)
        return covered / characters(self._words)


class Numbered:
    """The same of a long text, by numbers."""

    def __init__(self, words: Sequence[str]) -> None:
        import numpy as np

        if isinstance(words, str):
            codes = np.frombuffer(words.encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
            self._ends = np.arange(len(words) + 1)
        else:
            codes = np.fromiter(map(hash, words), np.int64, len(words)).view(np.uint64)
            self._ends = np.zeros(len(words) + 1, np.int64)
            np.cumsum(np.fromiter(map(len, words), np.int64, len(words)), out=self._ends[1:])
        self._codes = self._grams = codes
        self._size = 1

    def again(self, size: int) -> int:
        import numpy as np

        ranked = np.sort(self._of(size))
        return int(np.count_nonzero(ranked[1:] == ranked[:-1]))

    def repeated(self, size: int) -> list[tuple[int, int]]:
        firsts, counts = self._groups(size)
        firsts, counts = firsts[counts > 1], counts[counts > 1]
        chars = self._ends[firsts + size] - self._ends[firsts]
        return list(zip(counts.tolist(), chars.tolist(), strict=True))

    def share(self, size: int) -> float:
        import numpy as np

        if not self.again(size):
            return 0.0
        before = np.ones(len(self._grams), bool)
        before[self._groups(size)[0]] = False
        at = np.flatnonzero(before)
        free = np.concatenate((at[:1], at[:-1] + size))  # where what lies in the one before ends
        covered = self._ends[at + size] - self._ends[np.maximum(at, free)]
        return int(covered.sum()) / int(self._ends[-1])

    def _of(self, size: int) -> Any:
        while self._size < min(size, len(self._codes)):
            self._grams = self._grams[:-1] * _STEP + self._codes[self._size :]
            self._size += 1
        return self._grams if size <= len(self._codes) else self._grams[:0]

    def _groups(self, size: int) -> tuple[Any, Any]:
        """(where each different n-gram stands first, how often it comes)."""
        import numpy as np

        grams = self._of(size)
        order = np.argsort(grams)
        ranked = grams[order]
        starts = np.flatnonzero(np.concatenate(([True], ranked[1:] != ranked[:-1])))
        return np.minimum.reduceat(order, starts), np.diff(starts, append=len(grams))


def cut(words: Sequence[str], size: int) -> list[str] | list[tuple[str, ...]]:
    """Of a text of single characters they are its pieces, which are cut and compared faster."""
    text = words if isinstance(words, str) else "".join(words)
    if len(text) == len(words):
        return [text[at : at + size] for at in range(len(text) - size + 1)]
    return list(zip(*(words[start:] for start in range(size)), strict=False))


def characters(words: Sequence[str]) -> int:
    return len(words) if isinstance(words, str) else sum(map(len, words))
