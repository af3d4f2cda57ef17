"""How a data set is to be read, where its reader can't know by itself."""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from ftprep.ports import InputFile
from ftprep.record import Record
from ftprep.report import Reject

TextFormat = Literal["auto", "jsonl", "json", "csv", "txt", "markdown", "html"]
TextUnit = Literal["auto", "document", "paragraph", "line"]
Header = Literal["auto", "yes", "no"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Defaults are what every tool reads with."""

    format: TextFormat = "auto"
    """What files of text are; auto looks at their content. Workbooks, Parquet and archives are always known."""
    question_column: str = ""
    answer_column: str = ""
    text_column: str = ""
    """Columns of a table, or keys of its objects, that hold a question, its answer, or plain text."""
    header: Header = "auto"
    """Whether the first row of a table names the columns."""
    text_unit: TextUnit = "auto"
    """What one record of plain text is. auto: a paragraph where blank lines divide them, else a line; Markdown and
    HTML stay whole."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row as it stands in its file, before it becomes a record."""

    source: str
    format: str
    """What the file is: jsonl, json, csv …"""
    encoding: str
    place: int
    """A line number where there are lines, else a count from 1."""
    value: Any
    raw: bytes | None = None
    """The row's bytes, where they are at hand."""
    problem: str = ""
    """Why it could not be read, where it could not; `value` is then the original."""


class Document(Protocol):
    """A file of text as it is, decoded, for a source that reads a format of its own.

    `account` is its line in the report (format, read, rejected), which the source fills in.
    """

    name: str
    encoding: str
    account: dict[str, Any]

    def lines(self) -> Iterator[str]: ...

    def head(self, size: int) -> str: ...

    def text(self) -> str: ...

    def members(self, lists: Collection[str]) -> Generator[tuple[tuple[str, ...], Any]]: ...


class Readable(Protocol):
    """A data set that can be iterated over again, and read in another way."""

    @property
    def given(self) -> bool: ...

    def check_given(self) -> None: ...

    def rows(self) -> Iterator[RawRow]: ...

    def documents(self, *, told: bool = True) -> Iterator[Document]: ...

    def __iter__(self) -> Iterator[Record | Reject]: ...

    def read_with(self, reading: Reading) -> Readable: ...

    def of(self, files: Sequence[InputFile]) -> Readable: ...

    @property
    def files(self) -> Sequence[InputFile]:
        """Those of the files given that are data."""
        ...


class _Nothing:
    given = False
    files: Sequence[InputFile] = ()

    def __iter__(self) -> Iterator[Record | Reject]:
        return iter(())

    def read_with(self, reading: Reading) -> Readable:
        del reading
        return self

    def of(self, files: Sequence[InputFile]) -> Readable:
        del files
        return self

    def check_given(self) -> None:
        pass

    def rows(self) -> Iterator[RawRow]:
        return iter(())

    def documents(self, *, told: bool = True) -> Iterator[Document]:
        del told
        return iter(())


NOTHING: Readable = _Nothing()
"""A data set without records."""
