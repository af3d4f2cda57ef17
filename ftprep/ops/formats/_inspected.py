"""A file under inspection: what it is, how its rows are checked, and what each becomes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ftprep.ops.formats._dataset_info import entry as entry_for
from ftprep.ops.formats._fit import fitted
from ftprep.ops.formats._formats import FORMATS, Task, task_of
from ftprep.ops.formats._repairs import Repair, mended, repaired
from ftprep.ops.formats._trainers._chat_rules import CHAT_RULES, plain_name
from ftprep.ops.formats._trainers._dataset_entry import Entry
from ftprep.ops.formats._trainers._file import FileFacts, Layout
from ftprep.ops.formats._trainers._finding import Checker
from ftprep.ops.formats._trainers.chat import Chat
from ftprep.ops.formats._trainers.llamafactory import LlamaFactory, Stage, ToolFormat
from ftprep.record import Record, is_canonical
from ftprep.shapes import Shape, ShapeError, detect, find_columns

SAMPLE = 50
_STAGES: Mapping[Task, Stage] = {"sft": "sft", "preference": "rm", "kto": "kto", "pretrain": "pt"}
FORMAT_OF: Mapping[str, str] = {
    "llamafactory": "sharegpt", "openai": "openai", "bedrock_nova": "bedrock_nova", "bedrock_claude": "bedrock_claude",
    "trl": "trl", "ms_swift": "ms_swift", "axolotl": "axolotl",
}  # fmt: skip
"""Trainer → the format that rows are written in for it, where they come in one that it can't read."""
_READS: Mapping[str, tuple[str, ...]] = {
    "llamafactory": ("alpaca", "sharegpt", "text"),
    "trl": ("messages", "prompt_completion", "prompt_completion_messages", "preference", "preference_messages", "text"),
    "ms_swift": ("swift", "messages"),
    "openai": ("messages", "openai_preference"),
    "bedrock_nova": ("bedrock",),
    "bedrock_claude": ("claude",),
    "axolotl": ("messages", "text"),
}
"""Trainer → the shapes that repaired rows are written back in."""
_PAIRS = ("alpaca", "qa", "prompt_completion", "preference")
_PAIR_COLUMNS = {
    "instruction": "prompt", "question": "prompt", "input": "query", "output": "response", "history": "history",
    "system": "system", "tools": "tools", "chosen": "chosen", "rejected": "rejected", "label": "kto_tag",
}  # fmt: skip
_MESSAGE_COLUMNS = {
    "messages": "messages",
    "tools": "tools",
    "chosen": "chosen",
    "rejected": "rejected",
    "label": "kto_tag",
}
_MESSAGE_TAGS = {
    "role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "observation_tag": "tool",
    "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip


@dataclass(slots=True)
class Inspected:
    """Filled with every row by `see`; `settle` then says what the rows are for, and makes the checkers."""

    name: str
    trainer: str
    layout: Layout
    wanted_task: Task | None
    given_entry: Mapping[str, Any] | None
    tool_format: ToolFormat
    repairs: tuple[Repair, ...] | None
    """None: rows are checked as they are."""
    found: FileFacts = field(init=False)
    made: FileFacts = field(init=False)
    """Facts of the rows as they came, and as they are after repair."""
    sample: list[Mapping[str, Any]] = field(default_factory=list)
    shape: Shape | None = None
    task: Task = "sft"
    entry: Mapping[str, Any] = field(default_factory=dict)
    """What dataset_info.json says of the file, or would say."""
    encoding_wrong: bool = False
    """Whether the loader can't read the file for its encoding."""
    checker: Checker = field(init=False)
    after: Checker = field(init=False)

    def __post_init__(self) -> None:
        self.found = FileFacts(self.layout, self.name)
        self.made = FileFacts("json" if self.trainer == "llamafactory" else "jsonl", self.out_stem())

    def look(self, rows: Sequence[Any]) -> None:
        """Decides by the first rows what they are."""
        canonical = [row for row in rows if isinstance(row, Mapping) and is_canonical(row)]
        self.sample = [row for row in rows if isinstance(row, Mapping)]
        if canonical:
            first = Record.from_row(canonical[0])
            self.task = self.wanted_task or task_of(first)
            self.shape = None
            self.layout = self.made.layout
            self.found = FileFacts(self.layout, self.name)
            return
        self.shape = detect(self.sample) if self.sample else None
        self.task = self.wanted_task or self._task()

    def out_stem(self) -> str:
        """The name for the rows that go on, without its ending; mended where the trainer wants another."""
        stem = self.name.rsplit(".", 1)[0]
        return plain_name(stem, self.trainer) if self.repairs is not None else stem

    def _task(self) -> Task:
        if self.given_entry is not None:
            entry = Entry.of(self.given_entry)
            if entry.ranking:
                return "preference"
            if entry.columns["kto_tag"]:
                return "kto"
            if entry.formatting == "alpaca" and not entry.columns["response"]:
                return "pretrain"
            return "sft"
        for row in self.sample:
            try:
                if self.shape is not None:
                    return task_of(self.shape.parse(row))
            except ShapeError:
                continue
        return "sft"

    def target(self) -> Shape:
        """The shape that repaired rows have: their own where the trainer reads it."""
        if self.shape is not None and self.shape.name in _READS[self.trainer]:
            return self.shape
        shapes = FORMATS[FORMAT_OF[self.trainer]].shapes
        return shapes.get(self.task) or shapes["sft"]

    def row(self, value: Any) -> Any:
        """The row to be checked: what came in, or a record of ours as the trainer would be given it. Raises ShapeError."""
        if isinstance(value, Mapping) and is_canonical(value):
            return fitted(Record.from_row(value), self.target(), move=False)[0]
        return value

    def repair(self, value: Any) -> tuple[dict[str, Any], list[str]]:
        """The row put right, and what was done. Raises ShapeError where it can't be read as what it should be."""
        if not isinstance(value, Mapping):
            raise ShapeError("missing_field")
        done: list[str] = []
        meta: Mapping[str, Any] = {}
        if is_canonical(value):
            record = Record.from_row(value)
        else:
            row, done = mended(value)
            shape = self.shape if self.shape is not None and self.shape.matches(row) else detect([row]) or self.shape
            if shape is None:
                raise ShapeError("missing_field")
            record = shape.parse(row)
            meta = record.meta
        record, more = repaired(record, self.repairs or ())
        made, moves = fitted(record, self.target(), move=True)
        if self.trainer not in ("bedrock_claude", "bedrock_nova", "openai"):
            made |= {key: value for key, value in meta.items() if key not in made and isinstance(value, str)}
        return made, [*done, *more, *moves]

    def settle(self) -> None:
        self.found.settle()
        self.made.settle()
        found, made = self.found.table.keys, self.made.table.keys
        self.entry = self.given_entry if self.given_entry is not None else self._assumed(found, self.shape)
        self.checker = self._checker(self.found, self.entry)
        self.after = self._checker(self.made, self._assumed(made, self.target()))

    def _checker(self, facts: FileFacts, entry: Mapping[str, Any]) -> Checker:
        if self.trainer == "llamafactory":
            return LlamaFactory(Entry.of(entry), _STAGES[self.task], facts, tool_format=self.tool_format)
        return Chat(CHAT_RULES[self.trainer], self.task, facts)

    def _assumed(self, columns: Collection[str], shape: Shape | None) -> dict[str, Any]:
        """The entry that tells LLaMA-Factory all about rows of this shape with these columns."""
        name = shape.name if shape is not None else "sharegpt"
        if name == "messages":
            used = {key: column for column, key in _MESSAGE_COLUMNS.items() if column in columns}
            ranking = {"ranking": True} if self.task == "preference" else {}
            return {
                "file_name": self.name,
                **ranking,
                "formatting": "sharegpt",
                "columns": used,
                "tags": dict(_MESSAGE_TAGS),
            }
        if name in _PAIRS and self.task != "pretrain":
            found = find_columns(tuple(columns), tuple(_PAIR_COLUMNS))
            ranking = {"ranking": True} if self.task == "preference" else {}
            used = {_PAIR_COLUMNS[meaning]: column for meaning, column in found.items()}
            return {"file_name": self.name, **ranking, "formatting": "alpaca", "columns": used}
        return entry_for("sharegpt", self.task, self.name, set(columns))

    def entry_of(self, file_name: str, columns: Collection[str]) -> dict[str, Any]:
        """What dataset_info.json says of the rows that go on. A column that only others had is named no more: the loader
        stops at a name that it does not find."""
        if self.repairs is not None:
            return {**self._assumed(columns, self.target()), "file_name": file_name}
        named = {key: column for key, column in Entry.of(self.entry).columns.items() if column is not None}
        used = {key: column for key, column in named.items() if column in columns}
        return {**self.entry, "file_name": file_name, **({} if used == named else {"columns": used})}


__all__ = ["FORMAT_OF", "SAMPLE", "Inspected"]
