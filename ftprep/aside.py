"""A data set of its own for records that a step takes out because something else is to be done with them."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ftprep.ports import OutputFile
from ftprep.record import Record, dumps


class Aside:
    """The file `STEM.STEP.aside.jsonl` of a call, made with its first record.

    Given alone to a tool it is read as data; beside the step's other files it is passed over.
    """

    def __init__(self, folder: Path, stem: str, step: str) -> None:
        self.path = folder / f"{stem}.{step}.aside.jsonl"
        self._count = 0
        self._file: BinaryIO | None = None

    def put(self, record: Record) -> None:
        if self._file is None:
            self._file = self.path.open("wb")
        self._file.write(dumps(record.to_row()) + b"\n")
        self._count += 1

    def files(self) -> list[OutputFile]:
        """What was written; no more can be put."""
        if self._file is None:
            return []
        self._file.close()
        return [OutputFile(self.path, "companion", self._count)]
