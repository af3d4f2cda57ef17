"""OpenAI's chat rows, `messages` of {role, content} with tool_calls, weight and name; TRL, Axolotl and ms-swift read them
too. And OpenAI's own preference rows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes._calls import tools_list, tools_text
from ftprep.shapes._shape import Row, Shape, ShapeError, as_label, as_optional, conversation, preference, refuse
from ftprep.shapes._turns import is_messages, openai_messages, parse_turn, parse_turns

_KNOWN = frozenset(("messages", "tools", "system", "label", "chosen", "rejected"))


def matches(row: Row) -> bool:
    return "messages" in row and (row["messages"] == [] or is_messages(row["messages"]))


def parse(row: Row) -> Record:
    if "messages" not in row:
        raise ShapeError("missing_field", "messages")
    turns = parse_turns(row["messages"])
    if len(row) == 1:
        return Record("", turns)
    meta = {key: value for key, value in row.items() if key not in _KNOWN}
    system = as_optional(row.get("system"), "system")
    if system is not None:
        if turns and turns[0].role == "system":
            meta["system"] = system
        else:
            turns.insert(0, Turn("system", system))
    label = row.get("label")
    if label is not None and not isinstance(label, bool):
        meta["label"], label = label, None
    return Record(
        "",
        turns,
        chosen=_answer(row.get("chosen"), "chosen"),
        rejected=_answer(row.get("rejected"), "rejected"),
        label=None if label is None else as_label(label, "label"),
        tools=tools_text(row.get("tools")),
        meta=meta,
    )


def row(record: Record) -> dict[str, Any]:
    out: dict[str, Any] = {"messages": openai_messages(conversation(record))}
    for name, answer in (("chosen", record.chosen), ("rejected", record.rejected)):
        if answer is not None:
            if len(answer) != 1:
                raise ShapeError("long_answer", name)
            out[name] = openai_messages(answer)[0]
    if record.label is not None:
        out["label"] = record.label
    if record.tools is not None:
        out["tools"] = tools_list(record.tools)
    return out


def _answer(value: Any, field: str) -> list[Turn] | None:
    if value is None:
        return None
    if isinstance(value, str):
        return [Turn("assistant", value)]
    if isinstance(value, list):
        return parse_turns(value)
    if isinstance(value, Mapping):
        return [parse_turn(value)]
    raise ShapeError("not_messages", field)


def _matches_preference(row: Row) -> bool:
    return isinstance(row.get("input"), Mapping) and "preferred_output" in row and "non_preferred_output" in row


def _parse_preference(row: Row) -> Record:
    for field in ("input", "preferred_output", "non_preferred_output"):
        if row.get(field) is None:
            raise ShapeError("missing_field", field)
    given = row["input"]
    if not isinstance(given, Mapping):
        raise ShapeError("not_messages", "input")
    meta = {
        key: value for key, value in row.items() if key not in ("input", "preferred_output", "non_preferred_output")
    }
    meta |= {key: value for key, value in given.items() if key not in ("messages", "tools")}
    return Record(
        "",
        parse_turns(given.get("messages")),
        chosen=parse_turns(row["preferred_output"]),
        rejected=parse_turns(row["non_preferred_output"]),
        tools=tools_text(given.get("tools")),
        meta=meta,
    )


def _preference_row(record: Record) -> dict[str, Any]:
    refuse(record, label=True)
    chosen, rejected = preference(record)
    given: dict[str, Any] = {"messages": openai_messages(conversation(record))}
    if record.tools is not None:
        given["tools"] = tools_list(record.tools)
    return {
        "input": given,
        "preferred_output": openai_messages(chosen),
        "non_preferred_output": openai_messages(rejected),
    }


MESSAGES = Shape("messages", matches, parse, row)
OPENAI_PREFERENCE = Shape("openai_preference", _matches_preference, _parse_preference, _preference_row)
