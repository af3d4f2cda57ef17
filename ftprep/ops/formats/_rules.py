"""Rows that are about to be written, held against the rules of the trainer that they are for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftprep.ops.formats._dataset_info import entry
from ftprep.ops.formats._formats import Format, Task
from ftprep.ops.formats._trainers._chat_rules import CHAT_RULES
from ftprep.ops.formats._trainers._dataset_entry import Entry
from ftprep.ops.formats._trainers._file import FileFacts
from ftprep.ops.formats._trainers._finding import Checker, Finding, Texts
from ftprep.ops.formats._trainers.chat import REASONS as CHAT_REASONS
from ftprep.ops.formats._trainers.chat import Chat
from ftprep.ops.formats._trainers.llamafactory import REASONS as LLAMAFACTORY_REASONS
from ftprep.ops.formats._trainers.llamafactory import LlamaFactory, Stage

STAGES: Mapping[Task, Stage] = {"sft": "sft", "preference": "rm", "kto": "kto", "pretrain": "pt"}
TEXTS: Mapping[str, Texts] = {**CHAT_REASONS, **LLAMAFACTORY_REASONS}

_MESSAGE = {"from": "human", "value": "x"}
_EVERY_COLUMN: Mapping[str, Mapping[str, Any]] = {
    "alpaca": {
        "instruction": "x", "input": "x", "output": "x", "system": "x", "history": [["x", "x"]], "tools": "x", "chosen": "x",
        "rejected": "x", "kto_tag": True,
    },
    "sharegpt": {"conversations": [_MESSAGE], "tools": "x", "chosen": _MESSAGE, "rejected": _MESSAGE, "kto_tag": True},
    "text": {"text": "x"},
}  # fmt: skip
"""A row with all that a format may have: which columns a file will really have is known at its end only."""
_BY_TASK: Mapping[Task, tuple[str, ...]] = {
    "sft": ("chosen", "rejected", "kto_tag"), "kto": ("chosen", "rejected"), "preference": ("output", "kto_tag"), "pretrain": (),
}  # fmt: skip
"""Task → the columns that its rows have not."""


def checker_for(form: Format, task: Task) -> Checker | None:
    """The trainer's checker for single rows of this format; None where nobody's rules are known."""
    if form.trainer == "llamafactory":
        facts = FileFacts("json")
        shape = "text" if task == "pretrain" else form.name
        full = {name: cell for name, cell in _EVERY_COLUMN[shape].items() if name not in _BY_TASK[task]}
        facts.see(full, 0)
        return LlamaFactory(Entry.of(entry(form.name, task, "", set(full))), STAGES[task], facts)
    if form.trainer in CHAT_RULES and task != "pretrain":
        return Chat(CHAT_RULES[form.trainer], task, FileFacts("jsonl"))
    return None


def losing(findings: list[Finding]) -> Finding | None:
    return next((finding for finding in findings if finding.loses), None)
