"""Files of text as they are, decoded: for a source that reads formats of its own (chats, novels, pages)."""

from __future__ import annotations

import mmap
from collections.abc import Collection, Generator, Iterator, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import Any

from ftprep.errors import InputDataError
from ftprep.io.convert import converted
from ftprep.io.encoding import detect_encoding
from ftprep.io.json_walk import walk
from ftprep.io.magic import BINARY, foreign
from ftprep.io.rows import TextFile
from ftprep.io.transcode import as_utf8
from ftprep.io.unpack import PassedOver, Unpacker
from ftprep.ports import InputFile
from ftprep.record import without_surrogates

_HEAD = 512


class TextDocument:
    """One file of text. `account` is its line in the report, which the source fills in."""

    def __init__(self, name: str, file: TextFile) -> None:
        self.name = name
        self.encoding = file.encoding
        self.account: dict[str, Any] = {"name": name, "format": "", "encoding": file.encoding, "read": 0, "rejected": 0}
        self._file = file

    def lines(self) -> Iterator[str]:
        """Each line with its end, which is always \\n."""
        with self._file.path.open("rb") as source:
            source.seek(self._file.start)
            with TextIOWrapper(source, "utf-8", "replace", newline=None) as text:
                yield from text

    def head(self, size: int) -> str:
        """About the first `size` bytes."""
        with self._file.path.open("rb") as source:
            source.seek(self._file.start)
            return source.read(size).decode("utf-8", "ignore").replace("\r\n", "\n").replace("\r", "\n")

    def text(self) -> str:
        """The whole."""
        return "".join(self.lines())

    def members(self, lists: Collection[str]) -> Generator[tuple[tuple[str, ...], Any]]:
        """What a JSON file holds, piece by piece: see `json_walk.walk`."""
        if self._file.path.stat().st_size <= self._file.start:
            return
        with (
            self._file.path.open("rb") as source,
            mmap.mmap(source.fileno(), 0, access=mmap.ACCESS_READ) as data,
        ):
            yield from walk(data, self._file.start, lists)


def documents(files: Sequence[InputFile], text: str, folder: Path) -> Iterator[TextDocument | PassedOver]:
    """Every file of text, workbook and PDF, in order; archives are unpacked into `folder`. Raises InputDataError."""
    unpacker = Unpacker(folder)
    for file in files:
        for inner in unpacker.files(file):
            if isinstance(inner, PassedOver):
                yield inner
            else:
                texts = [TextDocument(name, text) for name, text in converted(inner, folder)]
                if texts:
                    yield from texts
                else:
                    yield _document(inner, folder, packed=inner is not file)
    if text.strip():
        path = folder / "text"
        path.write_bytes(without_surrogates(text).removeprefix("\ufeff").encode())
        yield TextDocument("text", TextFile(path))


def _document(file: InputFile, folder: Path, *, packed: bool) -> TextDocument | PassedOver:
    with file.path.open("rb") as source:
        head = source.read(_HEAD)
    kind = foreign(head)
    encoding = detect_encoding(file.path) if kind is None and not head.startswith((b"PK\x03\x04", b"PAR1")) else None
    if encoding is None:
        kind = kind or BINARY
        if packed:
            return PassedOver(file.name, kind.en, kind.zh)
        raise InputDataError(
            en=f"{file.name} is {kind.en}, not text. {kind.advice_en}",
            zh=f"{file.name} 是{kind.zh}，不是文本。{kind.advice_zh}",
        )
    document = TextDocument(file.name, as_utf8(file.path, encoding, folder))
    if not document.head(1 << 16).strip():
        raise InputDataError(
            en=f"{file.name} is empty. Give a file with data in it.", zh=f"{file.name} 是空的。请给出有内容的文件。"
        )
    return document
