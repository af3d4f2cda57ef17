"""Bedrock's conversations (Nova): content as lists of {text}, the system prompt apart; and Claude's, with flat texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes._shape import Row, Shape, ShapeError, bare, conversation, refuse
from ftprep.shapes._turns import is_messages, parse_turns, parts_text

SCHEMA = "bedrock-conversation-2024"


def _matches(row: Row) -> bool:
    if not is_messages(row.get("messages")):
        return False
    if row.get("schemaVersion") == SCHEMA:
        return True
    return all(isinstance(message, Mapping) and _parts(message.get("content")) for message in row["messages"])


def _parts(content: Any) -> bool:
    """Parts without a `type`, which OpenAI's parts have."""
    return (
        isinstance(content, list) and bool(content) and all(isinstance(p, Mapping) and "type" not in p for p in content)
    )


def _parse(row: Row) -> Record:
    if "messages" not in row:
        raise ShapeError("missing_field", "messages")
    turns = parse_turns(row["messages"])
    system = row.get("system")
    if system is not None and system != []:
        turns.insert(0, Turn("system", parts_text(system, 0)))
    known = {"messages", "system"} | ({"schemaVersion"} if row.get("schemaVersion") == SCHEMA else set())
    return Record("", turns, meta={key: value for key, value in row.items() if key not in known})


def _row(record: Record) -> dict[str, Any]:
    system, turns = _divided(record)
    out: dict[str, Any] = {"schemaVersion": SCHEMA}
    if system is not None:
        out["system"] = [{"text": system}]
    out["messages"] = [{"role": turn.role, "content": [{"text": bare(turn)}]} for turn in turns]
    return out


def _matches_claude(row: Row) -> bool:
    return isinstance(row.get("system"), str) and is_messages(row.get("messages")) and "role" in row["messages"][0]


def _parse_claude(row: Row) -> Record:
    if "messages" not in row:
        raise ShapeError("missing_field", "messages")
    turns = parse_turns(row["messages"])
    system = row.get("system")
    meta = {key: value for key, value in row.items() if key not in ("messages", "system")}
    if system is not None and system != "":
        turns.insert(0, Turn("system", parts_text(system, 0)))
    return Record("", turns, meta=meta)


def _claude_row(record: Record) -> dict[str, Any]:
    system, turns = _divided(record)
    if system == "":
        raise ShapeError("empty_system")
    out: dict[str, Any] = {} if system is None else {"system": system}
    out["messages"] = [{"role": turn.role, "content": bare(turn)} for turn in turns]
    return out


def _divided(record: Record) -> tuple[str | None, list[Turn]]:
    refuse(record, tools=True, label=True, preference=True)
    turns = conversation(record)
    system = bare(turns[0]) if turns[0].role == "system" else None
    rest = turns if system is None else turns[1:]
    if not rest:
        raise ShapeError("no_messages")
    for turn in rest:
        if turn.role in ("tool_call", "tool"):
            raise ShapeError("has_tools")
        if turn.role == "system":
            raise ShapeError("turn_order")
    return system, rest


BEDROCK = Shape("bedrock", _matches, _parse, _row)
CLAUDE = Shape("claude", _matches_claude, _parse_claude, _claude_row)
