"""Workbooks of spreadsheets: every sheet, one record a row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from ftprep.io.columns import as_row, column_names, original_row, unnamed_columns
from ftprep.io.header import has_header
from ftprep.io.rows import Bad, Count, Rows
from ftprep.reading import Header

_SAMPLE_ROWS = 50


class NotAWorkbook(Exception):  # noqa: N818 - a finding, not a failure
    """The file can't be opened as a workbook."""


def sheet_names(path: Path) -> list[str]:
    """The sheets that can hold a table, in order. Raises NotAWorkbook."""
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

    try:
        with CalamineWorkbook.from_path(path) as book:
            return [sheet.name for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    except (CalamineError, OSError, ValueError) as error:
        raise NotAWorkbook(type(error).__name__) from None


def read_sheet(path: Path, name: str, count: Count, header: Header = "auto", named: Collection[str] = ()) -> Rows:
    """The rows of one sheet, with their row numbers. Empty rows are none; dates are ISO text."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        sheet = book.get_sheet_by_name(name)
        yield from _rows(enumerate(sheet.iter_rows(), 1), count, header, named)


def read_cells(path: Path, name: str) -> Iterator[list[str]]:
    """The filled rows of one sheet as they stand, without a look at its header."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        for cells in book.get_sheet_by_name(name).iter_rows():
            if any(cell not in ("", None) for cell in cells):
                yield ["" if (value := _cell(cell)) is None else str(value) for cell in cells]


def _rows(numbered: Iterator[tuple[int, list[Any]]], count: Count, header: Header, named: Collection[str]) -> Rows:
    filled = (
        (number, [_cell(cell) for cell in cells])
        for number, cells in numbered
        if any(c not in ("", None) for c in cells)
    )
    ahead = list(islice(filled, _SAMPLE_ROWS))
    if not ahead:
        return
    width = max(_width(cells) for _, cells in ahead)
    ahead = [(number, cells[:width]) for number, cells in ahead]
    names = unnamed_columns(width)
    if has_header([["" if cell is None else str(cell) for cell in cells] for _, cells in ahead], header, named):
        names = column_names([str(cell) for cell in ahead[0][1]])
        del ahead[0]
    elif header == "auto":
        count("first_row_is_data")
    for source in (ahead, filled):
        for number, cells in source:
            row = as_row(names, cells)
            if row is None and len(cells) > width:  # a column of which the first rows have nothing
                end = _width(cells)
                more = [f"column_{at}" for at in range(width + 1, end + 1)]
                row = as_row([*names, *more], cells[:end])
            if row is None:
                bad = Bad("ragged_row", original_row(names, cells), f"{len(cells)} cells, {len(names)} columns")
                yield number, bad, None
            else:
                yield number, row, None


def _width(cells: list[Any]) -> int:
    """Up to the last cell that holds something."""
    return next((at for at in range(len(cells), 0, -1) if cells[at - 1] not in ("", None)), 0)


def _cell(value: Any) -> Any:
    """Whole numbers are no longer floats; times are text, a date without a time just the date."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(" ")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        return str(value)
    return value
