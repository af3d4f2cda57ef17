"""What a review by people is about: the text that may be rewritten, a mark of what was reviewed, the decisions."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from ftprep.record import Record, Turn, dumps

VERDICTS: Final = {"keep": "保留", "drop": "剔除", "rewrite": "改写"}


@dataclass(frozen=True, slots=True)
class Decision:
    """A reviewer's word on a record. `check` says which state of it was seen; `text` is the rewritten text."""

    id: str
    check: str
    verdict: str
    comment: str = ""
    text: str = ""


def check_of(record: Record) -> str:
    """16 hexadecimal digits of all that a trainer would see: another value means that the record has changed."""
    seen = [[turn.role, turn.content, turn.input] for turn in record.turns]
    answers = [
        None if turns is None else [turn.content for turn in turns] for turns in (record.chosen, record.rejected)
    ]
    return hashlib.blake2b(dumps([seen, record.text, answers]), digest_size=8).hexdigest()


def answer_of(record: Record) -> str:
    """The text that a reviewer may rewrite: the last answer, or the plain text."""
    if record.chosen:
        return record.chosen[-1].content
    at = _last_answer(record)
    return record.turns[at].content if at is not None else record.text or ""


def context_of(record: Record) -> str:
    """All that stands before that text, each turn with its role."""
    return "\n\n".join(f"{role}: {text}" if role else text for role, text in said_before(record))


def said_before(record: Record) -> list[tuple[str, str]]:
    """(role, text) of all that stands before that text."""
    at = _last_answer(record)
    before = record.turns if record.chosen or at is None else record.turns[:at]
    said = [(turn.role, turn.full_content()) for turn in before]
    if record.turns and record.text is not None and not record.chosen and at is not None:
        said.append(("", record.text))
    return said


def rewritten(record: Record, text: str) -> Record:
    """The record with its last answer (or its plain text) replaced."""
    if record.chosen:
        return record.replace(chosen=[*record.chosen[:-1], _with_content(record.chosen[-1], text)])
    at = _last_answer(record)
    if at is None:
        return record.replace(text=text)
    return record.replace(turns=[*record.turns[:at], _with_content(record.turns[at], text), *record.turns[at + 1 :]])


def _last_answer(record: Record) -> int | None:
    return next((at for at in reversed(range(len(record.turns))) if record.turns[at].role == "assistant"), None)


def _with_content(turn: Turn, text: str) -> Turn:
    return Turn(turn.role, text, turn.input, turn.name, turn.extra)
