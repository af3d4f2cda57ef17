"""The first half of LLaMA-Factory's way: its converters, from a row's columns to messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ftprep.ops.formats._trainers._columns import Column
from ftprep.ops.formats._trainers._dataset_entry import Entry
from ftprep.ops.formats._trainers._file import FileFacts
from ftprep.ops.formats._trainers._finding import Finding, LostRow

Stage = Literal["sft", "rm", "kto", "pt"]
Message = tuple[str, Any]
_ROLES: Mapping[str, str] = {
    "user_tag": "user", "assistant_tag": "assistant", "observation_tag": "observation", "function_tag": "function",
    "system_tag": "system",
}  # fmt: skip
"""Tag → role. Of tags that are alike the last wins, as in a dictionary that is filled in this order."""


@dataclass(slots=True)
class Converted:
    """What a converter leaves of a row: the messages, the last of them apart (two where there is a choice)."""

    prompt: list[Message]
    response: list[Message]
    system: Any = ""
    tools: Any = ""
    missing: str = ""
    """Why there is no response."""


class Converter:
    """Follows the converter that the entry's formatting names."""

    def __init__(self, entry: Entry, stage: Stage, file: FileFacts) -> None:
        self.entry = entry
        self.stage = stage
        self.table = file.table
        self._file = file
        self._message = file.table.at(entry.columns["messages"], "[]")
        tags = entry.tags
        self._sides = tuple(
            frozenset((tags[person], tags[model]))
            for person, model in (("user_tag", "observation_tag"), ("assistant_tag", "function_tag"))
        )
        self._roles = {tags[name]: role for name, role in _ROLES.items()}

    def convert(self, row: Mapping[str, Any], notes: list[Finding]) -> Converted:
        converted = self._alpaca(row, notes) if self.entry.formatting == "alpaca" else self._sharegpt(row, notes)
        for name in ("images", "videos", "audios"):
            column = self.entry.columns[name]
            if column and self._cell(row, column):
                notes.append(Finding("warned", "media", column))
        return converted

    def _why_no_text(self, row: Mapping[str, Any], column: Any, otherwise: str) -> str:
        """Whether it is a text in the file that the loader reads as something else."""
        misread = isinstance(row.get(column), str) and not isinstance(self._cell(row, column), str)
        return "not_read_as_text" if misread else otherwise

    def _cell(self, row: Mapping[str, Any], column: Any) -> Any:
        if column is None:
            raise LostRow("abort", "unnamed_column")
        known = self.table.keys.get(column)
        if known is None:
            raise LostRow("abort", "missing_column", str(column))
        return self._file.read(row.get(column), known, column)

    def _alpaca(self, row: Mapping[str, Any], notes: list[Finding]) -> Converted:
        columns = self.entry.columns
        prompt = self._history(row, notes) if columns["history"] else []
        parts = [self._cell(row, columns[key]) for key in ("prompt", "query") if columns[key]]
        if any(part and not isinstance(part, str) for part in parts):
            named = [columns[key] for key in ("prompt", "query") if columns[key]]
            reasons = [self._why_no_text(row, column, "content_not_text") for column in named]
            raise LostRow("abort", max(reasons), ", ".join(named))
        prompt.append(("user", "\n".join(part for part in parts if part)))
        response: list[Message] = []
        if columns["kto_tag"] and isinstance(tag := self._cell(row, columns["kto_tag"]), bool):
            text = self._cell(row, columns["response"])
            if text is not None and not isinstance(text, str):  # it stands in one column with the empty answer
                reason = self._why_no_text(row, columns["response"], "content_not_text")
                raise LostRow("abort", reason, str(columns["response"]))
            answer = ("assistant", text)
            response = [answer, ("assistant", "")] if tag else [("assistant", ""), answer]
        elif self.entry.ranking and all(
            isinstance(self._cell(row, columns[key]), str) for key in ("chosen", "rejected")
        ):
            response = [("assistant", self._cell(row, columns[key])) for key in ("chosen", "rejected")]
        elif columns["response"] and isinstance(answer_text := self._cell(row, columns["response"]), str):
            response = [("assistant", answer_text)]
        missing = "" if response else self._why_no_text(row, columns["response"], "answer_not_text")
        return Converted(prompt, response, *self._beside(row), missing)

    def _beside(self, row: Mapping[str, Any]) -> tuple[Any, Any]:
        columns = self.entry.columns
        return tuple(self._cell(row, columns[key]) if columns[key] else "" for key in ("system", "tools"))  # type: ignore[return-value]

    def _history(self, row: Mapping[str, Any], notes: list[Finding]) -> list[Message]:
        column = self.entry.columns["history"]
        value = self._cell(row, column)
        if not isinstance(value, list):
            if value:
                notes.append(Finding("changed", "history_ignored", "history"))
            return []
        out: list[Message] = []
        for number, given in enumerate(value, 1):
            pair = given
            where = f"history {number}"
            if isinstance(pair, Mapping):
                known = self.table.at(column, "[]")
                pair = list(known.keys) if known is not None else []
                notes.append(Finding("changed", "history_misread", where))
            elif isinstance(pair, str) and len(pair) == 2:
                notes.append(Finding("changed", "history_misread", where))
            if not isinstance(pair, list | str) or len(pair) != 2:
                raise LostRow("abort", "not_pairs", where)
            item = self.table.at(column, "[]", "[]")
            out += [(role, self._file.read(text, item)) for role, text in zip(("user", "assistant"), pair, strict=True)]
        return out

    def _sharegpt(self, row: Mapping[str, Any], notes: list[Finding]) -> Converted:
        entry, tags = self.entry, self.entry.tags
        messages = self._cell(row, entry.columns["messages"])
        if not isinstance(messages, list | str) or (isinstance(messages, str) and messages):
            raise LostRow("abort", "not_messages", str(entry.columns["messages"]))
        messages = list(messages)
        lead = False
        if tags["system_tag"] and messages and self._part(messages[0], "role_tag", 1) == tags["system_tag"]:
            system = self._part(messages[0], "content_tag", 1)
            lead = True
        else:
            column = entry.columns["system"]
            system = self._cell(row, column) if column else ""
        if lead and entry.columns["system"] and row.get(entry.columns["system"]):
            notes.append(Finding("changed", "system_column_ignored", str(entry.columns["system"])))
        aligned, lost = self._aligned(messages[1:] if lead else messages, 2 if lead else 1)
        if lost is None and len(aligned) % 2 != (1 if entry.ranking else 0):
            lost = Finding("dropped", "even_count" if entry.ranking else "odd_count")
        prompt, response = self._answers(row, aligned, lost, notes)
        tools = self._cell(row, entry.columns["tools"]) if entry.columns["tools"] else ""
        if lost is not None:
            self._lose(lost)
        return Converted(prompt, response, system, tools)

    def _lose(self, lost: Finding) -> None:
        """Skipped by the processor; in KTO training the row after it then finds nothing to compare with."""
        if self.stage == "kto":
            raise LostRow("abort", "breaks_the_next", lost.where)
        raise LostRow("dropped", lost.reason, lost.where)

    def _aligned(self, messages: list[Any], first: int) -> tuple[list[Message], Finding | None]:
        """The messages up to the first whose role is out of order, and that."""
        tags = self.entry.tags
        out: list[Message] = []
        for number, message in enumerate(messages):
            role = self._part(message, "role_tag", number + first)
            if isinstance(role, list | dict) or role not in self._sides[number % 2]:
                reason = "system_in_the_middle" if role == tags["system_tag"] and role is not None else "role_order"
                return out, Finding("dropped", reason, f"message {number + first}")
            out.append((self._role(role), self._part(message, "content_tag", number + first)))
        return out, None if out else Finding("dropped", "no_turns")

    def _role(self, tag: Any) -> str:
        if isinstance(tag, list | dict) or tag not in self._roles:
            raise LostRow("abort", "unknown_choice_role")
        return self._roles[tag]

    def _part(self, message: Any, tag: str, number: int) -> Any:
        return self._key(message, self.entry.tags[tag], self._message, f"message {number}")

    def _key(self, message: Any, key: Any, known: Column | None, where: str) -> Any:
        if type(message) is not dict and not isinstance(message, Mapping):
            raise LostRow("abort", "not_messages", where)
        column = known.keys.get(key) if known is not None else None
        if column is None:
            raise LostRow("abort", "unnamed_column" if key is None else "missing_column", str(key or where))
        return self._file.read(message.get(key), column)

    def _answers(
        self, row: Mapping[str, Any], aligned: list[Message], lost: Finding | None, notes: list[Finding]
    ) -> tuple[list[Message], list[Message]]:
        columns = self.entry.columns
        if lost is not None:
            return [], []
        if columns["kto_tag"] and isinstance(tag := self._cell(row, columns["kto_tag"]), bool):
            answer = aligned[-1:]
            return aligned[:-1], [*answer, ("assistant", "")] if tag else [("assistant", ""), *answer]
        if self.entry.ranking and all(
            isinstance(self._cell(row, columns[key]), Mapping) for key in ("chosen", "rejected")
        ):
            return aligned, [self._choice(row, key, notes) for key in ("chosen", "rejected")]
        return aligned[:-1], aligned[-1:]

    def _choice(self, row: Mapping[str, Any], key: str, notes: list[Finding]) -> Message:
        column, tags = self.entry.columns[key], self.entry.tags
        known = self.table.keys.get(column)
        role = self._key(row[column], tags["role_tag"], known, column)
        if isinstance(role, list | dict) or role not in (tags["assistant_tag"], tags["function_tag"]):
            notes.append(Finding("changed", "choice_role", column))
        return self._role(role), self._key(row[column], tags["content_tag"], known, column)
