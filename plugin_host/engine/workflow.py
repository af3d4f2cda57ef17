"""A workflow file, read: what it is called, what its form asks for, its nodes, and the graph that graphon runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from graphon.dsl import DslError, inspect

from plugin_host.engine.declaration import LOADER
from plugin_host.engine.errors import WorkflowError

MAX_BYTES = 10 << 20
MODES = ("workflow", "advanced-chat")


@dataclass(frozen=True, slots=True)
class NodeInfo:
    """A node as people know it. `parent` is the iteration or loop that holds it, "" outside."""

    id: str
    title: str
    type: str
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Workflow:
    """What `load_workflow` gives."""

    path: Path
    name: str
    description: str
    mode: str
    start_id: str
    start_variables: Sequence[Mapping[str, Any]]
    nodes: Sequence[NodeInfo]
    raw: Mapping[str, Any] = field(repr=False)
    graph: Mapping[str, Any] = field(repr=False)
    """The graph as graphon wants it."""
    environment: Sequence[tuple[str, Any]] = field(repr=False, default=())

    def node(self, node_id: str) -> NodeInfo | None:
        return next((node for node in self.nodes if node.id == node_id), None)


def load_workflow(path: str | Path) -> Workflow:
    """Reads an exported workflow. Raises WorkflowError, in words that say what is wrong with the file."""
    path = Path(path)
    text = _text(path)
    try:
        plan = inspect(text)
        raw = yaml.load(text, LOADER)  # noqa: S506 - a safe loader, the fast one
    except (DslError, yaml.YAMLError) as error:
        raise _unreadable(path, error) from None
    app = raw.get("app") or {}
    mode = str(app.get("mode") or "")
    graph = plan.document.graph_config
    if mode not in MODES or graph is None:
        raise WorkflowError(
            en=f"{path.name} is not a workflow but an app of mode {mode or 'unknown'!r}. Export a workflow from Dify.",
            zh=f"{path.name} 不是工作流，而是 {mode or '未知'!r} 类型的应用。请从 Dify 导出工作流。",
        )
    nodes = [_cleaned(node) for node in graph["nodes"]]
    starts = [node for node in nodes if node["data"]["type"] == "start"]
    if len(starts) != 1:
        raise WorkflowError(
            en=f"{path.name} has {len(starts)} start nodes; a workflow that runs here has one.",
            zh=f"{path.name} 有 {len(starts)} 个开始节点；此处运行的工作流应有且只有一个。",
        )
    return Workflow(
        path=path,
        name=str(app.get("name") or path.stem),
        description=str(app.get("description") or ""),
        mode=mode,
        start_id=starts[0]["id"],
        start_variables=tuple(starts[0]["data"].get("variables") or ()),
        nodes=tuple(_info(node) for node in nodes),
        raw=raw,
        graph={**graph, "nodes": nodes},
        environment=tuple(
            (variable.name, variable.value) for variable in plan.document.runtime_variables.environment_variables
        ),
    )


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WorkflowError(
            en=f"The workflow {path} can't be read ({error.strerror}). Check the path.",
            zh=f"无法读取工作流 {path}（{error.strerror}）。请检查路径。",
        ) from None
    if len(content) > MAX_BYTES:
        raise WorkflowError(en=f"{path.name} is over Dify's 10 MB.", zh=f"{path.name} 超过 Dify 的 10 MB 上限。")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise WorkflowError(en=f"{path.name} is not UTF-8 text.", zh=f"{path.name} 不是 UTF-8 文本。") from None


def _unreadable(path: Path, error: Exception) -> WorkflowError:
    where = f" ({error.path})" if isinstance(error, DslError) and error.path else ""
    mark = getattr(getattr(error.__cause__, "problem_mark", None), "line", None)
    line = f", line {mark + 1}" if mark is not None else ""
    reason = str(error).rstrip(".")
    return WorkflowError(
        en=f"{path.name} is not a workflow that can be read: {reason}{where}{line}. Export it from Dify again.",
        zh=f"无法读取工作流 {path.name}：{reason}{where}{line}。请从 Dify 重新导出。",
    )


def _cleaned(node: Mapping[str, Any]) -> dict[str, Any]:
    """Settings that are null are left out: the engine refuses them, and the studio exports them."""
    data = dict(node["data"])
    for key in ("tool_configurations", "tool_parameters"):
        given = data.get(key)
        if isinstance(given, Mapping):
            data[key] = {
                name: value
                for name, value in given.items()
                if value is not None
                and not (isinstance(value, Mapping) and "value" in value and value["value"] is None)
            }
    return {**node, "data": data}


def _info(node: Mapping[str, Any]) -> NodeInfo:
    data = node["data"]
    parent = node.get("parentId") or data.get("iteration_id") or data.get("loop_id") or ""
    return NodeInfo(node["id"], str(data.get("title") or node["id"]), data["type"], str(parent))
