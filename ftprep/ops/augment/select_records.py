"""The best records after a judge, diverse and balanced."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import xxhash

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Selector, operator, setting
from ftprep.record import Record
from ftprep.text.shingles import normal_form, shingles
from ftprep.text.strata import field_value


class SelectRecordsOptions(Options):
    score: str = setting(
        "judge.overall", help="The label or column that holds the score, with dots for what lies inside."
    )
    min_score: float = setting(
        0.0,
        help="Records below go. On judge's scale of 5, published cuts are 4.5 of 5 (AlpaGasus) and 3 (DataFlow).",
    )
    top: float = setting(1.0, help="The share that stays, the best first.", gt=0, le=1)
    count: int = setting(0, help="The number that stays at most, the best first; 0: no limit.", ge=0)
    balance: str = setting("", help="A label or column: each of its values keeps at most the same number of records.")
    diversity: Literal["off", "on"] = setting(
        "off",
        help="Prefer records that bring new word sequences (greedy coverage of 5-grams); needs memory for the grams of what is kept.",
    )
    unscored: Literal["drop", "keep"] = setting("drop", help="What becomes of records without a score.", panel=False)


@operator(
    "selector",
    SelectRecordsOptions,
    reasons={
        "no_score": ("The record has no score.", "该记录没有分数。"),
        "below_score": ("The score is below the limit.", "分数低于下限。"),
        "not_among_best": ("Others score higher.", "其他记录分数更高。"),
        "over_balance": ("Its group is full.", "所在类别已满。"),
        "nothing_new": ("It brings too little that others do not.", "与已选记录相比没有新内容。"),
    },
)
def select_records(options: SelectRecordsOptions, context: Context) -> Selector:
    """Keeps the best records: by a score's limit, the top share or number, balanced over a label, with regard to diversity.

    Ties are decided by the records' ids, so that the order of the input does not matter.
    """
    del context
    if options.top < 1 and options.count:
        raise SettingsError(en="Choose either top or count, not both.", zh="top 与 count 只能选一个。")
    return _Selection(options)


NEW_SHARE = 0.2
"""Of a record's 5-grams that must be new, where diversity is on: below it the record repeats what is there."""


class _Selection:
    """Scores in memory, a few numbers a record; texts are read again only where diversity is asked for."""

    def __init__(self, options: SelectRecordsOptions) -> None:
        self._options = options
        self._entries: list[tuple[float | None, str, str]] = []
        self._drops: dict[int, Drop] = {}

    def add(self, record: Record) -> None:
        score = field_value(record, self._options.score)
        group = field_value(record, self._options.balance) if self._options.balance else ""
        number = float(score) if isinstance(score, int | float) and not isinstance(score, bool) else None
        self._entries.append((number, record.id, str(group)))

    def settle(self, read: Callable[[int], Record]) -> None:
        options = self._options
        left = []
        for place, (score, _, _) in enumerate(self._entries):
            if score is None and options.unscored == "drop":
                self._drops[place] = Drop("no_score")
            elif score is not None and score < options.min_score:
                self._drops[place] = Drop("below_score", f"{score:g}")
            else:
                left.append(place)
        left.sort(key=self._rank)
        if options.diversity == "on":
            left = self._diverse(left, read)
        if options.balance:
            left = self._balanced(left)
        limit = options.count or round(len(left) * options.top)
        for place in left[limit:]:
            self._drops[place] = Drop("not_among_best")

    def verdict(self, position: int) -> Drop | None:
        return self._drops.get(position)

    def _rank(self, place: int) -> tuple[float, str]:
        score, identity, _ = self._entries[place]
        return (-(score if score is not None else float("-inf")), identity)

    def _diverse(self, places: list[int], read: Callable[[int], Record]) -> list[int]:
        seen: set[int] = set()
        kept = []
        for place in places:
            text = normal_form("\n".join(read(place).texts()))
            grams = {xxhash.xxh3_64_intdigest(gram.encode()) for gram in shingles(text)}
            if grams and len(grams - seen) < NEW_SHARE * len(grams):
                self._drops[place] = Drop("nothing_new")
            else:
                seen |= grams
                kept.append(place)
        return kept

    def _balanced(self, places: list[int]) -> list[int]:
        """Each group keeps as many as the smallest one has."""
        sizes: dict[str, int] = {}
        for place in places:
            group = self._entries[place][2]
            sizes[group] = sizes.get(group, 0) + 1
        room = dict.fromkeys(sizes, min(sizes.values(), default=0))
        kept = []
        for place in places:
            group = self._entries[place][2]
            if room[group] > 0:
                room[group] -= 1
                kept.append(place)
            else:
                self._drops[place] = Drop("over_balance", group[:40])
        return kept
