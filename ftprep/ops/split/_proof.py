"""The proof that nothing leaked: no bond across sides, and how alike the two most alike records across sides are."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from ftprep.ops.split._grouping import Grouping

_PAIRS: Final = 10_000


def prove(
    grouping: Grouping, sides: Sequence[int], similarity: Callable[[int, int], float], name: Callable[[int], str]
) -> dict[str, Any]:
    """Compares those candidates that stand on different sides, the likeliest first, piece by piece."""
    highest, closest, compared = 0.0, (-1, -1), 0
    for one, other in grouping.candidates:
        if sides[one] == sides[other] or sides[one] < 0 or sides[other] < 0:
            continue
        if compared >= _PAIRS:
            break
        compared += 1
        alike = similarity(one, other)
        if alike > highest:
            highest, closest = alike, (one, other)
    across = sum(sides[one] != sides[other] and min(sides[one], sides[other]) >= 0 for one, other in grouping.bonds())
    return {
        "highest_similarity": round(highest, 4),
        "ids": [name(position) for position in closest if position >= 0],
        "pairs_compared": compared,
        "bonds_across": across,
    }
