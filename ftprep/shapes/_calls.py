"""Function calls: a turn's JSON ↔ OpenAI's tool_calls; lists of functions, bare ↔ wrapped."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from ftprep.shapes._shape import ShapeError


def loads(text: str | bytes, reason: str) -> Any:
    """The JSON value. Raises ShapeError of that reason."""
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise ShapeError(reason) from None


def calls_of(content: str) -> list[dict[str, Any]]:
    """The calls that a tool_call turn holds, each {"name", "arguments"}. Raises ShapeError."""
    value = loads(content, "bad_call")
    calls = value if isinstance(value, list) else [value]
    for call in calls:
        if not isinstance(call, dict) or not isinstance(call.get("name"), str) or "arguments" not in call:
            raise ShapeError("bad_call")
    if not calls:
        raise ShapeError("bad_call")
    return calls


def content_of(functions: list[Any]) -> str:
    """OpenAI's function objects → the content of a tool_call turn: one call as an object, more as a list."""
    calls = []
    for function in functions:
        if not isinstance(function, Mapping) or not isinstance(function.get("name"), str):
            raise ShapeError("bad_call")
        arguments = function.get("arguments", {})
        if isinstance(arguments, str):
            try:
                decoded = orjson.loads(arguments)
            except orjson.JSONDecodeError:
                decoded = arguments
            arguments = decoded if isinstance(decoded, dict) else arguments
        calls.append({"name": function["name"], "arguments": arguments})
    if not calls:
        raise ShapeError("bad_call")
    return as_python_writes(calls[0] if len(calls) == 1 else calls)


def openai_calls(content: str, ids: Iterator[str]) -> list[dict[str, Any]]:
    """The content of a tool_call turn → OpenAI's tool_calls, arguments as JSON text."""
    return [
        {
            "id": next(ids),
            "type": "function",
            "function": {"name": call["name"], "arguments": _argument_text(call["arguments"])},
        }
        for call in calls_of(content)
    ]


def _argument_text(arguments: Any) -> str:
    return arguments if isinstance(arguments, str) else as_python_writes(arguments)


def tools_text(value: Any) -> str | None:
    """The functions on offer as JSON text: OpenAI's wrapping taken off, text left as it is, None where there are none."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        raise ShapeError("bad_tools")
    return as_python_writes([_unwrapped(tool) for tool in value])


def tools_list(text: str) -> list[Any]:
    """The functions on offer as OpenAI's list, each wrapped. Raises ShapeError."""
    value = loads(text, "bad_tools")
    if not isinstance(value, list):
        raise ShapeError("bad_tools")
    return [
        tool if isinstance(tool, dict) and "function" in tool else {"type": "function", "function": tool}
        for tool in value
    ]


def as_python_writes(value: Any) -> str:
    """JSON with a blank after commas and colons: how most data sets write it, so that it comes back as it was."""
    return json.dumps(value, ensure_ascii=False)


def _unwrapped(tool: Any) -> Any:
    if isinstance(tool, Mapping) and tool.keys() == {"type", "function"} and tool["type"] == "function":
        return tool["function"]
    return tool
