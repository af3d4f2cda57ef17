"""Signatures of a shard's records on disk: 49 bytes a record, 200 more for the first of each text."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

from ftprep.ops.dedup._signature import Signatures

_HEAD = struct.Struct("=QQ")
"""How many records a stretch has, and how many keys."""


def write_signed(signed: Iterable[Signatures], target: Path) -> None:
    with target.open("wb") as out:
        for some in signed:
            out.write(_HEAD.pack(len(some), len(some.keys)))
            out.write(some.marks)
            out.write(some.digests)
            for column in _columns(some):
                column.tofile(out)


def read_signed(path: Path) -> Iterator[Signatures]:
    with path.open("rb") as source:
        while head := source.read(_HEAD.size):
            count, keys = _HEAD.unpack(head)
            some = Signatures()
            some.marks += source.read(count)
            some.digests += source.read(16 * count)
            *columns, last = _columns(some)
            for column in columns:
                column.fromfile(source, count)
            last.fromfile(source, keys)
            yield some


def _columns(some: Signatures) -> tuple[array[int] | array[float], ...]:
    return some.first_turns, some.sizes, some.contents, some.scores, some.keys
