"""Lists of messages ↔ turns, whatever the keys and the words for the roles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from ftprep.record import Turn
from ftprep.shapes._calls import content_of, openai_calls
from ftprep.shapes._shape import ShapeError

ROLES: Mapping[str, str] = {
    "user": "user", "human": "user", "prompter": "user", "用户": "user", "客户": "user", "人类": "user",
    "assistant": "assistant", "gpt": "assistant", "bot": "assistant", "model": "assistant", "chatgpt": "assistant",
    "ai": "assistant", "助手": "assistant", "助理": "assistant", "客服": "assistant", "机器人": "assistant",
    "system": "system", "developer": "system", "系统": "system",
    "tool_call": "tool_call", "function_call": "tool_call",
    "tool": "tool", "observation": "tool", "tool_response": "tool", "function": "tool", "ipython": "tool",
}  # fmt: skip
"""The words for a role that are understood → ours."""

_KNOWN = frozenset(("role", "from", "content", "value", "name", "tool_calls", "function_call", "tool_call_id"))


def is_messages(value: Any) -> bool:
    """Whether this looks like a list of messages, by its first one."""
    if not isinstance(value, list) or not value:
        return False
    first = value[0]
    return isinstance(first, Mapping) and ("role" in first or "from" in first)


def parse_turns(messages: Any) -> list[Turn]:
    """The turns of a list of messages. Raises ShapeError.

    Ids of calls that are just the count of them (`call_1`, `call_2` …) are left out: writing makes them again.
    """
    if not isinstance(messages, list):
        raise ShapeError("not_messages")
    turns: list[Turn] = []
    plain = _ids()
    waiting: Iterator[str] = iter(())
    for number, message in enumerate(messages, 1):
        if message.__class__ is dict and len(message) == 2 and (quick := _usual(message)) is not None:
            turns.append(quick)
            continue
        if not isinstance(message, Mapping):
            raise ShapeError("not_messages", f"message {number}")
        turn, calls = _turn(message, number)
        if calls:
            expected = [next(plain) for _ in calls]
            if any(calls) and calls != expected:
                turn.extra = {**(turn.extra or {}), "tool_call_ids": calls}
            waiting = iter(calls if any(calls) else expected)
        if turn.role == "tool":
            expected_id = next(waiting, None)
            if turn.extra and turn.extra.get("tool_call_id") == expected_id:
                turn.extra = {key: value for key, value in turn.extra.items() if key != "tool_call_id"} or None
        turns.append(turn)
    return turns


def _usual(message: Mapping[str, Any]) -> Turn | None:
    """The turn of a message of two texts: the common case, and the fast way."""
    word, content = message.get("role"), message.get("content")
    if word is None:
        word, content = message.get("from"), message.get("value")
    role = ROLES.get(word) if word.__class__ is str else None
    return Turn(role, content) if role is not None and role != "tool" and content.__class__ is str else None


def parse_turn(message: Any) -> Turn:
    """One message that stands alone: a chosen or a rejected answer."""
    turns = parse_turns([message])
    return turns[0]


def _turn(message: Mapping[str, Any], number: int) -> tuple[Turn, list[str]]:
    word = message.get("role", message.get("from"))
    role = ROLES.get(word.strip().lower()) if isinstance(word, str) else None
    if role is None:
        raise ShapeError("unknown_role" if word is not None else "missing_field", f"message {number}: role")
    extra = {key: value for key, value in message.items() if key not in _KNOWN and value is not None}
    name = message.get("name")
    if name is not None and not isinstance(name, str):
        raise ShapeError("not_text", f"message {number}: name")
    calls: list[str] = []
    content = message.get("content", message.get("value"))
    tool_calls, legacy = message.get("tool_calls"), message.get("function_call")
    if role == "assistant" and (tool_calls or legacy):
        if content is not None and content != "" and (text := parts_text(content, number)):
            extra["text"] = text
        if not isinstance(tool_calls or [], list):
            raise ShapeError("bad_call", f"message {number}")
        functions = [
            call.get("function", call) if isinstance(call, Mapping) else call for call in tool_calls or [legacy]
        ]
        calls = [str(call.get("id") or "") if isinstance(call, Mapping) else "" for call in tool_calls or [{}]]
        return Turn("tool_call", content_of(functions), None, name, extra or None), calls
    if role == "tool" and message.get("tool_call_id") is not None:
        extra["tool_call_id"] = str(message["tool_call_id"])
    return Turn(role, parts_text(content, number), None, name, extra or None), calls


def parts_text(content: Any, number: int) -> str:
    """The text of a message's content: text, or a list of parts that are all text."""
    if isinstance(content, str):
        return content
    if content is None:
        raise ShapeError("missing_field", f"message {number}: content")
    if not isinstance(content, list):
        raise ShapeError("not_text", f"message {number}: content")
    texts = []
    for part in content:
        text = part.get("text") if isinstance(part, Mapping) else part
        if not isinstance(text, str):
            raise ShapeError("not_text_part", f"message {number}")
        texts.append(text)
    return "\n".join(texts)


def keyed(turns: Sequence[Turn], role_key: str, content_key: str, roles: Mapping[str, str]) -> list[dict[str, Any]]:
    """The turns as messages with these keys and words; names and further fields stand beside the content."""
    out = []
    for turn in turns:
        message: dict[str, Any] = {role_key: roles[turn.role], content_key: turn.content}
        if turn.input is not None:
            raise ShapeError("has_input")
        if turn.name is not None:
            message["name"] = turn.name
        if turn.extra:
            if "tool_call_ids" in turn.extra or "tool_call_id" in turn.extra or "text" in turn.extra:
                raise ShapeError("has_fields", ", ".join(sorted(turn.extra)))
            message.update(turn.extra)
        out.append(message)
    return out


def openai_messages(turns: Sequence[Turn]) -> list[dict[str, Any]]:
    """The turns as OpenAI's messages: calls as tool_calls, results with the id of their call."""
    plain = _ids()
    waiting: Iterator[str] = iter(())
    out = []
    for turn in turns:
        if turn.input is not None:
            raise ShapeError("has_input")
        extra = dict(turn.extra or {})
        message: dict[str, Any]
        if turn.role == "tool_call":
            calls = openai_calls(turn.content, plain)
            given = extra.pop("tool_call_ids", None)
            if isinstance(given, list) and len(given) == len(calls):
                for call, identity in zip(calls, given, strict=True):
                    call["id"] = identity
            message = {"role": "assistant", "content": extra.pop("text", None), "tool_calls": calls}
            waiting = iter([call["id"] for call in calls])
        elif turn.role == "tool":
            expected = next(waiting, None)
            identity = extra.pop("tool_call_id", expected)
            message = {"role": "tool", "content": turn.content}
            if identity is not None:
                message["tool_call_id"] = identity
        else:
            message = {"role": turn.role, "content": turn.content}
        if turn.name is not None:
            message["name"] = turn.name
        if extra:
            message.update(extra)
        out.append(message)
    return out


def _ids() -> Iterator[str]:
    return (f"call_{number}" for number in count(1))
