"""Drawing a sample, and laying it out for people to review."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from typing import Final, Literal

from xxhash import xxh3_64_intdigest

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Products, Selector, operator, setting
from ftprep.ops.stats._page import document
from ftprep.ops.stats._review import answer_of, check_of, said_before
from ftprep.ops.stats._review_sheet import write_sheet
from ftprep.ports import OutputFile
from ftprep.record import Record
from ftprep.text.strata import allot, field_value, stratum

MAX_REVIEW: Final = 2000
"""Records on a review page and a sheet: more than people read, and the page stays quick."""
MAX_CHARACTERS: Final = 3_000_000
"""Of all their texts together, so that both files stay within what Dify lets through."""

_NOT_DRAWN: Final = Drop("not_drawn")


class SampleRecordsOptions(Options):
    count: int = setting(200, ge=1, le=1_000_000, help="How many records to draw.")
    method: Literal["random", "stratified", "worst_first"] = setting(
        "random",
        help="Random; stratified: each value of `by` in proportion; worst_first: those with the worst value of `by`.",
    )
    by: str = setting(
        "source",
        help="What stratified and worst_first go by: source, language, length, or the name of a label or column (judge.score reaches into one).",
    )
    worst: Literal["lowest", "highest"] = setting("lowest", help="Which values of `by` are the worst, for worst_first.")
    seed: int = setting(42, help="The same seed draws the same records, in whatever order they come.")
    review: bool = setting(
        True, help=f"Lay the sample out for review: a spreadsheet and an offline page, up to {MAX_REVIEW} records."
    )
    equal: bool = setting(
        False,
        panel=False,
        help="Stratified: as many of each value instead of in proportion. Shows rare ones, and no longer mirrors the data.",
    )


@operator(
    "selector",
    SampleRecordsOptions,
    reasons={"not_drawn": ("Not drawn; whole in the rejects file.", "未被抽中；原样在剔除清单中。")},
    figures={
        "strata": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"value": {"type": "string"}, "records": {"type": "number"}, "drawn": {"type": "number"}},
            },
        }
    },
)
def sample_records(options: SampleRecordsOptions, context: Context) -> Selector:
    """Draws records at random, by strata or worst first, and lays them out for people to review: as a spreadsheet with drop-downs and as an offline page with keys. What was not drawn is kept whole in the rejects file."""
    return _Sample(options, context)


class _Sample:
    """Chooses by the hash of seed and id, lowest first: the choice does not depend on the order of the records."""

    def __init__(self, options: SampleRecordsOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._keys = array("Q")
        self._strata = array("L")
        self._names: dict[str, int] = {}
        self._values = array("d")
        self._drawn: set[int] = set()
        self._files: list[OutputFile] = []

    def add(self, record: Record) -> None:
        self._keys.append(xxh3_64_intdigest(record.id.encode("utf-8", "replace"), self._options.seed % 2**64))
        match self._options.method:
            case "stratified":
                self._strata.append(self._names.setdefault(stratum(record, self._options.by), len(self._names)))
            case "worst_first":
                value = field_value(record, self._options.by)
                known = isinstance(value, int | float)
                self._values.append(float(value) if known else float("nan"))

    def settle(self, read: Callable[[int], Record]) -> None:
        self._drawn = set(self._choose())
        if self._options.review:
            self._write_review(read)

    def verdict(self, position: int) -> Drop | None:
        return None if position in self._drawn else _NOT_DRAWN

    def finish(self) -> Products:
        return Products(files=self._files)

    def _choose(self) -> Iterable[int]:
        count, everyone = self._options.count, range(len(self._keys))
        match self._options.method:
            case "random":
                return self._lowest(everyone, count)
            case "worst_first":
                return self._worst(count)
            case _:
                members: list[list[int]] = [[] for _ in self._names]
                for position, number in enumerate(self._strata):
                    members[number].append(position)
                shares = allot([len(member) for member in members], count, equal=self._options.equal)
                self._context.report.figures["strata"] = [
                    {"value": name[:80], "records": len(members[at]), "drawn": shares[at]}
                    for name, at in sorted(self._names.items(), key=lambda item: -len(members[item[1]]))
                ][:100]
                return [p for member, share in zip(members, shares, strict=True) for p in self._lowest(member, share)]

    def _lowest(self, positions: Sequence[int], count: int) -> list[int]:
        import heapq

        return heapq.nsmallest(count, positions, key=lambda position: (self._keys[position], position))

    def _worst(self, count: int) -> list[int]:
        import heapq

        values, sign = self._values, 1 if self._options.worst == "lowest" else -1
        known = [position for position, value in enumerate(values) if value == value]  # noqa: PLR0124 - NaN is not itself
        if not known and len(values):
            by = self._options.by
            raise SettingsError(
                en=f"Setting by: no record has a number under {by!r}. Name the label or column that holds the score.",
                zh=f"设置 by：没有记录在 {by!r} 下有数值。请填写存放分数的标签或列名。",
            )
        return heapq.nsmallest(
            count, known, key=lambda position: (sign * values[position], self._keys[position], position)
        )

    def _write_review(self, read: Callable[[int], Record]) -> None:
        shown = self._readable(read)
        context = self._context
        stem = context.work_dir / f"{context.stem}.sample_records.review"
        sheet, html = stem.with_name(stem.name + ".xlsx"), stem.with_name(stem.name + ".html")
        cut = write_sheet(sheet, (read(position) for position in shown))
        html.write_text(review_page(context.stem, (read(position) for position in shown)), "utf-8", "replace")
        self._files = [OutputFile(path, "review", len(shown), final=True) for path in (sheet, html)]
        if cut:
            context.report.note(
                en=f"{cut} texts are too long for a cell and were cut in the sheet; the page holds them whole.",
                zh=f"{cut} 条文本超过单元格上限，在表格中被截断；网页中是完整的。",
            )
        if len(shown) < len(self._drawn):
            context.report.note(
                en=f"The review files hold {len(shown)} of the {len(self._drawn)} records drawn.",
                zh=f"审阅文件只含抽中的 {len(self._drawn)} 条中的 {len(shown)} 条。",
            )

    def _readable(self, read: Callable[[int], Record]) -> list[int]:
        """As many of the positions to review as their texts leave room for."""
        out, room = [], MAX_CHARACTERS
        for position in self._shown():
            room -= sum(map(len, read(position).texts()))
            if room < 0:
                break
            out.append(position)
        return out

    def _shown(self) -> list[int]:
        """The positions to review: the worst first, else in the order of the file."""
        if self._options.method == "worst_first":
            return self._worst(min(self._options.count, MAX_REVIEW))
        return sorted(self._lowest(sorted(self._drawn), MAX_REVIEW))


def review_page(title: str, records: Iterable[Record]) -> str:
    """The offline review page of some records."""
    rows = [
        {
            "id": record.id,
            "check": check_of(record),
            "before": said_before(record),
            "answer": answer_of(record),
            "rejected": "\n\n".join(turn.full_content() for turn in record.rejected or ()),
            "labels": record.labels,
            "source": record.lineage.source,
        }
        for record in records
    ]
    return document(title, {"title": title, "records": rows}, css="review.css", scripts=("page.js", "review.js"))
