"""Which of the signed texts are candidates for being alike: those that share a band."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from ftprep.text.forest import Forest
from ftprep.text.minhash import BANDS

SMALL_BUCKET = 100
"""Up to here every pair of a bucket is compared; in a larger one each text with its neighbours by size only."""
NEIGHBOURS = 50


def neighbourhoods(keys: array[int]) -> Iterator[list[int]]:
    """Members that share a band key, directly or through others. `keys` holds 25 for each member."""
    import numpy as np

    table = np.frombuffer(keys, np.uint64).reshape(-1, BANDS) if keys else np.empty((0, BANDS), np.uint64)
    meetings = []
    for band in range(BANDS):
        order = np.argsort(table[:, band])
        again = np.flatnonzero(table[order[1:], band] == table[order[:-1], band])
        one, other = order[again], order[again + 1]
        meetings.append(np.minimum(one, other) << 32 | np.maximum(one, other))
    forest = Forest(len(table))
    for pair in np.unique(np.concatenate(meetings)).tolist():
        forest.link(pair >> 32, pair & 0xFFFFFFFF)
    return forest.clusters()


def gathered(groups: Iterable[list[int]], size: Callable[[int], int], most: int) -> Iterator[list[list[int]]]:
    """The groups, as many at a time as are about `most` in size together."""
    near: list[list[int]] = []
    held = 0
    for group in groups:
        near.append(group)
        held += sum(map(size, group))
        if held > most:
            yield near
            near, held = [], 0
    yield near


def candidate_pairs(
    group: Mapping[int, Sequence[int]], order: Callable[[int], tuple[int, int]], root: Callable[[int], int]
) -> Iterator[tuple[int, int]]:
    """Pairs of a neighbourhood (members and their band keys) that share a band and, when their turn comes, are not
    linked yet, which `root` tells. A pair may come again in another band.

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
        for member, keys in group.items():
            buckets[keys[band]].append(member)
        for bucket in buckets.values():
            small = len(bucket) <= SMALL_BUCKET
            reach = len(bucket) if small else NEIGHBOURS
            ordered = bucket if small else sorted(bucket, key=order)
            for at, one in enumerate(ordered):
                for other in ordered[at + 1 : at + 1 + reach]:
                    if root(one) != root(other):
                        yield one, other
