"""Rows on disk while a data set is being formatted, for the moment when all is known that a file needs to begin."""

from __future__ import annotations

import tempfile
from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from ftprep.record import dumps

_LEADERS = 64


class RowSpool:
    """Rows as lines of JSON. A column that came up once is in every row that is read back.

    Data sets' loaders take the columns and their types from the first stretch of a file: a column that is missing
    there, or empty, breaks the loading later on. So absent cells are filled with what trainers take for nothing.
    """

    def __init__(self, folder: Path, fills: Mapping[str, Any]) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=1 << 20)  # noqa: SIM115 - closed by close()
        self._fills = {name: b'"%s":%s' % (name.encode(), dumps(value)) for name, value in fills.items()}
        self._bits = {name: 1 << number for number, name in enumerate(fills)}
        self._has = array("L")
        self._starts = array("q")
        self._size = 0
        self._seen: set[str] = set()
        self._leaders: list[int] = []

    def add(self, row: dict[str, Any]) -> None:
        line = dumps(row)
        self._has.append(sum(bit for name, bit in self._bits.items() if name in row))
        self._starts.append(self._size)
        self._size += self._file.write(line) + self._file.write(b"\n")
        new = features(row) - self._seen
        if new:
            self._seen |= new
        if new and len(self._leaders) < _LEADERS:
            self._leaders.append(len(self._starts) - 1)

    def __len__(self) -> int:
        return len(self._starts)

    @property
    def size(self) -> int:
        """Bytes, about: what is filled in comes on top."""
        return self._size

    @property
    def columns(self) -> set[str]:
        """The columns that some row has; `column.key` for the keys of the objects in its lists."""
        return set(self._seen)

    def lines(self, first: Sequence[int] = ()) -> Iterator[bytes]:
        """Every row's JSON, without a line's end, those of `first` before the others."""
        used = [(bit, self._fills[name]) for name, bit in self._bits.items() if name in self._seen]
        everything = sum(bit for bit, _ in used)
        for index in first:
            self._file.seek(self._starts[index])
            yield self._filled(self._file.readline(), index, used, everything)
        early = set(first)
        self._file.seek(0)
        for index, line in enumerate(self._file):
            if index not in early:
                yield self._filled(line, index, used, everything)

    @property
    def leaders(self) -> list[int]:
        """Rows that together have every column and key there is: in front, they show a loader all types at once."""
        return self._leaders

    def _filled(self, line: bytes, index: int, used: list[tuple[int, bytes]], everything: int) -> bytes:
        has = self._has[index]
        if has & everything == everything:
            return line[:-1]
        cells = b",".join(fill for bit, fill in used if not has & bit)
        return line[:-2] + (b"," if len(line) > len(b"{}\n") else b"") + cells + b"}"

    def close(self) -> None:
        self._file.close()

    def __del__(self) -> None:
        self._file.close()  # a call that ended with an error


def features(row: Mapping[str, Any]) -> set[str]:
    """The columns of a row that hold something, and the keys of the objects in them."""
    out = set()
    for name, value in row.items():
        if value is None or value == []:
            continue
        out.add(name)
        if isinstance(value, list) and isinstance(value[0], dict):
            keys: set[str] = set()
            keys.update(*value)
            out.update(f"{name}.{key}" for key in keys)
    return out
