"""What a shape is: how the rows of one training format are known, read and written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ftprep.record import Record, Turn

Row = Mapping[str, Any]

SHAPE_REASONS: Mapping[str, tuple[str, str]] = {
    "missing_field": ("A field that this format needs is not in the row.", "该行缺少此格式必需的字段。"),
    "not_text": ("A field that must be text holds something else.", "应为文本的字段里不是文本。"),
    "not_messages": ("The conversation is no list of messages.", "对话不是由消息组成的列表。"),
    "no_messages": ("The conversation is empty.", "对话是空的。"),
    "unknown_role": ("A message has a role that no format knows.", "消息的角色无法识别。"),
    "not_text_part": (
        "A message holds a picture, a sound or another part that is no text.",
        "消息含图片、音频等非文本内容。",
    ),
    "bad_label": ("The label of a KTO row is neither true nor false.", "KTO 标签既不是 true 也不是 false。"),
    "bad_call": (
        "A function call is not JSON with a name and arguments.",
        "函数调用不是含 name 和 arguments 的 JSON。",
    ),
    "bad_tools": ("The list of functions is not a JSON list.", "函数列表不是 JSON 列表。"),
    "only_text": ("Plain text is no conversation.", "纯文本不是对话。"),
    "has_turns": ("A conversation is no plain text.", "对话不是纯文本。"),
    "has_system": ("The format has no place for a system prompt.", "此格式放不下系统提示词。"),
    "empty_system": (
        "The format can't tell an empty system prompt from none.",
        "此格式无法区分空的系统提示词与没有系统提示词。",
    ),
    "has_history": (
        "The format holds one question and one answer; the conversation has more turns.",
        "此格式只容一问一答，而对话不止一轮。",
    ),
    "has_tools": ("The format has no place for functions and calls.", "此格式放不下函数与函数调用。"),
    "has_input": ("The format has no separate place for an instruction's input.", "此格式没有单独存放 input 的位置。"),
    "has_names": ("The format has no place for speakers' names.", "此格式放不下说话人姓名。"),
    "has_fields": ("The format has no place for a message's further fields.", "此格式放不下消息的附加字段。"),
    "has_label": ("The format has no place for a KTO label.", "此格式放不下 KTO 标签。"),
    "no_label": ("The record has no KTO label.", "记录没有 KTO 标签。"),
    "is_preference": (
        "The format has no place for a chosen and a rejected answer.",
        "此格式放不下 chosen 与 rejected 两个回答。",
    ),
    "no_preference": ("The record has no chosen and rejected answer.", "记录没有 chosen 与 rejected 回答。"),
    "long_answer": (
        "A chosen or rejected answer has more messages than the format holds.",
        "chosen 或 rejected 的消息数超出此格式所能容纳。",
    ),
    "turn_order": ("The turns do not alternate as the format needs.", "对话轮次不符合此格式要求的交替顺序。"),
    "no_answer": ("The conversation does not end with an answer.", "对话没有以回答结束。"),
}
"""Why a row can't be read as its format, or a record not be written in one → (English, Chinese)."""


class ShapeError(Exception):
    """A row that is not of the shape, or a record that the shape can't hold.

    `reason` is a key of SHAPE_REASONS; `detail` names a field or a place, never a piece of the text.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(f"{reason}: {detail}" if detail else reason)


@dataclass(frozen=True, slots=True)
class Shape:
    """One format's rows. `parse` and `row` are each other's inverse for every record that the format can hold.

    An empty text in an optional field (`input`, `system`, `history`, `tools`) means that there is none: trainers
    make no difference, and files need a column to be there in every row.
    """

    name: str
    matches: Callable[[Row], bool]
    """Whether the keys and kinds of a row's values are this shape's; cheap, and says nothing about the details."""
    parse: Callable[[Row], Record]
    """The record, without id and lineage, unknown columns in meta. Raises ShapeError."""
    row: Callable[[Record], dict[str, Any]]
    """The row, without id, lineage, labels and meta. Raises ShapeError where it would lose something."""


def as_text(value: Any, field: str) -> str:
    """A cell as text: numbers (spreadsheets) are written out; what is no text at all is an error."""
    if isinstance(value, str):
        return value
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    raise ShapeError("missing_field" if value is None else "not_text", field)


def as_optional(value: Any, field: str) -> str | None:
    """The same, None where there is none or an empty one."""
    return None if value is None or value == "" else as_text(value, field)


def as_label(value: Any, field: str) -> bool:
    """A KTO label: true and false, also as a spreadsheet or a CSV writes them."""
    if isinstance(value, bool):
        return value
    known = {"true": True, "false": False, "1": True, "0": False}
    word = str(value).strip().lower()
    if isinstance(value, str | int) and word in known:
        return known[word]
    raise ShapeError("bad_label", field)


def conversation(record: Record) -> list[Turn]:
    """The turns. Raises ShapeError where the record is plain text or holds none."""
    if record.text is not None:
        raise ShapeError("only_text")
    if not record.turns:
        raise ShapeError("no_messages")
    return record.turns


def refuse(record: Record, *, tools: bool = False, label: bool = False, preference: bool = False) -> None:
    """Raises ShapeError for what is named and there."""
    if tools and record.tools is not None:
        raise ShapeError("has_tools")
    if label and record.label is not None:
        raise ShapeError("has_label")
    if preference and (record.chosen is not None or record.rejected is not None):
        raise ShapeError("is_preference")


def preference(record: Record) -> tuple[list[Turn], list[Turn]]:
    """Both answers. Raises ShapeError where one is missing."""
    if not record.chosen or not record.rejected:
        raise ShapeError("no_preference")
    return record.chosen, record.rejected


def bare(turn: Turn) -> str:
    """The content of a turn that has nothing else. Raises ShapeError."""
    if turn.input is not None:
        raise ShapeError("has_input")
    if turn.name is not None:
        raise ShapeError("has_names")
    if turn.extra:
        raise ShapeError("has_fields", ", ".join(sorted(turn.extra)))
    return turn.content


def only_answer(turns: list[Turn]) -> str:
    """The text of an answer that is a single plain message of the model. Raises ShapeError."""
    if len(turns) != 1:
        raise ShapeError("long_answer")
    if turns[0].role != "assistant":
        raise ShapeError("has_tools" if turns[0].role in ("tool_call", "tool") else "turn_order")
    return bare(turns[0])


def divide(turns: list[Turn]) -> tuple[str | None, list[Turn], Turn | None]:
    """(system prompt, the turns up to the last question, the answer to it; None where it ends on the question)."""
    system = turns[0] if turns[0].role == "system" else None
    rest = turns[1:] if system else turns
    text = None if system is None else bare(system)
    if text == "":
        raise ShapeError("empty_system")
    answer = rest[-1] if rest and rest[-1].role != "user" else None
    return text, rest[:-1] if answer else rest, answer
