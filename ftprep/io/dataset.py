"""A data set as an operator meets it: an iterable of records, and of rejects for what could not become one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from ftprep.errors import InputDataError
from ftprep.io.files import is_companion
from ftprep.ports import InputFile
from ftprep.record import Lineage, Record, Turn, is_canonical, record_id
from ftprep.report import Reject, Report


class Dataset:
    """The records of some files and some pasted text, in order. Can be iterated over again.

    Companions among the files (rejects, reports) are passed over and listed in the report.
    """

    def __init__(
        self,
        files: Sequence[InputFile],
        text: str,
        report: Report,
        step: str,
        *,
        label: str = "dataset",
        required: bool = True,
    ) -> None:
        self.files = [file for file in files if not is_companion(file.name)]
        self.companions = [file for file in files if is_companion(file.name)]
        self.text = text
        self._report = report
        self._step = step
        self._reported = False
        if required and not self.files and not text.strip():
            raise InputDataError(
                en=f"No data was given: bind a data file to `{label}`, or paste records into `text`.",
                zh=f"没有收到数据：请把数据文件接到 {label}，或在 text 中粘贴记录。",
            )

    def __iter__(self) -> Iterator[Record | Reject]:
        for file in self.files:
            for number, line in enumerate(file.path.open("rb"), 1):
                if line.strip():
                    yield self._record(file.name, number, line)
        if self.text.strip():
            for number, line in enumerate(self.text.split("\n"), 1):
                if line.strip():
                    yield self._record("text", number, line.encode())

    def _record(self, source: str, number: int, line: bytes) -> Record | Reject:
        try:
            row: Any = orjson.loads(line)
        except orjson.JSONDecodeError:
            return Reject("bad_json", self._step, source, number, line.decode("utf-8", "backslashreplace"))
        if is_canonical(row):
            return Record.from_row(row)
        turns = [Turn("user", row["instruction"], row.get("input")), Turn("assistant", row["output"])]
        return Record(record_id(source, number, row), turns, lineage=Lineage(source, number, "alpaca"))
