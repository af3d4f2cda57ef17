"""Records → files: JSON Lines, kept and rejects apart."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from ftprep.ports import OutputFile
from ftprep.record import Record, dumps
from ftprep.report import Reject

_BLOCK = 1 << 20


class JsonlWriter:
    """Writes JSON objects, one a line; counts them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self.size = 0
        self._file = path.open("wb", buffering=_BLOCK)

    def write(self, row: Any) -> None:
        self.size += self._file.write(dumps(row)) + self._file.write(b"\n")
        self.count += 1

    def close(self) -> None:
        if not self._file.closed:
            if self.count == 0:
                self._file.write(b"\n")  # a blob of no bytes does not survive the plugin protocol
            self._file.close()


class DatasetWriter:
    """The two files of a call: `STEM.STEP.jsonl` and, once there is one to write, `STEM.STEP.rejects.jsonl`."""

    def __init__(self, folder: Path, stem: str, step: str) -> None:
        self._kept_path = folder / f"{stem}.{step}.jsonl"
        self._rejects_path = folder / f"{stem}.{step}.rejects.jsonl"
        self._kept: JsonlWriter | None = None
        self._rejects: JsonlWriter | None = None

    def keep(self, record: Record) -> None:
        self.open_kept().write(record.to_row())

    def reject(self, reject: Reject) -> None:
        if self._rejects is None:
            self._rejects = JsonlWriter(self._rejects_path)
        self._rejects.write(reject.to_row())

    def open_kept(self) -> JsonlWriter:
        if self._kept is None:
            self._kept = JsonlWriter(self._kept_path)
        return self._kept

    def files(self) -> list[OutputFile]:
        """What was written, the data set first."""
        pairs = ((self._kept, "dataset"), (self._rejects, "rejects"))
        return [OutputFile(writer.path, role, writer.count) for writer, role in pairs if writer is not None]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for writer in (self._kept, self._rejects):
            if writer is not None:
                writer.close()
