"""The simple ones: plain text, a table of questions and answers (Dify's annotations), Firefly's pairs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes._columns import find
from ftprep.shapes._shape import (
    Row,
    Shape,
    ShapeError,
    as_optional,
    as_text,
    bare,
    conversation,
    divide,
    only_answer,
    refuse,
)

_QA = ("question", "output", "system")
_QA_BY_INPUT = ("input", "output", "system")
_TEXT = ("text",)


def _qa_columns(row: Row) -> Mapping[str, str]:
    keys = tuple(row)
    found = find(keys, _QA)
    if "question" in found:
        return found
    by_input = find(keys, _QA_BY_INPUT)
    return {("question" if meaning == "input" else meaning): key for meaning, key in by_input.items()}


def _is_qa(row: Row) -> bool:
    columns = _qa_columns(row)
    return "question" in columns and "output" in columns


def _parse_qa(row: Row) -> Record:
    columns = _qa_columns(row)
    for meaning in ("question", "output"):
        if meaning not in columns or row[columns[meaning]] in (None, ""):
            raise ShapeError("missing_field", "answer" if meaning == "output" else meaning)
    system = as_optional(row[columns["system"]], "system") if "system" in columns else None
    turns = [] if system is None else [Turn("system", system)]
    turns.append(Turn("user", as_text(row[columns["question"]], "question")))
    turns.append(Turn("assistant", as_text(row[columns["output"]], "answer")))
    return Record("", turns, meta={key: value for key, value in row.items() if key not in columns.values()})


def _qa_row(record: Record) -> dict[str, Any]:
    refuse(record, tools=True, label=True, preference=True)
    system, before, answer = divide(conversation(record))
    if system is not None:
        raise ShapeError("has_system")
    if answer is None:
        raise ShapeError("no_answer")
    if len(before) > 1:
        raise ShapeError("has_history")
    if not before or before[0].role != "user":
        raise ShapeError("turn_order")
    question, reply = bare(before[0]), only_answer([answer])
    if not question or not reply:
        raise ShapeError("missing_field", "question" if not question else "answer")
    return {"question": question, "answer": reply}


def _is_firefly(row: Row) -> bool:
    pairs = row.get("conversation")
    return isinstance(pairs, list) and bool(pairs) and isinstance(pairs[0], Mapping) and "human" in pairs[0]


def _parse_firefly(row: Row) -> Record:
    pairs = row.get("conversation")
    if not isinstance(pairs, list):
        raise ShapeError("missing_field" if pairs is None else "not_messages", "conversation")
    system = as_optional(row.get("system"), "system")
    turns = [] if system is None else [Turn("system", system)]
    for number, pair in enumerate(pairs, 1):
        if not isinstance(pair, Mapping):
            raise ShapeError("not_messages", f"pair {number}")
        turns.append(Turn("user", as_text(pair.get("human"), f"pair {number}: human")))
        turns.append(Turn("assistant", as_text(pair.get("assistant"), f"pair {number}: assistant")))
    return Record("", turns, meta={key: value for key, value in row.items() if key not in ("conversation", "system")})


def _firefly_row(record: Record) -> dict[str, Any]:
    refuse(record, tools=True, label=True, preference=True)
    turns = conversation(record)
    system = bare(turns[0]) if turns[0].role == "system" else None
    if system == "":
        raise ShapeError("empty_system")
    rest = turns if system is None else turns[1:]
    if any(turn.role in ("tool_call", "tool") for turn in rest):
        raise ShapeError("has_tools")
    if len(rest) % 2 or not rest:
        raise ShapeError("no_answer")
    pairs = []
    for question, answer in zip(rest[::2], rest[1::2], strict=True):
        if question.role != "user" or answer.role != "assistant":
            raise ShapeError("turn_order")
        pairs.append({"human": bare(question), "assistant": bare(answer)})
    return {"conversation": pairs} if system is None else {"system": system, "conversation": pairs}


def _is_text(row: Row) -> bool:
    columns = find(tuple(row), _TEXT)
    return "text" in columns and isinstance(row[columns["text"]], str)


def _parse_text(row: Row) -> Record:
    columns = find(tuple(row), _TEXT)
    if "text" not in columns:
        raise ShapeError("missing_field", "text")
    text = as_text(row[columns["text"]], "text")
    return Record("", text=text, meta={key: value for key, value in row.items() if key != columns["text"]})


def _text_row(record: Record) -> dict[str, Any]:
    if record.text is None or record.turns:
        raise ShapeError("has_turns")
    refuse(record, tools=True, label=True, preference=True)
    return {"text": record.text}


QA = Shape("qa", _is_qa, _parse_qa, _qa_row)
FIREFLY = Shape("firefly", _is_firefly, _parse_firefly, _firefly_row)
TEXT = Shape("text", _is_text, _parse_text, _text_row)
