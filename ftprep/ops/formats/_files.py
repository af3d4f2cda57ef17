"""The files of a formatted data set, none larger than allowed: one plain file, or zips that unpack into a folder."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ftprep.ops.formats._dataset_info import FILE_NAME
from ftprep.ports import OutputFile

ZIP_LEVEL = 6
_DATE = (2024, 1, 1, 0, 0, 0)
"""In every zip: the same rows make the same bytes."""

Beside = Callable[[str], bytes]
"""dataset_info.json, told the file or folder where the data lie."""


def json_array(lines: Iterable[bytes]) -> Iterator[bytes]:
    """One JSON array, a row a line."""
    opening = b"[\n"
    for line in lines:
        yield opening + line
        opening = b",\n"
    yield b"[]\n" if opening == b"[\n" else b"\n]\n"


def json_lines(lines: Iterable[bytes]) -> Iterator[bytes]:
    for line in lines:
        yield line + b"\n"


def csv_rows(lines: Iterable[bytes]) -> Iterator[bytes]:
    """CSV as spreadsheets and Dify's annotation import read it: UTF-8 with a mark, CRLF, quoted where needed."""
    header: list[str] = []
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for line in lines:
        row = json.loads(line)
        if not header:
            header = list(row)
            buffer.write("\ufeff")
            writer.writerow(header)
        writer.writerow([row[name] for name in header])
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()


LAYOUTS: dict[str, Callable[[Iterable[bytes]], Iterator[bytes]]] = {
    "json": json_array,
    "jsonl": json_lines,
    "csv": csv_rows,
}


@dataclass(frozen=True, slots=True)
class DataFile:
    """Rows to be written as `NAME.LAYOUT` into a folder. `lines` gives them anew at each call."""

    folder: Path
    name: str
    layout: str
    lines: Callable[[], Iterator[bytes]]
    count: int

    @property
    def file_name(self) -> str:
        return f"{self.name}.{self.layout}"

    def plain(self, limit: int | None) -> OutputFile | None:
        """The file as it is; None where it would be larger than allowed."""
        path = self.folder / self.file_name
        size = 0
        with path.open("wb", buffering=1 << 20) as file:
            for piece in LAYOUTS[self.layout](self.lines()):
                size += file.write(piece)
                if limit is not None and size > limit:
                    break
        if limit is not None and size > limit:
            path.unlink()
            return None
        return OutputFile(path, "dataset", self.count, final=True)

    def zips(self, limit: int, beside: Beside | None) -> list[OutputFile]:
        """As few zips as keep to the limit. Several unpack into one folder `NAME/`, a part of the rows from each."""
        whole = self.folder / f"{self.name}.zip"
        self._zip(whole, self.file_name, self.lines(), beside and beside(self.file_name))
        size = whole.stat().st_size
        if size <= limit:
            return [OutputFile(whole, "dataset", self.count, final=True)]
        whole.unlink()
        parts = -(-size * 5 // (4 * limit))  # a quarter of room: rows compress unevenly, and small files worse
        while True:
            out = self._parts(parts, beside)
            if parts >= self.count or all(file.path.stat().st_size <= limit for file in out):
                return out
            for file in out:
                file.path.unlink()
            parts = min(self.count, parts * 3 // 2 + 1)

    def _parts(self, parts: int, beside: Beside | None) -> list[OutputFile]:
        out = []
        source, done = self.lines(), 0
        for number in range(1, parts + 1):
            upto = self.count * number // parts
            part = f"{self.name}-{number:05d}-of-{parts:05d}"
            path = self.folder / f"{part}.zip"
            inner = f"{self.name}/{part}.{self.layout}"
            self._zip(path, inner, islice(source, upto - done), beside and beside(self.name))
            out.append(OutputFile(path, "dataset", upto - done, final=True))
            done = upto
        return out

    def _zip(self, path: Path, inner: str, lines: Iterable[bytes], info: bytes | None) -> None:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=ZIP_LEVEL) as archive:
            with archive.open(_entry(inner), "w", force_zip64=True) as file:
                file.writelines(LAYOUTS[self.layout](lines))
            if info is not None:
                archive.writestr(_entry(FILE_NAME), info)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
