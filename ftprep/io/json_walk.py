"""A JSON file of any size, piece by piece: what describes a list comes before the list, whichever stands first.

A long list is never in memory. `lists` names the keys whose arrays are gone through element by element; an object on
the way to them comes without them, as one piece.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from ftprep.io.json_scan import Broken, Buffer, skip_space, value_end
from ftprep.io.json_value import JsonError, parse_json

_Path = tuple[str, ...]
Piece = tuple[_Path, Any]
BROKEN = "<broken>"
"""The last part of the path of a piece that can't be read; its value is where in the file that is."""
_OBJECT, _OBJECT_END, _ARRAY, _ARRAY_END, _COLON, _COMMA, _QUOTE = 0x7B, 0x7D, 0x5B, 0x5D, 0x3A, 0x2C, 0x22
_LARGE = 1 << 20
"""Bytes beyond which an object is gone through member by member, rather than parsed and then divided."""


def walk(data: Buffer, start: int, lists: Collection[str]) -> Iterator[Piece]:
    """Pieces as (path, value): an object without its listed members, then what those hold, element by element.

    The path is made of the keys on the way. Values at the top, one or one after another (JSON Lines), and the elements
    of an array at the top, have the path ().
    """
    at = skip_space(data, start)
    if at < len(data) and data[at] == _ARRAY:
        yield from _elements(data, at, (), lists)
        return
    while at < len(data):
        try:
            end = _end(data, at)
        except Broken:
            if data[at] == _OBJECT:
                yield from _object(data, at, (), lists)
            yield (BROKEN,), at
            end = data.find(b"\n{", at) + 1  # the next line may be whole
            if end == 0:
                return
        else:
            yield from _value(data, at, end, (), lists)
        at = skip_space(data, end)


def _value(data: Buffer, start: int, end: int, path: _Path, lists: Collection[str]) -> Iterator[Piece]:
    if end - start > _LARGE and data[start] == _OBJECT:
        yield from _object(data, start, path, lists)
        return
    try:
        value = parse_json(data[start:end], _ignore)
    except JsonError:
        yield (*path, BROKEN), start
        return
    yield from _divided(value, path, lists)


def _divided(value: Any, path: _Path, lists: Collection[str]) -> Iterator[Piece]:
    inner = [key for key in lists if isinstance(value.get(key), list | dict)] if isinstance(value, dict) else []
    if not inner:
        yield path, value
        return
    yield path, {key: held for key, held in value.items() if key not in inner}
    for key in inner:
        held = value[key]
        for element in held if isinstance(held, list) else [held]:
            yield from _divided(element, (*path, key), lists)


def _object(data: Buffer, start: int, path: _Path, lists: Collection[str]) -> Iterator[Piece]:
    about: dict[str, Any] = {}
    later: list[tuple[str, int]] = []
    at = skip_space(data, start + 1)
    try:
        while at < len(data) and data[at] == _QUOTE:
            end = value_end(data, at)
            key = str(parse_json(data[at:end], _ignore))
            at = skip_space(data, end)
            if at >= len(data) or data[at] != _COLON:
                break
            at = skip_space(data, at + 1)
            if key in lists and at < len(data) and data[at] in (_ARRAY, _OBJECT):
                later.append((key, at))
                end = _end(data, at)
            else:
                end = value_end(data, at)
                about[key] = parse_json(data[at:end], _ignore)
            at = _comma(data, end)
    except (Broken, JsonError):
        pass  # a file cut off: what stood before the cut is given, and a list that is cut says so itself
    yield path, about
    for key, place in later:
        inner = _elements if data[place] == _ARRAY else _object
        yield from inner(data, place, (*path, key), lists)


def _elements(data: Buffer, start: int, path: _Path, lists: Collection[str]) -> Iterator[Piece]:
    at = skip_space(data, start + 1)
    while at < len(data) and data[at] != _ARRAY_END:
        try:
            end = value_end(data, at)
        except Broken:
            if data[at] == _OBJECT and any(data.find(b'"%b"' % key.encode(), at) >= 0 for key in lists):
                yield from _object(data, at, path, lists)
            yield (*path, BROKEN), at
            return
        yield from _value(data, at, end, path, lists)
        at = _comma(data, end)


def _end(data: Buffer, start: int) -> int:
    """The end of a value that may be long: found by going from row to row, which is quick where rows are as usual."""
    at = skip_space(data, start + 1)
    if data[start] == _OBJECT:
        while at < len(data) and data[at] == _QUOTE:
            at = skip_space(data, value_end(data, at))
            if at >= len(data) or data[at] != _COLON:
                raise Broken(at)
            at = _comma(data, _end(data, skip_space(data, at + 1)))
        closing = _OBJECT_END
    elif data[start] == _ARRAY:
        while at < len(data) and data[at] != _ARRAY_END:
            at = _comma(data, value_end(data, at))
        closing = _ARRAY_END
    else:
        return value_end(data, start)
    if at >= len(data) or data[at] != closing:
        raise Broken(at)
    return at + 1


def _comma(data: Buffer, at: int) -> int:
    at = skip_space(data, at)
    return skip_space(data, at + 1) if at < len(data) and data[at] == _COMMA else at


def _ignore(repair: str) -> None:
    del repair
