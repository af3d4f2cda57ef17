"""Which of the signed texts are candidates for being alike, and the clusters that verified pairs make."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence

from ftprep.text.forest import Forest
from ftprep.text.minhash import BANDS

SMALL_BUCKET = 100
"""Up to here every pair of a bucket is compared; in a larger one each text with its neighbours by size only."""
NEIGHBOURS = 50


def neighbourhoods(keys: array[int]) -> Iterator[list[int]]:
    """Members that share a band key, directly or through others. `keys` holds 25 for each member."""
    import numpy as np

    forest = Forest(len(keys) // BANDS)
    table = np.frombuffer(keys, np.uint64).reshape(-1, BANDS) if keys else np.empty((0, BANDS), np.uint64)
    for band in range(BANDS):
        order = np.argsort(table[:, band])
        ranked = table[order, band]
        again = np.flatnonzero(ranked[1:] == ranked[:-1])
        for one, other in zip(order[again].tolist(), order[again + 1].tolist(), strict=True):
            forest.link(one, other)
    return forest.clusters()


def candidate_pairs(
    buckets: Mapping[object, Sequence[int]], order: Callable[[int], tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Pairs to compare, each bucket's in turn; a pair may come again from another bucket.

    `order` (size, hash) must depend on the text alone: a large bucket is walked in it.
    """
    for bucket in buckets.values():
        small = len(bucket) <= SMALL_BUCKET
        reach = len(bucket) if small else NEIGHBOURS
        ordered = bucket if small else sorted(bucket, key=order)
        for at, one in enumerate(ordered):
            for other in ordered[at + 1 : at + 1 + reach]:
                yield one, other
