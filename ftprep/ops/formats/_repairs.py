"""Mechanical repairs: what can be put right in a row without guessing what was meant."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ftprep.ops.formats._fit import cut_opening, cut_unanswered, merge_neighbours
from ftprep.ops.formats._trainers._chat_rules import CHAT_RULES
from ftprep.ops.formats._trainers.chat import is_json
from ftprep.record import Record, Turn

_MARKS = re.compile(
    r"<\|(?:im_start|im_end|endoftext|eot_id|start_header_id|end_header_id|begin_of_text|end_of_text)\|>|\{\{idx\}\}"
)
_JSON_COLUMNS = ("messages", "conversations", "conversation", "history", "chosen", "rejected")
_LABELS = ("kto_tag", "label")
_TRUTH = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False, "是": True, "否": False}
_STRICT = frozenset(("llamafactory", "bedrock_nova", "bedrock_claude"))
"""Trainers for which the person and the model must take turns."""


@dataclass(frozen=True, slots=True)
class Repair:
    """`change` gives None where there is nothing to do."""

    name: str
    change: Callable[[Record], Record | None]


def mended(row: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The row with columns put right that no shape could read: JSON as text, labels as words. And what was done."""
    out, done = dict(row), []
    for name in _JSON_COLUMNS:
        value = out.get(name)
        if (
            isinstance(value, str)
            and value.lstrip()[:1] in ("[", "{")
            and isinstance(decoded := literal(value), list | dict)
        ):
            out[name] = decoded
            done.append("json_text_decoded")
    for name in _LABELS:
        value = out.get(name)
        if (
            not isinstance(value, bool)
            and isinstance(value, str | int)
            and (word := str(value).strip().lower()) in _TRUTH
        ):
            out[name] = _TRUTH[word]
            done.append("label_made_true_or_false")
    return out, done


def literal(text: str) -> Any:
    """The value of JSON, or of what Python prints for a list or dict; the text itself where it is neither."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return text


def repairs_for(trainer: str) -> tuple[Repair, ...]:
    """In the order in which they are made. Each leaves a record alone that needs nothing, so that a second time changes nothing."""
    out = [Repair("system_moved_to_front", _system_to_front), Repair("marks_taken_out", _without_marks)]
    out += [Repair("calls_mended", _mend_calls), Repair("tools_mended", _mend_tools)]
    if trainer in _STRICT:
        out += [
            Repair("opening_cut", cut_opening),
            Repair("neighbours_merged", merge_neighbours),
            Repair("unanswered_cut", cut_unanswered),
        ]
    out.append(Repair("unanswered_cut", _cut_last_question))
    out.append(Repair("answer_before_choice_cut", _cut_answer_before_choice))
    rules = CHAT_RULES.get(trainer)
    if rules is not None and rules.reserved:
        out.append(Repair("reserved_word_replaced", _replacing(rules.reserved)))
    return tuple(out)


def repaired(record: Record, repairs: tuple[Repair, ...]) -> tuple[Record, list[str]]:
    done = []
    for repair in repairs:
        changed = repair.change(record)
        if changed is not None and changed is not record:
            record = changed
            done.append(repair.name)
    return record, list(dict.fromkeys(done))


def _system_to_front(record: Record) -> Record | None:
    later = [turn for turn in record.turns[1:] if turn.role == "system"]
    if not later:
        return None
    first = record.turns[0] if record.turns[0].role == "system" else None
    texts = [turn.content for turn in ([first] if first else []) + later if turn.content.strip()]
    rest = [turn for turn in record.turns if turn.role != "system"]
    return record.replace(turns=[Turn("system", "\n\n".join(texts)), *rest] if texts else rest)


def _without_marks(record: Record) -> Record:
    return record.map_text(lambda text: _MARKS.sub("", text) if "<|" in text or "{{idx}}" in text else text)


def _mend_calls(record: Record) -> Record | None:
    turns = [_mended_call(turn) if turn.role == "tool_call" else turn for turn in record.turns]
    return record.replace(turns=turns) if any(a is not b for a, b in zip(turns, record.turns, strict=True)) else None


def _mended_call(turn: Turn) -> Turn:
    """Python's way of writing made JSON, arguments that are JSON in a text made an object."""
    head, mark, text = turn.content.rpartition("</think>")
    value = literal(text)
    calls = value if isinstance(value, list) else [value]
    if not calls or any(not isinstance(call, dict) or "name" not in call for call in calls):
        return turn
    out = []
    for call in calls:
        arguments = call.get("arguments", call.get("parameters", {}))
        decoded = literal(arguments) if isinstance(arguments, str) else arguments
        out.append(
            {
                **{k: v for k, v in call.items() if k != "parameters"},
                "arguments": decoded if isinstance(decoded, dict) else arguments,
            }
        )
    if out == calls and is_json(text):
        return turn
    content = head + mark + json.dumps(out if isinstance(value, list) else out[0], ensure_ascii=False)
    return Turn(turn.role, content, turn.input, turn.name, turn.extra)


def _mend_tools(record: Record) -> Record | None:
    if record.tools is None:
        return None
    if not record.tools.strip():
        return record.replace(tools=None)
    value = literal(record.tools)
    tools = value if isinstance(value, list) else [value]
    if any(not isinstance(tool, dict) for tool in tools) or (isinstance(value, list) and is_json(record.tools)):
        return None
    return record.replace(tools=json.dumps(tools, ensure_ascii=False))


def _cut_last_question(record: Record) -> Record | None:
    return cut_unanswered(record) if record.turns and record.turns[-1].role in ("user", "system") else None


def _cut_answer_before_choice(record: Record) -> Record | None:
    """A preference row's conversation ends on the question."""
    if record.chosen is None or not record.turns or record.turns[-1].role != "assistant":
        return None
    end = len(record.turns)
    while end and record.turns[end - 1].role == "assistant":
        end -= 1
    return record.replace(turns=record.turns[:end]) if end else None


def _replacing(words: tuple[str, ...]) -> Callable[[Record], Record]:
    """Reserved words written so that they read the same and are not the word: a full-width colon, round brackets."""
    table = {word: word.replace(":", "：").translate(str.maketrans("<>[]", "()()")) for word in words}

    def change(record: Record) -> Record:
        def replaced(text: str) -> str:
            for word, other in table.items():
                text = text.replace(word, other)
            return text

        turns = [
            turn if turn.role == "assistant" or replaced(turn.content) == turn.content
            else Turn(turn.role, replaced(turn.content), turn.input, turn.name, turn.extra)
            for turn in record.turns
        ]  # fmt: skip
        return (
            record.replace(turns=turns) if any(a is not b for a, b in zip(turns, record.turns, strict=True)) else record
        )

    return change
