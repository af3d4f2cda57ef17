"""How a table in text is written: its delimiter, its quotes, whether the first row is a header."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from ftprep.io.columns import columns_known

_DELIMITERS = ",\t;|"
_NONE = "\x1f"
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 64 * 1024
_HEADER_CHARS = 40
_SENTENCE = regex.compile(r"[。！？!?；]|[.,，]\s|\.$")
_NUMBER = regex.compile(r"[-+]?[\d.,:/\- ]*\d[\d.,:/\- ]*%?")

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


def find_dialect(head: bytes, *, whole: bool) -> Dialect | None:
    """The dialect in which the most rows of the sample have the same number of cells; None where there is no row."""
    text = head.decode("utf-8", "replace")[:_SAMPLE_CHARS]
    if not whole or len(text) == _SAMPLE_CHARS:
        text = text[: text.rfind("\n") + 1] or text
    best: tuple[float, Dialect] | None = None
    for quoted in (True, False):
        for delimiter in _DELIMITERS:
            found = _tried(text, delimiter, quoted=quoted)
            if found is not None and (best is None or found[0] > best[0] + 0.02):
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
    known = columns_known(rows[0]) >= 2 or (columns_known(rows[0]) >= 1 and len(rows) > 1)
    even = share == 1 and len(rows) >= 3 and (columns > 2 or _short_header(rows[0]))
    return share, Dialect(delimiter, quoted, columns, sure=share >= 0.8 and header == columns and (known or even))


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


def has_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns."""
    if not rows:
        return False
    first, body = rows[0], rows[1:]
    if columns_known(first):
        return True
    if not _short_header(first) or not body:
        return False
    columns = list(zip(*(row for row in body if len(row) == len(first)), strict=False))
    for name, cells in zip(first, columns, strict=False):
        filled = [cell for cell in cells if cell.strip()]
        if filled and all(_NUMBER.fullmatch(cell.strip()) for cell in filled):
            return True
        if filled and sum(map(len, filled)) > 3 * len(name) * len(filled) and len(filled) >= 2:
            return True
    return False


def _short_header(row: Sequence[str]) -> bool:
    names = [cell.strip() for cell in row]
    return all(
        0 < len(name) <= _HEADER_CHARS and not _SENTENCE.search(name) and not _NUMBER.fullmatch(name) for name in names
    ) and len(set(names)) == len(names)
