"""Records → the files that a trainer loads."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any, Literal

from ftprep.operator import Context, Drop, Options, Products, Sink, operator, setting
from ftprep.ops.formats._build import Builder
from ftprep.ops.formats._card import card
from ftprep.ops.formats._dataset_info import FILE_NAME, entry, existing, free_name, written
from ftprep.ops.formats._files import DataFile
from ftprep.ops.formats._formats import FORMATS, FormatName, Style, Task
from ftprep.ops.formats._parquet import column_types, write_parquet
from ftprep.ops.formats._rules import TEXTS
from ftprep.ops.formats._spool import RowSpool
from ftprep.ops.formats._trainers._chat_rules import plain_name
from ftprep.ports import OutputFile
from ftprep.record import Record, dumps
from ftprep.shapes import SHAPE_REASONS

EXAMPLE_BYTES = 2048
_FILLS: dict[str, Any] = {"system": "", "history": [], "tools": ""}
_NOT_IN_NAMES = re.compile(r"[\s,:/\\]+")


class FormatDatasetOptions(Options):
    format: FormatName = setting("alpaca", help="What the trainer reads.")
    misfit: Literal["refuse", "move"] = setting(
        "refuse",
        help="What becomes of a record that the format can't hold as it is. refuse: it goes to the rejects. move: the "
        "system prompt or history is written into the question, calls become text, speakers' neighbouring turns are "
        "joined, and so on; each move is counted.",
    )
    system: str = setting("", help="A system prompt for records that have none.", input=True, max_length=20_000)
    rounds: Literal["keep", "split", "single", "join"] = setting(
        "keep",
        help="keep: a row a conversation. split: a row an answer, with the rounds before it. single: a row a question "
        "and answer, without history. join: single rounds that follow each other become conversations.",
    )
    thinking: Literal["keep", "remove", "separate"] = setting(
        "keep", help="Thinking blocks (<think>…</think>) in answers: kept, removed, or put into reasoning_content."
    )
    max_tokens: int = setting(
        0,
        ge=0,
        le=10_000_000,
        help="Conversations longer than this are cut between rounds (estimated tokens; 0: never).",
    )
    task: Literal["auto", "sft", "preference", "kto", "pretrain"] = setting(
        "auto", panel=False, help="What the rows are for; auto: what the first record is for."
    )
    style: Style = setting(
        "messages", panel=False, help="TRL and Parquet: lists of messages, prompt and completion as lists, or as texts."
    )
    system_when: Literal["missing", "always"] = setting(
        "missing", panel=False, help="Whether `system` also replaces prompts that are there."
    )
    system_place: Literal["system", "question", "none"] = setting(
        "system", panel=False, help="Where system prompts stand: in their own place, in the first question, or nowhere."
    )
    persona: str = setting("", panel=False, max_length=200, help="The name written for {{name}}.")
    author: str = setting("", panel=False, max_length=200, help="The name written for {{author}}.")
    window: int = setting(
        0,
        panel=False,
        ge=0,
        le=10_000,
        help="split: rounds in a row at most. join: rounds in a conversation. 0: all; join: 5.",
    )
    columns: tuple[str, ...] = setting((), panel=False, help="Further columns to write, by name; `id` is the record's.")
    name: str = setting("", panel=False, max_length=100, help="Name of the data set; as the input's file where empty.")


@operator(
    "formatter",
    FormatDatasetOptions,
    reasons={
        **SHAPE_REASONS,
        **{name: texts[:2] for name, texts in TEXTS.items()},
        "other_task": (
            "The file is for another kind of training than this record.",
            "该记录的训练用途与整个文件不同。",
        ),
        "empty_text": ("A message, answer or text is empty.", "有空的消息、回答或文本。"),
        "too_long": ("A single round is longer than max_tokens.", "单个轮次已超过 max_tokens。"),
    },
    variables={"example": {"type": "string", "description": "The first row as JSON, cut at 2 KB."}},
    figures={
        "format": {"type": "string"},
        "task": {"type": "string"},
        "rows": {"type": "number"},
        "tokens": {"type": "number"},
        "columns": {"type": "array", "items": {"type": "string"}},
        "warnings": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "reason": {"type": "string"},
                    "count": {"type": "number"},
                    "en": {"type": "string"},
                    "zh": {"type": "string"},
                },
            },
        },
    },
)
def format_dataset(options: FormatDatasetOptions, context: Context) -> Sink:
    """Writes records in the format that a trainer loads: Alpaca, ShareGPT, OpenAI, Bedrock, TRL, ms-swift and others.

    For LLaMA-Factory the dataset_info.json comes with it; bind an existing one to `dataset` as well, and its entries
    are kept. What the format can't hold, or the trainer would drop, is refused with a reason, never lost in silence.
    """
    return _Formatter(options, context)


class _Formatter:
    def __init__(self, options: FormatDatasetOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._builder = Builder(options, context.report)
        self._format = FORMATS[options.format]
        fills = _FILLS if self._format.layout == "json" else {}
        self._spool = RowSpool(context.work_dir, {**fills, **dict.fromkeys(options.columns)})
        self._example = ""

    def add(self, record: Record) -> Drop | None:
        made = self._builder.rows(record)
        if isinstance(made, Drop):
            return made
        for row in made:
            self._write(row)
        return None

    def _write(self, row: dict[str, Any]) -> None:
        if not self._example:
            self._example = dumps(row)[:EXAMPLE_BYTES].decode(errors="ignore")
        self._spool.add(row)

    def finish(self) -> Products:
        for row in self._builder.rest():
            self._write(row)
        task = self._builder.task or "sft"
        files = self._files(task)
        self._spool.close()
        report = self._context.report
        columns = sorted(column for column in self._spool.columns if "." not in column)
        report.figures |= {
            "format": self._format.name, "task": task, "rows": len(self._spool), "tokens": self._builder.tokens,
            "columns": columns,
        }  # fmt: skip
        warnings = self._builder.warnings.most_common()
        report.figures["warnings"] = [
            {"reason": reason, "count": count, "en": TEXTS[reason][0], "zh": TEXTS[reason][1]}
            for reason, count in warnings
        ]
        for reason, count in warnings:
            report.note(en=f"{reason} × {count}: {TEXTS[reason][0]}", zh=f"{reason} × {count}：{TEXTS[reason][1]}")
        if self._builder.left_out:
            names = sorted(self._builder.left_out)[:20]
            report.note(
                en=f"Columns that are not written: {', '.join(names)}. Name them in `columns` to keep them.",
                zh=f"未写出的列：{'、'.join(names)}。如需保留，请在 columns 中写明。",
            )
        return Products({"example": self._example}, files)

    def _parquet(self, name: str, task: Task) -> list[OutputFile]:
        context, spool = self._context, self._spool
        types = column_types(spool.columns)
        files = write_parquet(context.work_dir, name, spool.lines, len(spool), types, context.max_file_bytes)
        path = context.work_dir / "README.md"
        sample = b"".join(islice(spool.lines(), 200)).decode()
        path.write_text(card(name, task, len(spool), self._builder.tokens, types, sample), "utf-8")
        return [*files, OutputFile(path, "report", final=True)]

    def _files(self, task: Task) -> list[OutputFile]:
        name = _NOT_IN_NAMES.sub("_", self._options.name or self._context.stem).strip("_.") or "dataset"
        name = plain_name(name, self._format.trainer)
        folder, limit, spool, layout = (
            self._context.work_dir,
            self._context.max_file_bytes,
            self._spool,
            self._format.layout,
        )
        info = existing(self._context.files) if layout == "json" else {}
        name = free_name(name, info)
        leaders = spool.leaders if spool.size > (1 << 22) else []

        def beside(opened: str) -> bytes:
            return written({**info, name: entry(self._format.name, task, opened, spool.columns)})

        def lines() -> Any:
            return spool.lines(leaders)

        if len(spool) == 0:
            self._context.report.note(
                en="No row was written, so there is no data file; the rejects say why.",
                zh="没有写出任何一行，因此没有数据文件；原因见剔除清单。",
            )
            return []
        if layout == "parquet":
            return self._parquet(name, task)
        data = DataFile(folder, name, layout, lines, len(spool))
        plain = data.plain(limit)
        if plain is None:
            return data.zips(limit or 0, beside if layout == "json" else None)
        if layout != "json":
            return [plain]
        path = folder / FILE_NAME
        path.write_bytes(beside(data.file_name))
        return [plain, OutputFile(path, "companion", final=True)]
