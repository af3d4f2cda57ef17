"""Small workflows for tests, in the shape that Dify exports, and what their runs did."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from plugin_host.engine import Services, WorkflowRun, load_workflow, new_id

FIXTURES = Path(__file__).parent / "fixtures"
PROVIDER = "ftprep/finetune_data_prep/data_prep"
LLM_MODEL = {
    "provider": "langgenius/openai/openai",
    "name": "gpt-x",
    "mode": "chat",
    "completion_params": {"temperature": 0.2},
}


def start(*variables: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": "start", "type": "start", "title": "Start", "variables": list(variables)}


def tool(name: str, parameters: Mapping[str, Any] | None = None, *, node: str = "tool", **more: Any) -> dict[str, Any]:
    return {
        "id": node, "type": "tool", "title": f"Tool {name}", "provider_id": PROVIDER, "provider_name": PROVIDER,
        "provider_type": "builtin", "tool_name": name, "tool_label": name, "tool_node_version": "2",
        "tool_parameters": dict(parameters or {}), "tool_configurations": {}, **more,
    }  # fmt: skip


def code(
    source: str,
    outputs: Mapping[str, str],
    inputs: Mapping[str, Sequence[str]] | None = None,
    *,
    node: str = "code",
    **more: Any,
) -> dict[str, Any]:
    return {
        "id": node, "type": "code", "title": "Code", "code_language": "python3", "code": source,
        "variables": [{"variable": name, "value_selector": list(at)} for name, at in (inputs or {}).items()],
        "outputs": {name: {"type": kind, "children": None} for name, kind in outputs.items()}, **more,
    }  # fmt: skip


def llm(prompt: str, *, node: str = "llm", **more: Any) -> dict[str, Any]:
    return {
        "id": node, "type": "llm", "title": "LLM", "model": LLM_MODEL, "context": {"enabled": False, "variable_selector": []},
        "vision": {"enabled": False}, "prompt_template": [{"id": "p", "role": "user", "text": prompt}], **more,
    }  # fmt: skip


def end(**outputs: Sequence[str]) -> dict[str, Any]:
    chosen = [{"variable": name, "value_selector": list(at), "value_type": "any"} for name, at in outputs.items()]
    return {"id": "end", "type": "end", "title": "End", "outputs": chosen}


def written(folder: Path, nodes: Sequence[Mapping[str, Any]], edges: Sequence[Sequence[str]] | None = None) -> Path:
    """The nodes as a workflow file. Without edges they follow one another; an edge is (from, to[, handle])."""
    ids = [node["id"] for node in nodes]
    drawn = edges if edges is not None else list(itertools.pairwise(ids))
    document = {
        "version": "0.6.0", "kind": "app", "dependencies": [],
        "app": {"name": "test", "mode": "workflow", "icon": "x", "icon_background": "#FFF", "description": "for tests"},
        "workflow": {
            "environment_variables": [{"id": "e", "name": "tone", "value": "calm", "value_type": "string"}],
            "conversation_variables": [], "features": {},
            "graph": {
                "viewport": {"x": 0, "y": 0, "zoom": 1},
                "nodes": [_node(node) for node in nodes],
                "edges": [
                    {"id": f"{a}-{b}-{number}", "type": "custom", "source": a, "target": b, "sourceHandle": (*more, "source")[0], "targetHandle": "target", "data": {}}
                    for number, (a, b, *more) in enumerate(drawn)
                ],
            },
        },
    }  # fmt: skip
    path = folder / "workflow.yml"
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def _node(data: Mapping[str, Any]) -> dict[str, Any]:
    data = dict(data)
    node_id, parent = data.pop("id"), data.pop("parent", None)
    inside = {"parentId": parent} if parent else {}
    kind = f"custom-{data['type']}" if str(data["type"]).endswith("-start") else "custom"
    return {"id": node_id, "type": kind, "position": {"x": 0, "y": 0}, **inside, "data": data}


def run(path: Path, services: Services, given: Mapping[str, Any] | None = None, **more: Any) -> list[dict[str, Any]]:
    """Every event of a run."""
    return list(
        WorkflowRun(load_workflow(path), given or {}, services, run_id=new_id(), user="tester", **more).events()
    )


def finished(events: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    assert events[-1]["event"] == "workflow_finished"
    return dict(events[-1]["data"])


def node(events: Sequence[Mapping[str, Any]], node_id: str) -> dict[str, Any]:
    """The last node_finished of a node."""
    return next(
        dict(e["data"]) for e in reversed(events) if e["event"] == "node_finished" and e["data"]["node_id"] == node_id
    )
