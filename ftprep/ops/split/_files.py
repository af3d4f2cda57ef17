"""The files of a split: one for each side, fold and subset."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from ftprep.ports import OutputFile
from ftprep.record import Record, dumps


class SplitFiles:
    """Writes records to files named `STEM.PART.jsonl`, all of them opened at the start, in this order."""

    def __init__(self, folder: Path, stem: str, parts: Iterable[str]) -> None:
        self._stack = ExitStack()
        self._files: dict[str, tuple[OutputFile, BinaryIO]] = {}
        for part in parts:
            path = folder / f"{stem}.{part}.jsonl"
            file = self._stack.enter_context(path.open("wb", buffering=1 << 18))
            self._files[part] = (OutputFile(path, "dataset", 0), file)

    def write(self, record: Record, parts: Iterable[str]) -> None:
        """Each part holds the record with its own name as the label `split`."""
        for part in parts:
            entry, file = self._files[part]
            file.write(dumps(record.with_labels(split=part).to_row()) + b"\n")
            entry.records = (entry.records or 0) + 1

    def done(self) -> list[OutputFile]:
        """Closes the files. One that stayed empty holds an empty line: a blob of no bytes does not travel."""
        for entry, file in self._files.values():
            if not entry.records:
                file.write(b"\n")
        self._stack.close()
        return [entry for entry, _ in self._files.values()]
