"""Workbooks and PDF as files of text, for what reads text: chats, novels, documents to divide."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from ftprep.errors import InputDataError
from ftprep.io.magic import PDF, foreign
from ftprep.io.read_xlsx import NotAWorkbook, read_cells, sheet_names
from ftprep.io.rows import TextFile
from ftprep.io.unpack import check_workbook
from ftprep.ports import InputFile
from ftprep.text.pdf import NotReadable, pdf_text

_HEAD = 512


def converted(file: InputFile, folder: Path) -> Iterator[tuple[str, TextFile]]:
    """(name, text) of a PDF, or of each filled sheet of a workbook as a table; nothing for any other file."""
    with file.path.open("rb") as source:
        head = source.read(_HEAD)
    if foreign(head) is PDF:
        yield file.name, pdf_as_text(file, folder)
    elif head.startswith(b"PK\x03\x04"):
        yield from _sheets(file, folder)


def pdf_as_text(file: InputFile, folder: Path) -> TextFile:
    """The text that a PDF holds. Raises InputDataError where it holds none."""
    try:
        text = pdf_text(file.path)
    except NotReadable:
        raise InputDataError(
            en=f"{file.name} is a PDF document that can't be opened: damaged, or locked by a password. Save it again without one.",
            zh=f"{file.name} 是无法打开的 PDF 文档：已损坏或有密码。请另存为不带密码的文件。",
        ) from None
    if not text.strip():
        raise InputDataError(
            en=f"{file.name} is a PDF document without text, probably scanned. Put a document extractor with OCR before this step.",
            zh=f"{file.name} 是没有文字的 PDF，可能是扫描件。请在此步骤前接一个带 OCR 的文档提取器。",
        )
    path = _new(folder)
    path.write_text(text, "utf-8")
    return TextFile(path)


def _sheets(file: InputFile, folder: Path) -> Iterator[tuple[str, TextFile]]:
    check_workbook(file)
    try:
        names = sheet_names(file.path)
    except NotAWorkbook:
        return
    for name in names:
        path = _new(folder)
        with path.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out, lineterminator="\n").writerows(read_cells(file.path, name))
        if path.stat().st_size:
            yield file.name if len(names) == 1 else f"{file.name}/{name}", TextFile(path)


def _new(folder: Path) -> Path:
    return folder / f"converted-{sum(1 for _ in folder.iterdir())}"
