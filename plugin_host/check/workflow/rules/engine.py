"""What the engine refuses when it loads a node, told in words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from plugin_host.check.findings import Problem
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import Workflow
from plugin_host.check.workflow.node_data import Fault, faults, place_of, value_at

_TEXT, _WHOLE, _NUMBER = ("text (in quotes)", "文本（加引号）"), ("a whole number", "整数"), ("a number", "数字")
_BOOLEAN, _LIST, _MAPPING = ("true or false", "true 或 false"), ("a list", "列表"), ("a mapping", "映射（键: 值）")
_WANTED = {
    "string_type": _TEXT, "string_sub_type": _TEXT,
    "int_type": _WHOLE, "int_parsing": _WHOLE, "int_from_float": _WHOLE,
    "float_type": _NUMBER, "float_parsing": _NUMBER,
    "bool_type": _BOOLEAN, "bool_parsing": _BOOLEAN,
    "list_type": _LIST, "tuple_type": _LIST, "is_instance_of": _LIST,
    "dict_type": _MAPPING, "mapping_type": _MAPPING, "model_type": _MAPPING, "model_attributes_type": _MAPPING,
}  # fmt: skip
"""pydantic's kind of error → what is to stand there. The only instances that graphon asks for are sequences."""
_CHOICES = ("enum", "literal_error")
_LONG = 40


@RULES.error
def node_data(workflow: Workflow) -> Iterator[Problem]:
    """A field that the engine's own class for the node refuses: missing, null, of another type, no known choice."""
    for node in workflow.nodes:
        for fault in faults(node.data):
            en, zh = _told(fault, value_at(node.data, fault.path))
            place = place_of(node.data, fault.path)
            yield Problem(f"{node.place}.{place}" if place else node.place, en=en, zh=zh)


def _told(fault: Fault, value: Any) -> tuple[str, str]:
    if fault.kind == "missing":
        name = fault.path[-1]
        en = (
            f"{name} is missing, and the engine does not load the node without it. Write it; the studio does on saving."
        )
        return en, f"缺少 {name}，引擎无法载入此节点。请补写；在画布中打开该节点并保存也会补上。"
    now_en, now_zh = _now(value)
    if fault.kind in _CHOICES:
        wanted = fault.expected, fault.expected.replace(" or ", "、").replace(", ", "、")
    elif fault.kind in _WANTED:
        wanted = _WANTED[fault.kind]
    else:
        reason = fault.message.removeprefix("Value error, ").rstrip(".")
        return (
            f"The engine refuses this ({now_en}): {reason}. Correct it.",
            f"引擎不接受此处的取值（现为{now_zh}）：{reason}。请改正。",
        )
    return (
        f"It is {now_en}; the engine takes {wanted[0]}. Correct it.",
        f"现为{now_zh}；引擎要求 {wanted[1]}。请改正。",
    )


def _now(value: Any) -> tuple[str, str]:
    """What stands there, without quoting what is long."""
    if value is None:
        return "empty (null)", "空（null）"
    if isinstance(value, dict):
        return "a mapping", "映射"
    if isinstance(value, list):
        return "a list", "列表"
    shown = repr(value)
    return (shown, f" {shown}") if len(shown) <= _LONG else ("something else", "其他内容")
