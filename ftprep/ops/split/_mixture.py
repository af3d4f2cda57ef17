"""How many records of each source make a mixture."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def natural_shares(sizes: Sequence[int], temperature: float) -> list[float]:
    """Shares as sizes to the power 1/T: T = 1 keeps them, a larger T evens them out.

    (Sampling by temperature as in multilingual pretraining: N. Arivazhagan et al., 2019.)

    >>> natural_shares([90, 10], 1), [round(share, 3) for share in natural_shares([90, 10], 2)]
    ([0.9, 0.1], [0.75, 0.25])
    """
    raised = [size ** (1 / temperature) if size else 0.0 for size in sizes]
    total = sum(raised)
    return [value / total if total else 0.0 for value in raised]


def amounts(shares: Sequence[float], limits: Sequence[int], total: int) -> list[int]:
    """Whole numbers in these shares that come to `total`, none over its limit; what a limit cuts off goes to the others.

    With a total of 0: as many as the shares allow before a limit is met.

    >>> amounts([0.5, 0.5], [100, 30], 0), amounts([0.5, 0.5], [100, 30], 90)
    ([30, 30], [60, 30])
    """
    if not total:
        total = int(
            min((limit / share + 1e-9 for share, limit in zip(shares, limits, strict=True) if share), default=0)
        )
    out = [0.0] * len(shares)
    open_ = [at for at, share in enumerate(shares) if share > 0]
    left = float(min(total, sum(limits[at] for at in open_)))
    while open_ and left > 1e-9:
        whole = sum(shares[at] for at in open_)
        full = [at for at in open_ if out[at] + left * shares[at] / whole >= limits[at]]
        if not full:
            for at in open_:
                out[at] += left * shares[at] / whole
            break
        for at in full:
            left -= limits[at] - out[at]
            out[at] = float(limits[at])
        open_ = [at for at in open_ if at not in full]
    return _whole(out, limits)


def _whole(exact: Sequence[float], limits: Sequence[int]) -> list[int]:
    """Rounded by largest remainder, to the same total."""
    out = [min(limit, math.floor(value + 1e-9)) for value, limit in zip(exact, limits, strict=True)]
    missing = round(sum(exact)) - sum(out)
    for at in sorted(range(len(out)), key=lambda at: (out[at] - exact[at], at)):
        if missing > 0 and out[at] < limits[at]:
            out[at] += 1
            missing -= 1
    return out


def by_name(given: Sequence[tuple[str, float]], names: Sequence[str], default: float) -> tuple[list[float], list[str]]:
    """(the value for each name, names given that fit none). A name may be given whole, or without its ending."""
    table: Mapping[str, float] = dict(given)
    used = set()
    out = []
    for name in names:
        found = next((key for key in (name, name.partition(".")[0], "*") if key in table), None)
        if found is not None:
            used.add(found)
        out.append(default if found is None else table[found])
    return out, [key for key in table if key not in used and key != "*"]
