"""Whether a workflow can run here at all: said before anything starts, naming the node."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugin_host.engine.declaration import Declaration
from plugin_host.engine.errors import WorkflowError
from plugin_host.engine.limits import Limits
from plugin_host.engine.nodes import node_class
from plugin_host.engine.workflow import Workflow


def require_runnable(workflow: Workflow, declaration: Declaration, limits: Limits) -> None:
    """Raises WorkflowError for the first thing that this engine does not run."""
    if workflow.mode != "workflow":
        raise WorkflowError(
            en=f"{workflow.name} is a chat flow; only workflows run here.",
            zh=f"{workflow.name} 是对话流（chatflow）；此处只运行工作流。",
        )
    for node in workflow.graph["nodes"]:
        data = node["data"]
        node_class(data)
        for en, zh in _faults(data, declaration, limits):
            title = data.get("title") or node["id"]
            raise WorkflowError(en=f"Node {title!r} {en}.", zh=f"节点“{title}”{zh}。")


def _faults(data: Mapping[str, Any], declaration: Declaration, limits: Limits) -> Iterator[tuple[str, str]]:
    match data["type"]:
        case "tool":
            yield from _tool_faults(data, declaration)
        case "code" if data.get("code_language") != "python3":
            language = data.get("code_language")
            yield f"is written in {language}; only python3 runs here", f"使用 {language} 编写；此处只运行 python3"
        case "iteration" if data.get("is_parallel") and int(data.get("parallel_nums") or 1) > limits.parallel_items:
            number = data["parallel_nums"]
            yield (
                f"runs {number} items at once; Dify allows {limits.parallel_items}",
                f"并行 {number} 项，超过 Dify 的上限 {limits.parallel_items}",
            )


def _tool_faults(data: Mapping[str, Any], declaration: Declaration) -> Iterator[tuple[str, str]]:
    provider, tool = data.get("provider_id"), data.get("tool_name")
    if provider != declaration.provider_id:
        yield (
            f"calls the tool {tool!r} of {provider!r}; only the tools of {declaration.provider_id} run here",
            f"调用 {provider!r} 的工具 {tool!r}；此处只运行 {declaration.provider_id} 的工具",
        )
    elif tool not in declaration.tools:
        there = ", ".join(declaration.tools)
        yield (
            f"calls the tool {tool!r}, which the plugin lacks; it has {there}",
            f"调用的工具 {tool!r} 不存在；可用的有 {there}",
        )
