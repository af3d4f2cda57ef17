"""Dividing a data set for training, validation and testing so that nothing leaks between the sides."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from xxhash import xxh3_64_intdigest

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Products, Selector, operator, setting
from ftprep.ops.split._alike import Similarity, compared_text
from ftprep.ops.split._files import SplitFiles
from ftprep.ops.split._grouping import Grouping
from ftprep.ops.split._plan import SIDES, Plan, strata_figures
from ftprep.ops.split._proof import prove
from ftprep.ops.split._schema import FIGURES
from ftprep.ops.split._sides import Group, deal, place
from ftprep.ports import OutputFile
from ftprep.record import Record
from ftprep.text.strata import stratum


class SplitDatasetOptions(Options):
    validation: float = setting(
        0.1, ge=0, help="Records for validation: a share below 1, a number from 1 on. Training gets the rest."
    )
    test: float = setting(
        0.1, ge=0, help="Records for the test: a share below 1, a number from 1 on. Folds and subsets leave them out."
    )
    folds: int = setting(
        0,
        ge=0,
        le=20,
        help="Folds for cross-validation, 0 for none. Each gives a file held out for validation and one with all the others.",
    )
    subsets: tuple[str, ...] = setting(
        (),
        help="Small parts of the training side for trial runs, such as 1%, 5%, 10% or 500. Each holds the smaller ones.",
    )
    stratify: str = setting(
        "", help="Keep the shares of: source, language, length, or the name of a label or column. Empty: of nothing."
    )
    stable: bool = setting(
        False,
        help="Records keep their side when others are added behind them. Sides are then drawn by hash, so shares are only about right, and a record that ties two sides together is rejected.",
    )
    leak_safe: bool = setting(
        True,
        panel=False,
        help="Keep together what belongs together. Without it, a model is tested on what it was trained on.",
    )
    similarity: float = setting(
        0.7,
        ge=0.5,
        le=1,
        panel=False,
        help="Share of common five-character pieces (Jaccard) from which texts stay together.",
    )
    together: tuple[str, ...] = setting(
        (), panel=False, help="Further columns whose equal values stay together, such as customer."
    )
    seed: int = setting(42, panel=False, help="Another seed divides in another way.")


@operator(
    "splitter",
    SplitDatasetOptions,
    reasons={
        "between_sides": (
            "It ties records of two sides together, and stable sides may not change.",
            "它把两侧的记录联系在一起，而稳定模式下各侧不得变动。",
        )
    },
    figures=FIGURES,
)
def split_dataset(options: SplitDatasetOptions, context: Context) -> Selector:
    """Divides a data set into training, validation and test parts, folds and small subsets, so that nothing leaks: alike texts, one conversation, one document, and augmented records with their parents stay on one side. The report says how alike the two most alike records across sides are."""
    return _Split(options, context)


class _Split:
    def __init__(self, options: SplitDatasetOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._grouping = Grouping(options.together)
        self._keys = array("Q")
        """A hash of each record's text: what decides where it goes."""
        self._strata = array("L")
        self._names: dict[str, int] = {}
        self._sides: list[int] = []
        self._files: list[OutputFile] = []

    def add(self, record: Record) -> None:
        options = self._options
        text = compared_text(record)
        self._keys.append(xxh3_64_intdigest(text.encode(), options.seed % 2**64))
        name = stratum(record, options.stratify) if options.stratify else ""
        self._strata.append(self._names.setdefault(name, len(self._names)))
        if options.leak_safe:
            self._grouping.add(record, text)

    def settle(self, read: Callable[[int], Record]) -> None:
        options, figures = self._options, self._context.report.figures
        similarity = Similarity(read)
        shares = self._shares()
        if options.leak_safe:
            self._grouping.find(similarity, options.similarity, every_bond=options.stable)
            groups = self._grouping.groups()
        else:
            groups = [[position] for position in range(len(self._keys))]
        if options.stable:
            self._sides = place(self._keys, self._grouping.bonds(), shares)
        else:
            self._sides = self._dealt(groups, shares)
        self._tell_of(groups)
        if options.stratify:
            figures["strata"] = strata_figures(self._names, self._strata, self._sides)
        if options.leak_safe:
            figures["leak"] = prove(self._grouping, self._sides, similarity, lambda position: read(position).id)
        self._write(self._plan(groups), read)

    def verdict(self, position: int) -> Drop | None:
        return Drop("between_sides") if self._sides[position] < 0 else None

    def finish(self) -> Products:
        figures = self._context.report.figures
        sides = [f"{row['side']} {row['records']}" for row in figures["sides"]]
        summary = [{"en": f"Sides: {', '.join(sides)}.", "zh": f"划分：{'、'.join(sides)}。"}]
        if leak := figures.get("leak"):
            highest, compared = f"{leak['highest_similarity']:.3f}", leak["pairs_compared"]
            summary.append(
                {
                    "en": f"Highest similarity across sides: {highest} ({compared} candidate pairs compared).",
                    "zh": f"不同侧之间的最高相似度：{highest}（比较了 {compared} 对候选）。",
                }
            )
        return Products(files=self._files, summary=summary)

    def _shares(self) -> list[float]:
        total = len(self._keys)
        held = [
            value if value < 1 else value / max(1, total) for value in (self._options.validation, self._options.test)
        ]
        if total and sum(held) >= 1:
            raise SettingsError(
                en=f"Settings validation and test leave none of the {total} records for training: make them smaller.",
                zh=f"设置 validation 与 test 没有给训练留下记录（共 {total} 条）：请调小。",
            )
        return [1 - sum(held), *held]

    def _dealt(self, groups: list[Group], shares: list[float]) -> list[int]:
        out = [0] * len(self._keys)
        for group, side in zip(groups, deal(groups, self._strata, shares, self._keys.__getitem__), strict=True):
            for position in group:
                out[position] = side
        return out

    def _tell_of(self, groups: list[Group]) -> None:
        sizes = [len(group) for group in groups if len(group) > 1]
        total, largest = len(self._keys), max(sizes, default=0)
        self._context.report.figures["groups"] = {"groups": len(sizes), "records": sum(sizes), "largest": largest}
        if largest * 2 > total:
            self._context.report.note(
                en=f"{largest} of the {total} records hang together and had to stay on one side: the shares could not be met.",
                zh=f"{total} 条记录中有 {largest} 条彼此相连，只能放在同一侧，比例无法满足。",
            )

    def _plan(self, groups: list[Group]) -> Plan:
        options, sides = self._options, self._sides
        plan = Plan(sides)
        test = SIDES.index("test")
        if options.folds > 1:
            dealt = [[position for position in group if 0 <= sides[position] != test] for group in groups]
            plan.add_folds([group for group in dealt if group], self._strata, options.folds, self._keys.__getitem__)
        if options.subsets:
            train = [position for position, side in enumerate(sides) if side == 0]
            plan.add_subsets(train, self._strata, options.subsets, self._keys.__getitem__)
        self._context.report.figures.update(plan.figures)
        return plan

    def _write(self, plan: Plan, read: Callable[[int], Record]) -> None:
        files = SplitFiles(self._context.work_dir, self._context.stem, plan.names)
        for position, side in enumerate(self._sides):
            if side >= 0:
                files.write(read(position), plan.parts(position))
        self._files = files.done()
