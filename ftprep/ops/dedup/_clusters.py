"""Which of the signed texts are candidates for being alike, and the clusters that verified pairs make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from ftprep.text.forest import Forest
from ftprep.text.minhash import BANDS

SMALL_BUCKET = 100
"""Up to here every pair of a bucket is compared; in a larger one each text with its neighbours by size only."""
NEIGHBOURS = 50


def neighbourhoods(keys: Sequence[int], size: int) -> Iterator[list[int]]:
    """Members that share a band key, directly or through others. `keys` holds 25 for each of the `size` members."""
    forest = Forest(size)
    for band in range(BANDS):
        first: dict[int, int] = {}
        for member, key in enumerate(keys[band::BANDS]):
            other = first.setdefault(key, member)
            if other != member:
                forest.link(other, member)
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
