"""Rows → Records: our own as they are, those of a format of the field through its shape."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Any

from ftprep.io.json_value import exact_numbers, lost_digits
from ftprep.io.rows import Bad, Rows
from ftprep.reading import Reading
from ftprep.record import Lineage, Record, is_canonical, record_id
from ftprep.report import Reject
from ftprep.shapes import SHAPES, Shape, ShapeError, detect

Row = dict[str, Any]
_SAMPLE = 50
_LONG = 15
"""Mean characters of a column that holds texts rather than names, numbers or categories."""


class Shaper:
    """Turns the rows of one part into records and rejects. Decides on the format by the first rows; rows of another
    format in between are read as what they are."""

    def __init__(self, source: str, salt: str, step: str, reading: Reading) -> None:
        self._source = source
        self._salt = salt
        """What ids are made from: the source, made unique."""
        self._step = step
        self._usual: Shape | None = None
        self._others: dict[tuple[str, ...], Shape | None] = {}
        columns = {reading.question_column: "question", reading.answer_column: "answer", reading.text_column: "text"}
        self._names = {column: name for column, name in columns.items() if column}
        self.guessed_column = ""
        """The column that was taken for the text because it alone holds any."""
        self.guessed_place = 0
        """Which column of the first row that is, from 1."""
        self.unknown_columns: list[str] = []
        """Those of the first row that no format knows."""
        self.missing_columns: list[str] = []
        """Those that were named in the settings, and are in none of the first rows."""

    def records(self, rows: Rows) -> Iterator[Record | Reject]:
        ahead = list(islice(rows, _SAMPLE))
        self._decide([row for _, value, _ in ahead if (row := _as_object(value)) is not None])
        for place, value, raw in chain(ahead, rows):
            try:
                yield self._record(place, value, raw)
            except ShapeError as error:
                yield self._reject(error.reason, place, value, error.detail)
            except ValueError:
                yield self._reject("bad_record", place, value)

    def _decide(self, sample: Sequence[Row]) -> None:
        foreign = [row for row in sample if not is_canonical(row)]
        if not foreign:
            return
        self.missing_columns = [name for name in self._names if not any(name in row for row in foreign)]
        foreign = [self._mapped(row) for row in foreign]
        self._usual = detect(foreign)
        if self._usual is None and "text" not in self._names.values() and (column := _only_text_column(foreign)):
            self.guessed_column = column
            self.guessed_place = [*dict.fromkeys(name for row in foreign for name in row)].index(column) + 1
            self._names[column] = "text"
            self._usual = SHAPES["text"]

    def _record(self, place: int, value: Any, raw: bytes | None) -> Record | Reject:
        if value.__class__ is Bad:
            return Reject(value.reason, self._step, self._source, place, value.original, "", value.detail)
        row = value if value.__class__ is dict else _as_object(value)
        if row is None:
            raise ShapeError("not_an_object")
        if "lineage" in row and is_canonical(row):
            return Record.from_row(row)
        if self._names:
            row = self._mapped(row)
        shape = self._usual
        if shape is None or not shape.matches(row):
            shape = self._other(row) or shape
            if shape is None:
                self.unknown_columns = self.unknown_columns or list(map(str, row))
                raise ShapeError("unknown_format")
        record = shape.parse(row)
        if raw is not None and record.meta and lost_digits(record.meta):
            record = shape.parse(self._mapped(_as_object(exact_numbers(raw)) or row))
        record.id = record_id(self._salt, place, value if raw is None else raw)
        record.lineage = Lineage(self._source, place, shape.name)
        return record

    def _other(self, row: Row) -> Shape | None:
        keys = tuple(row)
        shape = self._others.get(keys)
        if shape is None or not shape.matches(row):
            if len(self._others) > 1000:
                self._others.clear()
            shape = self._others[keys] = detect([row])
        return shape

    def _reject(self, reason: str, place: int, value: Any, detail: str = "") -> Reject:
        identity = record_id(self._salt, place, value)
        return Reject(reason, self._step, self._source, place, value, identity, detail)

    def _mapped(self, row: Row) -> Row:
        """The row with the columns that were named under the names that shapes know."""
        names = self._names
        if not names.keys() & row.keys():
            return row
        mapped = {new: row[old] for old, new in names.items() if old in row}
        return mapped | {(f"{key}_" if key in mapped else key): v for key, v in row.items() if key not in names}


def _as_object(value: Any) -> Row | None:
    """An object; a text alone is plain text, a list of messages alone a conversation."""
    if isinstance(value, dict):
        return value
    if isinstance(value, str):
        return {"text": value}
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        return {"messages": value}
    return None


def _only_text_column(rows: Sequence[Row]) -> str:
    """The one column that holds texts; "" where there is none or more than one."""
    found = []
    for name in dict.fromkeys(name for row in rows for name in row):
        cells = [row.get(name) for row in rows]
        texts = [cell for cell in cells if isinstance(cell, str) and cell.strip()]
        if texts and len(texts) * 2 > len(rows) and sum(map(len, texts)) >= _LONG * len(texts):
            found.append(name)
    return found[0] if len(found) == 1 else ""
