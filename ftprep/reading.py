"""How a data set is to be read, where its reader can't know by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from ftprep.record import Record
from ftprep.report import Reject

Format = Literal["auto", "jsonl", "json", "csv", "tsv", "xlsx", "parquet", "txt", "markdown", "html"]
TextUnit = Literal["auto", "document", "paragraph", "line"]


@dataclass(frozen=True, slots=True)
class Reading:
    """Defaults are what every tool reads with."""

    format: Format = "auto"
    """What the files are; auto looks at their content."""
    question_column: str = ""
    answer_column: str = ""
    text_column: str = ""
    """Columns of a table, or keys of its objects, that hold a question, its answer, or plain text."""
    text_unit: TextUnit = "auto"
    """What one record of plain text is. auto: a paragraph where blank lines divide them, else a line; Markdown and
    HTML stay whole."""


class Readable(Protocol):
    """A data set that can be iterated over again, and read in another way."""

    def __iter__(self) -> Iterator[Record | Reject]: ...

    def read_with(self, reading: Reading) -> Readable: ...
