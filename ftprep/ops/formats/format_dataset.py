"""Records → the files that a trainer loads."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
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
from ftprep.ops.formats._times import TimeColumns
from ftprep.ops.formats._trainers._chat_rules import plain_name
from ftprep.ports import OutputFile
from ftprep.record import Record, dumps
from ftprep.shapes import SHAPE_REASONS

EXAMPLE_BYTES = 2048
_FILLS: dict[str, Any] = {"system": "", "history": [], "tools": ""}
_SPLIT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_MOST_SPLITS = 100
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
        "splits": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"split": {"type": "string"}, "name": {"type": "string"}, "rows": {"type": "number"}},
            },
        },
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
    are kept. Records that split_dataset has divided go to a file for each split. What the format can't hold, or the trainer would drop, is refused with a reason, never lost in silence.
    """
    return _Formatter(options, context)


class _Formatter:
    def __init__(self, options: FormatDatasetOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._builder = Builder(options, context.report)
        self._format = FORMATS[options.format]
        fills = _FILLS if self._format.layout == "json" else {}
        self._fills = {**fills, **dict.fromkeys(options.columns)}
        self._split = ""
        self._spools: dict[str, RowSpool] = {}
        """Rows by the split that their records are of, "" where they are of none."""
        self._times: dict[str, TimeColumns] = {}
        """What TRL's loader would read as times, by the split."""
        self._example = ""

    def add(self, record: Record) -> Drop | None:
        split = self._split_of(record)
        if split != self._split:
            self._rest()
            self._split = split
        made = self._builder.rows(record)
        if isinstance(made, Drop):
            return made
        for row in made:
            self._write(row)
        return None

    def _write(self, row: dict[str, Any]) -> None:
        if not self._example:
            self._example = dumps(row)[:EXAMPLE_BYTES].decode(errors="ignore")
        spool = self._spools.get(self._split)
        if spool is None:
            spool = self._spools[self._split] = RowSpool(self._context.work_dir, self._fills)
            self._times[self._split] = TimeColumns()
        spool.add(row)
        if self._format.name == "trl":
            self._times[self._split].see({name: row[name] for name in row.keys() - self._options.columns})

    def _rest(self) -> None:
        """A conversation that is being joined ends with its split."""
        for row in self._builder.rest():
            self._write(row)

    def _split_of(self, record: Record) -> str:
        split = record.labels.get("split")
        if not isinstance(split, str) or not _SPLIT.fullmatch(split):
            return ""
        return split if split in self._spools or len(self._spools) < _MOST_SPLITS else ""

    def finish(self) -> Products:
        self._rest()
        task = self._builder.task or "sft"
        files = self._files(task)
        report = self._context.report
        every = set[str]().union(*(spool.columns for spool in self._spools.values()))
        columns = sorted(column for column in every if "." not in column)
        report.figures |= {
            "format": self._format.name, "task": task, "rows": sum(map(len, self._spools.values())),
            "tokens": self._builder.tokens, "columns": columns,
        }  # fmt: skip
        for spool in self._spools.values():
            spool.close()
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

    def _files(self, task: Task) -> list[OutputFile]:
        name = _NOT_IN_NAMES.sub("_", self._options.name or self._context.stem).strip("_.") or "dataset"
        layout = self._format.layout
        info = existing(self._context.files) if layout == "json" else {}
        if not self._spools:
            self._context.report.note(
                en="No row was written, so there is no data file; the rejects say why.",
                zh="没有写出任何一行，因此没有数据文件；原因见剔除清单。",
            )
            return []
        names: dict[str, str] = {}
        for split in self._spools:
            whole = name if len(self._spools) == 1 else f"{name}_{split.replace('.', '_') or 'rest'}"
            taken = {**info, **dict.fromkeys(names.values())}
            names[split] = free_name(plain_name(whole, self._format.trainer), taken)
        self._tell_of(names)
        if layout == "parquet" or self._read_as_times():
            return self._parquet(plain_name(name, self._format.trainer), names, task)
        if len(names) == 1:
            ((split, only),) = names.items()
            return self._one_file(only, self._spools[split], task, info)
        return self._file_each(names, task, info)

    def _read_as_times(self) -> bool:
        """Whether texts would come out of JSON Lines as times: TRL stops there, or renders another text. Parquet has types."""
        columns = sorted({name for times in self._times.values() for name in times.names()})
        if columns:
            self._context.report.note(
                en=f"Every text in {', '.join(columns)} is a date, and from JSON Lines TRL would read times: written as Parquet "
                'instead, which load_dataset("parquet", …) reads as texts.',
                zh=f"{'、'.join(columns)} 中的文本全是日期，写成 JSON Lines 会被 TRL 读成时间，因此改写为 Parquet；"
                '用 load_dataset("parquet", …) 读入即为文本。',
            )
        return bool(columns)

    def _tell_of(self, names: dict[str, str]) -> None:
        rows = [{"split": split, "name": names[split], "rows": len(spool)} for split, spool in self._spools.items()]
        self._context.report.figures["splits"] = rows if len(rows) > 1 else []
        if len(rows) > 1:
            told = ", ".join(f"{row['name']} {row['rows']}" for row in rows[:20])
            self._context.report.note(en=f"A data set for each split: {told}.", zh=f"每个划分各成一份数据集：{told}。")

    def _one_file(self, name: str, spool: RowSpool, task: Task, info: dict[str, Any]) -> list[OutputFile]:
        folder, limit, layout = self._context.work_dir, self._context.max_file_bytes, self._format.layout
        data = _data_file(folder, name, layout, spool)

        def beside(opened: str) -> bytes:
            return written({**info, name: entry(self._format.name, task, opened, spool.columns)})

        plain = data.plain(limit)
        if plain is None:
            return data.zips(limit or 0, beside if layout == "json" else None)
        if layout != "json":
            return [plain]
        path = folder / FILE_NAME
        path.write_bytes(beside(data.file_name))
        return [plain, OutputFile(path, "companion", final=True)]

    def _file_each(self, names: dict[str, str], task: Task, info: dict[str, Any]) -> list[OutputFile]:
        """The files of every split. One dataset_info.json names them all: it lies beside those that are zipped."""
        folder, limit, layout = self._context.work_dir, self._context.max_file_bytes, self._format.layout
        out: list[OutputFile] = []
        for split, name in names.items():
            spool = self._spools[split]
            data = _data_file(folder, name, layout, spool)
            plain = data.plain(limit)
            made = data.zips(limit or 0, None) if plain is None else [plain]
            opened = data.file_name if len(made) == 1 else name
            info = {**info, name: entry(self._format.name, task, opened, spool.columns)}
            out += made
        if layout != "json":
            return out
        path = folder / FILE_NAME
        path.write_bytes(written(info))
        return [*out, OutputFile(path, "companion", final=True)]

    def _parquet(self, name: str, names: dict[str, str], task: Task) -> list[OutputFile]:
        """All splits with the same columns, as a hub wants them, and one card."""
        context, spools = self._context, self._spools
        types = column_types(set[str]().union(*(spool.columns for spool in spools.values())))
        files = [
            file
            for split, spool in spools.items()
            for file in write_parquet(
                context.work_dir, names[split], spool.lines, len(spool), types, context.max_file_bytes
            )
        ]
        path = context.work_dir / "README.md"
        first = next(iter(spools.values()))
        sample = b"".join(islice(first.lines(), 200)).decode()
        rows = sum(map(len, spools.values()))
        splits = [(split, names[split]) for split in spools] if len(spools) > 1 else [("train", name)]
        path.write_text(card(name, task, rows, self._builder.tokens, types, sample, splits), "utf-8")
        return [*files, OutputFile(path, "report", final=True)]


def _data_file(folder: Path, name: str, layout: str, spool: RowSpool) -> DataFile:
    leaders = spool.leaders if spool.size > (1 << 22) else []
    return DataFile(folder, name, layout, lambda: spool.lines(leaders), len(spool))
