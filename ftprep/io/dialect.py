"""How a table in text is written: its delimiter and its quotes."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ftprep.io.columns import columns_known, looks_like_data

_DELIMITERS = ",\t;|"
_NONE = "\x1f"
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 64 * 1024
_MOSTLY = 0.5
_TOLD = re.compile(rb"sep=([^\w\s\"]|\t)(?:\r\n|\n|\r|$)", re.IGNORECASE)

csv.field_size_limit(2**31 - 1)  # a cell may be a long text; the default refuses one of 131,072 characters


@dataclass(frozen=True, slots=True)
class Dialect:
    """`quoted`: cells may stand in double quotes, with a quote in them doubled, and hold line breaks."""

    delimiter: str
    quoted: bool
    columns: int
    sure: bool
    """Whether this is a table whatever the name of the file says."""

    def reader(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """Raises csv.Error on quotes that do not match."""
        if self.quoted:
            return csv.reader(lines, delimiter=self.delimiter, strict=True)
        return csv.reader(lines, delimiter=self.delimiter, quoting=csv.QUOTE_NONE)


def told_delimiter(head: bytes) -> tuple[str, int]:
    """The delimiter that a first line `sep=;` tells, as Excel reads it, and the bytes of that line; ("", 0) without."""
    found = _TOLD.match(head)
    return (found[1].decode(), found.end()) if found else ("", 0)


def find_dialect(head: bytes, *, whole: bool, delimiter: str = "") -> Dialect | None:
    """The dialect in which the most rows of the sample have the same number of cells; None where there is no row.

    `delimiter`: the only one that comes into question.
    """
    text = head.decode("utf-8", "replace")[:_SAMPLE_CHARS]
    if not whole or len(text) == _SAMPLE_CHARS:
        text = text[: text.rfind("\n") + 1] or text
    best: tuple[float, Dialect] | None = None
    for quoted in (True, False):
        for mark in delimiter or _DELIMITERS:
            found = _tried(text, mark, quoted=quoted)
            if found is None or not (quoted or mark == "\t" or best is None or best[0] < _MOSTLY):
                continue  # outside of tabs, quotes that mean nothing are rarer than a few broken rows
            if best is None or found[0] > best[0] + 0.02:
                best = found
    if best is not None:
        return best[1]
    return Dialect(_NONE, '"' in text[:1], 1, sure=False) if text.strip() else None


def _tried(text: str, delimiter: str, *, quoted: bool) -> tuple[float, Dialect] | None:
    """(share of rows that have the usual number of cells, dialect), None where it divides nothing."""
    trial = Dialect(delimiter, quoted, 0, sure=False)
    rows = sample_rows(text, trial)
    widths = Counter(len(row) for row in rows)
    if not widths:
        return None
    header = len(rows[0])
    columns = header if widths[header] * 2 > len(rows) else widths.most_common(1)[0][0]
    if columns < 2:
        return None
    share = widths[columns] / len(rows)
    known = columns_known(rows[0])
    even = share == 1 and len(rows) >= 3 and (columns > 2 or _short_header(rows[0]))
    sure = header == columns and (known >= 2 or (share >= 0.8 and (even or (known == 1 and len(rows) > 1))))
    return share, Dialect(delimiter, quoted, columns, sure)


def sample_rows(text: str, dialect: Dialect) -> list[list[str]]:
    """The first rows; a row that the dialect can't read counts as one of no cells."""
    rows: list[list[str]] = []
    reader = dialect.reader(io.StringIO(text, newline=""))
    while len(rows) < _SAMPLE_ROWS:
        try:
            row = next(reader)
        except StopIteration:
            break
        except csv.Error:
            row = [""] if rows else []
        if row or rows:
            rows.append(row)
    return [row for row in rows if any(cell.strip() for cell in row) or row == [""]]


def _short_header(row: Sequence[str]) -> bool:
    names = [cell.strip() for cell in row]
    return all(name and not looks_like_data(name) for name in names) and len(set(names)) == len(names)
