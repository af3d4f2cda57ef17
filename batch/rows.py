"""Formatted rows of a part, and the files that they become when all parts are known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson

from ftprep.io.write import JsonlWriter
from ftprep.operator import Drop, Options
from ftprep.ops.formats._build import Builder
from ftprep.ops.formats._files import LAYOUTS
from ftprep.ops.formats._formats import FORMATS
from ftprep.ops.formats._spool import features
from ftprep.record import Record, dumps
from ftprep.report import Report

_FILLS: dict[str, Any] = {"system": "", "history": [], "tools": ""}
"""What stands in a cell that a row lacks and another one has, as format_dataset writes it."""
ROWS = "rows.jsonl"


class RowWriter:
    """Records → rows in a file, and what must be known of them before they can be handed out."""

    def __init__(self, options: Options, report: Report, folder: Path, task: str) -> None:
        if task:
            options = options.model_copy(update={"task": task})
        self._builder = Builder(options, report)  # type: ignore[arg-type]
        self._writer = JsonlWriter(folder / ROWS)
        self._has: Counter[str] = Counter()
        self._columns: set[str] = set()
        self._splits: set[str] = set()

    def add(self, record: Record) -> Drop | None:
        made = self._builder.rows(record)
        if isinstance(made, Drop):
            return made
        self._splits.add(_split_of(record))
        for row in made:
            self._has.update(row.keys())
            self._columns |= features(row)
            self._writer.write(row)
        return None

    def _warnings(self) -> Mapping[str, int]:
        found: Mapping[str, int] = getattr(self._builder, "warnings", {})
        return found

    def state(self) -> dict[str, Any]:
        """Ends the writing."""
        rows = self._writer.count
        self._writer.close()
        return {
            "rows": rows,
            "tokens": self._builder.tokens,
            "task": self._builder.task or "",
            "columns": sorted(self._columns),
            "splits": sorted(self._splits),
            "everywhere": sorted(name for name, times in self._has.items() if times == rows),
            "warnings": dict(self._warnings()),
            "left_out": sorted(self._builder.left_out),
        }


def _split_of(record: Record) -> str:
    """Which data set of its own format_dataset would write the record to."""
    place = record.labels.get("split")
    return place if isinstance(place, str) else ""


def used_fills(options: Options, columns: set[str]) -> dict[str, Any]:
    """Columns that every row must have → what stands where one has none."""
    layout = FORMATS[getattr(options, "format")].layout  # noqa: B009 - of format_dataset's options
    fills = _FILLS if layout == "json" else {}
    wanted = {**fills, **dict.fromkeys(getattr(options, "columns", ()))}
    return {name: value for name, value in wanted.items() if name in columns}


def layout_of(options: Options) -> str:
    """jsonl, csv or parquet: an array of JSON can't be joined to another, so its rows are written as lines."""
    layout = FORMATS[getattr(options, "format")].layout  # noqa: B009
    return "jsonl" if layout == "json" else layout


def lines(path: Path, fills: Mapping[str, Any]) -> Iterator[bytes]:
    """The rows, each with all columns of `fills`."""
    cells = {name: b'"%s":%s' % (name.encode(), dumps(value)) for name, value in fills.items()}
    with path.open("rb") as source:
        for line in source:
            if line == b"\n":
                continue
            row = orjson.loads(line) if cells else {}
            lacking = [cell for name, cell in cells.items() if name not in row]
            yield line[:-2] + b"," + b",".join(lacking) + b"}" if lacking else line[:-1]


def write_lines(rows: Iterator[bytes], layout: str, target: Path) -> None:
    with target.open("wb", buffering=1 << 20) as out:
        out.writelines(LAYOUTS[layout](rows))
