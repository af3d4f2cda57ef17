"""A data set as an operator meets it: an iterable of records, and of rejects for what could not become one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from ftprep.errors import InputDataError
from ftprep.io.account import Account, nothing_read
from ftprep.io.documents import TextDocument, documents
from ftprep.io.files import is_about, is_aside, is_companion, safe_name
from ftprep.io.rows import Bad
from ftprep.io.shaping import Shaper
from ftprep.io.sources import Part, PassedOver, parts
from ftprep.ports import InputFile
from ftprep.reading import RawRow, Reading
from ftprep.record import Record
from ftprep.report import Reject, Report


class Dataset:
    """The records of some files and some pasted text, in order. Can be iterated over again.

    Companions among the files (rejects, reports, what was set aside) are passed over and listed in the report, and so
    is a README beside data; files set aside, or a README, are data where nothing else is given. Every input is listed
    too, with what it was read as; counted once, however often the data set is read.
    """

    def __init__(
        self,
        files: Sequence[InputFile],
        text: str,
        report: Report,
        step: str,
        *,
        label: str = "dataset",
        required: bool | Literal["when_read"] = True,
        reading: Reading | None = None,
        may_be_empty: bool = False,
    ) -> None:
        self.files = [file for file in files if not is_companion(file.name)]
        about = [file for file in self.files if is_about(file.name)]
        if len(about) < len(self.files):
            self.files = [file for file in self.files if file not in about]
        if not self.files and not text.strip():
            self.files = [file for file in files if is_aside(file.name)]
        self.companions = [
            InputFile(safe_name(file.name), file.path)
            for file in files
            if is_companion(file.name) and file not in self.files
        ]
        self.text = text
        self._report = report
        self._step = step
        self._label = label
        self._reading = reading or Reading()
        self._may_be_empty = may_be_empty
        """Whether no record at all in what is given is no error."""
        self._account = Account(report)
        for file in self.companions:
            self._account.passed_over(PassedOver(file.name, "rejects or a report", "剔除清单或报告"))
        for file in about:
            if file not in self.files:
                self._account.passed_over(PassedOver(file.name, "it is about the data", "说明文件"))
        self._check_when_read = required == "when_read"
        if required is True:
            self.check_given()

    @property
    def given(self) -> bool:
        """Whether there is anything to read, be it empty."""
        return bool(self.files or self.text.strip())

    def check_given(self) -> None:
        """Raises InputDataError where there is nothing to read at all."""
        if not self.given:
            raise InputDataError(
                en=f"No data was given: bind a data file to `{self._label}`, or paste records into `text`.",
                zh=f"没有收到数据：请把数据文件接到 {self._label}，或在 text 中粘贴记录。",
            )

    def read_with(self, reading: Reading) -> Dataset:
        """The same data, read in another way."""
        other = Dataset(
            self.files, self.text, self._report, self._step, label=self._label, required=True, reading=reading
        )
        other.companions = self.companions
        return other

    def __iter__(self) -> Iterator[Record | Reject]:
        if self._check_when_read:
            self.check_given()
        with tempfile.TemporaryDirectory(prefix="ftprep-read-") as folder:
            found = list(parts(self.files, self.text, self._reading, Path(folder)))
            names: dict[str, int] = {}
            for number, part in enumerate(found):
                if isinstance(part, PassedOver):
                    self._account.passed_over(part)
                else:
                    names[part.name] = names.get(part.name, 0) + 1
                    yield from self._part(number, part, names[part.name])
            self._finish()

    def rows(self) -> Iterator[RawRow]:
        """The rows as they stand in the files, none turned into a record: for checking, not for changing."""
        with tempfile.TemporaryDirectory(prefix="ftprep-read-") as folder:
            for number, part in enumerate(parts(self.files, self.text, self._reading, Path(folder))):
                if isinstance(part, PassedOver):
                    self._account.passed_over(part)
                    continue
                entry = self._account.entry(number, part)
                for place, value, raw in part.rows(entry.repaired):
                    bad = value if isinstance(value, Bad) else None
                    entry.saw_row(bad=bad is not None)
                    yield RawRow(
                        part.name, part.format, part.encoding, place,
                        value if bad is None else bad.original, raw, "" if bad is None else bad.reason,
                    )  # fmt: skip
                entry.finish(Shaper(part.name, part.name, self._step, self._reading))
            self._finish()

    def of(self, files: Sequence[InputFile]) -> Dataset:
        """Other files, told of in the same report: what a source fetched."""
        return Dataset(files, "", self._report, self._step, label=self._label, reading=self._reading, may_be_empty=True)

    def documents(self, *, told: bool = True) -> Iterator[TextDocument]:
        """The files as text, for a source that reads formats of its own. `told`: in the report too."""
        self.check_given()
        passed: list[PassedOver] = []
        found = False
        with tempfile.TemporaryDirectory(prefix="ftprep-read-") as folder:
            for document in documents(self.files, self.text, Path(folder)):
                if isinstance(document, PassedOver):
                    passed.append(document)
                    self._account.passed_over(document)
                else:
                    found = True
                    if told:
                        self._report.inputs.append(document.account)
                    yield document
        if not found:
            raise nothing_read([] if passed else [file.name for file in self.files], passed)

    def _finish(self) -> None:
        names = [file.name for file in self.files]
        self._account.finish(names, may_be_empty=self._may_be_empty or not self.given)

    def _part(self, number: int, part: Part, occurrence: int) -> Iterator[Record | Reject]:
        salt = part.name if occurrence == 1 else f"{part.name}\0{occurrence}"
        shaper = Shaper(part.name, salt, self._step, self._reading)
        entry = self._account.entry(number, part)
        yield from entry.saw(shaper.records(part.rows(entry.repaired)))
        entry.finish(shaper)
