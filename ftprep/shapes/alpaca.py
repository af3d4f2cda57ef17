"""Alpaca: instruction, input, output, with system, history, two ranked answers, a KTO tag or functions beside them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes._calls import tools_text
from ftprep.shapes._columns import find
from ftprep.shapes._shape import (
    Row,
    Shape,
    ShapeError,
    as_label,
    as_optional,
    as_text,
    bare,
    conversation,
    divide,
    only_answer,
    preference,
)

_WANTED = ("instruction", "input", "output", "system", "history", "chosen", "rejected", "label", "tools")
_SWIFT = ("question", *_WANTED[1:])


def _columns(row: Row) -> Mapping[str, str]:
    """Also ms-swift's older `query`, `response`, where it comes with what a table of questions has not."""
    keys = tuple(row)
    found = find(keys, _WANTED)
    if "instruction" not in found and "query" in row:
        older = dict(find(keys, _SWIFT))
        older["instruction"] = older.pop("question")
        return older
    return found


def matches(row: Row) -> bool:
    columns = _columns(row)
    return "instruction" in columns and ("output" in columns or "chosen" in columns or "input" in columns)


def parse(row: Row) -> Record:
    columns = _columns(row)
    cell = {meaning: row[key] for meaning, key in columns.items()}
    if "instruction" not in cell:
        raise ShapeError("missing_field", "instruction")
    turns = []
    if (system := as_optional(cell.get("system"), "system")) is not None:
        turns.append(Turn("system", system))
    turns += _history(cell.get("history"))
    instruction = cell["instruction"]
    turns.append(
        Turn(
            "user",
            "" if instruction is None else as_text(instruction, "instruction"),
            as_optional(cell.get("input"), "input"),
        )
    )
    meta = {key: value for key, value in row.items() if key not in columns.values()}
    chosen, rejected = cell.get("chosen"), cell.get("rejected")
    output = cell.get("output")
    if chosen is not None or rejected is not None:
        if output is not None and output != "":
            meta[columns["output"]] = output
    elif "output" in cell:
        turns.append(Turn("assistant", as_text(output, "output")))
    label = cell.get("label")
    return Record(
        "",
        turns,
        chosen=None if chosen is None else [Turn("assistant", as_text(chosen, "chosen"))],
        rejected=None if rejected is None else [Turn("assistant", as_text(rejected, "rejected"))],
        label=None if label is None else as_label(label, "kto_tag"),
        tools=tools_text(cell.get("tools")),
        meta=meta,
    )


def row(record: Record) -> dict[str, Any]:
    system, before, answer = divide(conversation(record))
    if any(turn.role in ("tool_call", "tool") for turn in record.turns):
        raise ShapeError("has_tools")
    if not before or before[-1].role != "user" or len(before) % 2 == 0:
        raise ShapeError("turn_order")
    last = before[-1]
    bare(Turn("user", last.content, "" if last.input == "" else None, last.name, last.extra))
    out: dict[str, Any] = {"instruction": last.content, "input": last.input or "", **_answers(record, answer)}
    if system is not None:
        out["system"] = system
    if len(before) > 1:
        out["history"] = _pairs(before[:-1])
    if record.label is not None:
        out["kto_tag"] = record.label
    if record.tools is not None:
        out["tools"] = record.tools
    return out


def _answers(record: Record, answer: Turn | None) -> dict[str, str]:
    if record.chosen is None and record.rejected is None:
        if answer is None:
            raise ShapeError("no_answer")
        return {"output": only_answer([answer])}
    if answer is not None:
        raise ShapeError("turn_order")
    chosen, rejected = preference(record)
    return {"chosen": only_answer(chosen), "rejected": only_answer(rejected)}


def _pairs(turns: list[Turn]) -> list[list[str]]:
    pairs = []
    for question, reply in zip(turns[::2], turns[1::2], strict=True):
        if question.role != "user" or reply.role != "assistant":
            raise ShapeError("turn_order")
        pairs.append([bare(question), bare(reply)])
    return pairs


def _history(value: Any) -> list[Turn]:
    if value is None or value in ("", []):
        return []
    if not isinstance(value, list):
        raise ShapeError("not_messages", "history")
    turns = []
    for pair in value:
        if not isinstance(pair, list | tuple) or len(pair) != 2:
            raise ShapeError("not_messages", "history")
        turns += [Turn("user", as_text(pair[0], "history")), Turn("assistant", as_text(pair[1], "history"))]
    return turns


ALPACA = Shape("alpaca", matches, parse, row)
