"""A workflow file as the rules see it: nodes, edges, and the levels that containers make. Tolerates any content."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from plugin_host.check.loose import mapping, mappings, text
from plugin_host.check.workflow.catalogue import Catalogue

CONTAINERS = ("iteration", "loop")
STARTS = ("start", "trigger-webhook", "trigger-schedule", "trigger-plugin", "datasource")
CHILD_STARTS = ("iteration-start", "loop-start")
NOTE = "custom-note"
FAILED = "fail-branch"
SUCCEEDED = ("source", "success-branch")


@dataclass(frozen=True, slots=True)
class Edge:
    source: str
    handle: str
    target: str
    data: Mapping[str, Any]
    id: str

    @property
    def place(self) -> str:
        return f"edge {self.id or self.source + ' → ' + self.target}"


@dataclass(frozen=True, eq=False)
class Node:
    id: str
    type: str
    data: Mapping[str, Any]
    raw: Mapping[str, Any]
    """The node around its data: parentId, position, zIndex …"""

    @property
    def parent(self) -> str:
        return text(self.raw.get("parentId"))

    @property
    def title(self) -> str:
        return text(self.data.get("title")).strip()

    @property
    def place(self) -> str:
        return f"{self.id}「{self.title}」" if self.title and self.title != self.id else self.id

    @property
    def has_fail_branch(self) -> bool:
        return self.data.get("error_strategy") == FAILED

    def handles(self) -> tuple[str, ...] | None:
        """What an edge may leave from; None where the file does not say (a node of a kind not known here)."""
        if self.type == "if-else":
            cases = [text(case.get("case_id")) or text(case.get("id")) for case in mappings(self.data.get("cases"))]
            return (*cases, "false") if "cases" in self.data else ("true", "false")
        if self.type == "question-classifier":
            return tuple(str(item.get("id", "")) for item in mappings(self.data.get("classes")))
        if self.type == "human-input":
            return None
        return (*SUCCEEDED, FAILED) if self.has_fail_branch else ("source",)


@dataclass(frozen=True, eq=False)
class Workflow:
    """`root` is the whole file; the rest is what the rules ask for most."""

    root: Mapping[str, Any]
    catalogue: Catalogue
    size: int = 0
    nodes: tuple[Node, ...] = field(init=False)
    edges: tuple[Edge, ...] = field(init=False)
    memo: dict[str, Any] = field(default_factory=dict)
    """What several rules need and is worked out once."""

    def __post_init__(self) -> None:
        graph = mapping(mapping(self.root.get("workflow")).get("graph"))
        object.__setattr__(self, "nodes", tuple(_nodes(graph)))
        object.__setattr__(self, "edges", tuple(_edges(graph)))

    @property
    def app(self) -> Mapping[str, Any]:
        return mapping(self.root.get("app"))

    @property
    def body(self) -> Mapping[str, Any]:
        return mapping(self.root.get("workflow"))

    @property
    def is_chat(self) -> bool:
        return self.app.get("mode") in ("advanced-chat", "chat", "agent-chat")

    @cached_property
    def by_id(self) -> dict[str, Node]:
        return {node.id: node for node in self.nodes}

    @cached_property
    def levels(self) -> dict[str, tuple[Node, ...]]:
        """Container id ("" outside) → the nodes directly in it."""
        out: dict[str, list[Node]] = {"": []}
        for node in self.nodes:
            out.setdefault(node.parent, []).append(node)
        return {level: tuple(nodes) for level, nodes in out.items()}

    @cached_property
    def out_edges(self) -> dict[str, tuple[Edge, ...]]:
        out: dict[str, list[Edge]] = {}
        for edge in self.edges:
            out.setdefault(edge.source, []).append(edge)
        return {source: tuple(edges) for source, edges in out.items()}

    @cached_property
    def in_edges(self) -> dict[str, tuple[Edge, ...]]:
        out: dict[str, list[Edge]] = {}
        for edge in self.edges:
            out.setdefault(edge.target, []).append(edge)
        return {target: tuple(edges) for target, edges in out.items()}

    def of_type(self, *types: str) -> list[Node]:
        return [node for node in self.nodes if node.type in types]

    def start_of(self, level: str) -> list[str]:
        """Where a level's run begins: the start nodes outside, the start child of a container."""
        if not level:
            return [node.id for node in self.levels[""] if node.type in STARTS]
        named = text(mapping(self.by_id[level].data if level in self.by_id else {}).get("start_node_id"))
        if named in self.by_id:
            return [named]
        return [node.id for node in self.levels.get(level, ()) if node.type in CHILD_STARTS]

    def containers_of(self, node: Node) -> list[str]:
        """The levels around a node, from its own outwards; "" is the last."""
        chain, at = [node.parent], node
        while at.parent in self.by_id and len(chain) <= len(self.nodes):
            at = self.by_id[at.parent]
            chain.append(at.parent)
        return chain


def _nodes(graph: Mapping[str, Any]) -> Iterator[Node]:
    for raw in mappings(graph.get("nodes")):
        if raw.get("type") == NOTE:
            continue
        data = mapping(raw.get("data"))
        yield Node(str(raw.get("id", "")), text(data.get("type")), data, raw)


def _edges(graph: Mapping[str, Any]) -> Iterator[Edge]:
    for raw in mappings(graph.get("edges")):
        yield Edge(
            str(raw.get("source", "")),
            str(raw.get("sourceHandle") or "source"),
            str(raw.get("target", "")),
            mapping(raw.get("data")),
            str(raw.get("id", "")),
        )
