"""List operators: that there is a list, and that its filter, order and choice fit what is in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mapping, mappings, selector, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import Node, Workflow
from plugin_host.check.workflow.outputs import variable_at

_TEXT = ("contains", "start with", "end with", "is", "in", "empty", "not contains", "is not", "not in", "not empty")
_NUMBER = ("=", "≠", "<", "≤", ">", "≥")
_CHOICE = ("in", "not in")
_BOOLEAN = ("is", "is not")
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "name": _TEXT, "extension": _TEXT, "mime_type": _TEXT, "url": _TEXT, "related_id": _TEXT,
    "type": _CHOICE, "transfer_method": _CHOICE, "size": _NUMBER,
}  # fmt: skip
"""What a file can be filtered and ordered by → the comparisons for it."""
_OF_ITEMS = {"array[string]": _TEXT, "array[number]": _NUMBER, "array[boolean]": _BOOLEAN}


@RULES.error
def list_source(workflow: Workflow) -> Iterator[Problem]:
    """A list operator that reads nothing, or something that is no list."""
    for node in workflow.of_type("list-operator"):
        chosen, kind = selector(node.data.get("variable")), _kind(workflow, node)
        if len(chosen) < 2:
            yield Problem(
                f"{node.place}.variable",
                en="It reads nothing: the run fails here. Bind a list.",
                zh="没有绑定变量，运行到此会失败。请绑定一个列表。",
            )
        elif not kind.startswith(("array", "any")):
            yield Problem(
                f"{node.place}.variable",
                en=f"{'.'.join(chosen)} is {kind}, not a list. Choose a list.",
                zh=f"{'.'.join(chosen)} 是 {kind}，不是列表。请选择列表变量。",
            )


@RULES.error
def list_filter(workflow: Workflow) -> Iterator[Problem]:
    """A filter by an attribute that files lack, or with a comparison or value that its items do not take."""
    for node in workflow.of_type("list-operator"):
        wanted = mapping(node.data.get("filter_by"))
        kind = _kind(workflow, node)
        for number, one in enumerate(mappings(wanted.get("conditions")) if wanted.get("enabled") else ()):
            place = f"{node.place}.filter_by.conditions[{number}]"
            key = text(one.get("key"))
            if kind == "array[file]" and key not in _ATTRIBUTES:
                yield _no_attribute(f"{place}.key", key)
                continue
            known = _ATTRIBUTES[key] if kind == "array[file]" else _OF_ITEMS.get(kind, ())
            operator = one.get("comparison_operator", "contains")
            if known and operator not in known:
                yield Problem(
                    f"{place}.comparison_operator",
                    en=f"{operator!r} does not compare {key or 'these items'}. Choose one of {', '.join(known)}.",
                    zh=f"{operator!r} 不能用于 {key or '此列表的元素'}。可选：{'、'.join(known)}。",
                )
            elif known == _NUMBER and not _numeric(one.get("value", "")):
                yield Problem(
                    f"{place}.value",
                    en=f"{one.get('value', '')!r} is no number to compare with. Write one (in quotes).",
                    zh=f"{one.get('value', '')!r} 不是可比较的数字。请填写数字（加引号）。",
                )


@RULES.error
def list_order(workflow: Workflow) -> Iterator[Problem]:
    """Files put in order by an attribute that they lack, or an item picked by a place that is none."""
    for node in workflow.of_type("list-operator"):
        order, extract = mapping(node.data.get("order_by")), mapping(node.data.get("extract_by"))
        key, serial = text(order.get("key")), str(extract.get("serial", "1"))
        if order.get("enabled") and _kind(workflow, node) == "array[file]" and key not in _ATTRIBUTES:
            yield _no_attribute(f"{node.place}.order_by.key", key)
        if extract.get("enabled") and "{{#" not in serial and not (serial.strip().isdecimal() and int(serial) > 0):
            yield Problem(
                f"{node.place}.extract_by.serial",
                en=f"{serial!r} is no place in a list. Write 1 or more.",
                zh=f"{serial!r} 不是列表中的位置。请填写不小于 1 的整数。",
            )


def _no_attribute(place: str, key: str) -> Problem:
    return Problem(
        place,
        en=f"Files have no {key!r}. Choose one of {', '.join(_ATTRIBUTES)}.",
        zh=f"文件没有属性 {key!r}。可选：{'、'.join(_ATTRIBUTES)}。",
    )


def _kind(workflow: Workflow, node: Node) -> str:
    """The type of the list as its source gives it, which is what the engine looks at; else as the node says."""
    variable = variable_at(workflow, selector(node.data.get("variable")))
    known = variable.type if variable is not None and "any" not in variable.type else ""
    return known or text(node.data.get("var_type")) or "any"


def _numeric(value: Any) -> bool:
    try:
        return isinstance(value, str) and ("{{#" in value or float(value) is not None)
    except ValueError:
        return False
