"""What each kind of node gives to those after it: names, types, and the inner structure where it is known."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from plugin_host.check.loose import items, mapping, mappings, text
from plugin_host.check.workflow.model import Node, Workflow

ERROR_VARIABLES = {"error_message": "string", "error_type": "string"}
FILE_ATTRIBUTES = frozenset(("type", "size", "name", "mime_type", "transfer_method", "url", "extension", "related_id"))
_START_TYPES = {
    "text-input": "string", "paragraph": "string", "select": "string", "number": "number", "checkbox": "boolean",
    "file": "file", "file-list": "array[file]", "json_object": "object",
}  # fmt: skip
_SCHEMA_TYPES = {"string": "string", "number": "number", "integer": "number", "boolean": "boolean", "object": "object"}


@dataclass(frozen=True, slots=True)
class Variable:
    """`type` is Dify's (string, array[file] …) or "any". `properties` is None where any name may be in it."""

    type: str = "any"
    properties: Mapping[str, Any] | None = None
    max_items: int | None = None

    @classmethod
    def from_schema(cls, schema: Mapping[str, Any]) -> Variable:
        kind, properties = schema.get("type"), schema.get("properties")
        if kind == "array":
            item = _SCHEMA_TYPES.get(text(mapping(schema.get("items")).get("type")), "any")
            limit = schema.get("maxItems")
            return cls(f"array[{item}]", None, limit if isinstance(limit, int) else None)
        closed = isinstance(properties, dict) and bool(properties) and schema.get("additionalProperties") is not True
        return cls(_SCHEMA_TYPES.get(text(kind), "any"), mapping(properties) if closed else None)


@dataclass(frozen=True, slots=True)
class Outputs:
    """`open` says that there may be more than is known."""

    variables: Mapping[str, Variable] = field(default_factory=dict)
    open: bool = False


def _fixed(open: bool = False, **types: str) -> Callable[[Node, Workflow], Outputs]:
    made = Outputs({name: Variable(kind) for name, kind in types.items()}, open)
    return lambda _node, _workflow: made


def _start(node: Node, _: Workflow) -> Outputs:
    return Outputs(
        {
            text(item.get("variable")): Variable(_START_TYPES.get(text(item.get("type")), "any"))
            for item in mappings(node.data.get("variables"))
        }
    )


def _code(node: Node, _: Workflow) -> Outputs:
    return Outputs({name: _code_output(mapping(item)) for name, item in mapping(node.data.get("outputs")).items()})


def _code_output(item: Mapping[str, Any]) -> Variable:
    return Variable(text(item.get("type")) or "any", mapping(item.get("children")) or None)


def _tool(node: Node, workflow: Workflow) -> Outputs:
    basic = {"text": Variable("string"), "files": Variable("array[file]"), "json": Variable("array[object]")}
    spec = workflow.catalogue.tool(text(node.data.get("provider_id")), text(node.data.get("tool_name")))
    if spec is not None:
        return Outputs({**basic, **{name: Variable.from_schema(schema) for name, schema in spec.variables.items()}})
    declared = mapping(mapping(node.data.get("output_schema")).get("properties"))
    return Outputs(
        {**basic, **{name: Variable.from_schema(mapping(schema)) for name, schema in declared.items()}}, True
    )


def _llm(node: Node, _: Workflow) -> Outputs:
    known = {
        "text": Variable("string"), "reasoning_content": Variable("string"), "usage": Variable("object"),
        "finish_reason": Variable("string"), "files": Variable("array[file]"),
    }  # fmt: skip
    if node.data.get("structured_output_enabled") or node.data.get("structured_output_switch_on"):
        schema = mapping(mapping(node.data.get("structured_output")).get("schema"))
        known["structured_output"] = Variable("object", Variable.from_schema({"type": "object", **schema}).properties)
    return Outputs(known)


def _extractor(node: Node, _: Workflow) -> Outputs:
    own = {
        text(item.get("name")): Variable(_legacy(text(item.get("type"))))
        for item in mappings(node.data.get("parameters"))
    }
    return Outputs(
        {**own, "__is_success": Variable("number"), "__reason": Variable("string"), "__usage": Variable("object")}
    )


def _legacy(kind: str) -> str:
    return {"bool": "boolean", "select": "string"}.get(kind, kind or "any")


def _aggregator(node: Node, _: Workflow) -> Outputs:
    settings = mapping(node.data.get("advanced_settings"))
    if settings.get("group_enabled"):
        groups = mappings(settings.get("groups"))
        return Outputs(
            {text(g.get("group_name")): Variable("object", {"output": g.get("output_type")}) for g in groups}
        )
    return Outputs({"output": Variable(text(node.data.get("output_type")) or "any")})


def _list_operator(node: Node, _: Workflow) -> Outputs:
    array, item = text(node.data.get("var_type")) or "any", text(node.data.get("item_var_type")) or "any"
    limit = mapping(node.data.get("limit"))
    size = limit.get("size") if limit.get("enabled") and isinstance(limit.get("size"), int) else None
    return Outputs(
        {"result": Variable(array, None, size), "first_record": Variable(item), "last_record": Variable(item)}
    )


def _iteration(node: Node, _: Workflow) -> Outputs:
    return Outputs({"output": Variable(text(node.data.get("output_type")) or "any")})


def _loop(node: Node, _: Workflow) -> Outputs:
    return Outputs({**_loop_variables(node), "loop_round": Variable("number")})


def _loop_variables(node: Node) -> dict[str, Variable]:
    return {
        text(v.get("label")): Variable(text(v.get("var_type")) or "any")
        for v in mappings(node.data.get("loop_variables"))
    }


_GIVES: Mapping[str, Callable[[Node, Workflow], Outputs]] = {
    "start": _start,
    "llm": _llm,
    "code": _code,
    "tool": _tool,
    "if-else": _fixed(result="boolean", selected_case_id="string"),
    "question-classifier": _fixed(class_name="string", class_label="string", class_id="string", usage="object"),
    "parameter-extractor": _extractor,
    "template-transform": _fixed(output="string"),
    "variable-aggregator": _aggregator,
    "variable-assigner": _aggregator,
    "knowledge-retrieval": _fixed(result="array[object]", files="array[file]"),
    "http-request": _fixed(body="string", status_code="number", headers="object", files="array[file]"),
    "list-operator": _list_operator,
    "document-extractor": _fixed(text="any"),
    "iteration": _iteration,
    "loop": _loop,
    "agent": _fixed(open=True, text="string", files="array[file]", json="array[object]", usage="object"),
    "answer": _fixed(answer="string", files="array[file]"),
    "end": _fixed(),
    "assigner": _fixed(open=True),
    "iteration-start": _fixed(),
    "loop-start": _fixed(),
    "loop-end": _fixed(),
    "human-input": _fixed(open=True),
    "datasource": _fixed(open=True),
    "trigger-webhook": _fixed(open=True),
    "trigger-schedule": _fixed(open=True),
    "trigger-plugin": _fixed(open=True),
    "knowledge-index": _fixed(open=True),
}

NODE_TYPES = frozenset(_GIVES)


def outputs_of(node: Node, workflow: Workflow) -> Outputs:
    """What nodes after this one may read of it."""
    gives = _GIVES.get(node.type)
    if gives is None:
        return Outputs(open=True)
    made = gives(node, workflow)
    if node.data.get("error_strategy"):
        errors = {name: Variable(kind) for name, kind in ERROR_VARIABLES.items()}
        return Outputs({**made.variables, **errors}, made.open)
    return made


def inner_outputs_of(container: Node, workflow: Workflow) -> Outputs:
    """What the nodes inside a container may read of it: the item and its index, or the loop's variables."""
    if container.type == "iteration":
        return Outputs({"item": Variable(_item_type(container, workflow)), "index": Variable("number")})
    return Outputs(
        {**_loop_variables(container), "loop_round": Variable("number"), "index": Variable("number")}, open=True
    )


def variable_at(workflow: Workflow, selector: tuple[str, ...], *, inside: bool = False) -> Variable | None:
    """The variable that a selector names; None where it is not known. `inside` reads a container from within."""
    node = workflow.by_id.get(selector[0]) if selector else None
    if node is None or len(selector) < 2:
        return None
    made = inner_outputs_of(node, workflow) if inside else outputs_of(node, workflow)
    found = made.variables.get(selector[1])
    for name in selector[2:]:
        if found is None or found.properties is None or name not in found.properties:
            return None
        part = found.properties[name]
        found = Variable.from_schema(part) if isinstance(part, dict) else Variable(text(part) or "any")
    return found


def _item_type(container: Node, workflow: Workflow) -> str:
    array = text(container.data.get("iterator_input_type"))
    if not array:
        source = variable_at(workflow, tuple(str(part) for part in items(container.data.get("iterator_selector"))))
        array = source.type if source is not None else ""
    return array.removeprefix("array[").removesuffix("]") if array.startswith("array[") else "any"
