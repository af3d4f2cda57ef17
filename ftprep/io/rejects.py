"""Reading back what earlier steps rejected."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from typing import Any

import orjson
import regex

from ftprep.ports import InputFile
from ftprep.report import Reject

_NAME = regex.compile(r"\.rejects(?:-\d+-of-\d+)?\.jsonl(?:\.gz)?$")
_GZIP = b"\x1f\x8b"


class Rejects:
    """The rejects in those of some companions that hold any; lines that are none are passed over."""

    def __init__(self, files: Sequence[InputFile]) -> None:
        self._files = [file for file in files if _NAME.search(file.name)]

    def __iter__(self) -> Iterator[Reject]:
        for file in self._files:
            with file.path.open("rb") as raw:
                packed = raw.read(2) == _GZIP
            with gzip.open(file.path, "rb") if packed else file.path.open("rb") as lines:
                for line in lines:
                    reject = _reject(line)
                    if reject is not None:
                        yield reject


def _reject(line: bytes) -> Reject | None:
    try:
        row: Any = orjson.loads(line)
        return Reject(
            str(row["reason"]),
            str(row["step"]),
            str(row.get("source", "")),
            int(row.get("row", 0)),
            row.get("original"),
            str(row.get("id", "")),
            str(row.get("detail", "")),
        )
    except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
        return None
