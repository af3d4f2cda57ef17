"""Figures that stay small however much they see, and that partitions can `merge`.

    Distribution   of whole numbers: exact up to 2,047, above it within 1 in 1,024
    Distinct       how many different 64-bit keys: exact up to a limit, then HyperLogLog within 0.8 %
    Frequent       the most frequent keys: exact until there are too many, then with the largest undercount told

Sources: P. Flajolet et al., HyperLogLog, 2007; G. Manku, R. Motwani, Approximate Frequency Counts over Data Streams,
2002 (dropping the rarest, keeping the bound); the buckets are those of HdrHistogram, with 10 bits kept.
"""

from __future__ import annotations

import math
from typing import Any, Final

_EXACT: Final = 2048
_SUB_BITS: Final = 10
_HLL_BITS: Final = 14


class Distribution:
    """Counts of whole numbers from 0 on."""

    __slots__ = ("buckets", "count", "maximum", "minimum", "total")

    def __init__(self) -> None:
        self.buckets: dict[int, int] = {}
        self.count = 0
        self.total = 0
        self.minimum = 0
        self.maximum = 0

    def add(self, value: int, times: int = 1) -> None:
        bucket = value if value < _EXACT else _bucket(value)
        self.buckets[bucket] = self.buckets.get(bucket, 0) + times
        if not self.count or value < self.minimum:
            self.minimum = value
        self.maximum = max(self.maximum, value)
        self.count += times
        self.total += value * times

    def merge(self, other: Distribution) -> None:
        if not other.count:
            return
        self.minimum = min(self.minimum, other.minimum) if self.count else other.minimum
        self.maximum = max(self.maximum, other.maximum)
        self.count += other.count
        self.total += other.total
        for bucket, times in other.buckets.items():
            self.buckets[bucket] = self.buckets.get(bucket, 0) + times

    def percentile(self, share: float) -> int:
        """The smallest value that at least `share` of all are not above (nearest rank); 0 where there are none.

        >>> d = Distribution(); [d.add(v) for v in (5, 1, 3)] and d.percentile(.5)
        3
        """
        wanted = max(1, math.ceil(share * self.count - 1e-9))
        seen = 0
        for bucket in sorted(self.buckets):
            seen += self.buckets[bucket]
            if seen >= wanted:
                return min(self.maximum, max(self.minimum, _value(bucket)))
        return 0

    def mean(self) -> float:
        return self.total / self.count if self.count else 0.0

    def histogram(self, bars: int = 20) -> list[tuple[int, int, int]]:
        """(from, to, count) in bars of equal, round width up to the 99th percentile; the last bar holds all above."""
        if not self.count:
            return []
        low, high = self.minimum, max(self.percentile(0.99), self.minimum)
        width = _round_width((high - low + 1) / bars)
        start = low // width * width
        number = (high - start) // width + 1
        counts = [0] * number
        for bucket, times in self.buckets.items():
            value = min(self.maximum, max(self.minimum, _value(bucket)))
            counts[min(number - 1, (value - start) // width)] += times
        last = max(self.maximum, start + number * width - 1)
        return [
            (start + width * i, last if i == number - 1 else start + width * (i + 1) - 1, times)
            for i, times in enumerate(counts)
        ]

    def figures(self) -> dict[str, Any]:
        """min, percentiles, max, mean, total."""
        p = self.percentile
        return {
            "count": self.count,
            "total": self.total,
            "mean": round(self.mean(), 2),
            "min": self.minimum,
            "p5": p(0.05),
            "p25": p(0.25),
            "p50": p(0.5),
            "p75": p(0.75),
            "p95": p(0.95),
            "p99": p(0.99),
            "max": self.maximum,
        }


def _bucket(value: int) -> int:
    """Above 2,047: the leading bits of the value and how many were cut, as one number that keeps the order."""
    shift = value.bit_length() - _SUB_BITS
    return (shift << _SUB_BITS) + (value >> shift) + _EXACT


def _value(bucket: int) -> int:
    """The middle of a bucket."""
    if bucket < _EXACT:
        return bucket
    shift, top = divmod(bucket - _EXACT, 1 << _SUB_BITS)
    return (top << shift) + (1 << shift >> 1)


def _round_width(width: float) -> int:
    """The next of 1, 2, 5, 10, 20, 50 … from `width` up."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power >= width:
                return step * power
        power *= 10


class Distinct:
    """How many different keys were added."""

    def __init__(self, limit: int = 1_000_000) -> None:
        self._limit = limit
        self._exact: Any = _empty()
        self._registers: Any = None

    def add(self, keys: Any) -> None:
        """`keys`: an array of uint64, evenly spread (hashes)."""
        import numpy as np

        if self._registers is None:
            self._exact = _union(self._exact, np.sort(keys))
            if len(self._exact) > self._limit:
                self._registers = np.zeros(1 << _HLL_BITS, np.uint8)
                self._register(self._exact)
                self._exact = _empty()
        else:
            self._register(keys)

    def merge(self, other: Distinct) -> None:
        import numpy as np

        if other._registers is None:
            self.add(other._exact)
            return
        if self._registers is None:
            self._registers = np.zeros(1 << _HLL_BITS, np.uint8)
            self._register(self._exact)
            self._exact = _empty()
        self._registers = np.maximum(self._registers, other._registers)

    @property
    def exact(self) -> bool:
        return self._registers is None

    def count(self) -> int:
        import numpy as np

        if self._registers is None:
            return len(self._exact)
        size = 1 << _HLL_BITS
        raw = 0.7213 / (1 + 1.079 / size) * size * size / float(np.sum(2.0 ** -self._registers.astype(np.float64)))
        empty = int(np.count_nonzero(self._registers == 0))
        return round(size * math.log(size / empty)) if raw <= 2.5 * size and empty else round(raw)

    def common(self, other: Distinct) -> int:
        """How many keys both hold; beyond the limit by inclusion and exclusion, with the errors of three counts."""
        import numpy as np

        if self.exact and other.exact:
            return len(np.intersect1d(self._exact, other._exact, assume_unique=True))
        union = Distinct(0)
        union.merge(self)
        union.merge(other)
        return max(0, self.count() + other.count() - union.count())

    def _register(self, keys: Any) -> None:
        import numpy as np

        index = (keys >> np.uint64(64 - _HLL_BITS)).astype(np.int64)
        rest = (keys << np.uint64(_HLL_BITS)) | np.uint64((1 << _HLL_BITS) - 1)
        # the position of the first 1: frexp of a double keeps the exponent of the top bits exact enough (53 of them)
        leading = 64 - np.frexp((rest >> np.uint64(11)).astype(np.float64))[1] - 11 + 1
        np.maximum.at(self._registers, index, leading.astype(np.uint8))


class Frequent:
    """The counts of the most frequent keys; `pair` keeps, beside each key, the two keys that it was made of."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self.keys: Any = _empty()
        self.counts: Any = _empty().astype("int64")
        self.first: Any = _empty()
        self.undercount = 0
        """No key's count is too low by more than this."""

    def add(self, keys: Any, counts: Any, first: Any = None) -> None:
        """`keys`: different uint64 keys with their counts; `first`: what `first` is to hold for each."""
        import numpy as np

        both = np.concatenate([self.keys, keys])
        merged, at, inverse = np.unique(both, return_index=True, return_inverse=True)
        total = np.bincount(inverse, np.concatenate([self.counts, counts]), len(merged)).astype(np.int64)
        beside = merged if first is None else np.concatenate([self.first, first])[at]
        if len(merged) > self._limit:
            keep = np.sort(np.argpartition(total, -self._limit // 2)[-self._limit // 2 :])
            dropped = np.ones(len(merged), bool)
            dropped[keep] = False
            self.undercount += int(total[dropped].max())
            merged, total, beside = merged[keep], total[keep], beside[keep]
        self.keys, self.counts, self.first = merged, total, beside

    def merge(self, other: Frequent) -> None:
        self.undercount += other.undercount
        self.add(other.keys, other.counts, other.first)


def _union(one: Any, other: Any) -> Any:
    """The different values of two sorted arrays. A stable sort of two runs is one merge; np.union1d would hash."""
    import numpy as np

    both = np.concatenate([one, other])
    both.sort(kind="stable")
    first = np.ones(len(both), bool)
    np.not_equal(both[1:], both[:-1], out=first[1:])
    return both[first]


def _empty() -> Any:
    import numpy as np

    return np.empty(0, np.uint64)
