"""The table of rows that are wrong for the chat trainers and services."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ftprep.ops.formats._trainers._chat_rules import CHAT_RULES
from ftprep.ops.formats._trainers._file import FileFacts
from ftprep.ops.formats._trainers._finding import Finding
from ftprep.ops.formats._trainers.chat import Chat

TABLE = Path(__file__).with_name("wrong_chat_rows.jsonl")

RIGHT: dict[str, dict[str, Any]] = {
    "openai": {"messages": [{"role": "user", "content": "你好"}, {"role": "assistant", "content": "请讲。"}]},
    "bedrock_nova": {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": "你好"}]},
            {"role": "assistant", "content": [{"text": "请讲。"}]},
        ],
    },
}


def cases() -> Iterator[dict[str, Any]]:
    with TABLE.open(encoding="utf-8", newline="\n") as lines:
        for line in lines:
            case = json.loads(line)
            right = RIGHT.get(case["trainer"], RIGHT["openai"])
            case["rows"] = [case["row"]] if case.get("alone") else [{**right, **case.get("beside", {})}, case["row"]]
            yield case


def findings(case: dict[str, Any]) -> list[Finding]:
    """Of the wrong row, and of the file for its sake."""
    facts = FileFacts("jsonl")
    for place, row in enumerate(case["rows"]):
        facts.see(row, place, json.dumps(row).encode())
    facts.settle()
    checker = Chat(CHAT_RULES[case["trainer"]], case.get("task", "sft"), facts)
    place = len(case["rows"]) - 1
    read = checker.reading(place)
    if read is not None and read.loses:
        return [read]
    return [*([read] if read else []), *checker.check(case["row"])]


def verdict(case: dict[str, Any]) -> str:
    return next((finding.verdict for finding in findings(case) if finding.loses), "kept")


def jobs_for(trainer: str, folder: Path) -> Iterator[dict[str, Any]]:
    """The trainer's cases, each written to a file of its own."""
    for number, case in enumerate(one for one in cases() if one["trainer"] == trainer):
        path = folder / f"{number}.jsonl"
        path.write_text("".join(json.dumps(row) + "\n" for row in case["rows"]), "utf-8", newline="\n")
        yield {**case, "path": path}
