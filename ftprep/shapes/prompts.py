"""Prompt and completion, and prompt with a chosen and a rejected answer: as texts, or as lists of messages (TRL)."""

from __future__ import annotations

from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes._calls import tools_list, tools_text
from ftprep.shapes._shape import (
    Row,
    Shape,
    ShapeError,
    as_label,
    as_text,
    bare,
    conversation,
    only_answer,
    preference,
    refuse,
)
from ftprep.shapes._turns import is_messages, openai_messages, parse_turns

_PAIR = ("prompt", "completion")
_RANKED = ("prompt", "chosen", "rejected")


def _is_pair(row: Row) -> bool:
    return isinstance(row.get("prompt"), str) and isinstance(row.get("completion"), str)


def _is_message_pair(row: Row) -> bool:
    return is_messages(row.get("prompt")) and is_messages(row.get("completion"))


def _is_ranked(row: Row) -> bool:
    return all(isinstance(row.get(key), str) for key in _RANKED)


def _is_message_ranked(row: Row) -> bool:
    return is_messages(row.get("chosen")) and is_messages(row.get("rejected"))


def _parse_pair(row: Row) -> Record:
    for key in _PAIR:
        if row.get(key) is None:
            raise ShapeError("missing_field", key)
    turns = [*_turns(row["prompt"], "user", "prompt"), *_turns(row["completion"], "assistant", "completion")]
    meta = {key: value for key, value in row.items() if key not in _PAIR and key not in ("label", "tools")}
    label = row.get("label")
    return Record(
        "",
        turns,
        label=None if label is None else as_label(label, "label"),
        tools=tools_text(row.get("tools")),
        meta=meta,
    )


def _parse_ranked(row: Row) -> Record:
    for key in ("chosen", "rejected"):
        if row.get(key) is None:
            raise ShapeError("missing_field", key)
    prompt = row.get("prompt")
    meta = {key: value for key, value in row.items() if key not in _RANKED and key != "tools"}
    chosen, rejected = (_turns(row[key], "assistant", key) for key in ("chosen", "rejected"))
    turns = [] if prompt is None else _turns(prompt, "user", "prompt")
    if chosen and rejected and chosen[0].role in ("user", "system"):  # the whole conversation, twice
        shared = next((n for n, (a, b) in enumerate(zip(chosen, rejected, strict=False)) if a != b), 0)
        if shared == 0:
            raise ShapeError("no_preference")
        if prompt is not None and chosen[:shared] != turns and not any(turn in chosen[:shared] for turn in turns):
            meta["prompt"] = prompt
        turns, chosen, rejected = chosen[:shared], chosen[shared:], rejected[shared:]
    if not turns:
        raise ShapeError("missing_field", "prompt")
    return Record("", turns, chosen=chosen, rejected=rejected, tools=tools_text(row.get("tools")), meta=meta)


def _pair_row(record: Record) -> dict[str, Any]:
    refuse(record, tools=True, preference=True)
    question, rest = _single(conversation(record))
    if not rest:
        raise ShapeError("no_answer")
    out: dict[str, Any] = {"prompt": question, "completion": only_answer(rest)}
    return out if record.label is None else {**out, "label": record.label}


def _message_pair_row(record: Record) -> dict[str, Any]:
    refuse(record, preference=True)
    turns = conversation(record)
    start = len(turns)
    while start and turns[start - 1].role == "assistant":
        start -= 1
    if start == len(turns):
        raise ShapeError("no_answer")
    if start == 0:
        raise ShapeError("turn_order")
    messages = openai_messages(turns)
    out: dict[str, Any] = {"prompt": messages[:start], "completion": messages[start:]}
    if record.label is not None:
        out["label"] = record.label
    return _with_tools(out, record)


def _ranked_row(record: Record) -> dict[str, Any]:
    refuse(record, tools=True, label=True)
    chosen, rejected = preference(record)
    question, rest = _single(conversation(record))
    if rest:
        raise ShapeError("turn_order")
    return {"prompt": question, "chosen": only_answer(chosen), "rejected": only_answer(rejected)}


def _message_ranked_row(record: Record) -> dict[str, Any]:
    refuse(record, label=True)
    chosen, rejected = preference(record)
    if chosen[0].role in ("user", "system"):
        raise ShapeError("turn_order")
    prompt = openai_messages(conversation(record))
    return _with_tools(
        {"prompt": prompt, "chosen": openai_messages(chosen), "rejected": openai_messages(rejected)}, record
    )


def _single(turns: list[Turn]) -> tuple[str, list[Turn]]:
    """(the only question, what comes after it); raises ShapeError where there is more before the answer."""
    if turns[0].role == "system":
        raise ShapeError("has_system")
    if turns[0].role != "user":
        raise ShapeError("turn_order")
    rest = turns[1:]
    if any(turn.role in ("tool_call", "tool") for turn in rest):
        raise ShapeError("has_tools")
    if len(rest) > 1:
        raise ShapeError("has_history")
    if rest and rest[0].role != "assistant":
        raise ShapeError("turn_order")
    return bare(turns[0]), rest


def _turns(value: Any, role: str, field: str) -> list[Turn]:
    if isinstance(value, list):
        return parse_turns(value)
    return [Turn(role, as_text(value, field))]


def _with_tools(out: dict[str, Any], record: Record) -> dict[str, Any]:
    return out if record.tools is None else {**out, "tools": tools_list(record.tools)}


PROMPT_COMPLETION = Shape("prompt_completion", _is_pair, _parse_pair, _pair_row)
PROMPT_COMPLETION_MESSAGES = Shape("prompt_completion_messages", _is_message_pair, _parse_pair, _message_pair_row)
PREFERENCE = Shape("preference", _is_ranked, _parse_ranked, _ranked_row)
PREFERENCE_MESSAGES = Shape("preference_messages", _is_message_ranked, _parse_ranked, _message_ranked_row)
