"""What of a record a model sees, as one JSON object."""

from __future__ import annotations

from typing import Any

from ftprep.record import Record, dumps

MAX_CHARACTERS = 6000
"""Of one record in a prompt where the model works on it; a longer one is not sent (`too_long_for_prompt`)."""

MAX_SAMPLE_CHARACTERS = 1500
"""Of one record that only shows the manner: a longer one is cut."""

_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>\x85\u2028\u2029"}

PIVOT = "pivot"
"""The label under which the first step of back-translation lays the translated fields."""


def shown(record: Record, view: str, *, limit: int = MAX_CHARACTERS) -> dict[str, Any] | None:
    """The object for a prompt, without its id; None where the record has nothing that this view shows."""
    match view:
        case "pair":
            return _pair(record, limit)
        case "text":
            text = record.text if record.text is not None else "\n".join(turn.full_content() for turn in record.turns)
            return {"text": text[:limit]} if text.strip() else None
        case "pivot":
            pivot = record.labels.get(PIVOT)
            return dict(pivot) if isinstance(pivot, dict) else None
        case "answer":
            return _dialogue(record, limit) if any(turn.role == "assistant" for turn in record.turns) else None
        case _:
            return _dialogue(record, limit)


def as_line(row: dict[str, Any]) -> str:
    """One line of JSON for a prompt. `<` and `>` are escaped: no data can close the marks around it; so are the line
    separators that JSON leaves as they are: no data can begin a line."""
    return dumps(row).decode().translate(_ESCAPED)


def size(record: Record) -> int:
    """Characters that a prompt would carry."""
    return sum(len(text) for text in record.texts())


def _pair(record: Record, limit: int) -> dict[str, Any] | None:
    turns = [turn for turn in record.turns if turn.role != "system"]
    if [turn.role for turn in turns] != ["user", "assistant"]:
        return _dialogue(record, limit) or ({"text": record.text[:limit]} if record.text else None)
    user, assistant = turns
    return {
        "instruction": user.content[:limit],
        "input": (user.input or "")[:limit],
        "output": assistant.content[:limit],
    }


def _dialogue(record: Record, limit: int) -> dict[str, Any] | None:
    left, messages = limit, []
    for turn in record.turns:
        content = turn.full_content()[:left]
        left -= len(content)
        messages.append({"role": turn.role, "content": content})
        if left <= 0:
            break
    return {"messages": messages} if messages else None
