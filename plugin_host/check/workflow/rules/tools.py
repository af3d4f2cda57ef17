"""Tool nodes: that the tool is there, and is given what it takes in the form that Dify reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from plugin_host.check.findings import Problem
from plugin_host.check.fits import misfit
from plugin_host.check.loose import mapping, selector, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.catalogue import DIFYS_OWN, PROVIDER_TYPES, ToolSpec
from plugin_host.check.workflow.model import CONTAINERS, Node, Workflow
from plugin_host.check.workflow.outputs import variable_at

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PARTS = {"llm": "tool_parameters", "form": "tool_configurations"}
_FORMS = ("mixed", "variable", "constant")
_WANTED = ("provider_id", "provider_name", "provider_type", "tool_name", "tool_label")
_FITTING = {
    "files": ("file", "array[file]"),
    "file": ("file",),
    "array": ("array[string]", "array[number]", "array[object]", "array[boolean]", "array[any]", "array[file]", "string"),
    "number": ("number", "string"),
    "boolean": ("boolean", "number", "string"),
    "string": ("string", "number", "boolean", "secret"),
    "select": ("string", "number", "boolean"),
}  # fmt: skip
"""Parameter type → types of variables that it takes (an array also comes as JSON text)."""


@RULES.error
def unknown_tool(workflow: Workflow) -> Iterator[Problem]:
    """A tool that our plugin does not have."""
    for node in workflow.of_type("tool"):
        provider, name = text(node.data.get("provider_id")), text(node.data.get("tool_name"))
        known = workflow.catalogue.providers.get(provider)
        if known is None and not workflow.catalogue.is_ours(provider):
            continue
        if known is None or name not in known:
            yield Problem(
                node.place,
                en=f"Provider {provider} has no tool {name!r}. It has {', '.join(sorted(known or ())) or 'none'}.",
                zh=f"提供者 {provider} 没有工具 {name!r}。可用：{'、'.join(sorted(known or ())) or '无'}。",
            )


@RULES.error
def private_tool(workflow: Workflow) -> Iterator[Problem]:
    """A tool that exists in one workspace only: a published workflow, a custom API, an MCP server."""
    for node in workflow.of_type("tool"):
        kind = node.data.get("provider_type")
        if kind not in PROVIDER_TYPES or _UUID.fullmatch(text(node.data.get("provider_id"))):
            yield Problem(
                f"{node.place}.provider_type",
                en=f"Tool {text(node.data.get('tool_name'))!r} (provider_type {kind!r}) belongs to one workspace and is "
                "missing in every other. Use a plugin's tool.",
                zh=f"工具 {text(node.data.get('tool_name'))!r}（provider_type {kind!r}）只属于某个工作空间，别处没有。请改用插件工具。",
            )


@RULES.warning
def foreign_tool(workflow: Workflow) -> Iterator[Problem]:
    """A tool of another plugin: whether it is there, and what it takes, can't be checked here."""
    for node in workflow.of_type("tool"):
        provider, name = text(node.data.get("provider_id")), text(node.data.get("tool_name"))
        if node.data.get("provider_type") not in PROVIDER_TYPES or provider in DIFYS_OWN or _UUID.fullmatch(provider):
            continue
        if provider not in workflow.catalogue.providers and not workflow.catalogue.is_ours(provider):
            yield Problem(
                node.place,
                en=f"Tool {name!r} is of another plugin ({provider or 'not named'}), which users must install. Not checked.",
                zh=f"工具 {name!r} 属于其他插件（{provider or '未写明'}），使用者需自行安装；此处无法核对。",
            )


@RULES.error
def tool_identity(workflow: Workflow) -> Iterator[Problem]:
    """A tool node without the fields by which Dify finds its tool, or whose settings are no mapping."""
    for node in workflow.of_type("tool"):
        for key in _WANTED:
            if not text(node.data.get(key)).strip():
                yield Problem(f"{node.place}.{key}", en=f"Write {key}.", zh=f"请写 {key}。")
        for key in _PARTS.values():
            if not isinstance(node.data.get(key), dict):
                yield Problem(
                    f"{node.place}.{key}",
                    en=f"Write {key} as a mapping; {{}} if empty.",
                    zh=f"{key} 应为映射，空则写 {{}}。",
                )


@RULES.error
def null_setting(workflow: Workflow) -> Iterator[Problem]:
    """A setting without a value: the engine takes text, numbers, booleans and objects only."""
    for node in workflow.of_type("tool"):
        for name, given in mapping(node.data.get("tool_configurations")).items():
            value = given.get("value") if isinstance(given, dict) and "type" in given else given
            if value is None or isinstance(given, list):
                yield Problem(
                    f"{node.place}.tool_configurations.{name}",
                    en="The engine refuses this setting: it is null or a list. Write its value, or remove it.",
                    zh="此设置为空或是列表，引擎会拒绝。请写明取值，或删除它。",
                )


@RULES.error
def setting_form(workflow: Workflow) -> Iterator[Problem]:
    """An input that is no {type, value}, or a setting that is none where tool_node_version is '2': it is dropped."""
    for node in workflow.of_type("tool"):
        current = str(node.data.get("tool_node_version") or "") == "2"
        for part, name, given in _given(node):
            if given is None or (part == "tool_configurations" and not current and not isinstance(given, dict)):
                continue
            if not isinstance(given, dict) or given.get("type") not in _FORMS or "value" not in given:
                yield Problem(
                    f"{node.place}.{part}.{name}",
                    en="Dify drops this in silence. Write {type: constant, value: …}, or mixed or variable.",
                    zh="Dify 会不声不响地丢弃它。请写成 {type: constant, value: …}（或 mixed、variable）。",
                )


@RULES.error
def binding_form(workflow: Workflow) -> Iterator[Problem]:
    """A variable that is no selector, or mixed text that is no text."""
    for node in workflow.of_type("tool"):
        for part, name, given in _given(node):
            kind, value = mapping(given).get("type"), mapping(given).get("value")
            if value in (None, "", []):
                continue
            if (kind == "variable" and not selector(value)) or (kind == "mixed" and not isinstance(value, str)):
                yield Problem(
                    f"{node.place}.{part}.{name}",
                    en=f"A value of type {kind} is {'a list [node, variable]' if kind == 'variable' else 'text'}.",
                    zh=f"{kind} 类型的取值应为{'列表 [节点, 变量]' if kind == 'variable' else '文本'}。",
                )


@RULES.error
def unknown_parameter(workflow: Workflow) -> Iterator[Problem]:
    """A parameter that our tool does not have, or an input among the settings, or the other way round."""
    for node, spec in ours(workflow):
        for part, name, _ in _given(node):
            parameter = spec.parameters.get(name)
            place = f"{node.place}.{part}.{name}"
            if parameter is None:
                yield Problem(
                    place,
                    en=f"Tool {spec.name} has no parameter {name!r}. It has {', '.join(spec.parameters)}.",
                    zh=f"工具 {spec.name} 没有参数 {name!r}。可用：{'、'.join(spec.parameters)}。",
                )
            elif _PARTS.get(text(parameter.get("form"))) != part:
                yield Problem(
                    place,
                    en=f"{name} belongs into {_PARTS.get(text(parameter.get('form')))}.",
                    zh=f"{name} 应写在 {_PARTS.get(text(parameter.get('form')))} 中。",
                )


@RULES.error
def missing_parameter(workflow: Workflow) -> Iterator[Problem]:
    """A required parameter of our tool that is not given."""
    for node, spec in ours(workflow):
        for name, parameter in spec.parameters.items():
            part = _PARTS.get(text(parameter.get("form")), "tool_parameters")
            if parameter.get("required") and _value(node, part, name) in (None, "", []):
                yield Problem(
                    f"{node.place}.{part}.{name}",
                    en=f"Tool {spec.name} needs {name}. Bind or write it.",
                    zh=f"工具 {spec.name} 必须有 {name}。请绑定或填写。",
                )


@RULES.error
def no_data_bound(workflow: Workflow) -> Iterator[Problem]:
    """One of our data set tools with nothing to work on: all of its inputs are left open."""
    for node, spec in ours(workflow):
        inputs = [name for name, parameter in spec.parameters.items() if parameter.get("form") == "llm"]
        if inputs and all(_value(node, "tool_parameters", name) in (None, "", []) for name in inputs):
            yield Problem(
                f"{node.place}.tool_parameters",
                en=f"Nothing is bound to {spec.name}. Bind {' or '.join(inputs[:2])}.",
                zh=f"{spec.name} 没有绑定任何输入。请绑定 {' 或 '.join(inputs[:2])}。",
            )


@RULES.warning
def missing_setting(workflow: Workflow) -> Iterator[Problem]:
    """A setting of our tool that the file leaves out: the studio's card shows it empty until it is opened."""
    for node, spec in ours(workflow):
        for name, parameter in spec.parameters.items():
            given = mapping(node.data.get("tool_configurations"))
            if parameter.get("form") == "form" and name not in given and parameter.get("default") is not None:
                yield Problem(
                    f"{node.place}.tool_configurations.{name}",
                    en=f"Write {name} ({{type: constant, value: {parameter['default']!r}}}): Dify fills in no defaults.",
                    zh=f"请写明 {name}（{{type: constant, value: {parameter['default']!r}}}）：Dify 不会补默认值。",
                )


@RULES.error
def setting_value(workflow: Workflow) -> Iterator[Problem]:
    """A constant that our tool's parameter does not take: not among its options, out of range, of another type."""
    for node, spec in ours(workflow):
        for part, name, given in _given(node):
            parameter = spec.parameters.get(name, {})
            if not isinstance(given, dict) or given.get("type") != "constant" or given.get("value") in (None, ""):
                continue
            mentions = isinstance(given["value"], str) and "{{#" in given["value"]
            trouble = None if mentions else misfit(parameter, given["value"])
            if trouble:
                yield Problem(
                    f"{node.place}.{part}.{name}",
                    en=f"{given.get('value')!r} does not fit {name}: {trouble[0]}.",
                    zh=f"{given.get('value')!r} 不合 {name} 的要求：{trouble[1]}。",
                )


@RULES.error
def binding_type(workflow: Workflow) -> Iterator[Problem]:
    """A variable of a type that our tool's parameter does not take."""
    for node, spec in ours(workflow):
        for part, name, given in _given(node):
            if not isinstance(given, dict) or given.get("type") != "variable":
                continue
            wanted = text(spec.parameters.get(name, {}).get("type"))
            got = _type_at(workflow, node, given.get("value"))
            if wanted in _FITTING and got not in ("any", "") and got not in _FITTING[wanted]:
                yield Problem(
                    f"{node.place}.{part}.{name}",
                    en=f"{name} takes {wanted}; {'.'.join(selector(given.get('value')))} is {got}.",
                    zh=f"{name} 需要 {wanted}，而 {'.'.join(selector(given.get('value')))} 是 {got}。",
                )


def _type_at(workflow: Workflow, node: Node, value: Any) -> str:
    chosen = selector(value)
    source = workflow.by_id.get(chosen[0]) if chosen else None
    inside = source is not None and source.type in CONTAINERS and source.id in workflow.containers_of(node)
    variable = variable_at(workflow, chosen, inside=inside)
    return variable.type if variable is not None else "any"


def ours(workflow: Workflow) -> Iterator[tuple[Node, ToolSpec]]:
    """The nodes of our own tools."""
    for node in workflow.of_type("tool"):
        spec = workflow.catalogue.tool(text(node.data.get("provider_id")), text(node.data.get("tool_name")))
        if spec is not None:
            yield node, spec


def _given(node: Node) -> Iterator[tuple[str, str, Any]]:
    """(part of the node, parameter, what it is given) for all that is written of a tool node."""
    for part in _PARTS.values():
        for name, given in mapping(node.data.get(part)).items():
            yield part, name, given


def _value(node: Node, part: str, name: str) -> Any:
    given = mapping(node.data.get(part)).get(name)
    return given.get("value") if isinstance(given, dict) else given
