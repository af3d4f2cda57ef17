"""Small workflows to serve: one that cleans, one that asks a model, one that fails, one that can't run, one of another kind."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from plugin_host.workflows.builder import Flow, ref

FILES = {
    "variable": "files",
    "label": "数据文件",
    "type": "file-list",
    "required": False,
    "max_length": 3,
    "allowed_file_types": ["document", "custom"],
    "allowed_file_extensions": [".jsonl", ".txt"],
    "allowed_file_upload_methods": ["local_file", "remote_url"],
}
TEXT = {"variable": "text", "label": "文本", "type": "paragraph", "required": False, "max_length": 2000}
KIND = {"variable": "kind", "label": "类别", "type": "select", "required": True, "options": ["chat", "faq"]}
TOPIC = {"variable": "topic", "label": "题目", "type": "text-input", "required": True, "max_length": 40}


def write_flows(folder: Path) -> dict[str, Path]:
    chat = _ask()
    chat["app"]["mode"] = "advanced-chat"
    flows = {"clean": _clean(), "ask": _ask(), "refuse": _refuse(), "lacking": _lacking(), "chat": chat}
    paths = {}
    for name, flow in flows.items():
        paths[name] = folder / f"{name}.yml"
        paths[name].write_text(yaml.safe_dump(flow, allow_unicode=True, sort_keys=False), "utf-8")
    return paths


def _clean() -> dict[str, Any]:
    flow = Flow("清洗", "文件进，干净的文件出")
    flow.start([FILES, TEXT, KIND])
    flow.tool(
        "clean",
        "clean_text",
        "清洗",
        inputs={"dataset": ref("start", "files"), "text": ref("start", "text")},
    )
    flow.end(
        {
            "files": (ref("clean", "files"), "array[file]"),
            "summary": (ref("clean", "text"), "string"),
            "kept": (ref("clean", "kept"), "number"),
            "kind": (ref("start", "kind"), "string"),
        },
    )
    return flow.to_dict()


def _ask() -> dict[str, Any]:
    flow = Flow("提问", "问大模型一句")
    flow.start([TOPIC])
    flow.llm("ask", "提问", "{{#start.topic#}}")
    flow.end({"answer": (ref("ask", "text"), "string")})
    return flow.to_dict()


def _refuse() -> dict[str, Any]:
    """Its tool is told a setting that does not exist, and fails as a user's mistake would make it fail."""
    flow = Flow("出错", "总是失败")
    flow.start([TEXT])
    flow.tool(
        "clean",
        "clean_text",
        "清洗",
        inputs={"text": ref("start", "text")},
        settings={"options": "no_such_setting=1"},
    )
    flow.end({"summary": (ref("clean", "text"), "string")})
    return flow.to_dict()


def _lacking() -> dict[str, Any]:
    """It names a tool that the plugin does not have."""
    flow = _refuse()
    tool = next(node["data"] for node in flow["workflow"]["graph"]["nodes"] if node["data"]["type"] == "tool")
    tool["tool_name"] = "no_such_tool"
    return flow
