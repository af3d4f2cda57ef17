"""Every place where a node reads a variable, in whatever form its kind writes that down."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from plugin_host.check.loose import items, mapping, mappings, selector
from plugin_host.check.workflow.model import Node, Workflow

MENTION = re.compile(r"\{\{#([^#{}]*)#\}\}")
"""What a person would take for a mention of a variable; the engine reads only those of READABLE form."""
READABLE = re.compile(r"[a-zA-Z0-9_]{1,50}(?:\.[a-zA-Z_][a-zA-Z0-9_]{0,29}){1,10}")
SPECIAL = ("context", "histories", "query")
"""Mentions that are no variables: {{#context#}} and, in chats, the history and the question."""

Role = Literal["must", "may", "first", "write"]
"""What happens where the variable is not there: the node fails or says nonsense (must), it gets nothing (may), the
next one is taken (first). A write is to a variable, not from one."""


@dataclass(frozen=True, slots=True)
class Reference:
    node: Node
    where: str
    """The place inside the node: `tool_parameters.dataset`, `outputs.files` …"""
    selector: tuple[str, ...]
    role: Role

    @property
    def place(self) -> str:
        return f"{self.node.place}.{self.where}"

    @property
    def name(self) -> str:
        return ".".join(self.selector)


Found = Iterator[tuple[str, tuple[str, ...], Role]]


def references(workflow: Workflow) -> list[Reference]:
    """All of a workflow's references, node by node."""
    if "references" not in workflow.memo:
        workflow.memo["references"] = [
            Reference(node, where, chosen, role)
            for node in workflow.nodes
            for where, chosen, role in _READS.get(node.type, _nothing)(node.data)
            if chosen
        ]
    found: list[Reference] = workflow.memo["references"]
    return found


def mentions(node: Node) -> Iterator[tuple[str, str]]:
    """(place, what stands between {{# and #}}) for every text of a node that is a template."""
    for where, template in templates(node):
        for match in MENTION.finditer(template):
            yield where, match[1]


def templates(node: Node) -> Iterator[tuple[str, str]]:
    """(place, text) for every text of a node in which the engine puts variables."""
    for where, value in _TEMPLATES.get(node.type, _no_texts)(node.data):
        if isinstance(value, str):
            yield where, value


Texts = Iterator[tuple[str, Any]]


def _no_texts(_: Mapping[str, Any]) -> Texts:
    return iter(())


def _fields(*names: str) -> Callable[[Mapping[str, Any]], Texts]:
    return lambda data: ((name, data.get(name)) for name in names)


def _tool_texts(data: Mapping[str, Any]) -> Texts:
    for part in ("tool_parameters", "tool_configurations"):
        for name, given in mapping(data.get(part)).items():
            if isinstance(given, dict) and given.get("type") in ("mixed", "constant"):
                yield f"{part}.{name}", given.get("value")


def _http_texts(data: Mapping[str, Any]) -> Texts:
    yield from _fields("url", "headers", "params")(data)
    body = mapping(data.get("body")).get("data")
    yield "body", body
    for entry in mappings(body):
        yield "body", entry.get("value")


def _condition_texts(data: Mapping[str, Any]) -> Texts:
    for number, condition in enumerate(_conditions(data)):
        yield f"conditions[{number}].value", condition.get("value")


def _agent_texts(data: Mapping[str, Any]) -> Texts:
    for name, given in mapping(data.get("agent_parameters")).items():
        yield f"agent_parameters.{name}", mapping(given).get("value")


def _prompts(data: Mapping[str, Any]) -> Texts:
    template = data.get("prompt_template")
    for number, message in enumerate(mappings(template) or [mapping(template)]):
        if message.get("edition_type") != "jinja2":
            yield f"prompt_template[{number}]", message.get("text")
    yield "memory", mapping(data.get("memory")).get("query_prompt_template")


_TEMPLATES: Mapping[str, Callable[[Mapping[str, Any]], Texts]] = {
    "llm": _prompts,
    "tool": _tool_texts,
    "answer": _fields("answer"),
    "parameter-extractor": _fields("instruction"),
    "question-classifier": _fields("instruction"),
    "http-request": _http_texts,
    "if-else": _condition_texts,
    "agent": _agent_texts,
}


def _mentioned(kind: str, role: Role) -> Callable[[Mapping[str, Any]], Found]:
    def found(data: Mapping[str, Any]) -> Found:
        for where, inner in mentions(Node("", kind, data, {})):
            if READABLE.fullmatch(inner):
                yield where, tuple(inner.split(".")), role

    return found


def _nothing(_: Mapping[str, Any]) -> Found:
    return iter(())


def _conditions(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [c for case in mappings(data.get("cases")) for c in mappings(case.get("conditions"))] + mappings(
        data.get("conditions")
    )


def _if_else(data: Mapping[str, Any]) -> Found:
    for number, condition in enumerate(_conditions(data)):
        yield f"conditions[{number}]", selector(condition.get("variable_selector")), "must"
    yield from _mentioned("if-else", "must")(data)


def _variables(data: Mapping[str, Any]) -> Found:
    for item in mappings(data.get("variables")):
        yield f"variables.{item.get('variable', '')}", selector(item.get("value_selector")), "may"


def _end(data: Mapping[str, Any]) -> Found:
    for item in mappings(data.get("outputs")):
        yield f"outputs.{item.get('variable', '')}", selector(item.get("value_selector")), "may"


def _tool(data: Mapping[str, Any]) -> Found:
    for part in ("tool_parameters", "tool_configurations"):
        for name, given in mapping(data.get(part)).items():
            if isinstance(given, dict) and given.get("type") == "variable":
                yield f"{part}.{name}", selector(given.get("value")), "may"
    yield from _mentioned("tool", "must")(data)


def _llm(data: Mapping[str, Any]) -> Found:
    context, vision = mapping(data.get("context")), mapping(data.get("vision"))
    if context.get("enabled"):
        yield "context", selector(context.get("variable_selector")), "may"
    if vision.get("enabled"):
        yield "vision", selector(mapping(vision.get("configs")).get("variable_selector")), "may"
    for item in mappings(mapping(data.get("prompt_config")).get("jinja2_variables")):
        yield f"jinja2_variables.{item.get('variable', '')}", selector(item.get("value_selector")), "may"
    yield from _mentioned("llm", "must")(data)


def _aggregator(data: Mapping[str, Any]) -> Found:
    settings = mapping(data.get("advanced_settings"))
    if settings.get("group_enabled"):
        for group in mappings(settings.get("groups")):
            for chosen in items(group.get("variables")):
                yield f"groups.{group.get('group_name', '')}", selector(chosen), "first"
    else:
        for chosen in items(data.get("variables")):
            yield "variables", selector(chosen), "first"


def _assigner(data: Mapping[str, Any]) -> Found:
    yield "assigned_variable_selector", selector(data.get("assigned_variable_selector")), "write"
    yield "input_variable_selector", selector(data.get("input_variable_selector")), "must"
    for number, item in enumerate(mappings(data.get("items"))):
        yield f"items[{number}]", selector(item.get("variable_selector")), "write"
        if item.get("input_type") == "variable":
            yield f"items[{number}].value", selector(item.get("value")), "must"


def _agent(data: Mapping[str, Any]) -> Found:
    for name, given in mapping(data.get("agent_parameters")).items():
        if mapping(given).get("type") == "variable":
            yield f"agent_parameters.{name}", selector(mapping(given).get("value")), "may"
    yield from _mentioned("agent", "must")(data)


def _loop(data: Mapping[str, Any]) -> Found:
    for item in mappings(data.get("loop_variables")):
        if item.get("value_type") == "variable":
            yield f"loop_variables.{item.get('label', '')}", selector(item.get("value")), "must"


def _one(field: str, template_of: str = "") -> Callable[[Mapping[str, Any]], Found]:
    def found(data: Mapping[str, Any]) -> Found:
        yield field, selector(data.get(field)), "must"
        if template_of:
            yield from _mentioned(template_of, "must")(data)

    return found


_READS: Mapping[str, Callable[[Mapping[str, Any]], Found]] = {
    "if-else": _if_else,
    "code": _variables,
    "template-transform": _variables,
    "end": _end,
    "tool": _tool,
    "llm": _llm,
    "variable-aggregator": _aggregator,
    "variable-assigner": _aggregator,
    "assigner": _assigner,
    "agent": _agent,
    "iteration": _one("iterator_selector"),
    "loop": _loop,
    "list-operator": _one("variable"),
    "document-extractor": _one("variable_selector"),
    "knowledge-retrieval": _one("query_variable_selector"),
    "question-classifier": _one("query_variable_selector", "question-classifier"),
    "parameter-extractor": _one("query", "parameter-extractor"),
    "answer": _mentioned("answer", "may"),
    "http-request": _mentioned("http-request", "must"),
}
