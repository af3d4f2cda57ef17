"""Reading data of any format as it is, with a word where the reader can't know by itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from ftprep.operator import Context, Options, operator, setting
from ftprep.reading import Header, Reading, TextFormat, TextUnit
from ftprep.record import Record
from ftprep.report import Reject


class LoadDatasetOptions(Options):
    format: TextFormat = setting(
        "auto", help="What the files of text are. Automatic looks at their content; a wrong choice rejects the rows."
    )
    question_column: str = setting("", help="The column that holds the question, where no known format has it.")
    answer_column: str = setting("", help="The column that holds the answer to it.")
    text_column: str = setting("", help="The column that holds plain text. Each cell becomes a record of its own.")
    text_unit: TextUnit = setting(
        "auto",
        help="What one record of plain text is. Automatic: a paragraph where blank lines divide them, else a line; "
        "Markdown and HTML pages stay whole.",
    )
    limit: int = setting(0, help="Read no more rows than this, for a trial; 0 reads all.", ge=0)
    header: Header = setting(
        "auto",
        help="Whether the first row of a table names its columns. Wrong, it loses a row or gains one.",
        panel=False,
    )
    allow_empty: bool = setting(
        False,
        help="Whether it is right that no data are given at all: no records then, and no error. For workflows in which "
        "data are only examples.",
        panel=False,
    )


@operator("source", LoadDatasetOptions)
def load_dataset(options: LoadDatasetOptions, context: Context) -> Iterator[Record | Reject]:
    """Reads data of any format into one data set, unchanged.

    Formats of trainers (Alpaca, ShareGPT, messages, prompt and completion, preference, KTO, plain text) are recognised
    and become the same kind of record; columns that none of them knows are kept as metadata. A row that can't be read
    is rejected with its line number.
    """
    reading = Reading(
        format=options.format,
        question_column=options.question_column.strip(),
        answer_column=options.answer_column.strip(),
        text_column=options.text_column.strip(),
        header=options.header,
        text_unit=options.text_unit,
    )
    if options.allow_empty and not context.dataset.given:
        return
    items = iter(context.dataset.read_with(reading))
    if not options.limit:
        yield from items
        return
    yield from islice(items, options.limit)
    if next(items, None) is not None:
        context.report.note(
            en=f"Only the first {options.limit} rows were read (limit).", zh=f"只读取了前 {options.limit} 行（limit）。"
        )
