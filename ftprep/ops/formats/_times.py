"""Columns whose every text is a date: what the datasets library reads from JSON, it then takes for times."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ftprep.ops.formats._trainers._columns import is_time


class TimeColumns:
    """Told every row of a file. Knows each column, and each key of the messages in it, by the first text that is no time."""

    def __init__(self) -> None:
        self._times: set[str] = set()
        self._others: set[str] = set()

    def see(self, row: Mapping[str, Any]) -> None:
        for path, text in _texts(row):
            if path not in self._others:
                (self._times if is_time(text) else self._others).add(path)

    def names(self) -> list[str]:
        return sorted(self._times - self._others)


def _texts(row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        if isinstance(value, str):
            yield name, value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, dict):
                    yield from ((f"{name}.{key}", text) for key, text in item.items() if isinstance(text, str))
