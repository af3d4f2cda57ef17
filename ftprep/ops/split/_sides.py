"""Which side each group of records goes to: by shares that are met as nearly as whole groups allow, or by hash."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Final

Group = list[int]
"""Positions of records that stay together, in order."""
_SPAN: Final = 1 << 64


def deal(
    groups: Sequence[Group], strata: Sequence[int], shares: Sequence[float], order: Callable[[int], int]
) -> list[int]:
    """The side of each group. Every side gets its share of every stratum, and of the whole.

    Larger groups are dealt first, equal ones in the order of `order` (of their first position): a group goes where most
    is lacking. What a stratum leaves over is carried into the next, so that many small strata do not add up to a
    wrong whole.
    """
    by_stratum: dict[int, list[int]] = defaultdict(list)
    for number, group in enumerate(groups):
        by_stratum[strata[group[0]]].append(number)
    lacking = [0.0] * len(shares)
    sides = [0] * len(groups)
    for stratum in sorted(by_stratum, key=lambda name: (-len(by_stratum[name]), name)):
        members = by_stratum[stratum]
        size = sum(len(groups[number]) for number in members)
        lacking = [left + share * size for left, share in zip(lacking, shares, strict=True)]
        for number in sorted(members, key=lambda n: (-len(groups[n]), order(groups[n][0]))):
            side = max(range(len(shares)), key=lambda at: (lacking[at] if shares[at] else -_SPAN, -at))
            sides[number] = side
            lacking[side] -= len(groups[number])
    return sides


def side_of_hash(key: int, shares: Sequence[float]) -> int:
    """The side that a 64-bit hash falls on: the same one whatever else there is."""
    at = key / _SPAN
    for side, share in enumerate(shares):
        at -= share
        if at < 0:
            return side
    return max(range(len(shares)), key=lambda side: shares[side])


def place(keys: Sequence[int], bonds: Iterable[tuple[int, int]], shares: Sequence[float]) -> list[int]:
    """The side of each record by its key, one after the other: a record takes the side of those before it that it is
    bound to, and none (-1) where they stand on two. So none moves when others are added behind it.

    `bonds` are (earlier, later). Those that are bound through a record without a side keep together all the same.
    """
    before: dict[int, list[int]] = defaultdict(list)
    for earlier, later in bonds:
        before[later].append(earlier)
    sides: list[int] = []
    stand_ins: dict[int, int] = {}
    for position, key in enumerate(keys):
        bound = before.get(position, ())
        found = {stand_ins.get(other, -1) if sides[other] < 0 else sides[other] for other in bound} - {-1}
        sides.append(-1 if len(found) > 1 else found.pop() if found else side_of_hash(key, shares))
        if sides[position] >= 0:
            for other in bound:
                if sides[other] < 0:
                    stand_ins.setdefault(other, sides[position])
    return sides


def nested(positions: Sequence[int], strata: Sequence[int], order: Callable[[int], int]) -> list[int]:
    """The positions in an order whose every beginning mirrors the strata: subsets that nest are cut from its front."""
    by_stratum: dict[int, list[int]] = defaultdict(list)
    for position in positions:
        by_stratum[strata[position]].append(position)
    ranked = []
    for members in by_stratum.values():
        members.sort(key=order)
        ranked += [((at + 0.5) / len(members), order(position), position) for at, position in enumerate(members)]
    return [position for _, _, position in sorted(ranked)]
