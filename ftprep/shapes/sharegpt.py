"""ShareGPT: conversations of {from, value}, with functions, two ranked answers or a KTO tag beside them.

The system prompt is read from a column, too, and written as the first message, where every reader finds it.
"""

from __future__ import annotations

from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes._calls import tools_text
from ftprep.shapes._shape import Row, Shape, ShapeError, as_label, as_optional, conversation
from ftprep.shapes._turns import is_messages, keyed, parse_turn, parse_turns

_ROLES = {"system": "system", "user": "human", "assistant": "gpt", "tool_call": "function_call", "tool": "observation"}
_LISTS = ("conversations", "conversation", "dialog", "dialogue", "对话")
_KNOWN = frozenset(("system", "tools", "chosen", "rejected", "kto_tag", "label"))


def _list_key(row: Row) -> str | None:
    return next((key for key in _LISTS if key in row and (row[key] == [] or is_messages(row[key]))), None)


def matches(row: Row) -> bool:
    return _list_key(row) is not None


def parse(row: Row) -> Record:
    key = _list_key(row)
    if key is None:
        present = next((name for name in _LISTS if name in row), None)
        raise ShapeError("not_messages" if present else "missing_field", present or "conversations")
    turns = parse_turns(row[key])
    meta = {name: value for name, value in row.items() if name != key and name not in _KNOWN}
    system = as_optional(row.get("system"), "system")
    if system is not None:
        if turns and turns[0].role == "system":
            meta["system"] = system  # the leading message is what trainers take
        else:
            turns.insert(0, Turn("system", system))
    label = row.get("kto_tag")
    if label is None and isinstance(row.get("label"), bool):
        label = row["label"]
    elif "label" in row:
        meta["label"] = row["label"]
    return Record(
        "",
        turns,
        chosen=_answer(row.get("chosen"), "chosen"),
        rejected=_answer(row.get("rejected"), "rejected"),
        label=None if label is None else as_label(label, "kto_tag"),
        tools=tools_text(row.get("tools")),
        meta=meta,
    )


def row(record: Record) -> dict[str, Any]:
    out: dict[str, Any] = {"conversations": keyed(conversation(record), "from", "value", _ROLES)}
    for name, answer in (("chosen", record.chosen), ("rejected", record.rejected)):
        if answer is not None:
            if len(answer) != 1:
                raise ShapeError("long_answer", name)
            out[name] = keyed(answer, "from", "value", _ROLES)[0]
    if record.label is not None:
        out["kto_tag"] = record.label
    if record.tools is not None:
        out["tools"] = record.tools
    return out


def _answer(value: Any, field: str) -> list[Turn] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return [Turn("assistant", value)]
    if isinstance(value, list):
        return (
            parse_turns(value)
            if value and isinstance(value[0], dict)
            else [Turn("assistant", str(v)) for v in value[:1]]
        )
    if isinstance(value, dict):
        return [parse_turn(value)]
    raise ShapeError("not_messages", field)


SHAREGPT = Shape("sharegpt", matches, parse, row)
