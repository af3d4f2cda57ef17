"""Tables that a pass fills: by source, by label, what is missing, the furthest outliers. All bounded, all mergeable."""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from xxhash import xxh3_64_intdigest

from ftprep.record import Record

MAX_SOURCES: Final = 1000
MAX_LABELS: Final = 200
MAX_VALUES: Final = 60
MAX_VALUE_LENGTH: Final = 60
MAX_EXCERPT: Final = 500
CATEGORIES: Final = frozenset(
    "category difficulty topic sentiment intent style type task domain subject subset split lang language tag tags 类别 分类 难度 主题 话题 情感 "
    "任务 领域 类型 标签".split()
)
"""Columns that are counted by value unasked. Others may hold names or numbers of people."""
_DEPTH: Final = 2
_NAME: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}|-?[0-9]{1,4}(?:\.[0-9]{1,4})?")
"""What labels of steps are counted by: names and small numbers, never a stretch of text."""
_FIELDS: Final = frozenset(("reasons", "features"))
_TYPES: Final = ("entity_type", "type", "reason")

Value = tuple[int, str, str]


class Outliers:
    """The records with the largest and the smallest values of one measure."""

    __slots__ = ("_high", "_low", "number")

    def __init__(self, number: int = 10) -> None:
        self.number = number
        self._high: list[Value] = []
        self._low: list[Value] = []

    def add(self, value: int, record_id: str, excerpt: str) -> None:
        for heap, key in ((self._high, value), (self._low, -value)):
            if len(heap) < self.number:
                heapq.heappush(heap, (key, record_id, excerpt[:MAX_EXCERPT]))
            elif key >= heap[0][0]:
                heapq.heappushpop(heap, (key, record_id, excerpt[:MAX_EXCERPT]))

    def merge(self, other: Outliers) -> None:
        for mine, theirs in ((self._high, other._high), (self._low, other._low)):
            mine[:] = heapq.nlargest(self.number, [*mine, *theirs])
            heapq.heapify(mine)

    def largest(self) -> list[Value]:
        return sorted(self._high, key=lambda item: (-item[0], item[1]))

    def smallest(self) -> list[Value]:
        return sorted(((-key, record_id, text) for key, record_id, text in self._low), key=lambda item: item[:2])


class Excerpts:
    """The beginnings of some records, the same ones in every data set that holds them: those whose ids hash lowest."""

    def __init__(self, number: int = 2000) -> None:
        self.number = number
        self._heap: list[tuple[int, str, int, str]] = []

    def add(self, record_id: str, content: int, text: str) -> None:
        key = -xxh3_64_intdigest(record_id.encode("utf-8", "replace"))
        if len(self._heap) < self.number:
            heapq.heappush(self._heap, (key, record_id, content, text[:MAX_EXCERPT]))
        elif key >= self._heap[0][0]:
            heapq.heappushpop(self._heap, (key, record_id, content, text[:MAX_EXCERPT]))

    def merge(self, other: Excerpts) -> None:
        self._heap = heapq.nlargest(self.number, [*self._heap, *other._heap])
        heapq.heapify(self._heap)

    def changed_since(self, before: Excerpts) -> list[tuple[str, str, str]]:
        """(id, text before, text now) of the records that both hold with different content."""
        old = {record_id: (content, text) for _, record_id, content, text in before._heap}
        return [
            (record_id, old[record_id][1], text)
            for _, record_id, content, text in sorted(self._heap, reverse=True)
            if record_id in old and old[record_id][0] != content
        ]


class BoundedCounts(Counter[str]):
    """A Counter of about `limit` keys: exact up to twice that, then the rarest are dropped and the bound is kept."""

    def __init__(self, limit: int, undercount: int = 0) -> None:
        super().__init__()
        self.limit = limit
        self.undercount = undercount
        """No key's count is too low by more than this."""

    def __reduce__(self) -> tuple[Any, ...]:
        """A Counter's own would hand its counts to `limit`."""
        return BoundedCounts, (self.limit, self.undercount), None, None, iter(self.items())

    def note(self, key: str, times: int = 1) -> None:
        self[key] += times
        if len(self) > 2 * self.limit:
            rare = falling(self)[self.limit :]
            self.undercount += rare[0][1]
            for name, _ in rare:
                del self[name]

    def merge(self, other: BoundedCounts) -> None:
        self.undercount += other.undercount
        for key, times in other.items():
            self.note(key, times)


class FirstNames[Held]:
    """What is held for names, of the `limit` names that come first, whatever the order in which they are seen: by name,
    those in `preferred` before others. One of them has been so from its first appearance, in every partition."""

    def __init__(self, limit: int, preferred: frozenset[str] = frozenset()) -> None:
        self.held: dict[str, Held] = {}
        self._limit = limit
        self._preferred = preferred
        self._last: str | None = None
        """The one that goes next; None while there is room."""

    def takes(self, name: str) -> bool:
        return self._last is None or self._rank(name) < self._rank(self._last)

    def put(self, name: str, value: Held) -> Held | None:
        """Holds a name that it takes and does not hold yet. Gives what was held for the one that had to go."""
        self.held[name] = value
        gone = None if self._last is None else self.held.pop(self._last)
        if len(self.held) >= self._limit:
            self._last = max(self.held, key=self._rank)
        return gone

    def _rank(self, name: str) -> tuple[bool, str]:
        return name.rsplit(".", 1)[-1] not in self._preferred, name


class Labels:
    """How often each value of each label occurs, and of those columns that hold categories."""

    def __init__(self, columns: Iterable[str] = ()) -> None:
        self.bearers: Counter[str] = Counter()
        """Label → records that have it, a value of false or none not counted: the rates of what steps found."""
        self._columns = frozenset(columns) | CATEGORIES
        self._named: FirstNames[Counter[str] | None] = FirstNames(MAX_LABELS, self._columns)
        """None for a label of too many values, or of long ones: it holds its place, so that no other comes in half counted."""

    @property
    def counts(self) -> dict[str, Counter[str]]:
        return {name: counts for name, counts in self._named.held.items() if counts is not None}

    def add(self, record: Record) -> None:
        if record.label is not None:
            self._note("label", str(record.label).lower())
        for name, value in record.labels.items():
            self.bearers[name] += not _absent(value)
            for full_name, text in set(_values(name, value)):
                if _NAME.fullmatch(text) or full_name.rsplit(".", 1)[-1] in self._columns:
                    self._note(full_name, text)
        for name, value in record.meta.items():
            if name in self._columns:
                for full_name, text in set(_values(name, value)):
                    self._note(full_name, text)

    def merge(self, other: Labels) -> None:
        self.bearers.update(other.bearers)
        for name, counts in other._named.held.items():
            if counts is None:
                self._close(name)
            else:
                for value, times in counts.items():
                    self._note(name, value, times)

    def _note(self, name: str, value: str, times: int = 1) -> None:
        named = self._named
        if name not in named.held:
            if not named.takes(name):
                return
            named.put(name, Counter())
        if (counts := named.held[name]) is not None:
            counts[value] += times
            if len(counts) > MAX_VALUES or len(value) > MAX_VALUE_LENGTH:
                self._close(name)

    def _close(self, name: str) -> None:
        if name in self._named.held:
            self._named.held[name] = None
        elif self._named.takes(name):
            self._named.put(name, None)


def _values(name: str, value: Any, depth: int = 0) -> Iterator[tuple[str, str]]:
    """(name, value as text). A list counts for each item, a list of findings for their types; an object for its
    names where they say what was found (categories with their places, ENTITIES with their numbers), else by field."""
    if isinstance(value, bool):
        yield name, str(value).lower()
    elif isinstance(value, str | int | float):
        yield name, str(value)
    elif isinstance(value, list | tuple):
        for item in value:
            kind = next((item[key] for key in _TYPES if key in item), None) if isinstance(item, dict) else item
            if isinstance(kind, str | int):
                yield name, str(kind)
    elif isinstance(value, dict) and depth < _DEPTH:
        places = all(isinstance(item, list) for item in value.values()) and not value.keys() & _FIELDS
        if places or all(str(key).isupper() for key in value):
            for key in value:
                yield name, str(key)
        else:
            for key, item in value.items():
                yield from _values(f"{name}.{key}", item, depth + 1)


def _absent(value: Any) -> bool:
    """Whether a label says that there is nothing."""
    return not value or (isinstance(value, str) and value.lower() in ("none", "no", "false", "ok"))


def label_table(
    name: str, counts: Mapping[str, int], records: int, *, balance: bool, most_values: int
) -> dict[str, Any]:
    """The values of a label and, where it is to be balanced, how many records each lacks to equal the most frequent."""
    most = max(counts.values(), default=0)
    rows = [
        {"value": value, "count": count, "share": share(count, records), "lacking": most - count if balance else 0}
        for value, count in falling(counts)
    ]
    return {
        "label": name,
        "different": len(rows),
        "balanced": balance,
        "lacking": sum(row["lacking"] for row in rows if isinstance(row["lacking"], int)),
        "values": rows[:most_values],
    }


def falling(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent first, equally frequent ones by name: by first appearance they would stand as the data was cut."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
