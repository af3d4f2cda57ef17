"""zip and gz → the files in them, on disk, within limits that no honest data set meets."""

from __future__ import annotations

import gzip
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import regex

from ftprep.errors import InputDataError
from ftprep.io.files import is_about, is_companion
from ftprep.io.sheet_extent import Extent
from ftprep.ports import InputFile

MAX_BYTES = 1 << 30
"""Of all that one call unpacks."""
MAX_ENTRIES = 10_000
MAX_RATIO = 250
"""Unpacked to packed, past the first 32 MB. Deflate reaches 1030; chats as JSON Lines 3 to 20."""
_RATIO_FROM = 32 << 20
_NESTED = 1
"""Archives in an archive that are opened in their turn."""
_BLOCK = 1 << 20
_HIDDEN = regex.compile(r"(?:^|/)(?:\.|__MACOSX/|~\$)|(?:^|/)(?:Thumbs\.db|desktop\.ini)$")
_OFFICE_PARTS = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A file that is not read, and why, in both languages."""

    name: str
    en: str
    zh: str


class Unpacker:
    """Unpacks into `folder`, counting what it writes over all archives of a call."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._bytes = 0
        self._entries = 0

    def files(self, file: InputFile, depth: int = 0) -> Iterator[InputFile | PassedOver]:
        """The file itself where it is no archive, else the files in it, named ARCHIVE/INNER. Raises InputDataError."""
        with file.path.open("rb") as source:
            head = source.read(4)
        if head.startswith(b"\x1f\x8b"):
            inner = self._gunzip(file)
        elif head.startswith((b"PK\x03\x04", b"PK\x05\x06")) and not is_office(file.path):
            inner = self._unzip(file)
        else:
            yield file
            return
        if depth > _NESTED:
            yield PassedOver(file.name, "an archive within an archive within an archive", "压缩包嵌套过深")
            return
        for entry in inner:
            if isinstance(entry, PassedOver):
                yield entry
            else:
                yield from self.files(entry, depth + 1)

    def _gunzip(self, file: InputFile) -> Iterator[InputFile | PassedOver]:
        target = self._next()
        with gzip.open(file.path) as source:
            self._write(source, target, file.path.stat().st_size, file.name)
        yield InputFile(regex.sub(r"\.gz(?:ip)?$", "", file.name, flags=regex.IGNORECASE), target)

    def _unzip(self, file: InputFile) -> Iterator[InputFile | PassedOver]:
        try:
            archive = zipfile.ZipFile(file.path)
        except (zipfile.BadZipFile, OSError, ValueError):
            raise _damaged(file.name) from None
        with archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(entries) > MAX_ENTRIES:
                raise InputDataError(
                    en=f"{file.name} holds {len(entries)} files, more than {MAX_ENTRIES}. Join them into fewer.",
                    zh=f"{file.name} 内有 {len(entries)} 个文件，超过 {MAX_ENTRIES} 个。请先合并。",
                )
            names = {id(entry): _entry_name(entry) for entry in entries}
            data = [entry for entry in entries if not is_about(names[id(entry)])]
            for entry in entries:
                name = f"{file.name}/{names[id(entry)]}"
                if _HIDDEN.search(names[id(entry)]):
                    yield PassedOver(name, "a hidden file", "隐藏文件")
                elif is_companion(name):
                    yield PassedOver(name, "rejects or a report", "剔除清单或报告")
                elif entry not in data and len(data) > 0:
                    yield PassedOver(name, "it is about the data", "说明文件")
                elif entry.flag_bits & 1:
                    raise InputDataError(
                        en=f"{name} is protected by a password. Pack it without one.",
                        zh=f"{name} 有密码保护。请去掉密码重新压缩。",
                    )
                elif entry.file_size == 0:
                    yield PassedOver(name, "it is empty", "空文件")
                else:
                    yield InputFile(name, self._member(archive, entry, name))

    def _member(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Path:
        target = self._next()
        try:
            with archive.open(entry) as source:
                self._write(source, target, max(entry.compress_size, 1), name)
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError):
            raise _damaged(name) from None
        return target

    def _write(self, source: IO[bytes] | gzip.GzipFile, target: Path, packed: int, name: str) -> None:
        written = 0
        try:
            with target.open("wb") as out:
                while block := source.read(_BLOCK):
                    written += out.write(block)
                    self._bytes += len(block)
                    _check(name, self._bytes, written, packed)
        except (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile):
            raise _damaged(name) from None

    def _next(self) -> Path:
        self._entries += 1
        return self._folder / f"{self._entries}"


def check_workbook(file: InputFile) -> None:
    """Unpacks a workbook to nowhere, for its reader knows no limits. Raises InputDataError."""
    if not zipfile.is_zipfile(file.path):
        return
    total = 0
    try:
        with zipfile.ZipFile(file.path) as archive:
            for entry in archive.infolist():
                extent = Extent()
                with archive.open(entry) as source:
                    written = 0
                    while block := source.read(_BLOCK):
                        written += len(block)
                        total += len(block)
                        _check(file.name, total, written, max(entry.compress_size, 1))
                        if "worksheets/" in entry.filename:
                            extent.saw(block)
                if extent.mostly_void:
                    raise _far_cell(file.name, extent)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error):
        raise _damaged(file.name) from None


def _check(name: str, total: int, written: int, packed: int) -> None:
    if total > MAX_BYTES:
        raise InputDataError(
            en=f"{name} unpacks to more than {MAX_BYTES >> 20} MB in all. Give the data in smaller files.",
            zh=f"{name} 解压后总量超过 {MAX_BYTES >> 20} MB。请拆成较小的文件。",
        )
    if written > _RATIO_FROM and written > packed * MAX_RATIO:
        raise InputDataError(
            en=f"{name} unpacks to more than {MAX_RATIO} times its size: that is how a zip bomb looks. Give it unpacked.",
            zh=f"{name} 解压后超过原大小的 {MAX_RATIO} 倍，疑似压缩炸弹。如确为数据，请解压后再给出。",
        )


def _far_cell(name: str, extent: Extent) -> InputDataError:
    return InputDataError(
        en=f"A sheet of {name} reaches to row {extent.rows} and column {extent.columns}, but holds only {extent.cells} cells: one "
        "stands far from the table. Delete the empty rows below and columns beside it, or save the sheet as CSV.",
        zh=f"{name} 中有工作表延伸到第 {extent.rows} 行、第 {extent.columns} 列，却只有 {extent.cells} 个单元格：有单元格远离表格。"
        "请删除表格下方和右侧的空行空列，或另存为 CSV。",
    )


def is_office(path: Path) -> bool:
    """Whether a zip is a document of an office program, which has its own readers."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return any(part in names for part in _OFFICE_PARTS)


def _entry_name(entry: zipfile.ZipInfo) -> str:
    """The name as it was given: without the flag for UTF-8 it is read as CP437, and often is GB18030."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        raw = entry.filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _damaged(name: str) -> InputDataError:
    return InputDataError(
        en=f"{name} is a damaged archive, or one of a kind that can't be opened. Pack it again as an ordinary zip.",
        zh=f"{name} 是损坏的或无法打开的压缩包。请重新压缩为普通 zip。",
    )
