"""What goes where: sides, folds and subsets as sets of parts for each record, and the figures that tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from ftprep.errors import SettingsError
from ftprep.ops.split._sides import Group, deal, nested

SIDES: Final = ("train", "validation", "test")


class Plan:
    """The parts (names of files) of each position, in the order in which they are to be listed."""

    def __init__(self, sides: Sequence[int]) -> None:
        self._parts: list[list[str]] = [[SIDES[side]] if side >= 0 else [] for side in sides]
        counts = Counter(sides)
        self.names = [name for at, name in enumerate(SIDES) if counts[at] or at == 0]
        self.figures: dict[str, Any] = {
            "sides": [
                {"side": name, "records": counts[at], "share": round(counts[at] / max(1, len(sides)), 4)}
                for at, name in enumerate(SIDES)
                if counts[at] or at == 0
            ]
        }

    def parts(self, position: int) -> list[str]:
        return self._parts[position]

    def add_folds(
        self, groups: Sequence[Group], strata: Sequence[int], number: int, order: Callable[[int], int]
    ) -> None:
        """Divides the groups into folds; each gives a validation part, and a training part of all the others."""
        folds = deal(groups, strata, [1 / number] * number, order)
        sizes = [0] * number
        for group, fold in zip(groups, folds, strict=True):
            sizes[fold] += len(group)
            for position in group:
                for at in range(number):
                    self._parts[position].append(_fold(at, number, "validation" if at == fold else "train"))
        self.names += [_fold(at, number, side) for at in range(number) for side in ("train", "validation")]
        self.figures["folds"] = [
            {"fold": at + 1, "records": size, "others": sum(sizes) - size} for at, size in enumerate(sizes)
        ]

    def add_subsets(
        self, positions: Sequence[int], strata: Sequence[int], wanted: Sequence[str], order: Callable[[int], int]
    ) -> None:
        """Cuts nested subsets from the front of one order."""
        ranked = nested(positions, strata, order)
        rows = []
        for text, size in sorted(((text, subset_size(text, len(ranked))) for text in wanted), key=lambda item: item[1]):
            name = f"train-{text.replace('%', 'pct').replace(' ', '')}"
            for position in ranked[:size]:
                self._parts[position].append(name)
            self.names.append(name)
            rows.append({"subset": text, "records": min(size, len(ranked))})
        self.figures["subsets"] = rows


def subset_size(text: str, total: int) -> int:
    """How many records `5%`, `.05` or `500` of `total` are; at least one.

    >>> subset_size("5%", 1000), subset_size("0.05", 1000), subset_size("500", 1000)
    (50, 50, 500)
    """
    try:
        number = float(text.strip().rstrip("%％"))
    except ValueError:
        number = -1.0
    share = number / 100 if text.strip().endswith(("%", "％")) else number
    if number <= 0 or (text.strip().endswith(("%", "％")) and number > 100):
        raise SettingsError(
            en="Setting subsets: write shares or numbers of records, such as 1%, 5%, 500.",
            zh="设置 subsets：请写占比或条数，如 1%、5%、500。",
        )
    return max(1, round(share * total if share <= 1 and text.strip() != "1" else share))


def strata_figures(names: Mapping[str, int], strata: Sequence[int], sides: Sequence[int]) -> list[dict[str, Any]]:
    """How many records of each value stand on each side."""
    counts = Counter(zip(strata, sides, strict=True))
    return [
        {"value": name[:80], **{side: counts[number, at] for at, side in enumerate(SIDES)}}
        for name, number in list(names.items())[:100]
    ]


def _fold(at: int, number: int, side: str) -> str:
    return f"fold-{at + 1}-of-{number}.{side}"
