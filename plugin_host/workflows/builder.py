"""From a small description to the YAML that Dify's studio exports.

A Flow collects nodes and edges. Each method adds a node and gives its name, to be referred to by `ref(node, variable)`;
the node follows the one before, or those named in `after` ("asked:true" for a branch). `row` begins a row of the canvas.
Every setting of a tool is written out with its default: Dify applies no defaults to a node that was never opened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plugin_host.engine.declaration import LOADER
from plugin_host.tool_yaml import ROOT, dump
from plugin_host.workflows.canvas import HEIGHT, ITERATION, WIDTH, Rows, height_of, note

DSL_VERSION = "0.6.0"
PLUGIN = "ftprep/finetune_data_prep"
PROVIDER = f"{PLUGIN}/data_prep"
NO_HASH = "0" * 64
"""In the source tree; `make package` writes the built package's own."""

OPENAI = "langgenius/openai:0.0.23@5b670a358c9d1293a4d74e34835f25578d301e61f8c0a506b5d83b8e8e9945bd"
MODEL = {"provider": "langgenius/openai/openai", "name": "gpt-4o-mini", "mode": "chat"}

Node = dict[str, Any]
Selector = list[str]


def plugin_identifier() -> str:
    """author/name:version@hash, the hash of zeros until the package is built."""
    manifest = yaml.safe_load((ROOT / "manifest.yaml").read_text("utf-8"))
    return f"{PLUGIN}:{manifest['version']}@{NO_HASH}"


@cache
def _spec(tool: str) -> Mapping[str, Any]:
    """A tool's file. Read once: the workflows hold a hundred tools."""
    text = (ROOT / "tools" / f"{tool}.yaml").read_text("utf-8")
    return dict(yaml.load(text, LOADER))  # noqa: S506 - a safe loader, the fast one


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
    _last: str = ""
    _rows: Rows = field(default_factory=Rows)

    def row(self, zh: str, en: str) -> None:
        """Begins a row of the canvas, under a note."""
        count = sum(node["type"] == "custom-note" for node in self.nodes)
        self.nodes.append(note(count + 1, (zh, en), self._rows.new_row()))

    def start(self, entries: Sequence[Node]) -> str:
        return self._node("start", "start", "开始 / Start", variables=[dict(entry) for entry in entries])

    def tool(
        self,
        node: str,
        tool: str,
        title: str,
        *,
        inputs: Mapping[str, Selector | str] | None = None,
        settings: Mapping[str, Any] | None = None,
        after: Sequence[str] | None = None,
    ) -> str:
        """A tool of this plugin. `inputs`: a selector or a text with {{#…#}}; `settings`: a constant or a selector."""
        spec, given, inputs = _spec(tool), dict(settings or {}), dict(inputs or {})
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
            after=after,
            provider_id=PROVIDER,
            provider_name=PROVIDER,
            provider_type="builtin",
            plugin_id=PLUGIN,
            plugin_unique_identifier=plugin_identifier(),
            is_team_authorization=True,
            tool_name=tool,
            tool_label=spec["identity"]["label"]["zh_Hans"],
            tool_description=spec["description"]["human"]["zh_Hans"].partition("\n")[0],
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

    def llm(
        self, node: str, title: str, prompt: str, *, temperature: float = 0.7, after: Sequence[str] | None = None
    ) -> str:
        self.uses_model = True
        return self._node(
            "llm",
            node,
            title,
            after=after,
            model={**MODEL, "completion_params": {"temperature": temperature}},
            prompt_template=[{"id": f"{node}-prompt", "role": "user", "text": prompt}],
            context={"enabled": False, "variable_selector": []},
            vision={"enabled": False},
            variables=[],
            retry_config={"retry_enabled": True, "max_retries": 3, "retry_interval": 2000},
        )

    def if_else(self, node: str, title: str, selector: Selector, operator: str, value: str) -> str:
        """Branches: "node:true" where the condition holds ("is" of a text, "not empty" of a list), else "node:false"."""
        condition = {
            "id": f"{node}-is",
            "varType": "string" if operator == "is" else "array[file]",
            "variable_selector": selector,
            "comparison_operator": operator,
            "value": value,
        }
        case = {"id": "true", "case_id": "true", "logical_operator": "and", "conditions": [condition]}
        return self._node("if-else", node, title, cases=[case])

    def aggregate(
        self, node: str, title: str, selectors: list[Selector], kind: str, *, after: Sequence[str] | None = None
    ) -> str:
        """The first of these variables that there is: where branches meet. Gives `output`."""
        return self._node("variable-aggregator", node, title, after=after, output_type=kind, variables=selectors)

    def files_named(self, node: str, title: str, selector: Selector, part: str) -> str:
        """Of a list of files, those whose name holds `part`. Gives `result`."""
        condition = {"key": "name", "comparison_operator": "contains", "value": part}
        return self._node(
            "list-operator",
            node,
            title,
            variable=selector,
            var_type="array[file]",
            item_var_type="file",
            filter_by={"enabled": True, "conditions": [condition]},
            order_by={"enabled": False, "key": "", "value": "asc"},
            limit={"enabled": False, "size": 10},
            extract_by={"enabled": False, "serial": "1"},
        )

    def template(
        self,
        node: str,
        title: str,
        text: str,
        variables: Mapping[str, Selector],
        *,
        below: bool = False,
        after: Sequence[str] | None = None,
    ) -> str:
        """Gives `output`. `below`: it stands under the next node, as the other branch."""
        named = [{"variable": name, "value_selector": selector} for name, selector in variables.items()]
        return self._node("template-transform", node, title, below=below, after=after, template=text, variables=named)

    def iteration(self, node: str, title: str, items: Selector, result: Selector, *, parallel: int = 5) -> str:
        """Opens an iteration: nodes added until `end_iteration` stand inside it."""
        width, height = ITERATION
        self._node(
            "iteration",
            node,
            title,
            size=ITERATION,
            start_node_id=f"{node}start",
            iterator_selector=items,
            iterator_input_type="array[string]",
            output_selector=result,
            output_type="array[string]",
            is_parallel=True,
            parallel_nums=parallel,
            error_handle_mode="continue-on-error",
            flatten_output=False,
            width=width,
            height=height,
        )
        self._parent = node
        self.nodes.append(
            {
                **_frame(f"{node}start", "custom-iteration-start", (44, 48)),
                "draggable": False,
                "selectable": False,
                **self._inside((24, 68)),
                "data": {"type": "iteration-start", "title": "", "desc": "", "isInIteration": True, "selected": False},
            }
        )
        self._last = f"{node}start"
        return node

    def end_iteration(self) -> None:
        self._last, self._parent = self._parent or "", None

    def end(self, outputs: Mapping[str, tuple[Selector, str]]) -> str:
        """`outputs`: name → (selector, value type)."""
        rows = [
            {"variable": name, "value_selector": selector, "value_type": kind}
            for name, (selector, kind) in outputs.items()
        ]
        return self._node("end", "end", "结束 / End", outputs=rows)

    def _node(
        self,
        kind: str,
        node: str,
        title: str,
        *,
        after: Sequence[str] | None = None,
        size: tuple[int, int] | None = None,
        below: bool = False,
        **data: Any,
    ) -> str:
        if any(known["id"] == node for known in self.nodes):
            raise ValueError(f"two nodes are called {node}")
        body: Node = {"type": kind, "title": title, "desc": "", "selected": False, **data}
        width, height = size or (WIDTH, height_of(body))
        out = _frame(node, "custom", (width, height if size else HEIGHT))
        if self._parent is not None:
            body |= {"isInIteration": True, "iteration_id": self._parent}
            out |= self._inside((120, 68))
        else:
            x, y = self._rows.below(height) if below else self._rows.place(width, height)
            out |= {"position": {"x": x, "y": y}, "positionAbsolute": {"x": x, "y": y}}
        self.nodes.append({**out, "data": body})
        for source in after if after is not None else [self._last] if self._last else []:
            self._edge(source, node)
        self._last = node
        return node

    def _inside(self, at: tuple[int, int]) -> Node:
        """What a node has that stands in the open iteration, at a place relative to it."""
        parent = next(known for known in self.nodes if known["id"] == self._parent)
        position = {"x": at[0], "y": at[1]}
        whole = {key: parent["position"][key] + position[key] for key in position}
        return {
            "parentId": self._parent,
            "extent": "parent",
            "zIndex": 1002,
            "position": position,
            "positionAbsolute": whole,
        }

    def _edge(self, named: str, target: str) -> None:
        source, _, handle = named.partition(":")
        handle = handle or "source"
        data = {node["id"]: node["data"] for node in self.nodes}
        inside = data[target].get("iteration_id")
        about = {
            "sourceType": data[source]["type"],
            "targetType": data[target]["type"],
            "isInIteration": inside is not None,
            "isInLoop": False,
        }
        if inside:
            about["iteration_id"] = inside
        self.edges.append(
            {
                "id": f"{source}-{handle}-{target}-target",
                "type": "custom",
                "source": source,
                "sourceHandle": handle,
                "target": target,
                "targetHandle": "target",
                "zIndex": 1002 if inside else 0,
                "data": about,
            }
        )

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


def _frame(node: str, kind: str, size: tuple[int, int]) -> Node:
    return {
        "id": node,
        "type": kind,
        "width": size[0],
        "height": size[1],
        "sourcePosition": "right",
        "targetPosition": "left",
        "selected": False,
        "zIndex": 0,
    }
