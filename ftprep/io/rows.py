"""What readers give: rows, each with its place in the file, and bad rows with the reason."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Count = Callable[[str], None]
"""Told of each repair that a reader made, by name."""


MAX_ROW_BYTES = 64 << 20
"""Of one row: past it, it is no record but a file that is not what it seems, and memory would not hold its copies."""


class RowTooLarge(Exception):  # noqa: N818 - a finding, not a failure
    """A row has more than MAX_ROW_BYTES."""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that can't be read: why, and what it held, without loss. `detail` quotes nothing of it."""

    reason: str
    original: Any
    detail: str = ""


Rows = Iterator[tuple[int, Any, bytes | None]]
"""(place, value or Bad, JSON that the value was read from); the place is a line number where there are lines, else a
count from 1."""


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of text, made UTF-8. Bytes that its encoding does not know stay bytes that UTF-8 does not know."""

    path: Path
    encoding: str = "utf-8"
    """What it was written in; the file at `path` is UTF-8, from `start` on."""
    start: int = 0

    def bad_bytes(self, raw: bytes) -> Bad:
        """The row that holds bytes which its encoding does not know, kept as they were."""
        from ftprep.io.transcode import original_bytes

        original = base64.b64encode(original_bytes(raw, self.encoding)).decode()
        return Bad("bad_encoding", {"encoding": self.encoding, "base64": original})

    def bad_text(self, raw: bytes, reason: str, detail: str = "") -> Bad:
        """The row that can't be understood, as its text where it is text."""
        try:
            return Bad(reason, raw.decode(), detail)
        except UnicodeDecodeError:
            return self.bad_bytes(raw)
