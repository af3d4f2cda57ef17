"""Cutting a report to what a workflow's variable may hold, with a count of what was left out.

A zip of ten thousand files, or labels of a hundred thousand kinds, would make a report of megabytes: above 200 KB Dify
keeps no variable, and a message of 5 MiB ends the plugin with every call in it.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from ftprep.record import dumps

MAX_BYTES = 150_000
"""Of a report as JSON."""

_LEAST = 100
"""Bytes that each key of an object may at least have: of an object with more keys only the first stay."""


def fitted(report: dict[str, Any]) -> tuple[dict[str, Any], dict[str, int]]:
    """The report in at most MAX_BYTES, and how many entries it lacks of which list: small parts stay whole, large ones
    share what is left, and of a list the first entries stay.

    >>> fitted({"read": 3, "inputs": ["name" * 9] * 9_000})[1]
    {'inputs': 5155}
    """
    left_out: Counter[str] = Counter()
    report = _fit(report, MAX_BYTES, "", left_out)
    return report, dict(+left_out)


def _fit(value: Any, room: int, path: str, left_out: Counter[str]) -> Any:
    if len(dumps(value)) <= room:
        return value
    if isinstance(value, dict):
        return _fit_object(value, room, path, left_out)
    if isinstance(value, list):
        return _fit_list(value, room, path, left_out)
    left_out[path] += 1
    return f"{value[: max(0, room // 6 - 3)]}…" if isinstance(value, str) else None


def _fit_list(items: list[Any], room: int, path: str, left_out: Counter[str]) -> list[Any]:
    room -= 2
    for number, item in enumerate(items):
        room -= len(dumps(item)) + 1
        if room < 0:
            left_out[path] += len(items) - number
            return items[:number]
    return items


def _fit_object(value: dict[str, Any], room: int, path: str, left_out: Counter[str]) -> dict[str, Any]:
    names = list(value)[: max(1, room // _LEAST)]
    left_out[path] += len(value) - len(names)
    kept: dict[str, Any] = {}
    by_size = sorted(names, key=lambda name: len(dumps(value[name])))
    for number, name in enumerate(by_size):
        share = room // (len(by_size) - number)
        around = len(dumps(name)) + 2
        if share <= around:
            left_out[path] += 1
            continue
        kept[name] = _fit(value[name], share - around, f"{path}.{name}".lstrip("."), left_out)
        room -= around + len(dumps(kept[name]))
    return {name: kept[name] for name in names if name in kept}
