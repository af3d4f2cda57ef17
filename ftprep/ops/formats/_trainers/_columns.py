"""The kinds of values in a file's columns, over all its rows: Arrow wants one kind a column."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_TIME = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T](?P<clock>[0-9]{2}(?::[0-9]{2}(?::[0-9]{2})?)?)(?:Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)
_NUMBERS = frozenset(("int", "float"))
_KINDS: Mapping[type, str] = {bool: "bool", int: "int", float: "float", str: "str", list: "list", dict: "struct"}


@dataclass(slots=True)
class Column:
    """What the values of a column, of a list's items or of a struct's field are, over all rows."""

    first: dict[str, int] = field(default_factory=dict)
    """Kind → the row that had it first."""
    counts: dict[str, int] = field(default_factory=dict)
    keys: dict[str, Column] = field(default_factory=dict)
    item: Column | None = None
    times_only: bool = True
    """Whether every text so far is an ISO date or time."""

    def see(self, value: Any, place: int) -> None:
        if value is None:
            return
        kind = _KINDS.get(type(value), "str")
        if kind in self.counts:
            self.counts[kind] += 1
        else:
            self.counts[kind] = 1
            self.first[kind] = place
        if kind == "str":
            if self.times_only:
                self.times_only = is_time(value)
        elif kind == "list":
            if self.item is None:
                self.item = Column()
            for element in value:
                self.item.see(element, place)
        elif kind == "struct":
            for key, inner in value.items():
                (self.keys.get(key) or self.keys.setdefault(key, Column())).see(inner, place)

    def all_times(self) -> bool:
        return self.times_only and set(self.counts) == {"str"}

    def conflicts(self, path: str) -> Iterator[tuple[str, int]]:
        """(path, first row of the rarer kind) wherever values of one column are of kinds that do not go together."""
        kinds = set(self.counts)
        if len(kinds) > 1 and kinds != _NUMBERS:
            rare = min(kinds, key=lambda kind: (self.counts[kind], -self.first[kind]))
            yield path, self.first[rare]
        if self.item is not None:
            yield from self.item.conflicts(f"{path}[]")
        for key, column in self.keys.items():
            yield from column.conflicts(f"{path}.{key}" if path else key)

    def at(self, *path: str) -> Column | None:
        """The column at a path; "[]" steps into a list."""
        column: Column | None = self
        for step in path:
            if column is None:
                return None
            column = column.item if step == "[]" else column.keys.get(step)
        return column


def is_time(text: str) -> bool:
    """Whether Arrow's JSON reader takes the text for a time.

    >>> is_time("2024-02-29"), is_time("2024-02-30"), is_time("2024-01-01 10:00"), is_time("20240101")
    (True, False, True, False)
    """
    if len(text) < 10 or text[4] != "-":
        return False
    found = _TIME.fullmatch(text)
    if found is None:
        return False
    try:
        datetime.fromisoformat(found["date"] + (f"T{found['clock']}" if found["clock"] else ""))
    except ValueError:
        return False
    return True


def beyond_64_bits(value: Any) -> bool:
    """Whether a whole number in there fits neither a signed nor an unsigned 64-bit integer.

    >>> beyond_64_bits({"a": ["text", 2**64]}), beyond_64_bits([2**64 - 1, True, 1.5])
    (True, False)
    """
    kind = type(value)
    if kind is dict:
        return any(beyond_64_bits(inner) for inner in value.values() if type(inner) is not str)
    if kind is list:
        return any(beyond_64_bits(inner) for inner in value if type(inner) is not str)
    return kind is int and not -(2**63) <= value < 2**64
