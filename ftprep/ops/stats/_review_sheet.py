"""The review as a spreadsheet: written with drop-downs and with formulas defused, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ftprep.ops.stats._review import VERDICTS, Decision, answer_of, check_of, context_of
from ftprep.record import Record

COLUMNS: Final = (
    ("id", "编号 id", 18),
    ("check", "校验 check", 18),
    ("context", "上文 context", 50),
    ("answer", "待审文本 text", 60),
    ("verdict", "结论 verdict", 14),
    ("comment", "意见 comment", 30),
    ("rewritten", "改写后的文本 rewritten text", 60),
)
_CREATED: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - as the library wants it
"""What every workbook says: the same review is the same file, whenever it is written."""
_MAX_CELL: Final = 32_000
"""Excel holds 32,767 characters a cell."""
_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write_sheet(path: Path, records: Iterable[Record]) -> int:
    """Writes the workbook; returns how many records have a text that was cut to fit a cell.

    Every cell is written as a string, never as a formula, a number or a link, and those that begin like a formula are
    marked as quoted, so that they stay text when they are edited (the text itself is not touched).
    """
    import xlsxwriter

    options = {
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "constant_memory": True,
    }
    cut = 0
    with xlsxwriter.Workbook(path, options) as book:
        book.set_properties({"created": _CREATED})
        sheet = book.add_worksheet("review")
        plain = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        quoted = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@", "quote_prefix": True})
        open_ = book.add_format(
            {"text_wrap": True, "valign": "top", "num_format": "@", "bg_color": "#FFF8DC", "border": 1}
        )
        head = book.add_format({"bold": True, "bg_color": "#DCE6F5", "border": 1})
        for column, (_, title, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
            sheet.write_string(0, column, title, head)
        sheet.freeze_panes(1, 2)
        row = 0
        for row, record in enumerate(records, 1):
            texts = (record.id, check_of(record), context_of(record), answer_of(record))
            cut += any(len(text) > _MAX_CELL for text in texts)
            for column, text in enumerate(texts):
                shown = text if len(text) <= _MAX_CELL else text[:_MAX_CELL] + "…"
                sheet.write_string(row, column, shown, quoted if shown.startswith(_FORMULA_STARTS) else plain)
            for column in (4, 5, 6):
                sheet.write_blank(row, column, None, open_)
        words = [f"{name} {zh}" for name, zh in VERDICTS.items()]
        sheet.data_validation(1, 4, max(1, row), 4, {"validate": "list", "source": words})
    return cut


def read_sheet(path: Path) -> Iterator[Decision]:
    """The rows that have a verdict, a comment or a rewritten text. Raises ValueError where it is not such a sheet."""
    from python_calamine import CalamineWorkbook

    rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python(skip_empty_area=False)
    heads = [str(cell).strip().lower() for cell in rows[0]] if rows else []
    places = [next((at for at, head in enumerate(heads) if head.endswith(_last(title))), -1) for _, title, _ in COLUMNS]
    if -1 in (places[0], places[1], places[4]):
        raise ValueError("no review sheet")
    for row in rows[1:]:
        cells = ["" if at < 0 or at >= len(row) else _text(row[at]) for at in places]
        identity, check, _, _, verdict, comment, text = cells
        if identity and (verdict.strip() or comment.strip() or text.strip()):
            yield Decision(identity.strip(), check.strip(), verdict.strip(), comment.strip(), text)


def _last(title: str) -> str:
    """The English half of a head."""
    return " " + title.partition(" ")[2].lower()


def _text(cell: Any) -> str:
    """A cell as text; a number that a spreadsheet made of digits comes back without a fraction."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
