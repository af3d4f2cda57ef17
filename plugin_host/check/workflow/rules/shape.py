"""The file's skeleton: what the engine wants to be lists, mappings and text before it looks at any node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import items, mapping, mappings, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import NOTE, Workflow


@RULES.error
def file_shape(workflow: Workflow) -> Iterator[Problem]:
    """Nodes, edges or variables that are no lists of mappings: the file is not loaded at all."""
    if not isinstance(workflow.root.get("workflow"), dict):
        yield _no("workflow", "a mapping", "映射")
        return
    graph = workflow.body.get("graph")
    if not isinstance(graph, dict):
        yield _no("workflow.graph", "a mapping", "映射")
        return
    for place, value, optional in (
        ("nodes", graph.get("nodes"), False),
        ("edges", graph.get("edges"), True),
        ("environment_variables", workflow.body.get("environment_variables"), True),
        ("conversation_variables", workflow.body.get("conversation_variables"), True),
    ):
        if not isinstance(value, list) and not (optional and value is None):
            yield _no(place, "a list", "列表")
        for number, item in enumerate(items(value)):
            if not isinstance(item, dict):
                yield _no(f"{place}[{number}]", "a mapping; remove it if nothing is meant", "映射；多余时请删除")
            elif place.endswith("variables") and not text(item.get("name")):
                yield _no(f"{place}[{number}].name", "a name", "名称")


@RULES.error
def node_shape(workflow: Workflow) -> Iterator[Problem]:
    """A node whose id or parent is no text, or whose data are no mapping."""
    graph = mapping(workflow.body.get("graph"))
    for number, raw in enumerate(items(graph.get("nodes"))):
        if not isinstance(raw, dict) or raw.get("type") == NOTE:
            continue
        place = str(raw.get("id") or f"nodes[{number}]")
        if "id" in raw and not isinstance(raw["id"], str):
            yield _no(f"{place}.id", "text: put it into quotes", "文本：请加引号")
        if not isinstance(raw.get("data"), dict):
            yield _no(f"{place}.data", "a mapping", "映射")
        for name, value in (
            ("parentId", raw.get("parentId")),
            *((key, mapping(raw.get("data")).get(key)) for key in ("iteration_id", "loop_id")),
        ):
            if value is not None and not isinstance(value, str):
                yield _no(f"{place}.{name}", "text: put it into quotes, or remove it", "文本：请加引号，或删除")


@RULES.error
def edge_shape(workflow: Workflow) -> Iterator[Problem]:
    """An edge whose id, ends or handle are no text, or whose id another edge has."""
    graph = mapping(workflow.body.get("graph"))
    ids: Counter[str] = Counter()
    for number, raw in enumerate(mappings(graph.get("edges"))):
        place = f"edge {raw.get('id') or number}"
        ids[text(raw.get("id"))] += 1
        for key in ("source", "target"):
            if not isinstance(raw.get(key), str):
                yield _no(f"{place}.{key}", "a node's id", "节点 id")
        if not isinstance(raw.get("sourceHandle", "source"), str):
            yield _no(
                f"{place}.sourceHandle", "text: source, or the branch that it leaves by", "文本：source 或所走的分支"
            )
        if "id" in raw and not text(raw["id"]):
            yield _no(f"{place}.id", "text; or leave the id out", "文本；也可不写 id")
        if not isinstance(raw.get("data") or {}, dict):
            yield _no(f"{place}.data", "a mapping", "映射")
    for name, count in ids.items():
        if name and count > 1:
            yield Problem(
                f"edge {name}",
                en=f"{count} edges have the id {name!r}; the engine takes each once. Give each its own.",
                zh=f"有 {count} 条连线的 id 是 {name!r}，引擎要求各不相同。请各用一个 id。",
            )


def _no(place: str, en: str, zh: str) -> Problem:
    return Problem(
        place,
        en=f"The engine does not load the file: here it wants {en}.",
        zh=f"引擎无法载入此文件：此处应为{zh}。",
    )
