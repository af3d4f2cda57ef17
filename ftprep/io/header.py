"""Whether the first row of a table names the columns, or is data.

A row of data taken for a header is lost, and its cells, which may be somebody's name, would stand in reports as names
of columns. A header taken for data costs one odd record. So in doubt it is data.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import regex

from ftprep.io.columns import KNOWN, columns_known, looks_like_data, plain_name
from ftprep.reading import Header
from ftprep.shapes._turns import ROLES

_NAME_CHARS = 12
"""Of a name in Chinese or a word or two, which is not known; a cell of data may be as short, a longer one is none."""
_ROWS = 3
"""Rows below that must agree before numbers tell."""
_FIGURE = regex.compile(
    r"[-+¥$€£]?\d{1,6}(?:[.,]\d+)?\s*[%元]?|\d{4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2}日?)?(?:[ T][\d:.]+)?"
)
"""Numbers, prices and dates, but no longer ones: those are phone and identity numbers, which a row may well lack."""
_LETTERS = regex.compile(r"\p{L}[\p{L}\p{M} _/()（）-]*")
_MISSING = frozenset(
    ("无", "暂无", "未知", "不详", "保密", "空", "none", "null", "nan", "unknown", "na", "n/a", "nil", "missing")
)
_IDENTIFIER = regex.compile(r"[A-Za-z_][A-Za-z0-9_.]*")
_JOINED = regex.compile(r"[A-Za-z]_[A-Za-z]|[a-z][A-Z]")


def has_header(rows: Sequence[Sequence[str]], header: Header = "auto", named: Collection[str] = ()) -> bool:
    """Whether the first row names the columns. `named`: columns that the user named."""
    if not rows or header != "auto":
        return bool(rows) and header == "yes"
    first, body = rows[0], rows[1:]
    names = [plain_name(cell) for cell in first]
    if any(name in names for name in map(plain_name, named)):
        return True
    known = columns_known(first)
    if known >= 2 or (known and known == sum(map(bool, names))):
        return True
    filled = [name for name in names if name]
    if any(map(looks_like_data, filled)) or len(set(filled)) < len(filled) or _comes_again(first, body):
        return False
    if known or all(name in KNOWN or name in ROLES for name in filled):
        return True
    if len(filled) < len(names) or any(map(str.isdigit, "".join(filled))):
        return False
    return _identifiers(first, body) or _over_figures(first, body)


def _comes_again(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a cell stands below itself, as kinds and roles do; a row that comes again as a whole is a header twice."""
    others = [row for row in body if list(row) != list(first)]
    return any(
        cell.strip() and any(row[at : at + 1] == [cell] for row in map(list, others)) for at, cell in enumerate(first)
    )


def _identifiers(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether it is made of names as programs give them (user_message, botReply), and no row below is."""
    if not any(map(_JOINED.search, first)):
        return False
    return _all_identifiers(first) and not any(map(_all_identifiers, body))


def _all_identifiers(row: Sequence[str]) -> bool:
    return all(_IDENTIFIER.fullmatch(cell.strip()) for cell in row)


def _over_figures(first: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a word stands over a column of numbers or dates, and the other cells may be names too."""
    if not all(len(cell.strip()) <= _NAME_CHARS and _LETTERS.fullmatch(cell.strip()) for cell in first):
        return False
    if any(plain_name(cell) in _MISSING for cell in first):
        return False
    for at in range(len(first)):
        cells = [row[at].strip() for row in body if len(row) > at and row[at].strip()]
        if len(cells) >= _ROWS and all(map(_FIGURE.fullmatch, cells)):
            return True
    return False
