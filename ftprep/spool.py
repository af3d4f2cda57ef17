"""Records laid down on disk to be read again: what a second pass reads, whatever the first one read from."""

from __future__ import annotations

import os
import tempfile
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Self

import orjson

from ftprep.record import Record, dumps


class Spool:
    """A temporary file of records with an index of where each begins (8 bytes a record in memory)."""

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(dir=folder, buffering=1 << 20)  # noqa: SIM115 - closed on exit
        self._starts = array("q")
        self._size = 0
        self._laid_down = False

    def append(self, record: Record) -> None:
        line = dumps(record.to_row())
        self._starts.append(self._size)
        self._size += self._file.write(line) + self._file.write(b"\n")

    def __len__(self) -> int:
        return len(self._starts)

    def __iter__(self) -> Iterator[Record]:
        self._file.seek(0)
        for line in self._file:
            yield Record.from_row(orjson.loads(line))

    def read(self, index: int) -> Record:
        """The record of this index. Ends the appending."""
        if not self._laid_down:
            self._file.flush()
            self._laid_down = True
        start = self._starts[index]
        end = self._starts[index + 1] if index + 1 < len(self._starts) else self._size
        return Record.from_row(orjson.loads(os.pread(self._file.fileno(), end - start, start)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
