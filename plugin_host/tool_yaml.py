"""tools/<name>.yaml: the machine's part, from the operator's Options; the people's part, labels and help, kept.

The machine owns name, type, form, required, default, min, max, options, output_schema and the list of reasons that ends
the help. People own every label and description. `sync` writes the one into the other; `drift` says where a file differs from what `sync` would write.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from ftprep.operator import Operator
from ftprep.settings import LANGUAGES, choices, is_list, scalar_type
from plugin_host.reasons_help import with_reasons
from plugin_host.tool_texts import COMMON_OUTPUTS, COMMON_PARAMETERS, UNWRITTEN, choice_label, options_help, panel

ROOT = Path(__file__).resolve().parent.parent
PROVIDER = "provider/data_prep.yaml"
MAX_SETTINGS = 8

Node = dict[str, Any]


def parameters(operator: Operator) -> list[Node]:
    """The machine's part of every parameter, in the order of the panel."""
    out: list[Node] = [_input("dataset", "files"), _input("text", "string")]
    out += [_input(name, "files") for name in operator.extra_inputs]
    out += [_input(name, "array") for name in operator.value_inputs]
    settings: list[Node] = []
    if operator.asks_model:
        settings.append({"name": "model", "type": "model-selector", "scope": "llm", "form": "form", "required": True})
    for name, field in operator.options.model_fields.items():
        if panel(field):
            node = _setting(name, field)
            (out if node["form"] == "llm" else settings).append(node)
    settings += [
        _select("language", LANGUAGES, "auto"),
        {"name": "options", "type": "string", "form": "form", "required": False, "default": ""},
    ]
    return out + settings


def output_schema(operator: Operator) -> Node:
    """Every variable of the tool, each object with its properties (without them the studio shows a file)."""
    outputs = copy.deepcopy(COMMON_OUTPUTS)
    if operator.figures:
        outputs["report"]["properties"]["figures"] = {
            "type": "object",
            "properties": copy.deepcopy(dict(operator.figures)),
        }
    return {"type": "object", "properties": {**outputs, **copy.deepcopy(dict(operator.variables))}}


def synced(operator: Operator, current: Mapping[str, Any] | None) -> Node:
    """The whole YAML: the machine's part fresh, the people's part from `current` where it is there."""
    current = current or {}
    identity = current.get("identity", {})
    description = current.get("description", {})
    known = {p["name"]: p for p in current.get("parameters", ())}
    return {
        "identity": {
            "name": operator.name,
            "author": "ftprep",
            "label": identity.get("label")
            or {"en_US": operator.name.replace("_", " ").capitalize(), "zh_Hans": UNWRITTEN},
        },
        "description": {
            "human": with_reasons(
                description.get("human") or {"en_US": operator.doc.split("\n\n")[0], "zh_Hans": UNWRITTEN}, operator
            ),
            "llm": description.get("llm") or operator.doc.split("\n\n")[0],
        },
        "parameters": [_described(node, operator, known.get(node["name"], {})) for node in parameters(operator)],
        "output_schema": output_schema(operator),
        "extra": {"python": {"source": f"tools/{operator.name}.py"}},
    }


def tool_source(operator: Operator) -> str:
    """tools/<name>.py."""
    words = "".join(part.capitalize() for part in operator.name.split("_"))
    module, base = ("model_tool", "ModelTool") if operator.asks_model else ("dataset_tool", "DatasetTool")
    return (
        "from dify_plugin import Tool\n\n"
        f"from ftprep_dify.{module} import {base}\n\n\n"
        f"class {words}({base}, Tool):\n"
        f'    operator = "{operator.name}"\n'
    )


def drift(operator: Operator, root: Path = ROOT) -> list[str]:
    """What is wrong between an operator and its tool's files, in sentences; [] where they agree."""
    path = root / "tools" / f"{operator.name}.yaml"
    if not path.exists():
        return [f"{operator.name} has no tools/{operator.name}.yaml: run make new-tool NAME={operator.name}"]
    current = yaml.safe_load(path.read_text("utf-8"))
    out = []
    for key, fresh in synced(operator, current).items():
        if current.get(key) != fresh:
            out.append(
                f"tools/{path.name}: {key} differs from the operator's Options: run make new-tool NAME={operator.name}"
            )
    if UNWRITTEN in path.read_text("utf-8"):
        out.append(f"tools/{path.name}: a text is still {UNWRITTEN}: write it")
    settings = [p for p in current.get("parameters", ()) if p.get("form") == "form"]
    if len(settings) > MAX_SETTINGS:
        out.append(
            f"tools/{path.name}: {len(settings)} settings on the panel, more than {MAX_SETTINGS}: set panel=False on some"
        )
    return out


def sync(operator: Operator, root: Path = ROOT) -> Path:
    """Writes the tool's YAML and class, and adds it to the provider's list."""
    path = root / "tools" / f"{operator.name}.yaml"
    current = yaml.safe_load(path.read_text("utf-8")) if path.exists() else None
    path.write_text(dump(synced(operator, current)), "utf-8")
    source = path.with_suffix(".py")
    if not source.exists():
        source.write_text(tool_source(operator), "utf-8")
    provider_path = root / PROVIDER
    provider = yaml.safe_load(provider_path.read_text("utf-8"))
    entry = f"tools/{operator.name}.yaml"
    if entry not in provider["tools"]:
        provider["tools"] = sorted([*provider["tools"], entry])
        provider_path.write_text(dump(provider), "utf-8")
    return path


def dump(value: Any) -> str:
    """YAML as this project writes it."""
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=120)


class _Dumper(yaml.SafeDumper):
    """No anchors: a file that people edit repeats what it repeats."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def _input(name: str, kind: str) -> Node:
    return {"name": name, "type": kind, "form": "llm", "required": False}


def _select(name: str, values: tuple[str, ...], default: Any) -> Node:
    return {
        "name": name,
        "type": "select",
        "form": "form",
        "required": False,
        "default": default,
        "options": [{"value": value} for value in values],
    }


def _setting(name: str, field: Any) -> Node:
    extra = field.json_schema_extra
    form = "llm" if extra.get("input") else "form"
    if extra.get("secret"):
        return {"name": name, "type": "secret-input", "form": form, "required": False}
    if values := choices(field):
        return {**_select(name, values, field.default), "form": form}
    kind = scalar_type(field)
    if is_list(field) or kind is str:
        default = ", ".join(field.default) if is_list(field) else field.default or ""
        return {"name": name, "type": "string", "form": form, "required": False, "default": default}
    if kind is bool:
        return {"name": name, "type": "boolean", "form": form, "required": False, "default": field.default}
    node: Node = {"name": name, "type": "number", "form": form, "required": False}
    if field.default is not None:
        node["default"] = field.default
    for rule in field.metadata:
        for attribute, key in (("ge", "min"), ("le", "max")):
            bound = getattr(rule, attribute, None)
            if bound is not None:
                node[key] = bound
    return node


def _described(node: Node, operator: Operator, known: Mapping[str, Any]) -> Node:
    """The machine's part with the people's label and help, in the order that a reader expects."""
    name = node["name"]
    common = COMMON_PARAMETERS.get(name, {})
    if name == "options":
        told = options_help(operator)
        common = {**common, "human_description": told, "llm_description": told["en_US"]}
    field = operator.options.model_fields.get(name)
    help_en = (field.description if field is not None else None) or UNWRITTEN
    human = (
        common.get("human_description") or known.get("human_description") or {"en_US": help_en, "zh_Hans": UNWRITTEN}
    )
    out = {
        "name": name,
        "label": common.get("label")
        or known.get("label")
        or {"en_US": name.replace("_", " ").capitalize(), "zh_Hans": UNWRITTEN},
        "human_description": human,
        "llm_description": common.get("llm_description") or known.get("llm_description") or human["en_US"],
        **{key: node[key] for key in node if key not in ("name", "options")},
    }
    if "options" in node:
        labels = {o["value"]: o["label"] for o in known.get("options", ()) if "label" in o}
        out["options"] = [
            {
                "value": option["value"],
                "label": choice_label(name, option["value"])
                or labels.get(option["value"])
                or {"en_US": option["value"], "zh_Hans": UNWRITTEN},
            }
            for option in node["options"]
        ]
    return out
