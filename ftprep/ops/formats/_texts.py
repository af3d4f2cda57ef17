"""What is done to a record's words before it is formatted: the system prompt, a persona's name, thinking blocks."""

from __future__ import annotations

import re
from collections.abc import Callable

from ftprep.ops.formats._fit import system_to_question
from ftprep.record import Record, Turn

_THINKING = re.compile(r"\s*<think(?:ing)?>(?P<thought>.*?)</think(?:ing)?>\s*", re.DOTALL)

Change = Callable[[Record], Record]


def set_system(text: str, *, always: bool) -> Change:
    """The system prompt `text` where there is none, or `always`."""

    def change(record: Record) -> Record:
        if not record.turns or (record.system and not always) or record.system == text:
            return record
        rest = record.turns if record.system is None else record.turns[1:]
        return record.replace(turns=[Turn("system", text), *rest])

    return change


def move_system(record: Record) -> Record:
    """Into the first question, for models without a system role."""
    return system_to_question(record) or record


def drop_system(record: Record) -> Record:
    return record if record.system is None else record.replace(turns=record.turns[1:])


def fill_name(name: str, author: str) -> Change:
    """`{{name}}` and `{{author}}` in every text become these."""
    marks = {"{{name}}": name, "{{author}}": author}

    def filled(text: str) -> str:
        if "{{" in text:
            for mark, value in marks.items():
                if value:
                    text = text.replace(mark, value)
        return text

    return lambda record: record.map_text(filled)


def remove_thinking(record: Record) -> Record:
    """Answers without `<think>…</think>`; what is nothing else is left as it is."""

    def change(turn: Turn) -> Turn:
        content = _THINKING.sub("", turn.content).strip()
        return Turn(turn.role, content, turn.input, turn.name, turn.extra) if content else turn

    return _answers(record, change)


def separate_thinking(record: Record) -> Record:
    """Thoughts at the head of an answer into `reasoning_content`, where chat templates look for them."""

    def change(turn: Turn) -> Turn:
        found = _THINKING.match(turn.content)
        if found is None or found.end() == len(turn.content) or "reasoning_content" in (turn.extra or {}):
            return turn
        extra = {**(turn.extra or {}), "reasoning_content": found["thought"].strip()}
        return Turn(turn.role, turn.content[found.end() :], turn.input, turn.name, extra)

    return _answers(record, change)


def _answers(record: Record, change: Callable[[Turn], Turn]) -> Record:
    """Turns of the model that hold a thought, changed; the same record where none does."""

    def changed(turns: list[Turn]) -> list[Turn]:
        if not any(turn.role == "assistant" and "<think" in turn.content for turn in turns):
            return turns
        return [change(turn) if turn.role == "assistant" and "<think" in turn.content else turn for turn in turns]

    turns = changed(record.turns)
    chosen = record.chosen and changed(record.chosen)
    rejected = record.rejected and changed(record.rejected)
    if turns == record.turns and chosen == record.chosen and rejected == record.rejected:
        return record
    return record.replace(turns=turns, chosen=chosen, rejected=rejected)
