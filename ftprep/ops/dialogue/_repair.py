"""What can be put right in a conversation without understanding it, each change by its name."""

from __future__ import annotations

from typing import Any, Final

from ftprep.record import Turn
from ftprep.text.emptiness import says_nothing

MERGED: Final = frozenset(("user", "assistant", "system"))
"""Roles whose following turns can be one. Each function call has its own answer."""
MIN_ROUND: Final = 12
"""Characters of question and answer together, two for one that is not ASCII: a shorter round ("哈哈", "哈哈") comes twice
in any chat."""

Numbered = tuple[int, Turn]


class Changes:
    """What was repaired: `named` says each repair's turns, `removed` what a repair took away. Turns are numbered from 1,
    system prompt included, as the conversation came."""

    def __init__(self) -> None:
        self.named: dict[str, list[int]] = {}
        self.removed: list[dict[str, Any]] = []

    def note(self, name: str, number: int) -> None:
        self.named.setdefault(name, []).append(number)

    def remove(self, name: str, turns: list[Numbered]) -> None:
        for number, turn in turns:
            self.note(name, number)
            self.removed.append({"turn": number, **turn.to_row()})


def repaired(turns: list[Turn], *, keeps_end: bool = False) -> tuple[list[Turn], Changes]:
    """The conversation without empty and repeated turns and rounds, one speaker's following turns as one, beginning
    with the user and, unless `keeps_end`, ending on the assistant. The same list where nothing had to be done."""
    changes = Changes()
    out = _said(turns, changes)
    out = _without_opening(out, changes)
    if not keeps_end:
        out = _without_end(out, changes)
    out = _without_rounds(out, changes)
    return ([turn for _, turn in out], changes) if changes.named else (turns, changes)


def is_empty(turn: Turn) -> bool:
    return not turn.content[:1].isalnum() and not turn.input and says_nothing(turn.content)


def tidy(turns: list[Turn]) -> bool:
    """Whether user and assistant take turns from the first to the last, and each says something and no round comes
    twice: the common case."""
    if not turns or len(turns) % 2:
        return False
    role, other, before, two_before = "user", "assistant", "", ""
    for turn in turns:
        content = turn.content
        if turn.role != role or is_empty(turn) or content == two_before:
            return False
        role, other, before, two_before = other, role, content, before
    return True


def _said(turns: list[Turn], changes: Changes) -> list[Numbered]:
    out: list[Numbered] = []
    for number, turn in enumerate(turns, 1):
        last = out[-1][1] if out else None
        if turn.role in MERGED and is_empty(turn):
            changes.remove("dropped_empty_turn", [(number, turn)])
        elif last is None or last.role != turn.role or turn.role not in MERGED or turn.input or turn.extra:
            out.append((number, turn))
        elif last.content.strip() == turn.content.strip():
            changes.remove("dropped_repeated_turn", [(number, turn)])
        else:
            changes.note("merged_turns", number)
            out[-1] = (out[-1][0], last.with_content(f"{last.content}\n{turn.content}"))
    return out


def _without_opening(turns: list[Numbered], changes: Changes) -> list[Numbered]:
    """Without what the assistant says before anybody asked. A conversation in which nobody asks stays as it is."""
    start = next((at for at, (_, turn) in enumerate(turns) if turn.role != "system"), len(turns))
    first = next((at for at in range(start, len(turns)) if turns[at][1].role == "user"), start)
    changes.remove("dropped_opening", turns[start:first])
    return turns[:start] + turns[first:]


def _without_end(turns: list[Numbered], changes: Changes) -> list[Numbered]:
    """Without what nobody answers. A conversation in which nobody answers stays as it is."""
    last = next((at for at in range(len(turns), 0, -1) if turns[at - 1][1].role == "assistant"), len(turns))
    changes.remove("dropped_trailing_turn", turns[last:])
    return turns[:last]


def _without_rounds(turns: list[Numbered], changes: Changes) -> list[Numbered]:
    """Without a question and its answer that stand word for word, one right behind the other, a second time."""
    out: list[Numbered] = []
    for numbered in turns:
        out.append(numbered)
        if len(out) > 3 and _same_round(*(turn for _, turn in out[-4:])):
            changes.remove("dropped_repeated_round", out[-2:])
            del out[-2:]
    return out


def _same_round(asked: Turn, answered: Turn, asked_again: Turn, answered_again: Turn) -> bool:
    return (
        (asked.role, answered.role) == (asked_again.role, answered_again.role) == ("user", "assistant")
        and asked.full_content().strip() == asked_again.full_content().strip()
        and answered.content.strip() == answered_again.content.strip()
        and sum(1 + (not char.isascii()) for char in asked.content + answered.content) >= MIN_ROUND
    )
