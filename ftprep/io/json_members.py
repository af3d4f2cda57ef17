"""What a JSON object at the top is: a record itself, or a wrapper around lists of rows.

An object whose own members make a record of a known format is a record, whatever lists stand beside them: references,
tags, candidates. Only an object that is none may be a wrapper.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any, cast

import orjson

from ftprep.io.json_scan import STRING, Broken, Buffer, skip_space, value_end
from ftprep.record import is_canonical
from ftprep.shapes import detect

_LISTS_OF_A_RECORD = frozenset(
    ("messages", "conversations", "conversation", "history", "tools", "chosen", "rejected", "prompt", "completion",
     "system", "lineage", "meta", "labels")
)  # fmt: skip
"""Members that may be lists or objects, and never hold rows."""
_TURNS = frozenset(("messages", "conversations", "conversation", "history", "chosen", "rejected"))
_CONTAINERS = frozenset(
    ("data", "rows", "records", "items", "examples", "samples", "instances", "train", "test", "texts")
)
_MAX_NESTING = 3
_LONG = 8 << 20
"""Bytes of a list past which it is a data set whatever stands behind it: looking there would be reading the file twice."""
_EMPTY: tuple[Any, ...] = (None, [])
"""What makes no record of an object: its key is there, its value is not."""
_ARRAY, _OBJECT, _OBJECT_END, _COMMA, _QUOTE = 0x5B, 0x7B, 0x7D, 0x2C, 0x22


@dataclass(slots=True)
class Wrapper:
    """Which members of an object hold rows."""

    named_only: bool
    """Whether only lists that are called data, rows … are rows: the object has turns, if of no format that is known."""

    def is_rows(self, data: Buffer, key: bytes, at: int) -> bool:
        return _is_rows(data, _name(key), at, named_only=self.named_only)

    def may_hold(self, data: Buffer, key: bytes, at: int, nesting: int) -> bool:
        """Whether an object within may hold rows in its turn."""
        return data[at] == _OBJECT and nesting < _MAX_NESTING and _name(key) not in _LISTS_OF_A_RECORD


def wrapper(data: Buffer, start: int, nesting: int, own: Collection[str]) -> Wrapper | None:
    """What tells rows in the object at `start`; None where it is a record, or holds no rows.

    `own`: columns that were named by the user; who has one of them is a record.
    """
    members = list(_members(data, start))
    lists = [member for member in members if _is_rows(data, *member, named_only=False)]
    inner = [at for name, at in members if data[at] == _OBJECT and name not in _LISTS_OF_A_RECORD]
    if not lists and not inner:
        return None  # most records: no need to ask the formats
    if is_record({name: kind for name, at in members if (kind := _sketched(data, at)) not in _EMPTY}, own):
        return None
    found = Wrapper(any(name in _TURNS and data[at] == _ARRAY and _sketched(data, at) for name, at in members))
    if any(_is_rows(data, *member, named_only=found.named_only) for member in lists):
        return found
    if nesting < _MAX_NESTING and any(wrapper(data, place, nesting + 1, own) for place in inner):
        return found
    return None


def _members(data: Buffer, start: int) -> Iterator[tuple[str, int]]:
    """(key, where its value begins) of each member, as far as they can be read: what stands before a break decides."""
    at = skip_space(data, start + 1)
    while at < len(data) and data[at] != _OBJECT_END and (key := STRING.match(data, at)):
        at = skip_space(data, skip_space(data, key.end()) + 1)
        if at >= len(data):
            return
        name = _name(key.group())
        yield name, at
        try:
            end = value_end(data, at) if name in _LISTS_OF_A_RECORD else _end(data, at)
        except Broken:
            return
        if end is None:
            return
        at = skip_space(data, end)
        if at < len(data) and data[at] == _COMMA:
            at = skip_space(data, at + 1)


def is_record(row: dict[str, Any], own: Collection[str] = ()) -> bool:
    """Whether an object is a record, as far as its keys and the kinds of its values tell."""
    return any(name in row for name in own) or is_canonical(row) or detect([row]) is not None


def _sketched(data: Buffer, at: int) -> Any:
    """As much of a value as tells its kind: a text is an empty one, a list has its first element."""
    first = data[at]
    if first == _QUOTE:
        return ""
    if first == _OBJECT:
        return {}
    if first != _ARRAY:
        return _parsed(data, at)
    inside = skip_space(data, at + 1)
    if inside >= len(data) or data[inside] == 0x5D:
        return []
    return [_parsed(data, inside)]


def _parsed(data: Buffer, at: int) -> Any:
    try:
        return orjson.loads(data[at : value_end(data, at)])
    except (Broken, orjson.JSONDecodeError):
        return None


def _end(data: Buffer, at: int) -> int | None:
    """Where a member ends; None where it is too long to look for that."""
    if len(data) - at <= _LONG or data[at] not in (_ARRAY, _OBJECT):
        return value_end(data, at)
    with memoryview(data) as whole, whole[at : at + _LONG] as near:
        try:
            return at + value_end(cast(Buffer, near), 0)  # a part of the map, and no copy
        except Broken as broken:
            if broken.at >= _LONG:
                return None
            raise


def _is_rows(data: Buffer, name: str, at: int, *, named_only: bool) -> bool:
    if data[at] != _ARRAY or name in _LISTS_OF_A_RECORD:
        return False
    first = skip_space(data, at + 1)
    return name in _CONTAINERS or (not named_only and first < len(data) and data[first] == _OBJECT)


def _name(key: bytes) -> str:
    try:
        return str(orjson.loads(key))
    except orjson.JSONDecodeError:
        return ""
