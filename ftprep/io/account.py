"""What the report says of the inputs; said once, however often they are read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from ftprep.errors import InputDataError
from ftprep.io.columns import shown_name
from ftprep.io.files import written_by_us
from ftprep.io.shaping import Shaper
from ftprep.io.sources import Part, PassedOver
from ftprep.record import Record
from ftprep.report import Reject, Report

_COLUMNS_SHOWN = 12
_FILES_SHOWN = 5

REPAIRS = {
    "nan_to_null": (
        "NaN or Infinity, which JSON does not know, was read as null",
        "把 JSON 不允许的 NaN 或 Infinity 读作 null",
    ),
    "lone_surrogates_replaced": (
        "half characters (lone surrogates) were replaced by U+FFFD",
        "把残缺字符（孤立代理项）替换为 U+FFFD",
    ),
    "bytes_replaced": ("bytes that can't be decoded were replaced by U+FFFD", "把无法解码的字节替换为 U+FFFD"),
    "mark_within": ("a byte order mark at the start of a row was left out", "略去了行首的字节顺序标记（BOM）"),
    "json_ends_early": ("the JSON ends early: the file may be cut off", "JSON 在结尾处不完整，文件可能被截断"),
    "json_comma_missing": ("a comma missing between two rows was added", "补上了两条记录之间缺少的逗号"),
    "json_comma_too_many": ("a comma too many at the end of a list was overlooked", "忽略了列表末尾多余的逗号"),
    "first_row_is_data": (
        "no row surely names the columns, so the first row was kept as data; header=yes takes it for their names",
        "没有可确认为表头的行，首行按数据保留；若首行是列名，请设 header=yes",
    ),
    "json_field_beside_rows": ("fields beside the list of rows were passed over", "略过了记录列表旁边的其他字段"),
}
"""What a reader may do to make sense of a file → (English, Chinese)."""


class Account:
    """Fills `report.inputs`, `report.passed_over` and notes."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._entries: dict[int, Entry] = {}
        self._passed: dict[str, PassedOver] = {}

    def passed_over(self, part: PassedOver) -> None:
        if part.name not in self._passed:
            self._passed[part.name] = part
            self._report.passed_over.append({"name": part.name, "why": f"{part.zh} | {part.en}"})

    def entry(self, number: int, part: Part) -> Entry:
        """The account of a part; a fresh one that counts for nothing where the part was read to its end before."""
        known = self._entries.get(number)
        if known is not None and known.done:
            return Entry(part, Report(""), {})
        if known is None:
            row: dict[str, Any] = {"name": part.name, "format": part.format, "encoding": part.encoding}
            self._report.inputs.append(row)
        else:
            row = known.row
        self._entries[number] = Entry(part, self._report, row)
        return self._entries[number]

    def finish(self, given: Sequence[str], *, may_be_empty: bool) -> None:
        """After the last part: raises InputDataError where there was no record at all in what was given.

        A file that one of our steps wrote may be empty: it says that nothing was left, and the next step goes on.
        """
        if any(entry.row["read"] or written_by_us(entry.row["name"]) for entry in self._entries.values()):
            return
        if may_be_empty:
            if not self._entries:
                self._report.note(en="None of the files given holds records.", zh="给出的文件中没有任何记录。")
            return
        empty = [entry.row["name"] for entry in self._entries.values()]
        raise nothing_read(empty if empty or self._passed else given, self._passed.values())


def nothing_read(empty: Iterable[str], passed: Iterable[PassedOver]) -> InputDataError:
    """What is said of inputs that hold no record: which are empty, which are no data, and why."""
    found = [(f"{name} (no records)", f"{name}（没有记录）") for name in empty]
    found += [(f"{part.name} ({part.en})", f"{part.name}（{part.zh}）") for part in passed]
    more = len(found) - _FILES_SHOWN
    en, zh = (", ".join(said) for said in zip(*found[:_FILES_SHOWN], strict=True))
    return InputDataError(
        en=f"There is no record in what was given: {en}{f' and {more} more' if more > 0 else ''}. Give a file with data in it.",
        zh=f"给出的数据中没有任何记录：{zh}{f' 等，另有 {more} 个' if more > 0 else ''}。请给出有内容的数据文件。",
    )


class Entry:
    """One input's line in the report, and the notes on it."""

    def __init__(self, part: Part, report: Report, row: dict[str, Any]) -> None:
        self.row = row
        self.done = False
        self._part = part
        self._report = report
        self._repairs: Counter[str] = Counter()
        self._example = ""
        row["read"] = row["rejected"] = 0

    def saw(self, items: Iterable[Record | Reject]) -> Iterator[Record | Reject]:
        """Passes the items on, and counts them."""
        read = rejected = 0
        try:
            for item in items:
                read += 1
                if item.__class__ is Reject:
                    rejected += 1
                yield item
        finally:
            self.row["read"], self.row["rejected"] = read, rejected

    def saw_row(self, *, bad: bool) -> None:
        """The same of a row that is to become no record."""
        self.row["read"] += 1
        self.row["rejected"] += bad

    def repaired(self, what: str) -> None:
        self._repairs[what] += 1

    def finish(self, shaper: Shaper) -> None:
        self.done = True
        name, note = self._part.name, self._report.note
        for what, times in self._repairs.items():
            en, zh = REPAIRS[what]
            self._report.count(what, times=times)
            note(en=f"{name}: {en} ({times}×).", zh=f"{name}：{zh}（{times} 次）。")
        if self.row["read"] == 0:
            note(en=f"{name} holds no records.", zh=f"{name} 中没有记录。")
        if shaper.missing_columns:
            names = ", ".join(shaper.missing_columns)
            note(en=f"{name} has no column called {names}.", zh=f"{name} 没有名为 {names} 的列。")
        if shaper.guessed_column:
            column = shown_name(shaper.guessed_column, shaper.guessed_place)
            note(
                en=f"{name}: column {column!r} was taken for the text; text_column chooses another.",
                zh=f"{name}：把列 {column!r} 当作正文；可用 text_column 另选。",
            )
        if shaper.unknown_columns:
            seen = ", ".join(map(shown_name, shaper.unknown_columns[:_COLUMNS_SHOWN], count(1)))
            note(
                en=f"{name}: no known format has these columns: {seen}. In load_dataset, set question_column and "
                "answer_column, or text_column.",
                zh=f"{name}：这些列不属于任何已知格式：{seen}。请在 load_dataset 中设置 question_column 与 answer_column，或 text_column。",
            )
