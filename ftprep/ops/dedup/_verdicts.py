"""Which records stay, once it is known what repeats what; and which were not looked at."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from ftprep.ops.dedup._signature import WITH_TEXT, Signature, Signatures
from ftprep.report import Report

_ALONE = -1


def decide(
    clusters: Sequence[Sequence[int]], openings: Sequence[int], rank: Callable[[int], tuple[object, ...]], fixed: int
) -> tuple[dict[int, list[int]], dict[int, int]]:
    """From the best of all down: a record stays unless one that stays is of its cluster, or opens as it does. So what
    a dropped record repeats is always there, and nothing goes for the sake of what has gone itself.

    `openings` by position, 0 for none. The least `rank` is best; the first `fixed` positions stay in any case. Gives
    what stays → the others of its cluster, and what goes → what stays and opens as it does.
    """
    number = {member: at for at, cluster in enumerate(clusters) for member in cluster}
    counts = Counter(openings)
    shared = {position: opening for position, opening in enumerate(openings) if opening and counts[opening] > 1}
    stays: dict[int, int] = {}
    opens: dict[int, int] = {}
    alike: dict[int, list[int]] = defaultdict(list)
    opened: dict[int, int] = {}
    for position in sorted(number.keys() | shared.keys(), key=rank):
        cluster, opening = number.get(position, _ALONE), shared.get(position, 0)
        if position >= fixed and cluster in stays:
            alike[stays[cluster]].append(position)
        elif position >= fixed and opening in opens:
            opened[position] = opens[opening]
        else:
            if cluster != _ALONE:
                stays.setdefault(cluster, position)
            if opening:
                opens.setdefault(opening, position)
    return alike, opened


class Unlooked:
    """Records that had nothing of what was to be compared, and those without the number that ranks them."""

    def __init__(self) -> None:
        self._empty = self._unscored = 0

    def count(self, signature: Signature, score: float) -> None:
        self._empty += not signature.digest
        self._unscored += score == -math.inf

    def count_all(self, some: Signatures) -> None:
        self._empty += sum(not mark & WITH_TEXT for mark in some.marks)
        self._unscored += some.scores.count(-math.inf)

    def tell(self, report: Report, fields: Sequence[str], best_field: str) -> None:
        if self._empty:
            what = f" ({', '.join(fields)})" if fields else ""
            report.note(
                en=f"Records without any text to compare{what}: {self._empty}. They all stay.",
                zh=f"没有可比较文字{what}的记录：{self._empty} 条，全部保留。",
            )
        if self._unscored:
            report.note(
                en=f"Records without a number in {best_field}: {self._unscored}. Any that has one is preferred.",
                zh=f"{best_field} 中没有数字的记录：{self._unscored} 条，有数字的优先保留。",
            )
