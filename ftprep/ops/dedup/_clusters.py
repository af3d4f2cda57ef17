"""Which texts may be alike, by the bands that they share."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from ftprep.text.forest import Forest
from ftprep.text.minhash import BANDS

Neighbourhood = Mapping[int, Sequence[int]]
"""Positions of texts that share band keys, directly or through others, each with its keys."""

SMALL_BUCKET = 100
"""Up to here every pair of a bucket is compared; in a larger one each text with its neighbours by size only."""
NEIGHBOURS = 50


class Bands:
    """The distinct texts: the position of the first record that has each, and its 25 band keys."""

    def __init__(self) -> None:
        self.positions = array("q")
        self.keys = array("Q")

    def take(self, keys: array[int], wanted: bytes | bytearray) -> None:
        """Of the keys of some texts those of the wanted ones, whose positions are here already."""
        import numpy as np

        if all(wanted):
            self.keys.extend(keys)
        else:
            table = np.frombuffer(keys, np.uint64).reshape(-1, BANDS)
            self.keys.frombytes(table[np.frombuffer(wanted, bool)].tobytes())

    def neighbourhoods(self) -> Iterator[Neighbourhood]:
        import numpy as np

        if not self.keys:
            return
        table = np.frombuffer(self.keys, np.uint64).reshape(-1, BANDS)
        meetings = []
        for band in range(BANDS):
            order = np.argsort(table[:, band])
            again = np.flatnonzero(table[order[1:], band] == table[order[:-1], band])
            one, other = order[again], order[again + 1]
            meetings.append(np.minimum(one, other) << 32 | np.maximum(one, other))
        forest = Forest(len(table))
        for pair in np.unique(np.concatenate(meetings)).tolist():
            forest.link(pair >> 32, pair & 0xFFFFFFFF)
        for cluster in forest.clusters():
            yield {self.positions[at]: self.keys[at * BANDS : (at + 1) * BANDS] for at in cluster}


def candidate_pairs(
    group: Neighbourhood,
    order: Callable[[int], tuple[int, int]],
    root: Callable[[int], int],
    likely: Callable[[int, Sequence[int]], Iterable[int]],
) -> Iterator[tuple[int, int]]:
    """Pairs that share a band, that `likely` (one, others) leaves, and that when their turn comes are not linked yet,
    which `root` tells: those that are, through others, need no look. The smaller position comes first. A pair may come
    again in another band.

    `order` (size, hash) must depend on the text alone: a large bucket is walked in it.
    """
    if len(group) == 2:
        one, other = group
        yield one, other
        return
    order = cache(order)
    for band in range(BANDS):
        if len(set(map(root, group))) == 1:
            return
        buckets: dict[int, list[int]] = defaultdict(list)
        for position, keys in group.items():
            buckets[keys[band]].append(position)
        for bucket in buckets.values():
            small = len(bucket) <= SMALL_BUCKET
            reach = len(bucket) if small else NEIGHBOURS
            ordered = bucket if small else sorted(bucket, key=order)
            for at, one in enumerate(ordered[:-1]):
                for other in likely(one, ordered[at + 1 : at + 1 + reach]):
                    if root(one) != root(other):
                        yield (one, other) if one < other else (other, one)
