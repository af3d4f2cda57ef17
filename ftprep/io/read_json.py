"""JSON that is no JSON Lines: an array, an object that holds one, a single record, or objects one after another."""

from __future__ import annotations

import mmap
import re
from collections.abc import Collection, Generator, Iterator, KeysView
from contextlib import contextmanager
from typing import Any

import orjson

from ftprep.io.json_members import wrapper
from ftprep.io.json_scan import STRING, Broken, Buffer, skip_space, value_end
from ftprep.io.json_value import JsonError, parse_json
from ftprep.io.rows import MAX_ROW_BYTES, Bad, Count, Rows, RowTooLarge, TextFile

_MESSAGE = (frozenset(("role", "content")), frozenset(("from", "value")))
Walk = Generator[tuple[Any, bytes | None], None, int]
"""Gives rows, and returns where it stopped."""
_OPENING = re.compile(rb'\{\s*("[^"\\]{1,64}")')
_BRACE = re.compile(rb"\{")
_LOOK_BACK = 200
_TRIES = 64
_PATIENCE = 4


def read_json(file: TextFile, count: Count, own: Collection[str] = ()) -> Rows:
    """The rows, counted from 1; `detail` of a bad one says the line. `own`: columns that the user named."""
    with _mapped(file) as data:
        reader = _Reader(data, file, count, own)
        for number, (value, raw) in enumerate(reader.rows(file.start), 1):
            yield number, value, raw


@contextmanager
def _mapped(file: TextFile) -> Iterator[Buffer]:
    with file.path.open("rb") as source, mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


class _Reader:
    def __init__(self, data: Buffer, file: TextFile, count: Count, own: Collection[str]) -> None:
        self._data = data
        self._own = own
        self._file = file
        self._count = count
        self._counted_to = file.start
        self._line = 1
        self._keys: KeysView[str] | None = None
        """Of the first row: what tells a row from the objects in it."""
        self._in_vain = 0
        """Bytes that were looked at for the end of values that have none."""
        self._resumed = False
        """Whether the last row was broken, and this is where the next was found."""

    def rows(self, at: int) -> Iterator[tuple[Any, bytes | None]]:
        """Top-level values, an array's elements in its place."""
        data, at = self._data, skip_space(self._data, at)
        while at < len(data):
            if data[at] == 0x5B and not self._is_conversation(at):
                at = yield from self._elements(at + 1)
            elif data[at] == 0x7B:
                at = yield from self._object(at, 0)
            else:
                at = yield from self._value(at)
            at = skip_space(data, at)
            if at < len(data) and data[at] == 0x2C:
                at = skip_space(data, at + 1)

    def _is_conversation(self, start: int) -> bool:
        """Whether the array is one list of messages, by its first."""
        first = skip_space(self._data, start + 1)
        try:
            value = orjson.loads(self._data[first : self._end(first)])
        except (Broken, orjson.JSONDecodeError):
            return False
        return isinstance(value, dict) and any(value.keys() >= pair for pair in _MESSAGE)

    def _elements(self, at: int) -> Walk:
        """The elements of an array that was opened before `at`. Returns where it ends."""
        data = self._data
        after_comma = False
        while True:
            at = skip_space(data, at)
            if at >= len(data):
                if not self._resumed:
                    self._count("json_ends_early")
                return at
            if data[at] == 0x5D:
                if after_comma:
                    self._count("json_comma_too_many")
                return at + 1
            self._resumed = False
            at = skip_space(data, (yield from self._value(at)))
            after_comma = at < len(data) and data[at] == 0x2C
            if after_comma:
                at += 1
            elif at < len(data) and data[at] == 0x7B:
                if not self._resumed:
                    self._count("json_comma_missing")
            elif at < len(data) and data[at] != 0x5D:
                at = yield from self._broken(at)

    def _object(self, start: int, nesting: int) -> Walk:
        """The rows of a wrapper; the object itself where it is none. Returns where it ends."""
        data = self._data
        found = wrapper(data, start, nesting, self._own)
        if found is None:
            return (yield from self._value(start))
        at = start + 1
        while True:
            at = skip_space(data, at)
            if at < len(data) and data[at] == 0x7D:
                return at + 1
            key = STRING.match(data, at)
            if key is None:
                return (yield from self._broken(at))
            at = skip_space(data, key.end())
            at = skip_space(data, at + 1)
            if at >= len(data):
                self._count("json_ends_early")
                return at
            if found.is_rows(data, key.group(), at):
                at = yield from self._elements(at + 1)
            elif found.may_hold(data, key.group(), at, nesting) and wrapper(data, at, nesting + 1, self._own):
                at = yield from self._object(at, nesting + 1)
            else:
                try:
                    at = self._end(at)
                except Broken:
                    return (yield from self._broken(at))
                self._count("json_field_beside_rows")
            at = skip_space(data, at)
            if at < len(data) and data[at] == 0x2C:
                at += 1

    def _value(self, start: int) -> Walk:
        """The value at `start`, or why there is none. Returns where the next may begin."""
        data = self._data
        try:
            end = self._end(start)
        except Broken as broken:
            return (yield from self._broken(start, broken.reason))
        raw = data[start:end]
        try:
            value = parse_json(raw, self._count)
        except JsonError as error:
            yield self._bad(raw, error.reason, start, error.detail), None
        else:
            if self._keys is None and isinstance(value, dict):
                self._keys = value.keys()
            yield value, raw
        return end

    def _end(self, start: int) -> int:
        """Where the value ends. Raises Broken, and keeps the account of what was looked at in vain."""
        try:
            end = value_end(self._data, start)
        except Broken as broken:
            self._in_vain += broken.at - start
            raise
        if end - start > MAX_ROW_BYTES:
            raise RowTooLarge
        return end

    def _broken(self, start: int, reason: str = "bad_json") -> Walk:
        """What stands from `start` up to where the next row begins."""
        data = self._data
        end = self._next_row(start)
        self._resumed = True
        if end - start > MAX_ROW_BYTES:
            raise RowTooLarge
        yield self._bad(data[start:end].rstrip(b" \t\r\n,"), reason, start, ""), None
        return end

    def _next_row(self, start: int) -> int:
        """Where the next object begins that is whole, and shares a key with the rows before; or opens as this one did.

        After some that are not, the last of them; and the end, when more was looked at in vain than the file is long
        a few times over: time stays linear however much is broken.
        """
        data, tried = self._data, 0
        if self._in_vain > _PATIENCE * len(data):
            return len(data)
        opening = _OPENING.match(data, start) if self._keys is None else None
        if opening:
            again = re.compile(rb"\{\s*+" + re.escape(opening[1])).search(data, start + 1)
            return again.start() if again else len(data)
        for match in _BRACE.finditer(data, start + 1):
            place = match.start()
            if data[max(0, place - _LOOK_BACK) : place].rstrip()[-1:] in (b":", b"["):
                continue
            tried += 1
            if tried > _TRIES or self._is_row(place):
                return place
        return len(data)

    def _is_row(self, place: int) -> bool:
        try:
            value = orjson.loads(self._data[place : self._end(place)])
        except (Broken, orjson.JSONDecodeError):
            return False
        return not self._keys or bool(self._keys & value.keys())

    def _bad(self, raw: bytes, reason: str, at: int, detail: str) -> Bad:
        self._line += self._data[self._counted_to : at].count(b"\n")
        self._counted_to = at
        where = f"line {self._line}"
        return self._file.bad_text(raw, reason, f"{where}: {detail}" if detail else where)
