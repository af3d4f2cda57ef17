"""One file as the datasets library reads it: its columns with one type each, and the rows at which reading ends.

Checked against datasets 4.0.0 with pyarrow 26 and pandas 3: rows as JSON Lines are read by Arrow, which takes texts
that are all ISO dates for times; a JSON array goes through pandas, which does not, but knows no number beyond 64 bits;
in CSV a column of numbers is numbers, and words such as NA, null and None are nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ftprep.ops.formats._trainers._columns import Column, beyond_64_bits
from ftprep.ops.formats._trainers._finding import Finding

Layout = Literal["jsonl", "json", "csv", "other"]

_NOTHING = frozenset(
    ("", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN", "<NA>", "N/A", "NA", "NULL",
     "NaN", "None", "n/a", "nan", "null")
)  # fmt: skip
"""Cells that pandas reads as missing."""
_NUMBER = re.compile(
    r"\s*[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\s*|[+-]?(?:inf|Inf|INF|infinity|Infinity)"
)
_BOOLS = frozenset(("True", "False", "TRUE", "FALSE", "true", "false"))


class NoText:
    """In the place of a text that the loader reads as a time, a number or a truth value."""


NO_TEXT = NoText()


@dataclass(slots=True)
class FileFacts:
    """Filled by `see` with every row; then `settle` once; then asked."""

    layout: Layout
    name: str = ""
    rows: int = 0
    size: int = 0
    """Bytes, where rows come with theirs."""
    table: Column = field(default_factory=Column)
    bad: dict[int, Finding] = field(default_factory=dict)
    """Place → why reading the file ends at this row."""
    reads_as_text: Literal["", "names", "rows"] = ""
    """An array that begins with something else than an object is read into one column, `text`: from a list on, the names
    of each row's columns stand in it, from anything else on, the rows themselves."""
    _text: Column = field(default_factory=Column)
    _widest: int = 0
    _cells: dict[str, set[str]] = field(default_factory=dict)
    """CSV: column → the kinds of its cells."""

    def see(self, row: Any, place: int, raw: bytes | None = None, problem: str = "") -> None:
        self.rows += 1
        self.size += len(raw) + 1 if raw is not None else 0
        if self.rows == 1 and self.layout == "json" and not isinstance(row, Mapping):
            self.reads_as_text = "names" if isinstance(row, list) else "rows"
        if self.reads_as_text:
            self._see_text(row, place)
        if problem:
            self.bad[place] = Finding("abort", "bad_json")
        elif (value := self.as_object(row)) is None or (self.rows == 1 and not isinstance(row, Mapping)):
            self.bad[place] = Finding("abort", "not_an_object")
        elif value:
            self._object(value, place, raw)

    def _see_text(self, row: Any, place: int) -> None:
        if self.reads_as_text == "names":
            if not isinstance(row, list | str | Mapping):
                self.reads_as_text = ""
                return
            self._widest = max(self._widest, len(row))
        self._text.see(self._as_text(row), place)

    def _as_text(self, row: Any) -> Mapping[str, Any]:
        return {"text": row if self.reads_as_text == "rows" else next(iter(row), None)}

    def _object(self, row: Mapping[str, Any], place: int, raw: bytes | None) -> None:
        if self.layout == "csv":
            row = {name: self._counted(name, cell) for name, cell in row.items()}
        elif self.layout == "json" and beyond_64_bits(row):
            self.bad[place] = Finding("abort", "number_too_large")
        elif self.layout == "jsonl" and raw is not None and b"\\u" in raw and _has_half_character(raw):
            self.bad[place] = Finding("abort", "half_character")
        self.table.see(row, place)

    def _counted(self, name: str, cell: Any) -> Any:
        if not isinstance(cell, str) or cell in _NOTHING:
            return None
        kind = "number" if _NUMBER.fullmatch(cell) else "bool" if cell in _BOOLS else "text"
        self._cells.setdefault(name, set()).add(kind)
        return cell

    def settle(self) -> None:
        if self.reads_as_text == "names" and self._widest != 1:
            self.reads_as_text = ""
        if self.reads_as_text:
            self.table = self._text
            self.bad.clear()
        for path, place in self.table.conflicts(""):
            self.bad.setdefault(place, Finding("abort", "mixed_types", path))

    def as_object(self, row: Any) -> Mapping[str, Any] | None:
        """The row as the loader takes it; None where that ends the loading.

        A null line is a row without values. In an array a list becomes what `dict` makes of it: an empty list a row
        without values, a list of texts of two characters a row of one-character columns.
        """
        if self.reads_as_text:
            return self._as_text(row)
        if isinstance(row, Mapping):
            return row
        if self.layout == "jsonl" and row is None:
            return {}
        if self.layout == "json" and isinstance(row, list):
            try:
                return {str(key): value for key, value in dict(row).items()}
            except (TypeError, ValueError):
                return None
        return None

    def cell(self, row: Mapping[str, Any], name: str) -> Any:
        """The value as the trainer meets it."""
        return self.read(row.get(name), self.table.keys.get(name), name)

    def read(self, value: Any, column: Column | None, name: str = "") -> Any:
        if not isinstance(value, str) or column is None:
            return value
        if self.layout == "jsonl":
            return NO_TEXT if column.all_times() else value
        if self.layout == "csv":
            return self._csv_cell(value, name)
        return value

    def _csv_cell(self, text: str, name: str) -> Any:
        if text in _NOTHING:
            return None
        kinds = self._cells.get(name, set())
        if kinds == {"bool"}:
            return text.lower() == "true"
        return NO_TEXT if kinds == {"number"} else text


def _has_half_character(raw: bytes) -> bool:
    """Whether JSON escapes in there make half of a surrogate pair."""
    try:
        return any("\ud800" <= character <= "\udfff" for character in json.dumps(json.loads(raw), ensure_ascii=False))
    except (ValueError, RecursionError):
        return False
