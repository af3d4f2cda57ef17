"""Word and bigram frequencies of any amount of text in bounded memory, by 64-bit hashes of the words.

Until they are counted, words stand as small numbers in the order of their first appearance: arrays of those are added
up and sorted several times as fast as hashes are.
"""

from __future__ import annotations

import itertools
from array import array
from collections.abc import Collection, Iterable
from typing import Any, Final

from xxhash import xxh3_64_intdigest

from ftprep.ops.stats._sketches import Distinct, Frequent
from ftprep.text.stop_words import STOP_WORDS

_BATCH: Final = 1_000_000
_WORDS: Final = 400_000
_BIGRAMS: Final = 600_000
_SPELLINGS: Final = 300_000
_ODD: Final = 0x9E3779B97F4A7C15
"""Any odd number: makes the key of a bigram out of its two words' so that the second can be had back."""


class _Spellings(dict[str, int]):
    """Word → its number, given when first asked for; 0 is no word's. `keys_by_number` holds the hashes by number."""

    def __init__(self, words: Iterable[str] = (), keys: Iterable[int] = ()) -> None:
        """`words` in the order of their numbers, with their hashes."""
        super().__init__(zip(words, itertools.count(1)))
        self.keys_by_number = array("Q", [0, *keys])

    def __missing__(self, word: str) -> int:
        self[word] = number = len(self.keys_by_number)
        self.keys_by_number.append(_key(word))
        return number

    def learn(self, other: _Spellings) -> None:
        """Gives numbers to those of the other's words that have none."""
        fresh = [word for word in other if word not in self]
        keys = other.keys_by_number
        self.update(zip(fresh, itertools.count(len(self.keys_by_number))))
        self.keys_by_number.extend([keys[other[word]] for word in fresh])

    def some(self, keys: Collection[int]) -> _Spellings:
        """Those words whose hashes are among these."""
        words = [word for word, number in self.items() if self.keys_by_number[number] in keys]
        return _Spellings(words, [self.keys_by_number[self[word]] for word in words])

    def __reduce__(self) -> tuple[Any, ...]:
        """Numbers come back in the same order."""
        return _Spellings, (list(self), self.keys_by_number[1:])


class WordCounts:
    """Counts words and pairs of neighbours; texts do not run into each other."""

    def __init__(self) -> None:
        self.total = 0
        self.pairs = 0
        self.words = Frequent(_WORDS)
        self.bigrams = Frequent(_BIGRAMS)
        self.distinct_words = Distinct()
        self.distinct_bigrams = Distinct()
        self._spellings = _Spellings()
        self._pending: list[int] = []

    def add(self, words: list[str]) -> None:
        if words:
            self._pending += map(self._spellings.__getitem__, words)
            self._pending.append(0)
            if len(self._pending) > _BATCH:
                self._flush()

    def merge(self, other: WordCounts) -> None:
        self._flush()
        other._flush()
        self.total += other.total
        self.pairs += other.pairs
        self.words.merge(other.words)
        self.bigrams.merge(other.bigrams)
        self.distinct_words.merge(other.distinct_words)
        self.distinct_bigrams.merge(other.distinct_bigrams)
        self._spellings.learn(other._spellings)
        self._forget()

    def top_words(self, number: int, leave_out: Collection[str] = ()) -> list[tuple[str, int]]:
        """The most frequent words that are no stop words."""
        return [(word, count) for word, _, count in self.telling_words(number, leave_out)]

    def telling_words(self, number: int, leave_out: Collection[str] = ()) -> list[tuple[str, int, int]]:
        """(word, key, count) of the most frequent words that are no stop words; equally frequent ones by name."""
        self._flush()
        stop = _stop_keys()
        names = self._names()
        out: list[tuple[str, int, int]] = []
        for key, count in _falling(self.words):
            if len(out) >= number and count < out[-1][2]:
                break
            word = names.get(key, "")
            if key not in stop and _tells(word) and word not in leave_out:
                out.append((word, key, count))
        return sorted(out, key=lambda row: (-row[2], row[0]))[:number]

    def top_bigrams(self, number: int, leave_out: Collection[str] = ()) -> list[tuple[str, str, int]]:
        """The most frequent pairs of neighbours without a stop word."""
        self._flush()
        import numpy as np

        names = self._names()
        out: list[tuple[str, str, int]] = []
        for at in np.argsort(-self.bigrams.counts, kind="stable"):
            count = int(self.bigrams.counts[at])
            if len(out) >= number and count < out[-1][2]:
                break
            first = int(self.bigrams.first[at])
            one, other = names.get(first, ""), names.get((int(self.bigrams.keys[at]) - first * _ODD) % (1 << 64), "")
            if _tells(one) and _tells(other) and one not in leave_out and other not in leave_out:
                out.append((one, other, count))
        return sorted(out, key=lambda row: (-row[2], row[:2]))[:number]

    def frequencies(self) -> dict[int, int]:
        """Key → count of the words kept, for comparing two sets."""
        self._flush()
        return dict(zip(self.words.keys.tolist(), self.words.counts.tolist(), strict=True))

    def flush(self) -> None:
        """Counts what is pending."""
        self._flush()

    def _flush(self) -> None:
        if not self._pending:
            return
        import numpy as np

        numbers = np.array(self._pending, np.int64)
        self._pending = []
        keys = np.array(self._spellings.keys_by_number, np.uint64)
        seen = np.bincount(numbers, minlength=len(keys))
        seen[0] = 0
        used = np.flatnonzero(seen)
        self.total += int(seen.sum())
        self.words.add(keys[used], seen[used])
        self.distinct_words.add(keys[used])
        neighbours = (numbers[:-1] != 0) & (numbers[1:] != 0)
        pairs, counts = np.unique((numbers[:-1] * len(keys) + numbers[1:])[neighbours], return_counts=True)
        one, other = np.divmod(pairs, len(keys))
        made = keys[one] * np.uint64(_ODD) + keys[other]
        self.pairs += int(neighbours.sum())
        self.distinct_bigrams.add(made)
        stops = np.isin(keys, np.array(sorted(_stop_keys()), np.uint64))
        tells = ~(stops[one] | stops[other])
        self.bigrams.add(made[tells], counts[tells], keys[one][tells])
        self._forget()

    def _forget(self) -> None:
        """Keeps the spelling of frequent words only, where there are too many."""
        if len(self._spellings) <= _SPELLINGS:
            return
        import numpy as np

        number = min(_SPELLINGS // 2, len(self.words.keys))
        keep = set(self.words.keys[np.argpartition(self.words.counts, -number)[-number:]].tolist())
        self._spellings = self._spellings.some(keep)

    def _names(self) -> dict[int, str]:
        hashes = self._spellings.keys_by_number
        return {hashes[number]: word for word, number in self._spellings.items()}


def _key(word: str) -> int:
    return xxh3_64_intdigest(word.encode("utf-8", "replace")) or 1


def _stop_keys() -> frozenset[int]:
    global _STOP_KEYS  # noqa: PLW0603 - made once, at first use: xxhash is loaded late
    if not _STOP_KEYS:
        _STOP_KEYS = frozenset(map(_key, STOP_WORDS))
    return _STOP_KEYS


_STOP_KEYS: frozenset[int] = frozenset()


def _falling(frequent: Frequent) -> Any:
    import numpy as np

    order = np.argsort(-frequent.counts, kind="stable")
    return zip(frequent.keys[order].tolist(), frequent.counts[order].tolist(), strict=True)


def _tells(word: str) -> bool:
    """Whether a word says something: not a bare number, and no single letter of an alphabet."""
    return bool(word) and not word.isdecimal() and (len(word) > 1 or not word.isascii())
