"""From a small description to the YAML that Dify's studio exports.

A Flow collects nodes and edges; each method adds a node and gives its name, to be referred to by `ref(node, variable)`.
Every setting of a tool is written out with its default: Dify applies no defaults to a node that was never opened.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from plugin_host.tool_yaml import ROOT, dump

DSL_VERSION = "0.6.0"
PLUGIN = "ftprep/finetune_data_prep"
PROVIDER = f"{PLUGIN}/data_prep"
NO_HASH = "0" * 64
"""In the source tree; `make package` writes the built package's own."""

OPENAI = "langgenius/openai:0.0.23@5b670a358c9d1293a4d74e34835f25578d301e61f8c0a506b5d83b8e8e9945bd"
MODEL = {"provider": "langgenius/openai/openai", "name": "gpt-4o-mini", "mode": "chat"}

FILE_EXTENSIONS = [".jsonl", ".json", ".csv", ".tsv", ".xlsx", ".parquet", ".txt", ".md", ".html", ".zip", ".gz"]

_STEP_X, _STEP_Y, _WIDTH, _HEIGHT = 304, 180, 244, 90

Node = dict[str, Any]


def plugin_identifier() -> str:
    """author/name:version@hash, the hash of zeros until the package is built."""
    manifest = yaml.safe_load((ROOT / "manifest.yaml").read_text("utf-8"))
    return f"{PLUGIN}:{manifest['version']}@{NO_HASH}"


def ref(node: str, variable: str) -> list[str]:
    """A selector: a variable of a node."""
    return [node, variable]


def mix(node: str, variable: str) -> str:
    """The same inside a text."""
    return "{{#" + node + "." + variable + "#}}"


@dataclass(slots=True)
class Flow:
    """A workflow in the making."""

    name: str
    description: str
    icon: str = "🧹"
    nodes: list[Node] = field(default_factory=list)
    edges: list[Node] = field(default_factory=list)
    uses_model: bool = False
    _parent: str | None = None

    def start(self, variables: Sequence[Node]) -> str:
        return self._node("start", "start", "开始", variables=list(variables), at=(0, 0))

    def tool(
        self,
        node: str,
        tool: str,
        title: str,
        *,
        at: tuple[int, int],
        inputs: Mapping[str, list[str] | str] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> str:
        """A tool of this plugin. `inputs`: a selector or a text with {{#…#}}; `settings`: a constant or a selector."""
        spec = yaml.safe_load((ROOT / "tools" / f"{tool}.yaml").read_text("utf-8"))
        given, inputs = dict(settings or {}), dict(inputs or {})
        configurations = {}
        for parameter in spec["parameters"]:
            name = parameter["name"]
            if parameter["form"] == "form" and parameter["type"] != "secret-input":
                value = given.pop(name, parameter.get("default", ""))
                if parameter["type"] == "model-selector":
                    self.uses_model = True
                    value = {
                        "provider": MODEL["provider"],
                        "model": MODEL["name"],
                        "model_type": "llm",
                        "mode": "chat",
                        "completion_params": {},
                    }
                configurations[name] = {"type": "variable" if isinstance(value, list) else "constant", "value": value}
        unknown = given.keys() | (inputs.keys() - {p["name"] for p in spec["parameters"] if p["form"] == "llm"})
        if unknown:
            raise ValueError(f"{tool} has no parameter {', '.join(sorted(unknown))}")
        return self._node(
            "tool",
            node,
            title,
            at=at,
            provider_id=PROVIDER,
            provider_name=PROVIDER,
            provider_type="builtin",
            plugin_id=PLUGIN,
            plugin_unique_identifier=plugin_identifier(),
            is_team_authorization=True,
            tool_name=tool,
            tool_label=spec["identity"]["label"]["zh_Hans"],
            tool_description=spec["description"]["human"]["zh_Hans"],
            tool_node_version="2",
            paramSchemas=[],
            params={p["name"]: "" for p in spec["parameters"]},
            output_schema=spec["output_schema"],
            tool_parameters={
                name: {"type": "variable" if isinstance(value, list) else "mixed", "value": value}
                for name, value in inputs.items()
            },
            tool_configurations=configurations,
        )

    def llm(self, node: str, title: str, prompt: str, *, at: tuple[int, int], temperature: float = 0.7) -> str:
        self.uses_model = True
        return self._node(
            "llm",
            node,
            title,
            at=at,
            model={**MODEL, "completion_params": {"temperature": temperature}},
            prompt_template=[{"id": f"{node}-prompt", "role": "user", "text": prompt}],
            context={"enabled": False, "variable_selector": []},
            vision={"enabled": False},
            variables=[],
            retry_config={"retry_enabled": True, "max_retries": 3, "retry_interval": 2000},
        )

    def if_else(self, node: str, title: str, selector: list[str], value: str, *, at: tuple[int, int]) -> str:
        """Handles: "true" where the variable is `value`, else "false"."""
        condition = {
            "id": f"{node}-is",
            "varType": "string",
            "variable_selector": selector,
            "comparison_operator": "is",
            "value": value,
        }
        case = {"id": "true", "case_id": "true", "logical_operator": "and", "conditions": [condition]}
        return self._node("if-else", node, title, at=at, cases=[case])

    def aggregate(self, node: str, title: str, selectors: list[list[str]], kind: str, *, at: tuple[int, int]) -> str:
        """The first of these variables that there is: where branches meet. Gives `output`."""
        return self._node("variable-aggregator", node, title, at=at, output_type=kind, variables=selectors)

    def files_named(self, node: str, title: str, selector: list[str], part: str, *, at: tuple[int, int]) -> str:
        """Of a list of files, those whose name holds `part`. Gives `result`."""
        condition = {"key": "name", "comparison_operator": "contains", "value": part}
        return self._node(
            "list-operator",
            node,
            title,
            at=at,
            variable=selector,
            var_type="array[file]",
            item_var_type="file",
            filter_by={"enabled": True, "conditions": [condition]},
            order_by={"enabled": False, "key": "", "value": "asc"},
            limit={"enabled": False, "size": 10},
            extract_by={"enabled": False, "serial": "1"},
        )

    def template(
        self, node: str, title: str, text: str, variables: Mapping[str, list[str]], *, at: tuple[int, int]
    ) -> str:
        """Gives `output`."""
        named = [{"variable": name, "value_selector": selector} for name, selector in variables.items()]
        return self._node("template-transform", node, title, at=at, template=text, variables=named)

    def iteration(
        self, node: str, title: str, items: list[str], result: list[str], *, at: tuple[int, int], parallel: int = 5
    ) -> str:
        """Opens an iteration: nodes added until `end_iteration` stand inside it, at places relative to it."""
        self._node(
            "iteration",
            node,
            title,
            at=at,
            start_node_id=f"{node}start",
            iterator_selector=items,
            iterator_input_type="array[string]",
            output_selector=result,
            output_type="array[string]",
            is_parallel=True,
            parallel_nums=parallel,
            error_handle_mode="continue-on-error",
            flatten_output=False,
        )
        x, y = self.nodes[-1]["position"]["x"], self.nodes[-1]["position"]["y"]
        width, height = 2 * _WIDTH, 2 * _HEIGHT + 20
        self.nodes[-1] |= {"width": width, "height": height}
        self.nodes[-1]["data"] |= {"width": width, "height": height}
        self.nodes.append(
            {
                "id": f"{node}start",
                "type": "custom-iteration-start",
                "parentId": node,
                "extent": "parent",
                "draggable": False,
                "selectable": False,
                "selected": False,
                "width": 44,
                "height": 48,
                "zIndex": 1002,
                "position": {"x": 24, "y": 68},
                "positionAbsolute": {"x": x + 24, "y": y + 68},
                "sourcePosition": "right",
                "targetPosition": "left",
                "data": {"type": "iteration-start", "title": "", "desc": "", "isInIteration": True, "selected": False},
            }
        )
        self._parent = node
        return node

    def end_iteration(self) -> None:
        self._parent = None

    def end(self, outputs: Mapping[str, tuple[list[str], str]], *, at: tuple[int, int]) -> str:
        """`outputs`: name → (selector, value type)."""
        rows = [
            {"variable": name, "value_selector": selector, "value_type": kind}
            for name, (selector, kind) in outputs.items()
        ]
        return self._node("end", "end", "结束", at=at, outputs=rows)

    def chain(self, *names: str) -> None:
        """Edges from each to the next."""
        for source, target in itertools.pairwise(names):
            self.edge(source, target)

    def edge(self, source: str, target: str, handle: str = "source") -> None:
        kinds = {node["id"]: node["data"] for node in self.nodes}
        inside = kinds[target].get("iteration_id")
        data = {
            "sourceType": kinds[source]["type"],
            "targetType": kinds[target]["type"],
            "isInIteration": inside is not None,
            "isInLoop": False,
        }
        if inside:
            data["iteration_id"] = inside
        self.edges.append(
            {
                "id": f"{source}-{handle}-{target}-target",
                "type": "custom",
                "source": source,
                "sourceHandle": handle,
                "target": target,
                "targetHandle": "target",
                "zIndex": 1002 if inside else 0,
                "data": data,
            }
        )

    def _node(self, kind: str, node: str, title: str, *, at: tuple[int, int], **data: Any) -> str:
        if any(known["id"] == node for known in self.nodes):
            raise ValueError(f"two nodes are called {node}")
        place = {"x": 30 + at[0] * _STEP_X, "y": 250 + at[1] * _STEP_Y}
        body: Node = {"type": kind, "title": title, "desc": "", "selected": False, **data}
        out: Node = {
            "id": node,
            "type": "custom",
            "position": place,
            "positionAbsolute": dict(place),
            "width": _WIDTH,
            "height": _HEIGHT,
            "sourcePosition": "right",
            "targetPosition": "left",
            "selected": False,
            "zIndex": 0,
            "data": body,
        }
        if self._parent is not None:
            parent = next(known for known in self.nodes if known["id"] == self._parent)
            body |= {"isInIteration": True, "iteration_id": self._parent}
            position = {"x": 120 + at[0] * _STEP_X, "y": 68 + at[1] * _STEP_Y}
            out |= {
                "parentId": self._parent,
                "extent": "parent",
                "zIndex": 1002,
                "position": position,
                "positionAbsolute": {key: parent["position"][key] + position[key] for key in position},
            }
        self.nodes.append(out)
        return node

    def to_dict(self) -> Node:
        """The whole file."""
        dependencies = [
            {
                "current_identifier": None,
                "type": "package",
                "value": {"plugin_unique_identifier": plugin_identifier(), "version": None},
            }
        ]
        if self.uses_model:
            dependencies.append(
                {
                    "current_identifier": None,
                    "type": "marketplace",
                    "value": {"marketplace_plugin_unique_identifier": OPENAI, "version": None},
                }
            )
        return {
            "app": {
                "name": self.name,
                "description": self.description,
                "mode": "workflow",
                "icon": self.icon,
                "icon_type": "emoji",
                "icon_background": "#E0F2F1",
                "use_icon_as_answer_icon": False,
            },
            "dependencies": dependencies,
            "kind": "app",
            "version": DSL_VERSION,
            "workflow": {
                "conversation_variables": [],
                "environment_variables": [],
                "features": {"file_upload": {"enabled": False}},
                "graph": {"edges": self.edges, "nodes": self.nodes, "viewport": {"x": 0, "y": 0, "zoom": 0.7}},
            },
        }

    def write(self, folder: Path) -> Path:
        path = folder / f"{self.name}.yml"
        path.write_text(
            dump(self.to_dict()).replace(f"\nversion: {DSL_VERSION}\n", f'\nversion: "{DSL_VERSION}"\n'), "utf-8"
        )
        return path


def file_list(variable: str, label: str, *, required: bool = False) -> Node:
    return {
        "variable": variable,
        "label": label,
        "type": "file-list",
        "required": required,
        "max_length": 10,
        "allowed_file_types": ["document", "custom"],
        "allowed_file_extensions": FILE_EXTENSIONS,
        "allowed_file_upload_methods": ["local_file", "remote_url"],
    }


def paragraph(variable: str, label: str) -> Node:
    return {"variable": variable, "label": label, "type": "paragraph", "required": False, "max_length": 48000}


def select(variable: str, label: str, values: Sequence[str], default: str) -> Node:
    return {
        "variable": variable,
        "label": label,
        "type": "select",
        "required": False,
        "options": list(values),
        "default": default,
    }


def number(variable: str, label: str, default: float) -> Node:
    return {"variable": variable, "label": label, "type": "number", "required": False, "default": str(default)}
