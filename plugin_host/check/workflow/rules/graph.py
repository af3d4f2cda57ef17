"""Nodes and edges: that they are there, of a known kind, and lead from the start to an end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import CHILD_STARTS, STARTS, Node, Workflow
from plugin_host.check.workflow.outputs import NODE_TYPES
from plugin_host.check.workflow.paths import level_of

MAX_PARALLEL = 10
_CHAT_ONLY = ("answer",)


@RULES.error
def node_type(workflow: Workflow) -> Iterator[Problem]:
    """A node of a kind that Dify does not have, or that this kind of app does not."""
    for node in workflow.nodes:
        if node.type not in NODE_TYPES:
            yield Problem(
                node.place,
                en=f"Dify has no node of type {node.type!r}. Replace it.",
                zh=f"Dify 没有 {node.type!r} 类型的节点，请替换。",
            )
        elif node.type in _CHAT_ONLY and not workflow.is_chat:
            yield Problem(
                node.place,
                en=f"A {node.type} node belongs to chat apps; a workflow ends in an end node.",
                zh=f"{node.type} 节点只用于对话应用；工作流请用 end 节点结束。",
            )


@RULES.error
def node_id(workflow: Workflow) -> Iterator[Problem]:
    """An id that is missing or used twice."""
    for name, count in Counter(node.id for node in workflow.nodes).items():
        if count > 1 or not name:
            yield Problem(
                name or "nodes",
                en=f"{count} nodes have the id {name!r}; edges and selectors can't tell them apart. Give each its own.",
                zh=f"有 {count} 个节点的 id 是 {name!r}，连线和引用无法区分。请各用一个 id。",
            )


@RULES.error
def one_start(workflow: Workflow) -> Iterator[Problem]:
    """No start node, or more than one."""
    starts = workflow.of_type("start")
    if len(starts) > 1 or not workflow.of_type(*STARTS):
        yield Problem(
            "nodes",
            en=f"There are {len(starts)} start nodes; a run needs one.",
            zh=f"有 {len(starts)} 个开始节点；运行需要且只需要一个。",
        )


@RULES.error
def no_end(workflow: Workflow) -> Iterator[Problem]:
    """A workflow without an end node (or a chat without an answer), or one with nothing to give."""
    kind = "answer" if workflow.is_chat else "end"
    ends = workflow.of_type(kind)
    if not ends:
        yield Problem(
            "nodes", en=f"There is no {kind} node: a run gives nothing.", zh=f"没有 {kind} 节点：运行没有结果。"
        )
    for node in ends:
        if kind == "end" and not node.data.get("outputs"):
            yield Problem(node.place, en="This end gives nothing: add its outputs.", zh="此结束节点没有输出，请添加。")


@RULES.error
def dangling_edge(workflow: Workflow) -> Iterator[Problem]:
    """An edge from or to a node that does not exist."""
    for edge in workflow.edges:
        for name in (edge.source, edge.target):
            if name not in workflow.by_id:
                yield Problem(
                    edge.place,
                    en=f"The edge touches node {name!r}, which does not exist. Draw it anew or remove it.",
                    zh=f"连线指向不存在的节点 {name!r}。请重新连接或删除。",
                )


@RULES.error
def edge_handle(workflow: Workflow) -> Iterator[Problem]:
    """An edge that leaves by a branch which its node does not have: it is never taken."""
    for edge in workflow.edges:
        handles = workflow.by_id[edge.source].handles() if edge.source in workflow.by_id else None
        if handles is not None and edge.handle not in handles:
            yield Problem(
                edge.place,
                en=f"Node {edge.source} has no branch {edge.handle!r} (it has {', '.join(handles)}): the edge is never taken.",
                zh=f"节点 {edge.source} 没有分支 {edge.handle!r}（只有 {'、'.join(handles)}），此连线永远不会走到。",
            )


@RULES.error
def edge_across(workflow: Workflow) -> Iterator[Problem]:
    """An edge that goes into or out of an iteration or loop."""
    for edge in workflow.edges:
        source, target = workflow.by_id.get(edge.source), workflow.by_id.get(edge.target)
        if source and target and source.parent != target.parent:
            yield Problem(
                edge.place,
                en="The edge crosses the border of an iteration or loop. Connect the container itself.",
                zh="连线跨越了迭代或循环的边界。请连接容器节点本身。",
            )


@RULES.warning
def edge_twice(workflow: Workflow) -> Iterator[Problem]:
    """The same edge drawn more than once."""
    for (source, handle, target), count in Counter((e.source, e.handle, e.target) for e in workflow.edges).items():
        if count > 1:
            yield Problem(
                f"edge {source} → {target}",
                en=f"The edge from {source} ({handle}) to {target} is there {count} times. Keep one.",
                zh=f"从 {source}（{handle}）到 {target} 的连线有 {count} 条，请保留一条。",
            )


@RULES.warning
def edge_types(workflow: Workflow) -> Iterator[Problem]:
    """An edge whose sourceType or targetType is not its node's: the studio draws it wrongly."""
    for edge in workflow.edges:
        for key, name in (("sourceType", edge.source), ("targetType", edge.target)):
            node = workflow.by_id.get(name)
            if node is not None and edge.data.get(key) not in (None, node.type):
                yield Problem(
                    f"{edge.place}.data.{key}",
                    en=f"It says {edge.data.get(key)!r}, but node {name} is of type {node.type!r}. Correct it.",
                    zh=f"写的是 {edge.data.get(key)!r}，但节点 {name} 的类型是 {node.type!r}，请改正。",
                )


@RULES.error
def cycle(workflow: Workflow) -> Iterator[Problem]:
    """Edges that lead in a circle: Dify then \"succeeds\" with empty outputs."""
    for container in workflow.levels:
        circle = level_of(workflow, container).cycle
        if circle:
            way = " → ".join([*circle, circle[0]])
            yield Problem(
                workflow.by_id[circle[0]].place,
                en=f"The edges lead in a circle: {way}. Use a loop node to repeat.",
                zh=f"连线成环：{way}。需要重复时请用循环节点。",
            )


@RULES.warning
def unreachable(workflow: Workflow) -> Iterator[Problem]:
    """A node to which no way leads from the start: it never runs."""
    for container, nodes in workflow.levels.items():
        if container and container not in workflow.by_id:
            continue
        reached = level_of(workflow, container).reached
        for node in nodes:
            if node.id not in reached and node.type not in (*STARTS, *CHILD_STARTS) and node.type in NODE_TYPES:
                yield Problem(
                    node.place,
                    en="No way leads here from the start: the node never runs. Connect it or remove it.",
                    zh="从开始节点无法到达此节点，它永远不会运行。请连接或删除。",
                )


@RULES.warning
def dead_end(workflow: Workflow) -> Iterator[Problem]:
    """A node outside containers after which nothing comes, and which is no end: that way through gives no result."""
    if workflow.is_chat or not workflow.of_type("end"):
        return
    for node in workflow.levels[""]:
        if node.type in NODE_TYPES and node.type != "end" and not workflow.out_edges.get(node.id):
            yield Problem(
                node.place,
                en="Nothing comes after this node, and it is no end: a run that stops here gives no result.",
                zh="此节点之后没有节点，它又不是结束节点：运行到此没有结果。",
            )


@RULES.warning
def open_branch(workflow: Workflow) -> Iterator[Problem]:
    """A branch that leads nowhere, of a node whose other branches lead on."""
    for node in workflow.of_type("if-else", "question-classifier"):
        taken = {edge.handle for edge in workflow.out_edges.get(node.id, ())}
        for handle in node.handles() or ():
            if taken and handle not in taken:
                yield Problem(
                    node.place,
                    en=f"Branch {_branch(node, handle)} leads nowhere: nothing runs after it. Lead it to an end.",
                    zh=f"分支 {_branch(node, handle)} 没有后续，走到这里就停了。请接到结束节点。",
                )


@RULES.warning
def parallel_branches(workflow: Workflow) -> Iterator[Problem]:
    """More edges out of one handle than Dify runs in parallel."""
    for (source, handle), count in Counter((edge.source, edge.handle) for edge in workflow.edges).items():
        if count > MAX_PARALLEL and source in workflow.by_id:
            yield Problem(
                workflow.by_id[source].place,
                en=f"{count} branches leave here ({handle}) side by side; Dify allows {MAX_PARALLEL}. Chain some of them.",
                zh=f"此处（{handle}）有 {count} 条并行分支，Dify 最多 {MAX_PARALLEL} 条。请把一部分串联起来。",
            )


@RULES.warning
def no_title(workflow: Workflow) -> Iterator[Problem]:
    """A node without a title: its card in the studio stays empty."""
    for node in workflow.nodes:
        if not node.title and node.type not in CHILD_STARTS and node.type in NODE_TYPES:
            yield Problem(node.place, en="Give the node a title.", zh="请给节点写标题。")


def _branch(node: Node, handle: str) -> str:
    for item in (node.data.get("classes") or []) if node.type == "question-classifier" else []:
        if isinstance(item, dict) and str(item.get("id")) == handle:
            return str(item.get("name") or handle)
    return handle
