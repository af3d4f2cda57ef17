"""Data sets for LLaMA-Factory with everything wrong in them that chance finds; the same ones for the same seed."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

Job = dict[str, Any]
"""{"entry": of dataset_info.json, "stage", "layout": json or jsonl, "rows"}."""

WORDS = (
    "你好",
    "hello",
    "",
    "42",
    "2024-01-01",
    "<think>\nx\n</think>\n\n",
    "{{idx}}",
    "a\u2028b",
    "😀",
    "null",
    "[]",
    " ",
    "User: hi",
)
ODD: tuple[Any, ...] = (None, 5, 0, 1.5, True, False, [], {}, ["x"], {"a": 1}, "", "x", "2024-01-01", "[]", "{}")
CALLS = (
    '{"name": "f", "arguments": {"a": 1}}', '[{"name": "f", "arguments": {}}, {"name": "g", "arguments": {}}]', "[]", "{}", "f()",
    '{"name": "f"}', '{"name": "f", "arguments": "x"}', "5", "null", '"s"', '["s"]', '<tool_call>{"name": "f", "arguments": {}}</tool_call>',
    '<think>\nhm\n</think>\n\n{"name": "f", "arguments": {}}', '<think>hm</think>{"name": "f", "arguments": {}}', '{"name": null, "arguments": null}',
    '{"name": "f", "arguments": {"a": NaN}}', "{'name': 'f', 'arguments': {}}",
)  # fmt: skip
TOOLS = (
    "", "[]", "{}", '[{"name": "f", "description": "d", "parameters": {"type": "object", "properties": {"a": {"type": "string"}}}}]',
    '[{"type": "function", "function": {"name": "f", "parameters": {}}}]', '[{"name": "f"}]', '{"name": "f"}', "[1]", '["f"]', "5", "null", "none",
    "[{'name': 'f'}]", '[{"name": "f", "parameters": {"properties": {"a": "x"}}}]', "[[]]", '""', '"x"', "true",
)  # fmt: skip
TAGS = {
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt", "observation_tag": "observation",
    "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip
OPENAI_TAGS = {**TAGS, "role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}


def jobs(seed: int, rows: int) -> Iterator[Job]:
    """Data sets until there are that many rows in all."""
    chance = random.Random(seed)
    made = 0
    while made < rows:
        job = _job(chance)
        made += len(job["rows"])
        yield job


def _job(chance: random.Random) -> Job:
    entry, stage = _entry(chance)
    wild = chance.random() < 0.35
    count = chance.randint(2, 4) if wild else chance.randint(15, 40)
    rows = [_row(chance, entry, stage) for _ in range(count)]
    for row in rows:
        for _ in range(chance.choice((0, 0, 1, 1, 2) if wild else (0, 0, 0, 1, 1))):
            _spoil(chance, row, entry, wild=wild)
    if wild and chance.random() < 0.1:
        rows.insert(chance.randrange(len(rows)), chance.choice(([], "x", 5, None, {})))
    return {"entry": entry, "stage": stage, "layout": chance.choice(("json", "jsonl")), "rows": rows}


def _entry(chance: random.Random) -> tuple[dict[str, Any], str]:  # noqa: C901, PLR0912 - a tree of chances
    stage = chance.choice(("sft", "sft", "sft", "rm", "kto", "pt"))
    entry: dict[str, Any] = {}
    if chance.random() < 0.5 and stage != "pt":
        entry["formatting"] = "sharegpt"
        if chance.random() < 0.8:
            columns = {"messages": "conversations", "tools": "tools"}
            if chance.random() < 0.3:
                columns["system"] = "system"
            if stage == "rm":
                columns |= {"chosen": "chosen", "rejected": "rejected"}
            if stage == "kto":
                columns["kto_tag"] = "kto_tag"
            entry["columns"] = columns
        if chance.random() < 0.7:
            entry["tags"] = dict(chance.choice((TAGS, OPENAI_TAGS)))
            if chance.random() < 0.08:
                del entry["tags"][chance.choice(list(TAGS))]
    elif stage == "pt":
        entry["columns"] = {"prompt": "text"}
    elif chance.random() < 0.8 or stage != "sft":
        columns = {"prompt": "instruction", "query": "input", "response": "output"}
        for name in ("history", "system", "tools"):
            if chance.random() < 0.5:
                columns[name] = name
        if stage == "rm":
            columns |= {"chosen": "chosen", "rejected": "rejected"}
            if chance.random() < 0.7:
                del columns["response"]
        if stage == "kto":
            columns["kto_tag"] = "kto_tag"
        entry["columns"] = columns
    if stage == "rm":
        entry["ranking"] = True
    if chance.random() < 0.02:
        entry["ranking"] = not entry.get("ranking", False)
    if chance.random() < 0.02 and "columns" in entry:
        entry["columns"].pop(chance.choice(list(entry["columns"])))
    return entry, stage


def _text(chance: random.Random) -> str:
    return chance.choice(WORDS) if chance.random() < 0.2 else f"text {chance.randrange(1000)} 文字"


def _row(chance: random.Random, entry: dict[str, Any], stage: str) -> dict[str, Any]:
    if stage == "pt":
        return {"text": _text(chance)}
    if entry.get("formatting") == "sharegpt":
        return _sharegpt(chance, entry, stage)
    row: dict[str, Any] = {
        "instruction": _text(chance),
        "input": _text(chance) if chance.random() < 0.3 else "",
        "output": _text(chance),
    }
    if stage == "rm":
        row |= {"chosen": _text(chance), "rejected": _text(chance)}
    if stage == "kto":
        row["kto_tag"] = chance.random() < 0.5
    columns = entry.get("columns", {})
    if "history" in columns:
        row["history"] = [[_text(chance), _text(chance)] for _ in range(chance.choice((0, 0, 1, 2)))]
    if "system" in columns:
        row["system"] = chance.choice(("", "你是助手", _text(chance)))
    if "tools" in columns:
        row["tools"] = chance.choice(TOOLS[:5]) if chance.random() < 0.3 else ""
    return row


def _sharegpt(chance: random.Random, entry: dict[str, Any], stage: str) -> dict[str, Any]:
    tags = {**TAGS, **entry.get("tags", {})} if "tags" in entry else TAGS
    role, content = tags["role_tag"], tags["content_tag"]

    def message(tag: str, text: str) -> dict[str, Any]:
        return {role: tags[tag], content: text}

    messages = [message("system_tag", _text(chance))] if chance.random() < 0.2 else []
    for _ in range(chance.choice((1, 1, 2, 3))):
        messages.append(message("user_tag", _text(chance)))
        if chance.random() < 0.2:
            messages.append(
                message("function_tag", chance.choice(CALLS[:2]) if chance.random() < 0.8 else chance.choice(CALLS))
            )
            messages.append(message("observation_tag", _text(chance)))
        messages.append(message("assistant_tag", _text(chance)))
    row: dict[str, Any] = {"conversations": messages}
    if stage == "rm":
        messages.pop()
        row |= {"chosen": message("assistant_tag", _text(chance)), "rejected": message("assistant_tag", _text(chance))}
    if stage == "kto":
        row["kto_tag"] = chance.random() < 0.5
    columns = entry.get("columns", {})
    if "tools" in columns:
        row["tools"] = chance.choice(TOOLS[:5]) if chance.random() < 0.3 else ""
    if "system" in columns:
        row["system"] = chance.choice(("", "你是助手"))
    return row


def _spoil(chance: random.Random, row: dict[str, Any], entry: dict[str, Any], *, wild: bool) -> None:
    if not row:
        return
    if wild and chance.random() < 0.5:
        key = chance.choice(list(row))
        if chance.random() < 0.3:
            del row[key]
        else:
            row[key] = copy.deepcopy(chance.choice(ODD))
        return
    messages = row.get("conversations")
    if isinstance(messages, list) and messages and chance.random() < 0.8:
        _spoil_messages(chance, messages, wild=wild)
        return
    key = chance.choice(list(row))
    if key == "tools":
        row[key] = chance.choice(TOOLS)
    elif key == "kto_tag":
        row[key] = None
    elif key in ("chosen", "rejected") and isinstance(row[key], dict) and row[key]:
        part = chance.choice(list(row[key]))
        row[key][part] = chance.choice((None, "human", "gpt", "system", "x", "user", "assistant"))
    elif key == "history" and isinstance(row[key], list):
        row[key] = chance.choice(([["q"]], [["q", "a", "b"]], [["q", None]], [[]], [None], None, [["", ""]]))
    elif isinstance(row[key], str):
        row[key] = chance.choice((None, "", "x", "2024-01-01"))


def _spoil_messages(chance: random.Random, messages: list[Any], *, wild: bool) -> None:
    spot = chance.randrange(len(messages))
    message = messages[spot]
    if not isinstance(message, dict) or not message:
        return
    keys = list(message)
    kind = chance.randrange(8)
    if kind == 0:
        del messages[spot]
    elif kind == 1:
        messages.insert(spot, copy.deepcopy(message))
    elif kind == 2:
        message[keys[0]] = chance.choice(
            ("human", "gpt", "system", "user", "assistant", "function_call", "observation", "tool", "", None)
        )
    elif kind == 3:
        message[keys[-1]] = chance.choice((None, "", "x"))
    elif kind == 4:
        message[keys[0]], message[keys[-1]] = chance.choice(("function_call", "gpt")), chance.choice(CALLS)
    elif kind == 5:
        messages.reverse()
    elif kind == 6:
        del message[chance.choice(keys)]
    elif wild:
        messages[spot] = copy.deepcopy(chance.choice((None, {}, "x", [], {**message, "extra": 1})))
    else:
        messages.clear()
