"""What the chat trainers and services do with a row: one checker, told by tables what each of them asks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ftprep.ops.formats._formats import Task
from ftprep.ops.formats._trainers._chat_reasons import REASONS
from ftprep.ops.formats._trainers._chat_rules import Rules
from ftprep.ops.formats._trainers._file import FileFacts
from ftprep.ops.formats._trainers._finding import Finding, LostRow, Verdict

__all__ = ["REASONS", "Chat", "is_json"]

_ANSWERS = frozenset(("assistant", "gpt", "bot"))
_PERSONS = frozenset(("user", "human"))
_CALLS = frozenset(("tool_call", "function_call"))
_RESULTS = frozenset(("tool", "tool_response", "observation", "function"))
_SUPPORTED = ("prompt", "chosen", "rejected", "completion", "messages", "label")
_TEXT_COLUMNS = ("prompt", "completion", "chosen", "rejected", "text")
_TRL_KINDS = (
    {"messages"}, {"prompt", "completion"}, {"prompt", "chosen", "rejected"}, {"chosen", "rejected"}, {"prompt", "completion", "label"},
)  # fmt: skip


class Chat:
    """The checker of one file for one of the trainers in CHAT_RULES."""

    def __init__(self, rules: Rules, task: Task, file: FileFacts) -> None:
        self.rules = rules
        self.task = task
        self._file = file

    def about_file(self) -> list[Finding]:
        limits, rows, size = self.rules.limits, self._file.rows, self._file.size
        out = []
        if rows == 0:
            out.append(Finding("abort", "empty_file"))
        elif rows < limits.least_rows:
            out.append(Finding(limits.fewer_is, "too_few_rows", f"{rows} < {limits.least_rows}"))
        if limits.most_rows and rows > limits.most_rows:
            out.append(Finding(limits.more_is, "too_many_rows", f"{rows} > {limits.most_rows}"))
        if limits.most_bytes and size > limits.most_bytes:
            out.append(Finding("abort", "file_too_large", f"{size} > {limits.most_bytes}"))
        if self.rules.lines_only and self._file.layout != "jsonl":
            out.append(Finding("abort", "not_lines", self._file.layout))
        if self.rules.columns and self._file.layout in ("jsonl", "json"):
            columns = self._file.table.keys
            out += [
                Finding("abort", "not_read_as_text", name)
                for name in _TEXT_COLUMNS
                if name in columns and columns[name].all_times()
            ]
            if self.rules.name == "trl":
                out += [
                    Finding("changed", "not_read_as_text", f"{name}[].content")
                    for name in _SUPPORTED
                    if (content := self._file.table.at(name, "[]", "content")) is not None and content.all_times()
                ]
        if self.rules.not_in_names and re.search(self.rules.not_in_names, self._file.name):
            out.append(Finding("abort", "bad_file_name"))
        return out

    def reading(self, place: int) -> Finding | None:
        found = self._file.bad.get(place)
        if found is None or found.reason != "mixed_types":
            return found
        return Finding("warned", "mixed_types", found.where) if self.rules.columns else None

    def check(self, row: Any) -> list[Finding]:
        """The findings, the one that loses the row first."""
        notes: list[Finding] = []
        try:
            if not isinstance(row, Mapping):
                self._lose("not_an_object")
            else:
                self._row(row, notes)
        except LostRow as lost:
            return [lost.finding, *notes]
        return notes

    def _lose(self, reason: str, where: str = "", verdict: Verdict | None = None) -> None:
        raise LostRow(verdict or self.rules.wrong, reason, where)

    def _note(self, notes: list[Finding], verdict: Verdict, reason: str, where: str = "") -> None:
        if verdict in ("abort", "dropped"):
            raise LostRow(verdict, reason, where)
        notes.append(Finding(verdict, reason, where))

    def _row(self, row: Mapping[str, Any], notes: list[Finding]) -> None:
        rules = self.rules
        if rules.name == "trl":
            self._trl_columns(row)
        if self.task == "pretrain" and rules.name in ("trl", "axolotl"):
            self._text(row, notes)
            return
        self._keys(row, notes)
        self._system(row, notes)
        for name, messages, whole in self._conversations(row):
            if isinstance(messages, str) and not whole:
                if not messages.strip():
                    self._note(notes, rules.empty, "empty_content", name)
                continue
            self._messages(messages, name, notes, whole=whole)
        if "label" in row and self.task == "kto" and not isinstance(row["label"], bool):
            self._lose("label_not_bool", "label")
        self._tools(row, notes)

    def _text(self, row: Mapping[str, Any], notes: list[Finding]) -> None:
        text = row.get("text")
        if not isinstance(text, str):
            self._lose("missing_column" if text is None else "content_not_text", "text")
        elif not text.strip():
            self._note(notes, "warned", "empty_content", "text")

    def _trl_columns(self, row: Mapping[str, Any]) -> None:
        given = {key for key in _SUPPORTED if row.get(key) is not None}
        if given and given not in _TRL_KINDS:
            self._lose("mixed_columns" if "messages" in given else "missing_column", ", ".join(sorted(given)))

    def _keys(self, row: Mapping[str, Any], notes: list[Finding]) -> None:
        allowed = self.rules.row_keys
        if self.task == "preference" and self.rules.name == "openai":
            allowed = frozenset(("input", "preferred_output", "non_preferred_output"))
        if allowed is not None and (unknown := row.keys() - allowed):
            verdict: Verdict = "abort" if self.rules.name == "bedrock_claude" else "warned"
            self._note(notes, verdict, "unknown_key", ", ".join(sorted(unknown)))

    def _system(self, row: Mapping[str, Any], notes: list[Finding]) -> None:
        system, kind = row.get("system"), self.rules.system
        if system is None or kind == "message":
            return
        if kind == "text":
            if not isinstance(system, str):
                self._lose("bad_system", "system")
            texts = [system]
        else:
            if not isinstance(system, list) or any(
                not isinstance(p, Mapping) or not isinstance(p.get("text"), str) for p in system
            ):
                self._lose("bad_system", "system")
            texts = [part["text"] for part in system]
        for text in texts:
            if not text.strip():
                self._note(notes, self.rules.empty, "empty_content", "system")
            self._reserved(text, "system")

    def _conversations(self, row: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
        """(column, list of messages or text, whether it is a whole conversation and not a part of one)."""
        name = self.rules.name
        parts = [key for key in ("prompt", "completion", "chosen", "rejected") if row.get(key) is not None]
        if name == "openai" and self.task == "preference":
            yield from self._openai_preference(row)
        elif name == "trl" and parts:
            yield from ((key, row[key], False) for key in parts)
        elif name == "axolotl" and self.task == "preference":
            yield from self._axolotl_preference(row)
        else:
            yield "messages", row.get("messages"), True
            if name == "ms_swift":
                self._swift_rejected(row, row.get("messages"))

    def _openai_preference(self, row: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
        given = row.get("input")
        if not isinstance(given, Mapping):
            self._lose("missing_column", "input")
        else:
            yield "input.messages", given.get("messages"), False
        for key in ("preferred_output", "non_preferred_output"):
            answers = row.get(key)
            if not isinstance(answers, list) or len(answers) != 1:
                self._lose("missing_column", key)
            yield key, answers, False

    def _axolotl_preference(self, row: Mapping[str, Any]) -> Iterator[tuple[str, Any, bool]]:
        for key in ("chosen", "rejected"):
            value = row.get(key)
            if value is None:
                self._lose("missing_column", key)
            yield key, value if isinstance(value, str | list) else [value], False
        yield "messages", row.get("messages"), False

    def _swift_rejected(self, row: Mapping[str, Any], messages: Any) -> None:
        if "rejected_response" in self._file.table.keys or "rejected_response" in row:
            rejected = row.get("rejected_response")
            last = (
                messages[-1].get("content")
                if isinstance(messages, list) and messages and isinstance(messages[-1], Mapping)
                else None
            )
            if rejected is None:
                self._lose("missing_column", "rejected_response")
            if rejected == last:
                self._lose("same_answers", "rejected_response")
        elif self.task == "preference" and not row.get("rejected_messages"):
            self._lose("missing_column", "rejected_messages")

    def _messages(self, messages: Any, name: str, notes: list[Finding], *, whole: bool) -> None:
        if messages is None:
            self._lose("missing_column", name)
        if not isinstance(messages, list):
            self._lose("not_messages", name)
        if not messages:
            self._lose("no_turns", name)
        roles = [
            self._message(message, f"{name} {number}", number, notes) for number, message in enumerate(messages, 1)
        ]
        if self.rules.name == "openai":
            self._results(messages, notes)
        if whole and self.rules.untrained is not None and not any(map(self._trained, messages)):
            self._lose("nothing_trained", name, self.rules.untrained)
        if whole:
            self._order(roles, notes)
            if not _ANSWERS & set(roles) and not _CALLS & set(roles) and not _has_calls(messages):
                self._note(
                    notes,
                    self.rules.wrong if self.rules.wrong == "abort" and not self.rules.columns else "warned",
                    "no_assistant",
                    name,
                )

    def _trained(self, message: Mapping[str, Any]) -> bool:
        """Whether there is anything of the model in it."""
        return message.get("role") in _ANSWERS & self.rules.roles and bool(
            message.get("content") or message.get("tool_calls")
        )

    def _message(self, message: Any, where: str, number: int, notes: list[Finding]) -> str:
        rules = self.rules
        if not isinstance(message, Mapping):
            self._lose("not_messages", where)
        role = message.get("role")
        if role is None and rules.name == "ms_swift":
            role = message.get("from")
        if not isinstance(role, str) or role not in rules.roles:
            first_bare = rules.name == "axolotl" and role is None and number == 1  # it looks for a system prompt there
            self._note(notes, "abort" if first_bare else rules.odd_message or rules.wrong, "unknown_role", where)
        if role in ("system", "developer") and number > 1:
            self._note(notes, "warned", "system_in_the_middle", where)
        calls = message.get("tool_calls")
        content = message.get("content", message.get("value") if rules.name == "ms_swift" else None)
        if calls:
            self._calls(calls, where, notes)
        if content is None and (calls or message.get("function_call")) and rules.null_with_calls:
            return str(role)
        for text in self._texts(content, where, notes):
            if not text.strip() and not calls:
                self._note(notes, rules.empty, "empty_content", where)
            if role in _PERSONS:
                self._reserved(text, where)
        self._message_keys(message, str(role), where, notes)
        return str(role)

    def _texts(self, content: Any, where: str, notes: list[Finding]) -> Sequence[str]:
        """The texts of a message. What is none is lost, or left to the chat template."""
        kind = self.rules.content
        if isinstance(content, str) and kind != "parts":
            return (content,)
        if not isinstance(content, list) or kind == "text" or not content:
            self._note(notes, self.rules.odd_message or self.rules.wrong, "content_not_text", where)
            return ()
        texts = []
        for part in content:
            text = part.get("text") if isinstance(part, Mapping) else None
            if isinstance(text, str):
                texts.append(text)
            else:
                reason = "media" if isinstance(part, Mapping) and part else "content_not_text"
                self._note(notes, self.rules.odd_message or self.rules.wrong, reason, where)
        return texts

    def _message_keys(self, message: Mapping[str, Any], role: str, where: str, notes: list[Finding]) -> None:
        rules = self.rules
        if rules.message_keys is not None and (unknown := message.keys() - rules.message_keys):
            verdict: Verdict = "abort" if rules.name == "bedrock_claude" else "warned"
            self._note(notes, verdict, "unknown_key", f"{where}: {', '.join(sorted(unknown))}")
        if rules.name == "openai" and "weight" in message and (role != "assistant" or message["weight"] not in (0, 1)):
            self._note(notes, "abort", "bad_weight", where)
        if not rules.weights and message.keys() & {"weight", "loss"}:
            self._note(notes, "changed", "unused_key", where)

    def _reserved(self, text: str, where: str) -> None:
        if any(word in text for word in self.rules.reserved):
            self._lose("reserved_word", where)

    def _calls(self, calls: Any, where: str, notes: list[Finding]) -> None:
        rules = self.rules
        if rules.tools == "none":
            self._lose("tools_not_trained", where)
        if not isinstance(calls, list):
            self._lose("bad_call", where)
        for call in calls:
            function = call.get("function") if isinstance(call, Mapping) else None
            if not isinstance(function, Mapping):
                self._lose("bad_call", where)
            elif not isinstance(function.get("name"), str):
                self._note(notes, rules.odd_message or rules.wrong, "bad_call", where)
            arguments = function.get("arguments") if isinstance(function, Mapping) else None
            if rules.name == "openai" and not isinstance(arguments, str):
                self._lose("bad_call", where)
            if rules.name == "axolotl" and isinstance(arguments, str) and not is_json(arguments):
                self._lose("bad_call", where)

    def _results(self, messages: list[Any], notes: list[Finding]) -> None:
        """Each result names a call that was made before it."""
        called: set[Any] = set()
        for number, message in enumerate(messages, 1):
            called.update(call.get("id") for call in message.get("tool_calls") or ())
            if message.get("role") == "tool" and message.get("tool_call_id") not in called:
                self._note(notes, "warned", "call_without_result", f"message {number}")

    def _order(self, roles: list[str], notes: list[Finding]) -> None:
        rules = self.rules
        turns = [role for role in roles if role not in ("system", "developer")]
        if rules.strict_turns:
            if not turns or turns[0] not in _PERSONS:
                self._lose("first_not_user")
            if turns[-1] not in _ANSWERS:
                self._lose("last_not_assistant")
            if any((role in _PERSONS) != (number % 2 == 0) for number, role in enumerate(turns)):
                self._lose("not_alternating")
        elif turns and turns[-1] not in _ANSWERS and turns[-1] not in _CALLS:
            self._note(notes, rules.ends_with_answer or "warned", "last_not_assistant")

    def _tools(self, row: Mapping[str, Any], notes: list[Finding]) -> None:
        tools = row.get("tools")
        if tools is None or tools == [] or (tools == "" and self.rules.name not in ("trl", "axolotl")):
            return
        if self.rules.tools == "none":
            self._note(notes, "abort", "tools_not_trained", "tools")
        if isinstance(tools, str) and self.rules.name != "openai":
            try:
                tools = json.loads(tools)
            except ValueError:
                self._note(notes, "changed" if self.rules.name == "ms_swift" else "abort", "bad_tools", "tools")
                return
        if not isinstance(tools, list) or any(not isinstance(tool, Mapping) for tool in tools):
            self._note(notes, "changed" if self.rules.name == "ms_swift" else "abort", "bad_tools", "tools")


def _has_calls(messages: list[Any]) -> bool:
    return any(isinstance(message, Mapping) and message.get("tool_calls") for message in messages)


def is_json(text: str) -> bool:
    """Whether the text is JSON as Python reads it.

    >>> is_json('{"a": 1}'), is_json("{'a': 1}")
    (True, False)
    """
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True
