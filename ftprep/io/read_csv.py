"""CSV and its kin: one record a row, which may go over several lines."""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import replace

from ftprep.io.columns import as_row, column_names, unnamed_columns
from ftprep.io.dialect import Dialect, find_dialect, sample_rows, told_delimiter
from ftprep.io.header import has_header
from ftprep.io.lines import lines
from ftprep.io.rows import Count, Rows, TextFile
from ftprep.io.sniff import HEAD_BYTES
from ftprep.reading import Header

_MAX_ROW_BYTES = 16 << 20
_RULE = re.compile(r"\s*(?::?-+:?)?\s*")
_UNKNOWN_BYTES = re.compile(r"[\udc80-\udcff]")


class _Feed:
    """Gives a CSV reader its lines, remembers those of the row at hand, and can take them back."""

    def __init__(self, source: Iterator[bytes], number: int) -> None:
        self._source = source
        self._waiting: deque[bytes] = deque()
        self.row: list[bytes] = []
        self._size = 0
        self.number = number

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > _MAX_ROW_BYTES:
            raise StopIteration
        line = self._waiting.popleft() if self._waiting else next(self._source)
        self.row.append(line)
        self._size += len(line)
        return line.decode("utf-8", "surrogateescape")

    def start_row(self) -> None:
        self.number += len(self.row)
        self.row, self._size = [], 0

    def back_to_second_line(self) -> bytes:
        """The row's first line; the others will be read again."""
        first, *others = self.row
        self._waiting.extendleft(reversed(others))
        self.row = [first]
        return first


def read_csv(file: TextFile, count: Count, header: Header = "auto", named: Collection[str] = ()) -> Rows:
    """The rows, with the number of their first line. A row with too few or too many cells is a bad one.

    A quote that is never closed takes the lines after it into its cell. Such a row does not fit the table: then its
    first line alone is bad, and the next line is read afresh. `named`: columns that the user named.
    """
    with file.path.open("rb") as source:
        source.seek(file.start)
        head = source.read(HEAD_BYTES)
    told, told_bytes = told_delimiter(head)
    whole, head = len(head) < HEAD_BYTES, head[told_bytes:]
    dialect = find_dialect(head, whole=whole, delimiter=told)
    if dialect is None:
        return
    sample = sample_rows(head.decode("utf-8", "replace"), dialect)
    titled = has_header(sample, header, named)
    if not titled and header == "auto":
        count("first_row_is_data")
    names = unnamed_columns(dialect.columns)
    feed = _Feed(lines(replace(file, start=file.start + told_bytes)), 1 if told else 0)
    for number, cells, raw in _rows(feed, dialect):
        if cells is not None and not any(map(str.strip, cells)):
            continue
        if titled and cells is not None:
            names, titled = column_names(cells), False
            continue
        if dialect.delimiter == "|" and cells is not None and all(map(_RULE.fullmatch, cells)):
            continue  # beneath the header of a table in Markdown
        if _UNKNOWN_BYTES.search(raw.decode("utf-8", "surrogateescape")) if not raw.isascii() else False:
            yield number, file.bad_bytes(raw), None
            continue
        row = None if cells is None else as_row(names, cells)
        if row is not None:
            yield number, row, None
        else:
            detail = "quotes do not match" if cells is None else f"{len(cells)} cells, {len(names)} columns"
            yield number, file.bad_text(raw.rstrip(b"\r\n"), "ragged_row", detail), None


def _rows(feed: _Feed, dialect: Dialect) -> Iterator[tuple[int, list[str] | None, bytes]]:
    """(line number, cells or None, bytes) of each row; bad rows of several lines cut down to their first."""
    reader = dialect.reader(feed)
    while True:
        feed.start_row()
        try:
            cells = next(reader)
        except StopIteration:
            if not feed.row:
                return
            cells = None
        except csv.Error:
            cells = None
        if cells is None or (len(feed.row) > 1 and len(cells) != dialect.columns):
            cells = None
            reader = dialect.reader(feed)
            feed.back_to_second_line()
        yield feed.number + 1, cells, b"".join(feed.row)
