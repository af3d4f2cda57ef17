"""The tool nodes of an exported workflow, in the order in which records go through them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from batch.step import Step
from ftprep.errors import SettingsError
from ftprep.operator import operator_names

_SILENT = ("start", "end", "answer", "list-operator", "template-transform", "")
"""Nodes that change no record; "" are notes on the canvas."""
_INPUTS = ("dataset", "text")
_REFERENCE = re.compile(r"\{\{#([\w-]+)\.([\w.-]+)#\}\}")
Node = Mapping[str, Any]


def steps_of(workflow: Mapping[str, Any], values: Mapping[str, Any]) -> list[tuple[int, Step]]:
    """(number of the step whose records it takes, or -1; the step). Raises SettingsError where it is no plain chain."""
    graph = (workflow.get("workflow") or {}).get("graph") or {}
    nodes = {str(node["id"]): node["data"] for node in graph.get("nodes", [])}
    start = {name: node for name, node in nodes.items() if node.get("type") == "start"}
    given = {
        (node_id, variable["variable"]): values.get(variable["variable"], variable.get("default", ""))
        for node_id, node in start.items()
        for variable in node.get("variables", [])
    }
    known = {name for _, name in given}
    if wrong := sorted(set(values) - known):
        raise SettingsError(
            en=f"The workflow has no input called {', '.join(wrong)}. It has: {', '.join(sorted(known))}.",
            zh=f"工作流没有名为 {'、'.join(wrong)} 的输入。可用：{'、'.join(sorted(known))}。",
        )
    tools = {name: node for name, node in nodes.items() if _is_tool(node)}
    parents = {name: _parent(node, tools, start) for name, node in tools.items()}
    order = _ordered(parents)
    return [(order.index(parents[name]) if parents[name] else -1, _step(tools[name], given)) for name in order]


def _is_tool(node: Node) -> bool:
    kind = str(node.get("type") or "")
    if kind in _SILENT:
        return False
    if kind == "tool" and node.get("tool_name") in set(operator_names()):
        return True
    what = f"{node.get('title')} ({node.get('tool_name') if kind == 'tool' else kind})"
    raise SettingsError(
        en=f"Node {what} can't be run in a batch: only this plugin's tools that need no language model can.",
        zh=f"节点 {what} 不能在批处理中运行：只支持本插件中不需要大模型的工具。",
    )


def _parent(node: Node, tools: Mapping[str, Node], start: Mapping[str, Node]) -> str:
    """The tool whose files are bound to `dataset`, "" for the workflow's input."""
    for name, bound in node.get("tool_parameters", {}).items():
        source = bound.get("value") if isinstance(bound, dict) and bound.get("type") == "variable" else None
        if not isinstance(source, list) or source[0] in start:
            continue
        if name != "dataset" or source[0] not in tools or source[1:] != ["files"]:
            raise SettingsError(
                en=f"Input {name} of node {node.get('title')} takes {'.'.join(map(str, source))}; in a batch, only "
                "`dataset` can take another tool's `files`.",
                zh=f"节点 {node.get('title')} 的输入 {name} 取自 {'.'.join(map(str, source))}；批处理中只有 dataset 可以取其他工具的 files。",
            )
        return str(source[0])
    return ""


def _ordered(parents: Mapping[str, str]) -> list[str]:
    """Parents first; children in the order of the file."""
    out: list[str] = []
    waiting = [""]
    while waiting:
        parent = waiting.pop(0)
        children = [name for name, above in parents.items() if above == parent]
        out += children
        waiting += children
    return out


def _step(node: Node, given: Mapping[tuple[str, str], Any]) -> Step:
    name = str(node["tool_name"])
    skipped = {*_INPUTS, *Step.of(name, {}).operator().extra_inputs, *Step.of(name, {}).operator().value_inputs}
    settings = {}
    for place in ("tool_configurations", "tool_parameters"):
        for key, bound in (node.get(place) or {}).items():
            if key not in skipped:
                settings[key] = _value(bound, given, f"{node.get('title')}.{key}")
    return Step.of(name, settings)


def _value(bound: Any, given: Mapping[tuple[str, str], Any], what: str) -> Any:
    if not isinstance(bound, dict) or "value" not in bound:
        return bound
    value = bound["value"]
    if bound.get("type") == "variable" and isinstance(value, list):
        return _looked_up(given, str(value[0]), ".".join(map(str, value[1:])), what)
    if bound.get("type") == "mixed" and isinstance(value, str):
        return _REFERENCE.sub(lambda found: str(_looked_up(given, found[1], found[2], what)), value)
    return value


def _looked_up(given: Mapping[tuple[str, str], Any], node: str, name: str, what: str) -> Any:
    if (node, name) not in given:
        raise SettingsError(
            en=f"Setting {what} takes {node}.{name}, which is known only while a workflow runs. Set a value.",
            zh=f"设置 {what} 取自 {node}.{name}，只有工作流运行时才知道。请设为固定值。",
        )
    return given[node, name]
