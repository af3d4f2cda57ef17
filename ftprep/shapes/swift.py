"""ms-swift: messages whose calls are turns of their own, a rejected answer as text or messages, a KTO label."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes._shape import Row, Shape, ShapeError, conversation, preference, refuse
from ftprep.shapes._turns import is_messages, keyed, parse_turns
from ftprep.shapes.messages import parse as parse_messages

_ROLES = {
    "system": "system", "user": "user", "assistant": "assistant", "tool_call": "tool_call", "tool": "tool_response",
}  # fmt: skip
_OWN_ROLES = frozenset(("tool_call", "tool_response"))
_REJECTED = ("rejected_response", "rejected_messages")


def matches(row: Row) -> bool:
    if not is_messages(row.get("messages")):
        return False
    if any(row.get(key) is not None for key in _REJECTED) or isinstance(row.get("tools"), str):
        return True
    return any(
        isinstance(message, Mapping) and (message.get("role") in _OWN_ROLES or "loss" in message)
        for message in row["messages"]
    )


def parse(row: Row) -> Record:
    record = parse_messages({key: value for key, value in row.items() if key not in _REJECTED})
    turns = [_from_loss(turn) for turn in record.turns]
    text, messages = (row.get(key) for key in _REJECTED)
    if text is None and messages is None:
        return record.replace(turns=turns)
    if not turns or turns[-1].role != "assistant":
        raise ShapeError("no_answer")
    if messages is not None:
        rejected = [_from_loss(turn) for turn in parse_turns(messages)]
        shared = next(
            (n for n, (one, other) in enumerate(zip(turns, rejected, strict=False)) if one != other),
            min(len(turns), len(rejected)),
        )
        if shared in (len(turns), len(rejected)):
            raise ShapeError("no_preference")
        return record.replace(turns=turns[:shared], chosen=turns[shared:], rejected=rejected[shared:])
    if isinstance(text, list) and len(text) == 1:
        text = text[0]
    if not isinstance(text, str):
        raise ShapeError("not_text", "rejected_response")
    return record.replace(turns=turns[:-1], chosen=turns[-1:], rejected=[Turn("assistant", text)])


def row(record: Record) -> dict[str, Any]:
    turns = conversation(record)
    out: dict[str, Any] = {}
    if record.chosen is not None or record.rejected is not None:
        refuse(record, label=True)
        chosen, rejected = preference(record)
        if len(rejected) == len(chosen) == 1 and rejected[0] == Turn("assistant", rejected[0].content):
            if chosen[0].role != "assistant":
                raise ShapeError("has_tools")
            out["rejected_response"] = rejected[0].content
        else:
            if chosen[0] == rejected[0] or chosen[-1].role != "assistant":
                raise ShapeError("long_answer")
            out["rejected_messages"] = _keyed([*turns, *rejected])
        turns = [*turns, *chosen]
    out = {"messages": _keyed(turns), **out}
    if record.label is not None:
        out["label"] = record.label
    if record.tools is not None:
        out["tools"] = record.tools
    return out


def _keyed(turns: list[Turn]) -> list[dict[str, Any]]:
    return keyed([_to_loss(turn) for turn in turns], "role", "content", _ROLES)


def _from_loss(turn: Turn) -> Turn:
    """Its `loss` (true, false) is OpenAI's `weight` (1, 0)."""
    if turn.extra and isinstance(turn.extra.get("loss"), bool) and "weight" not in turn.extra:
        extra = {
            ("weight" if key == "loss" else key): (int(value) if key == "loss" else value)
            for key, value in turn.extra.items()
        }
        return Turn(turn.role, turn.content, turn.input, turn.name, extra)
    return turn


def _to_loss(turn: Turn) -> Turn:
    if turn.extra and turn.extra.get("weight") in (0, 1):
        extra = {
            ("loss" if key == "weight" else key): (bool(value) if key == "weight" else value)
            for key, value in turn.extra.items()
        }
        return Turn(turn.role, turn.content, turn.input, turn.name, extra)
    return turn


SWIFT = Shape("swift", matches, parse, row)


def _matches_text(row: Row) -> bool:
    return matches(row) and len(row["messages"]) == 1


def _parse_text(row: Row) -> Record:
    record = parse(row)
    if len(record.turns) != 1 or record.turns[0].role != "assistant":
        raise ShapeError("turn_order")
    return record.replace(turns=[], text=record.turns[0].content)


def _text_row(record: Record) -> dict[str, Any]:
    if record.text is None or record.turns:
        raise ShapeError("has_turns")
    refuse(record, tools=True, label=True, preference=True)
    return {"messages": [{"role": "assistant", "content": record.text}]}


SWIFT_TEXT = Shape("swift_text", _matches_text, _parse_text, _text_row)
"""Text for pretraining: a lone message of the model. Not recognised by itself: it may be a cut conversation as well."""
