"""What can be put right in a conversation without understanding it, each change by its name."""

from __future__ import annotations

from collections.abc import Callable

from ftprep.record import Turn

Count = Callable[[str], None]

MERGED = frozenset(("user", "assistant", "system"))
"""Roles whose following turns can be one. Each function call has its own answer."""


def repaired(turns: list[Turn], count: Count, *, keeps_end: bool = False) -> list[Turn]:
    """The conversation without empty and repeated turns, one speaker's following turns as one, beginning with the user
    and, unless `keeps_end`, ending on the assistant. The same list where nothing had to be done; `count` is told each
    change."""
    changes: list[str] = []
    out = _said(turns, changes)
    out = _without_opening(out, changes)
    if not keeps_end:
        out = _without_end(out, changes)
    for change in changes:
        count(change)
    return out if changes else turns


def tidy(turns: list[Turn]) -> bool:
    """Whether user and assistant take turns from the first to the last, and each says something: the common case."""
    if not turns or len(turns) % 2:
        return False
    role, other = "user", "assistant"
    for turn in turns:
        if turn.role != role or not turn.content or turn.content.isspace():
            return False
        role, other = other, role
    return True


def _said(turns: list[Turn], changes: list[str]) -> list[Turn]:
    out: list[Turn] = []
    for turn in turns:
        last = out[-1] if out else None
        if not turn.content.strip() and not turn.input and turn.role in MERGED:
            changes.append("dropped_empty_turn")
        elif last is None or last.role != turn.role or turn.role not in MERGED or turn.input or turn.extra:
            out.append(turn)
        elif last.content.strip() == turn.content.strip():
            changes.append("dropped_repeated_turn")
        else:
            changes.append("merged_turns")
            out[-1] = Turn(last.role, f"{last.content}\n{turn.content}", last.input, last.name, last.extra)
    return out


def _without_opening(turns: list[Turn], changes: list[str]) -> list[Turn]:
    """Without what the assistant says before anybody asked. A conversation in which nobody asks stays as it is."""
    start = next((at for at, turn in enumerate(turns) if turn.role != "system"), len(turns))
    first = next((at for at in range(start, len(turns)) if turns[at].role == "user"), start)
    if first > start:
        changes.extend(["dropped_opening"] * (first - start))
    return turns[:start] + turns[first:]


def _without_end(turns: list[Turn], changes: list[str]) -> list[Turn]:
    """Without what nobody answers. A conversation in which nobody answers stays as it is."""
    last = next((at for at in range(len(turns), 0, -1) if turns[at - 1].role == "assistant"), len(turns))
    if last < len(turns):
        changes.extend(["dropped_trailing_turn"] * (len(turns) - last))
    return turns[:last]
