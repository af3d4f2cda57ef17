"""The one canonical shape of an item: a Record, made of Turns or of plain text, with its lineage.

On disk a record is one JSON object a line. Its heart is `messages` (or `text`), so that what lies between two steps is
already a file that chat trainers read; what the other formats need stands beside it:

    {"id": "5f1d…", "messages": [{"role": "user", "content": "你好"}, …], "meta": {…}, "lineage": {…}}

Records are treated as immutable: an operator that changes one returns a new one (`replace`), and an operator that
leaves one alone returns the very same object. That is how the pipeline knows what was changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

ROLES = ("system", "user", "assistant", "tool_call", "tool")
"""system prompt · the person · the model · the model calling a function (content: JSON) · what the function returned."""

_ROW_KEYS = frozenset(("id", "messages", "text", "chosen", "rejected", "label", "tools", "labels", "meta", "lineage"))
_TURN_KEYS = frozenset(("role", "content", "input", "name"))


@dataclass(slots=True)
class Turn:
    """One message. `input` is Alpaca's separate context of an instruction; `name` the speaker; `extra` unknown keys."""

    role: str
    content: str
    input: str | None = None
    name: str | None = None
    extra: dict[str, Any] | None = None

    def full_content(self) -> str:
        """Content with the instruction's context beneath it, as a chat trainer would show it.

        >>> Turn("user", "翻译", "good morning").full_content(), Turn("user", "", "good morning").full_content()
        ('翻译\\ngood morning', 'good morning')
        """
        if not self.input:
            return self.content
        return f"{self.content}\n{self.input}" if self.content else self.input

    def with_content(self, content: str) -> Turn:
        """The turn with another content."""
        return Turn(self.role, content, self.input, self.name, self.extra)

    def to_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {"role": self.role, "content": self.content}
        if self.input is not None:
            row["input"] = self.input
        if self.name is not None:
            row["name"] = self.name
        if self.extra:
            row.update(self.extra)
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Turn:
        """Raises ValueError where the role is none of ours or the content no text."""
        role, content = row.get("role"), row.get("content")
        if role not in ROLES or not isinstance(content, str):
            raise ValueError("a message needs a role of ours and a content that is text")
        if len(row) == 2:
            return cls(role, content)
        known_input, name = row.get("input"), row.get("name")
        extra = {k: v for k, v in row.items() if k not in _TURN_KEYS}
        if known_input is not None and not isinstance(known_input, str):
            raise ValueError("a message's input must be text")
        if name is not None and not isinstance(name, str):
            raise ValueError("a message's name must be text")
        return cls(role, content, known_input, name, extra or None)


@dataclass(slots=True)
class Lineage:
    """Where a record is from: source name, row in it (a line number where there are lines), the format recognised,
    the ids of the records it was made from, and the steps that changed it, oldest first."""

    source: str = ""
    row: int = 0
    format: str = ""
    parents: tuple[str, ...] = ()
    steps: tuple[str, ...] = ()

    def to_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {"source": self.source, "row": self.row, "format": self.format}
        if self.parents:
            row["parents"] = list(self.parents)
        if self.steps:
            row["steps"] = list(self.steps)
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Lineage:
        return cls(
            str(row.get("source", "")),
            int(row.get("row", 0)),
            str(row.get("format", "")),
            tuple(map(str, row["parents"])) if "parents" in row else (),
            tuple(map(str, row["steps"])) if "steps" in row else (),
        )

    def with_step(self, step: str) -> Lineage:
        return Lineage(self.source, self.row, self.format, self.parents, (*self.steps, step))


@dataclass(slots=True)
class Record:
    """One item of a data set.

    `turns` holds a conversation, oldest first, a system prompt as its first turn; or `text` holds plain text (for
    pretraining, or not yet divided). `chosen` and `rejected` are the two answers of a preference record, `label` the
    verdict of an unpaired (KTO) one, `tools` the JSON text of the functions on offer. `meta` keeps columns that no
    format knows, `labels` what operators found out about the record.
    """

    id: str
    turns: list[Turn] = field(default_factory=list)
    text: str | None = None
    chosen: list[Turn] | None = None
    rejected: list[Turn] | None = None
    label: bool | None = None
    tools: str | None = None
    labels: dict[str, Any] = field(default_factory=dict)
    meta: dict[str, Any] = field(default_factory=dict)
    lineage: Lineage = field(default_factory=Lineage)

    def replace(self, **changes: Any) -> Record:
        """A copy with these fields exchanged."""
        values = {name: getattr(self, name) for name in _FIELDS}
        values.update(changes)
        return Record(**values)

    def with_labels(self, **labels: Any) -> Record:
        return self.replace(labels={**self.labels, **labels})

    @property
    def system(self) -> str | None:
        """The system prompt, where the conversation starts with one."""
        return self.turns[0].content if self.turns and self.turns[0].role == "system" else None

    def texts(self) -> Iterator[str]:
        """Every text a trainer would see, in order: turns (content, then input), plain text, chosen, rejected."""
        for turn in self.turns:
            yield turn.content
            if turn.input:
                yield turn.input
        if self.text is not None:
            yield self.text
        for turn in (*(self.chosen or ()), *(self.rejected or ())):
            yield turn.content
            if turn.input:
                yield turn.input

    def map_text(self, change: Callable[[str], str]) -> Record:
        """The record with `change` applied to every text; the same object where nothing changed."""
        turns = _map_turns(self.turns, change)
        text = self.text if self.text is None else change(self.text)
        chosen = self.chosen and _map_turns(self.chosen, change)
        rejected = self.rejected and _map_turns(self.rejected, change)
        if turns is self.turns and text == self.text and chosen is self.chosen and rejected is self.rejected:
            return self
        return self.replace(turns=turns, text=text, chosen=chosen, rejected=rejected)

    def to_row(self) -> dict[str, Any]:
        """The canonical JSON object."""
        row: dict[str, Any] = {"id": self.id}
        if self.turns or self.text is None:
            row["messages"] = [turn.to_row() for turn in self.turns]
        if self.text is not None:
            row["text"] = self.text
        if self.chosen is not None:
            row["chosen"] = [turn.to_row() for turn in self.chosen]
        if self.rejected is not None:
            row["rejected"] = [turn.to_row() for turn in self.rejected]
        if self.label is not None:
            row["label"] = self.label
        if self.tools is not None:
            row["tools"] = self.tools
        if self.labels:
            row["labels"] = self.labels
        if self.meta:
            row["meta"] = self.meta
        row["lineage"] = self.lineage.to_row()
        return row

    @classmethod
    def from_row(cls, row: Mapping[str, Any]) -> Record:
        """The record of a canonical JSON object. Raises ValueError, in plain words, where it is not one."""
        try:
            if not row.keys() <= _ROW_KEYS:
                raise ValueError("unknown fields beside the canonical ones")
            chosen, rejected, text, tools = row.get("chosen"), row.get("rejected"), row.get("text"), row.get("tools")
            if not (text is None or isinstance(text, str)) or not (tools is None or isinstance(tools, str)):
                raise ValueError("text and tools must be text")
            if row.get("label") not in (None, True, False):
                raise ValueError("a label must be true or false")
            return cls(
                str(row["id"]),
                [Turn.from_row(turn) for turn in row.get("messages", ())],
                text,
                None if chosen is None else [Turn.from_row(turn) for turn in chosen],
                None if rejected is None else [Turn.from_row(turn) for turn in rejected],
                row.get("label"),
                tools,
                dict(row.get("labels", {})),
                dict(row.get("meta", {})),
                Lineage.from_row(row.get("lineage", {})),
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("a canonical record has a field of the wrong kind") from error


_FIELDS = tuple(Record.__slots__)


def is_canonical(row: Mapping[str, Any]) -> bool:
    """Whether a JSON object is a record that this program wrote."""
    return "lineage" in row and "id" in row and ("messages" in row or "text" in row) and row.keys() <= _ROW_KEYS


def record_id(source: str, row: int, content: object) -> str:
    """A stable id of 16 hexadecimal digits from the source's name, the row and what it held (bytes as they are)."""
    place = f"{source}\0{row}\0".encode("utf-8", "surrogatepass")
    held = content if isinstance(content, bytes) else dumps(content)
    return hashlib.blake2b(place + held, digest_size=8).hexdigest()


def dumps(value: object) -> bytes:
    """Compact JSON in UTF-8. Lone surrogates become U+FFFD; NaN and Infinity become null; other objects their text."""
    try:  # to be ready for keys that are no text costs each line half as much again
        return orjson.dumps(value, default=str)
    except TypeError:
        pass  # such a key, or a lone surrogate
    try:
        return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        return orjson.dumps(without_surrogates(value), default=str, option=orjson.OPT_NON_STR_KEYS)


def without_surrogates(value: Any) -> Any:
    """The value with every lone surrogate in its texts replaced by U+FFFD; integers beyond 64 bits become text."""
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {without_surrogates(k): without_surrogates(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [without_surrogates(v) for v in value]
    if isinstance(value, int) and not isinstance(value, bool) and not -(2**63) <= value < 2**64:
        return str(value)
    return value


def _map_turns(turns: list[Turn], change: Callable[[str], str]) -> list[Turn]:
    changed = False
    out = []
    for turn in turns:
        content = change(turn.content)
        context = turn.input and change(turn.input)
        if content != turn.content or context != turn.input:
            changed = True
            out.append(Turn(turn.role, content, context, turn.name, turn.extra))
        else:
            out.append(turn)
    return out if changed else turns
