"""Making a record fit a shape: what the shape has no place for is moved, where that may be, and counted; else refused.

Every move names itself. A few always happen, since trainers see no difference: an instruction's input joins the
instruction, an empty system prompt goes, speakers' names go where no format has them. The others change what a model
sees, and are made only when asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ftprep.record import Record, Turn
from ftprep.shapes import Shape, ShapeError

_SPEAKERS = {"system": "System", "user": "User", "assistant": "Assistant", "tool_call": "Call", "tool": "Result"}
_TRAINING_FIELDS = frozenset(("weight", "text"))
"""Fields of a message that decide what is trained on, or hold words of the model."""
_KNOWN_FIELDS = frozenset(("weight", "text", "reasoning_content", "tool_call_id", "tool_call_ids"))
"""All fields that some trainer reads. Others would only bring columns of mixed kinds, or people's data, into the file."""


@dataclass(frozen=True, slots=True)
class Move:
    """What to do when a shape refuses for some reason. `change` gives None where it can't help."""

    name: str
    change: Callable[[Record], Record | None]
    harmless: bool = False


def fitted(record: Record, shape: Shape, *, move: bool) -> tuple[dict[str, Any], list[str]]:
    """(the row, the names of the moves that it took). Raises ShapeError where the shape can't hold the record."""
    done: list[str] = []
    while True:
        try:
            return shape.row(record), done
        except ShapeError as error:
            for change in MOVES.get(error.reason, ()):
                if change.name in done or not (move or change.harmless):
                    continue
                moved = change.change(record)
                if moved is not None:
                    record = moved
                    done.append(change.name)
                    break
            else:
                raise


def _every_turn(record: Record, change: Callable[[Turn], Turn]) -> Record:
    return record.replace(
        turns=[change(turn) for turn in record.turns],
        chosen=record.chosen and [change(turn) for turn in record.chosen],
        rejected=record.rejected and [change(turn) for turn in record.rejected],
    )


def joined_input(turn: Turn) -> Turn:
    """The turn with its input beneath its content, as LLaMA-Factory joins them."""
    if turn.input is None:
        return turn
    return Turn(turn.role, turn.full_content(), None, turn.name, turn.extra)


def _join_input(record: Record) -> Record:
    return _every_turn(record, joined_input)


def known_fields_only(record: Record) -> Record:
    """Without messages' fields that no trainer reads; the same record where there are none."""
    turns = (*record.turns, *(record.chosen or ()), *(record.rejected or ()))
    if not any(turn.extra and not turn.extra.keys() <= _KNOWN_FIELDS for turn in turns):
        return record

    def known(turn: Turn) -> Turn:
        extra = {key: value for key, value in (turn.extra or {}).items() if key in _KNOWN_FIELDS}
        return Turn(turn.role, turn.content, turn.input, turn.name, extra or None)

    return _every_turn(record, known)


def without_names(record: Record) -> Record:
    """Without the speakers' names; the same record where there are none."""
    turns = (*record.turns, *(record.chosen or ()), *(record.rejected or ()))
    return _drop_names(record) if any(turn.name is not None for turn in turns) else record


def weighted(record: Record) -> bool:
    """Whether a message says how much it is to be trained on."""
    return any(turn.extra and "weight" in turn.extra for turn in record.turns)


def for_training(record: Record) -> tuple[Record, str]:
    """A judged record as one of supervised training, and what was done. Raises ShapeError for a bad answer."""
    if record.chosen is not None or record.rejected is not None:
        moved, name = _take_chosen(record), "chosen_taken"
    elif record.label is not None:
        moved, name = _drop_good_label(record), "label_left_out"
    else:
        return record, ""
    if moved is None:
        raise ShapeError("no_preference" if record.label is None else "has_label")
    return moved, name


def ordered(record: Record) -> tuple[Record, list[str]]:
    """The record with its turns in order as far as cutting and joining can bring that about, and what was done."""
    done = []
    for move in MOVES["turn_order"]:
        moved = move.change(record)
        if moved is not None:
            record = moved
            done.append(move.name)
    return record, done


def _drop_names(record: Record) -> Record:
    return _every_turn(record, lambda turn: Turn(turn.role, turn.content, turn.input, None, turn.extra))


def without_fields(record: Record) -> Record:
    """Without all further fields of its messages."""
    return _every_turn(record, lambda turn: Turn(turn.role, turn.content, turn.input, turn.name))


def _drop_plain_fields(record: Record) -> Record | None:
    """None where a field would be lost that training depends on."""
    turns = (*record.turns, *(record.chosen or ()), *(record.rejected or ()))
    if any(turn.extra and not _TRAINING_FIELDS.isdisjoint(turn.extra) for turn in turns):
        return None
    return without_fields(record)


def _drop_empty_system(record: Record) -> Record | None:
    if record.system != "":
        return None
    return record.replace(turns=record.turns[1:])


def system_to_question(record: Record) -> Record | None:
    """The system prompt in front of the first question."""
    system, turns = record.system, record.turns[1:]
    if system is None or not turns or turns[0].role != "user":
        return None
    first = turns[0]
    content = f"{system}\n\n{first.content}" if system else first.content
    return record.replace(turns=[Turn("user", content, first.input, first.name, first.extra), *turns[1:]])


def _history_to_question(record: Record) -> Record | None:
    """All turns before the last question written above it, each under its speaker."""
    turns = record.turns
    asked = max((n for n, turn in enumerate(turns) if turn.role == "user"), default=-1)
    start = 1 if turns[0].role == "system" else 0
    if asked <= start:
        return None
    question = joined_input(turns[asked])
    lines = [f"{_SPEAKERS[turn.role]}: {joined_input(turn).content}" for turn in turns[start:asked]]
    content = "\n".join((*lines, f"{_SPEAKERS['user']}: {question.content}"))
    return record.replace(
        turns=[*turns[:start], Turn("user", content, None, question.name, question.extra), *turns[asked + 1 :]]
    )


def _tools_to_system(record: Record) -> Record | None:
    """The functions on offer as text at the end of the system prompt."""
    if record.tools is None:
        return None
    system = record.system
    turns = record.turns if system is None else record.turns[1:]
    text = f"{system}\n\n{record.tools}" if system else record.tools
    if record.tools.strip() in ("", "[]"):
        return record.replace(tools=None)
    return record.replace(turns=[Turn("system", text), *turns], tools=None)


def _tools_as_text(record: Record) -> Record | None:
    """Calls as answers and results as questions, in the JSON that they are."""
    if not any(turn.role in ("tool_call", "tool") for turn in record.turns):
        return None
    roles = {"tool_call": "assistant", "tool": "user"}
    return _every_turn(
        record, lambda turn: Turn(roles.get(turn.role, turn.role), turn.content, turn.input, turn.name, turn.extra)
    )


def _drop_good_label(record: Record) -> Record | None:
    """A bad answer must never become one to learn from."""
    return record.replace(label=None) if record.label else None


def _take_chosen(record: Record) -> Record | None:
    if not record.chosen:
        return None
    return record.replace(turns=[*record.turns, *record.chosen], chosen=None, rejected=None)


def merge_neighbours(record: Record) -> Record | None:
    """Turns of one speaker in a row as one."""
    out: list[Turn] = []
    for turn in record.turns:
        last = out[-1] if out else None
        if last is not None and last.role == turn.role and turn.role in ("user", "assistant", "tool", "system"):
            joined = f"{joined_input(last).content}\n{joined_input(turn).content}"
            out[-1] = Turn(turn.role, joined, None, last.name, last.extra)
        else:
            out.append(turn)
    return record.replace(turns=out) if len(out) < len(record.turns) else None


def cut_opening(record: Record) -> Record | None:
    """Without what the model says before anyone asks."""
    start = 1 if record.turns and record.turns[0].role == "system" else 0
    first = start
    while first < len(record.turns) and record.turns[first].role not in ("user", "system"):
        first += 1
    if first in (start, len(record.turns)):
        return None
    return record.replace(turns=[*record.turns[:start], *record.turns[first:]])


def cut_unanswered(record: Record) -> Record | None:
    """Without what comes after the last answer."""
    end = len(record.turns)
    while end and record.turns[end - 1].role != "assistant":
        end -= 1
    if end in (0, len(record.turns)) or record.chosen is not None:
        return None
    return record.replace(turns=record.turns[:end])


def _as_text(record: Record) -> Record | None:
    """The whole conversation as one text, a turn a paragraph."""
    if record.text is not None or record.label is False or record.tools is not None:
        return None
    turns = [*record.turns, *(record.chosen or ())]
    text = "\n\n".join(joined_input(turn).content for turn in turns)
    return record.replace(turns=[], text=text, chosen=None, rejected=None, label=None)


MOVES: Mapping[str, tuple[Move, ...]] = {
    "has_input": (Move("input_joined", _join_input, harmless=True),),
    "has_names": (Move("names_left_out", _drop_names, harmless=True),),
    "has_fields": (
        Move("message_fields_left_out", _drop_plain_fields, harmless=True),
        Move("training_fields_left_out", without_fields),
    ),
    "empty_system": (Move("empty_system_left_out", _drop_empty_system, harmless=True),),
    "has_system": (
        Move("empty_system_left_out", _drop_empty_system, harmless=True),
        Move("system_moved_to_question", system_to_question),
    ),
    "has_history": (Move("history_moved_to_question", _history_to_question),),
    "has_tools": (Move("tools_moved_to_system", _tools_to_system), Move("calls_written_as_text", _tools_as_text)),
    "has_label": (Move("label_left_out", _drop_good_label),),
    "is_preference": (Move("chosen_taken", _take_chosen),),
    "turn_order": (
        Move("opening_cut", cut_opening),
        Move("neighbours_merged", merge_neighbours),
        Move("unanswered_cut", cut_unanswered),
    ),
    "no_answer": (
        Move("unanswered_cut", cut_unanswered),
        Move("neighbours_merged", merge_neighbours),
        Move("opening_cut", cut_opening),
    ),
    "has_turns": (Move("written_as_text", _as_text),),
}
"""Why a shape refuses → what may be done about it, in order."""
