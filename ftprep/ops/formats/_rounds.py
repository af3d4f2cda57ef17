"""Conversations divided at their questions: a row an answer, a row a pair, pieces of so many tokens; and joined again."""

from __future__ import annotations

from ftprep.record import Record, Turn
from ftprep.text.tokens import estimate_tokens

TURN_TOKENS = 4
"""What a chat template adds to a turn, about: ChatML's marks and the role."""


def tokens_of(turns: list[Turn]) -> int:
    """Estimated tokens of turns in a chat template."""
    return sum(estimate_tokens(turn.content) + estimate_tokens(turn.input or "") + TURN_TOKENS for turn in turns)


def rounds_of(record: Record) -> tuple[list[Turn], list[list[Turn]]]:
    """(what stands before the first question, the rounds: a question and all up to the next question)."""
    head: list[Turn] = []
    rounds: list[list[Turn]] = []
    for turn in record.turns:
        if turn.role == "user" and (not rounds or rounds[-1][-1].role != "user"):
            rounds.append([turn])
        elif rounds:
            rounds[-1].append(turn)
        else:
            head.append(turn)
    return head, rounds


def windows(record: Record, size: int) -> list[Record]:
    """A record for each round, with at most `size` - 1 rounds of history before it (0: all of them); of a judged
    conversation the last round alone."""
    head, rounds = rounds_of(record)
    if len(rounds) <= 1:
        return [record]
    out = []
    for number in range(len(rounds) if _judged(record) else 1, len(rounds) + 1):
        start = max(0, number - size) if size else 0
        out.append(record.replace(turns=[*head, *(turn for part in rounds[start:number] for turn in part)]))
    return out


def pieces(record: Record, limit: int) -> list[Record] | None:
    """The conversation cut between rounds so that each piece is within `limit` tokens, the head before each.

    None where a single round is longer than that.
    """
    answers = max(tokens_of(record.chosen or []), tokens_of(record.rejected or []))
    if tokens_of(record.turns) + answers <= limit:
        return [record]
    head, rounds = rounds_of(record)
    if not rounds:
        return None
    budget = limit - tokens_of(head)
    groups: list[list[Turn]] = []
    used = 0
    for number, part in enumerate(rounds):
        cost = tokens_of(part) + (answers if number == len(rounds) - 1 else 0)
        if cost > budget:
            return None
        if not groups or used + cost > budget:
            groups.append([])
            used = 0
        groups[-1] += part
        used += cost
    out = [record.replace(turns=[*head, *group]) for group in groups]
    return out[-1:] if _judged(record) else out


def _judged(record: Record) -> bool:
    """Whether the last answer has a verdict: what comes before it is then its history, and no row of its own."""
    return record.chosen is not None or record.rejected is not None or record.label is not None


def joinable(record: Record) -> bool:
    """Whether a record is plain questions and answers, to be joined with others."""
    head, rounds = rounds_of(record)
    plain = record.chosen is None and record.rejected is None and record.label is None and record.text is None
    return plain and all(turn.role == "system" for turn in head) and bool(rounds) and rounds[-1][-1].role == "assistant"


def joined(records: list[Record]) -> Record:
    """One conversation of several, under the system prompt that they share."""
    first = records[0]
    turns = list(first.turns)
    for record in records[1:]:
        turns += record.turns if record.system is None else record.turns[1:]
    return first.replace(turns=turns)
