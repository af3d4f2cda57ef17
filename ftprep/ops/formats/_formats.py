"""The formats that are written: for which trainer, with which shape for each task, in which kind of file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ftprep.record import Record
from ftprep.shapes import SHAPES, Shape
from ftprep.shapes.swift import SWIFT_TEXT

FormatName = Literal[
    "alpaca", "sharegpt", "openai", "bedrock_nova", "bedrock_claude", "prompt_completion", "trl", "ms_swift", "axolotl",
    "firefly", "text", "csv", "parquet",
]  # fmt: skip
Task = Literal["sft", "preference", "kto", "pretrain"]
Style = Literal["messages", "prompts", "strings"]


@dataclass(frozen=True, slots=True)
class Format:
    name: str
    trainer: str
    """Whose rules a row must pass; "" for none."""
    shapes: Mapping[Task, Shape]
    layout: Literal["json", "jsonl", "csv", "parquet"] = "jsonl"
    styles: Mapping[Style, Mapping[Task, Shape]] = field(default_factory=dict)
    tools_as_text: bool = False
    """Whether functions are written as one JSON text: as lists their schemas, all different, would have to share a type."""
    weights: bool = False
    """Whether the trainer can be told, message by message, what not to train on."""

    def shape(self, task: Task, style: Style) -> Shape:
        return {**self.shapes, **self.styles.get(style, {})}[task]


def _shapes(**names: str) -> dict[Task, Shape]:
    return {task: SHAPES[names[task]] for task in ("sft", "preference", "kto", "pretrain") if task in names}


_TRL = _shapes(sft="messages", preference="preference_messages", kto="prompt_completion_messages", pretrain="text")
_TRL_STYLES: Mapping[Style, Mapping[Task, Shape]] = {
    "prompts": _shapes(sft="prompt_completion_messages"),
    "strings": _shapes(sft="prompt_completion", preference="preference", kto="prompt_completion"),
}

FORMATS: Mapping[str, Format] = {
    entry.name: entry
    for entry in (
        Format(
            "alpaca", "llamafactory", _shapes(sft="alpaca", preference="alpaca", kto="alpaca", pretrain="text"), "json"
        ),
        Format(
            "sharegpt",
            "llamafactory",
            _shapes(sft="sharegpt", preference="sharegpt", kto="sharegpt", pretrain="text"),
            "json",
        ),
        Format("openai", "openai", _shapes(sft="messages", preference="openai_preference"), weights=True),
        Format("bedrock_nova", "bedrock_nova", _shapes(sft="bedrock")),
        Format("bedrock_claude", "bedrock_claude", _shapes(sft="claude")),
        Format("prompt_completion", "", _shapes(sft="prompt_completion")),
        Format("trl", "trl", _TRL, styles=_TRL_STYLES, tools_as_text=True),
        Format(
            "ms_swift",
            "ms_swift",
            {**_shapes(sft="swift", preference="swift", kto="swift"), "pretrain": SWIFT_TEXT},
            weights=True,
        ),
        Format(
            "axolotl",
            "axolotl",
            _shapes(sft="messages", preference="messages", pretrain="text"),
            tools_as_text=True,
            weights=True,
        ),
        Format("firefly", "", _shapes(sft="firefly")),
        Format("text", "", _shapes(pretrain="text")),
        Format("csv", "", _shapes(sft="qa"), "csv"),
        Format("parquet", "trl", _TRL, "parquet", _TRL_STYLES, tools_as_text=True),
    )
}


def task_of(record: Record) -> Task:
    """What a record is for, by what it holds."""
    if record.chosen is not None or record.rejected is not None:
        return "preference"
    if record.label is not None:
        return "kto"
    return "pretrain" if record.text is not None else "sft"
