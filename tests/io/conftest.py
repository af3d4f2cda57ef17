"""Bytes under a name → what a data set makes of them."""

from dataclasses import dataclass

import pytest

from ftprep.io import Dataset
from ftprep.ports import InputFile
from ftprep.record import Record, dumps
from ftprep.report import Report


@dataclass
class Read:
    """What came of it. Everything can be written, and the report adds up."""

    records: list
    rejects: list
    report: Report

    @property
    def texts(self):
        return [list(record.texts()) for record in self.records]

    @property
    def reasons(self):
        return [reject.reason for reject in self.rejects]

    @property
    def formats(self):
        return [row["format"] for row in self.report.inputs]


@pytest.fixture
def read(tmp_path):
    """read(name, content, name, content, …) or read(text="…")."""
    calls = iter(range(1000))

    def reading(*named, text="", **settings):
        folder = tmp_path / str(next(calls))
        folder.mkdir()
        files = []
        for number, (name, content) in enumerate(zip(named[::2], named[1::2], strict=True)):
            path = folder / str(number)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
            files.append(InputFile(name, path))
        report = Report("load_dataset")
        dataset = Dataset(files, text, report, "load_dataset", **settings)
        items = list(dataset)
        result = Read(
            [item for item in items if isinstance(item, Record)],
            [item for item in items if not isinstance(item, Record)],
            report,
        )
        for item in items:
            dumps(item.to_row())
        assert sum(row["read"] for row in report.inputs) == len(items)
        assert sum(row["rejected"] for row in report.inputs) == len(result.rejects)
        result.dataset = dataset
        return result

    return reading
