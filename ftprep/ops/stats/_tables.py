"""Tables that a pass fills: by source, by label, what is missing, the furthest outliers. All bounded, all mergeable."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from ftprep.record import Record

MAX_SOURCES: Final = 200
MAX_LABELS: Final = 60
MAX_VALUES: Final = 60
MAX_VALUE_LENGTH: Final = 60
OTHER: Final = "…"
BALANCED: Final = ("category", "difficulty", "topic", "sentiment", "intent", "style")
"""Labels of which a data set should hold as many records of each value."""

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
                heapq.heappush(heap, (key, record_id, excerpt[:200]))
            elif key > heap[0][0]:
                heapq.heapreplace(heap, (key, record_id, excerpt[:200]))

    def merge(self, other: Outliers) -> None:
        for mine, theirs in ((self._high, other._high), (self._low, other._low)):
            mine[:] = heapq.nlargest(self.number, [*mine, *theirs])
            heapq.heapify(mine)

    def largest(self) -> list[Value]:
        return sorted(self._high, key=lambda item: (-item[0], item[1]))

    def smallest(self) -> list[Value]:
        return sorted(((-key, record_id, text) for key, record_id, text in self._low), key=lambda item: item[:2])


class BoundedCounts(Counter[str]):
    """A Counter of at most `limit` keys; what comes after that is counted under …."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def note(self, key: str, times: int = 1) -> None:
        if key not in self and len(self) >= self.limit:
            key = OTHER
        self[key] += times

    def merge(self, other: Counter[str]) -> None:
        for key, times in other.items():
            self.note(key, times)


class Labels:
    """How often each value of each label (and of each column with few values) occurs."""

    def __init__(self) -> None:
        self.counts: dict[str, Counter[str]] = {}
        self._many: set[str] = set()

    def add(self, record: Record) -> None:
        seen = set()
        for name, value in _scalars(record):
            if name in self._many:
                continue
            counts = self.counts.get(name)
            if counts is None:
                if len(self.counts) >= MAX_LABELS:
                    continue
                counts = self.counts[name] = Counter()
            if (name, value) not in seen:
                seen.add((name, value))
                counts[value] += 1
                if len(counts) > MAX_VALUES or len(value) > MAX_VALUE_LENGTH:
                    self._many.add(name)
                    del self.counts[name]

    def merge(self, other: Labels) -> None:
        self._many |= other._many
        for name, counts in other.counts.items():
            mine = self.counts.setdefault(name, Counter())
            mine.update(counts)
            if len(mine) > MAX_VALUES:
                self._many.add(name)
        for name in self._many & self.counts.keys():
            del self.counts[name]


def _scalars(record: Record) -> Iterator[tuple[str, str]]:
    """(name, value as text) of labels and columns; a list counts for each of its items, an object for its names."""
    if record.label is not None:
        yield "label", "true" if record.label else "false"
    for name, value in (*record.labels.items(), *record.meta.items()):
        if isinstance(value, bool):
            yield name, "true" if value else "false"
        elif isinstance(value, str | int | float):
            yield name, str(value)
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, str | int):
                    yield name, str(item)
        elif isinstance(value, dict):
            for item in value:
                yield name, str(item)


def label_table(name: str, counts: Counter[str], records: int) -> dict[str, Any]:
    """The values of a label, and how many records each lacks to be as many as the most frequent one."""
    most = max(counts.values(), default=0)
    balance = name in BALANCED
    return {
        "label": name,
        "labelled": min(records, sum(counts.values())),
        "values": [
            {"value": value, "count": count, "share": share(count, records), "lacking": most - count if balance else 0}
            for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        ],
        "lacking": sum(most - count for count in counts.values()) if balance else 0,
    }


def share(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 0.0
