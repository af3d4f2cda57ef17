"""Groups of records by a value, and how many to take of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from ftprep.record import Record
from ftprep.text.language import guess_language

_LENGTHS: Final = (50, 200, 500, 1000, 2000, 5000)
_START: Final = 400


def stratum(record: Record, by: str) -> str:
    """The value that a record is grouped by: its source, language, length, or a label or column by name."""
    if by == "source":
        return record.lineage.source
    if by in ("language", "length"):
        texts = list(record.texts())
        if by == "length":
            length = sum(map(len, texts))
            return next((f"≤ {limit}" for limit in _LENGTHS if length <= limit), f"> {_LENGTHS[-1]}")
        return guess_language("\n".join(texts)[:_START]).code
    value = field_value(record, by)
    return "" if value is None else str(value)


def field_value(record: Record, path: str) -> Any:
    """A label or column by name; `a.b` reaches into an object. None where it is not there."""
    for holder in (record.labels, record.meta):
        if path in holder:
            return holder[path]
        value: Any = holder
        for part in path.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value is not None:
            return value
    return None


def allot(sizes: Sequence[int], count: int, *, equal: bool) -> list[int]:
    """How many of each stratum: in proportion by largest remainder, or equally; never more than there are.

    >>> allot([80, 15, 5], 10, equal=False), allot([80, 15, 2], 9, equal=True)
    ([8, 2, 0], [4, 3, 2])
    """
    total = sum(sizes)
    if count >= total:
        return list(sizes)
    if equal:
        return _equally(sizes, count)
    exact = [size * count / total for size in sizes]
    shares = [int(part) for part in exact]
    for at in sorted(range(len(sizes)), key=lambda at: (shares[at] - exact[at], -sizes[at]))[: count - sum(shares)]:
        shares[at] += 1
    return shares


def _equally(sizes: Sequence[int], count: int) -> list[int]:
    shares = [0] * len(sizes)
    for at in _rounds(sizes):
        if count == 0:
            break
        shares[at] += 1
        count -= 1
    return shares


def _rounds(sizes: Sequence[int]) -> Iterator[int]:
    """Each stratum in turn, again and again, until all are used up; the largest first."""
    order = sorted(range(len(sizes)), key=lambda at: (-sizes[at], at))
    for taken in range(max(sizes, default=0)):
        for at in order:
            if sizes[at] > taken:
                yield at
