"""The second half of LLaMA-Factory's way: its formatters, from messages to the text that is trained on."""

from __future__ import annotations

import json
import re
from typing import Any, Literal

from ftprep.ops.formats._trainers._finding import Finding, LostRow
from ftprep.ops.formats._trainers._llamafactory_convert import Converted, Stage

ToolFormat = Literal["qwen", "glm4", "default"]
"""How the model's template writes functions. qwen: also Llama 3, Mistral and others that print the JSON as it is."""

_CALL = re.compile(r"<tool_call>(.*?)</tool_call>", re.DOTALL)
_THOUGHT = re.compile(r"<think>\n(.*?)\n</think>\n\n", re.DOTALL)
_MARKS = ("{{idx}}", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|eot_id|>", "<|start_header_id|>")


class Encoder:
    """Raises LostRow where a formatter would end the training, and notes what does harm."""

    def __init__(self, stage: Stage, tool_format: ToolFormat) -> None:
        self.stage = stage
        self._tool_format = tool_format

    def encode(self, converted: Converted, notes: list[Finding]) -> None:
        if converted.tools:
            self._tools(converted.tools)
        if converted.system and not isinstance(converted.system, str):
            raise LostRow("abort", "content_not_text", "system")
        chosen = converted.response
        if self.stage == "kto":
            chosen = converted.response[:1] if converted.response[0][1] else converted.response[1:2]
            if not converted.response[0][1] and converted.response[1][1] == "":
                notes.append(Finding("changed", "label_turned"))
        for number, (role, content) in enumerate((*converted.prompt, *chosen), 1):
            self._content(role, content, f"message {number}", notes)

    def _content(self, role: str, content: Any, where: str, notes: list[Finding]) -> None:
        if role == "system":
            raise LostRow("abort", "unknown_choice_role", where)
        if not isinstance(content, str):
            raise LostRow("abort", "content_not_text", where)
        if role == "function":
            self._call(content, where, notes)
        if any(mark in content for mark in _MARKS):
            notes.append(Finding("changed", "template_mark", where))

    def _call(self, content: str, where: str, notes: list[Finding]) -> None:
        """The JSON of a call: between <tool_call> marks, else all that is no thought."""
        found = _CALL.search(content)
        if found is not None:
            text = found[1]
        else:
            thought = _THOUGHT.search(content)
            text = content.replace(thought[0], "") if thought else content
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            raise LostRow("abort", "bad_call", where) from None
        calls = value if isinstance(value, list) else [value]
        if any(not isinstance(call, dict) or "name" not in call or "arguments" not in call for call in calls):
            raise LostRow("abort", "bad_call", where)
        if self._tool_format == "glm4" and len(calls) != 1:
            raise LostRow("abort", "bad_call", where)
        if any(isinstance(call["arguments"], str) for call in calls):
            notes.append(Finding("changed", "call_arguments_text", where))

    def _tools(self, text: Any) -> None:
        try:
            tools = json.loads(text)
            if len(tools) == 0:
                return
        except (ValueError, TypeError, RecursionError):
            raise LostRow("abort", "bad_tools", "tools") from None
        if not isinstance(tools, list) or any(not isinstance(tool, dict) or not self._usable(tool) for tool in tools):
            raise LostRow("abort", "bad_tools", "tools")

    def _usable(self, tool: dict[str, Any]) -> bool:
        if self._tool_format == "qwen":
            return True
        function = tool.get("function", "") if tool.get("type") == "function" else tool
        if not isinstance(function, dict) or "name" not in function:
            return False
        if self._tool_format == "glm4":
            return True
        parameters = function.get("parameters")
        properties = parameters.get("properties") if isinstance(parameters, dict) else None
        return isinstance(properties, dict) and all(_describable(value, parameters) for value in properties.values())

    def harm(self, converted: Converted, notes: list[Finding]) -> None:
        for role, content in converted.prompt[-1:]:
            if role == "user" and not content.strip():
                notes.append(Finding("warned", "empty_question"))
        answers = [content for _, content in converted.response]
        if self.stage == "kto":
            answers = answers[:1] if answers[0] else answers[1:]
        if any(not str(content).strip() for content in answers):
            notes.append(Finding("warned", "empty_answer"))


def _describable(value: Any, parameters: Any) -> bool:
    """Whether the default tool prompt can list a parameter."""
    if not isinstance(value, dict) or not isinstance(parameters.get("required", []), list | str | dict):
        return False
    enum, items = value.get("enum"), value.get("items")
    if enum and not (isinstance(enum, list | dict | str) and all(isinstance(word, str) for word in enum)):
        return False
    return not items or isinstance(items, dict)
