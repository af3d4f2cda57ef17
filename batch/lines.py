"""A file of JSON Lines, cut into stretches of whole lines."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from batch.storage import Source, opened
from ftprep.io.rows import MAX_ROW_BYTES

HEAD_ROWS = 50
"""Rows by which the reader decides on a file's format (ftprep.io.shaping)."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A file, or the bytes [start, end) of it, which begin with line `line`; `head` is where the lines end by which the
    format is told."""

    name: str
    path: str
    size: int
    start: int = -1
    end: int = -1
    line: int = 1
    first: int = 0
    head: int = 0

    @property
    def whole(self) -> bool:
        return self.start < 0


class Lines:
    """The lines of a file from byte `start` on. `checked`: whether to look at all bytes for being UTF-8."""

    def __init__(self, file: Source, start: int, *, checked: bool) -> None:
        self.utf8 = True
        """What was read is UTF-8, or has not been looked at."""
        self.fit = True
        """No line is longer than a row may be: such a file is none of rows."""
        self._file = file
        self._start = start
        self._decoder = codecs.getincrementaldecoder("utf-8")() if checked else None

    def stretches(self, size: int) -> Iterator[Unit]:
        """Units of about `size` bytes."""
        file, total = self._file, self._file.size
        begin = at = first = self._start
        line = here = 1
        rows, head = 0, 0
        with opened(file.address) as source:
            source.seek(self._start)
            while at < total:
                block = source.read(max(1, size - (at - begin))) if head else b""  # the format's rows first, one by one
                end = source.readline(MAX_ROW_BYTES)
                if not block and not end:  # shorter than it was
                    break
                self.fit &= len(end) < MAX_ROW_BYTES or end.endswith(b"\n")
                block += end
                rows += bool(block.strip())
                here += block.count(b"\n")
                at += len(block)
                if not head and rows >= HEAD_ROWS:
                    head = at
                self._look(block, last=at >= total)
                if at - begin >= size and head:
                    yield Unit(file.name, file.address, at - begin, begin, at, line, first, head)
                    begin, line = at, here
        if at > begin:
            yield Unit(file.name, file.address, at - begin, begin, at, line, first, head or at)

    def _look(self, block: bytes, *, last: bool) -> None:
        if self._decoder is not None and self.utf8:
            try:
                self._decoder.decode(block, last)
            except UnicodeDecodeError:
                self.utf8 = False
