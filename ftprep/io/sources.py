"""Files and pasted text → parts: each a stretch of rows of one format, known by its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from ftprep.errors import InputDataError
from ftprep.io.convert import pdf_as_text
from ftprep.io.encoding import detect_encoding
from ftprep.io.files import written_by_us
from ftprep.io.magic import BINARY, EBOOK, LOCKED, OFFICE, PDF, SLIDES, WORD, XML, Foreign, foreign
from ftprep.io.read_csv import read_csv
from ftprep.io.read_json import read_json
from ftprep.io.read_jsonl import read_jsonl
from ftprep.io.read_parquet import NotParquet, TooMuch, read_parquet
from ftprep.io.read_text import read_html, read_text
from ftprep.io.read_xlsx import NotAWorkbook, read_sheet, sheet_names
from ftprep.io.rows import MAX_ROW_BYTES, Count, Rows, RowTooLarge, TextFile
from ftprep.io.sniff import is_page, sniff
from ftprep.io.transcode import as_utf8
from ftprep.io.unpack import MAX_BYTES, PassedOver, Unpacker, check_workbook
from ftprep.ports import InputFile
from ftprep.reading import Reading
from ftprep.record import without_surrogates

_HEAD = 512
_MARKS_WITHIN = 4 << 20
_OFFICE = (
    ("EncryptedPackage".encode("utf-16-le"), LOCKED),
    (b"word/", WORD),
    (b"ppt/", SLIDES),
    (b"application/epub", EBOOK),
    (b"opendocument.text", WORD),
)
"""What stands in a document of an office program that is no workbook."""


@dataclass(frozen=True, slots=True)
class Part:
    """`rows` gives the rows from the beginning, each time it is called."""

    name: str
    format: str
    encoding: str
    rows: Callable[[Count], Rows]


def parts(files: Sequence[InputFile], text: str, reading: Reading, folder: Path) -> Iterator[Part | PassedOver]:
    """Everything that is to be read, in order; archives are unpacked into `folder`. Raises InputDataError."""
    unpacker = Unpacker(folder)
    for file in files:
        _check_there(file)
        for inner in unpacker.files(file):
            if isinstance(inner, PassedOver):
                yield inner
            else:
                yield from _parts(inner, reading, folder, packed=inner is not file)
    if text.strip():
        yield _pasted(text, reading, folder / "text")


def _check_there(file: InputFile) -> None:
    if not file.path.is_file():
        raise InputDataError(
            en=f"There is no file {file.name}. Check its name.", zh=f"找不到文件 {file.name}。请检查名称。"
        )


def _parts(file: InputFile, reading: Reading, folder: Path, *, packed: bool) -> Iterator[Part | PassedOver]:
    try:
        yield from _by_content(file, reading, folder)
    except _NoData as finding:
        what = finding.what
        if not packed:
            raise InputDataError(
                en=f"{file.name} is {what.en}, not a data set. {what.advice_en}",
                zh=f"{file.name} 是{what.zh}，不是数据集。{what.advice_zh}",
            ) from None
        yield PassedOver(file.name, what.en, what.zh)


def _by_content(file: InputFile, reading: Reading, folder: Path) -> Iterator[Part]:
    with file.path.open("rb") as source:
        head = source.read(_HEAD)
    kind = foreign(head)
    if kind is PDF and reading.text_unit == "document":
        yield Part(file.name, "pdf", "", partial(read_text, pdf_as_text(file, folder), unit="document"))
        return
    if kind is not None:
        raise _NoData(kind)
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        yield from _sheets(file, reading)
    elif head.startswith(b"PAR1"):
        yield Part(file.name, "parquet", "", partial(_parquet, file))
    else:
        yield from _text_parts(file, reading, folder)


def _sheets(file: InputFile, reading: Reading) -> Iterator[Part]:
    check_workbook(file)
    try:
        names = sheet_names(file.path)
    except NotAWorkbook:
        with file.path.open("rb") as source:
            begin = source.read(_MARKS_WITHIN)
        raise _NoData(next((kind for mark, kind in _OFFICE if mark in begin), OFFICE)) from None
    for name in names:
        label = file.name if len(names) == 1 else f"{file.name}/{name}"
        yield Part(label, "xlsx", "", partial(_sheet, file, name, reading))


def _sheet(file: InputFile, name: str, reading: Reading, count: Count) -> Rows:
    return read_sheet(file.path, name, count, reading.header, _named(reading))


def _nothing(count: Count) -> Rows:
    del count
    return iter(())


def _parquet(file: InputFile, count: Count) -> Rows:
    del count
    try:
        yield from read_parquet(file.path)
    except TooMuch:
        raise InputDataError(
            en=f"{file.name} unpacks to more than {MAX_BYTES >> 20} MB in all. Give the data in smaller files.",
            zh=f"{file.name} 解压后总量超过 {MAX_BYTES >> 20} MB。请拆成较小的文件。",
        ) from None
    except NotParquet:
        raise InputDataError(
            en=f"{file.name} is a damaged Parquet file. Write or fetch it again.",
            zh=f"{file.name} 是损坏的 Parquet 文件。请重新生成或获取。",
        ) from None


def _text_parts(file: InputFile, reading: Reading, folder: Path) -> Iterator[Part]:
    encoding = detect_encoding(file.path)
    if encoding is None:
        raise _NoData(BINARY)
    if _blank(file.path, encoding.start):
        if not written_by_us(file.name):
            raise InputDataError(
                en=f"{file.name} is empty. Give a file with data in it.", zh=f"{file.name} 是空的。请给出有内容的文件。"
            )
        yield Part(file.name, "jsonl", "utf-8", _nothing)
        return
    yield _text_part(file.name, as_utf8(file.path, encoding, folder), reading)


def _pasted(text: str, reading: Reading, path: Path) -> Part:
    whole = without_surrogates(text).removeprefix("\ufeff")
    path.write_bytes(whole.encode())
    part = _text_part("text", TextFile(path), reading)
    if whole == text.removeprefix("\ufeff"):
        return part

    def rows(count: Count) -> Rows:
        count("lone_surrogates_replaced")
        return part.rows(count)

    return replace(part, rows=rows)


def _text_part(name: str, text: TextFile, reading: Reading) -> Part:
    form = reading.format if reading.format != "auto" else sniff(text, name)
    if form == "xml":
        raise _NoData(XML)
    if not form:
        raise _misnamed(text, name)
    return Part(name, form, text.encoding, partial(_rows, name, _reader(form, reading), text))


def _rows(name: str, reader: Callable[[TextFile, Count], Rows], text: TextFile, count: Count) -> Rows:
    try:
        yield from reader(text, count)
    except RowTooLarge:
        limit = MAX_ROW_BYTES >> 20
        raise InputDataError(
            en=f"{name} has a single row of more than {limit} MB. Check that the file is what you mean, and divide it.",
            zh=f"{name} 中有一行超过 {limit} MB。请确认文件无误，并拆分后再用。",
        ) from None


def _reader(form: str, reading: Reading) -> Callable[[TextFile, Count], Rows]:
    if form in ("txt", "markdown"):
        unit = reading.text_unit if form == "txt" or reading.text_unit != "auto" else "document"
        return partial(read_text, unit=unit)
    if form == "html":
        return partial(read_html, unit=reading.text_unit)
    if form in ("csv", "tsv"):
        return partial(read_csv, header=reading.header, named=_named(reading))
    return partial(read_json, own=_named(reading)) if form == "json" else read_jsonl


def _named(reading: Reading) -> frozenset[str]:
    """The columns that the user named."""
    return frozenset((reading.question_column, reading.answer_column, reading.text_column)) - {""}


def _blank(path: Path, start: int) -> bool:
    with path.open("rb") as source:
        source.seek(start)
        while block := source.read(1 << 16):
            if block.strip(b" \t\r\n\0\xe3\x80"):
                return False
    return True


class _NoData(Exception):  # noqa: N818 - a finding, not a failure
    """A file that is no data set; `what` it is instead."""

    def __init__(self, what: Foreign) -> None:
        self.what = what
        super().__init__(what.en)


def _misnamed(text: TextFile, name: str) -> InputDataError:
    claimed = name.rsplit(".", 1)[-1]
    with text.path.open("rb") as source:
        page = is_page(source.read(_HEAD))
    if page:
        return InputDataError(
            en=f"{name} is called .{claimed} but is a web page, perhaps one that tells of an error. Fetch the file again; "
            "if the page is meant, name it .html.",
            zh=f"{name} 的扩展名是 .{claimed}，内容却是网页，可能是报错页面。请重新获取文件；若确要使用该网页，请改名为 .html。",
        )
    return InputDataError(
        en=f"{name} is called .{claimed} but holds plain text. If that is meant, name it .txt; if it is a table, .csv.",
        zh=f"{name} 的扩展名是 .{claimed}，内容却是普通文字。若确要当作文本请改名为 .txt，若是表格请改名为 .csv。",
    )


__all__ = ["Part", "PassedOver", "parts"]
