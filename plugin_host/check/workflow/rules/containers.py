"""Iterations and loops: their start, their children, their output, and what they cost in steps."""

from __future__ import annotations

from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mapping, selector, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import CHILD_STARTS, CONTAINERS, Node, Workflow
from plugin_host.check.workflow.outputs import inner_outputs_of, outputs_of, variable_at
from plugin_host.check.workflow.paths import level_of

MAX_STEPS = 500
MAX_PARALLEL_NUMS = 10
CODE_ARRAY = 30
FEW_ITEMS = 20
"""An iteration that has steps left for no more than this many items is worth a word."""
_ERROR_MODES = ("terminated", "continue-on-error", "remove-abnormal-output")


@RULES.error
def container_start(workflow: Workflow) -> Iterator[Problem]:
    """An iteration or loop without a start of its own inside it."""
    for node in workflow.of_type(*CONTAINERS):
        named = text(node.data.get("start_node_id"))
        start = workflow.by_id.get(named)
        if start is None or start.parent != node.id:
            yield Problem(
                f"{node.place}.start_node_id",
                en=f"It names {named!r}, which is no node inside this {node.type}. Name its {node.type}-start child.",
                zh=f"写的是 {named!r}，但此 {node.type} 内没有该节点。请写其中的 {node.type}-start 子节点。",
            )
        elif start.type in CHILD_STARTS and start.raw.get("type") != f"custom-{start.type}":
            yield Problem(
                f"{start.place}.type",
                en=f"The studio draws a container's start only with the wrapper type custom-{start.type}. Write that.",
                zh=f"画布只认外层类型为 custom-{start.type} 的起始子节点，请改写。",
            )


@RULES.error
def container_child(workflow: Workflow) -> Iterator[Problem]:
    """A node that says it is in a container, and is not, or in another, or in one that is none."""
    for node in workflow.nodes:
        parent = workflow.by_id.get(node.parent)
        if node.parent and (parent is None or parent.type not in CONTAINERS):
            yield Problem(
                f"{node.place}.parentId",
                en=f"{node.parent!r} is no iteration or loop. Correct parentId.",
                zh=f"{node.parent!r} 不是迭代或循环节点，请改正 parentId。",
            )
        for key in ("iteration_id", "loop_id"):
            named = text(node.data.get(key))
            if named and named != node.parent:
                yield Problem(
                    f"{node.place}.{key}",
                    en=f"{key} is {named!r} but parentId is {node.parent!r}: write the same container in both.",
                    zh=f"{key} 是 {named!r}，parentId 却是 {node.parent!r}：两处请写同一个容器。",
                )
        if parent is not None and parent.type == "iteration" and node.type not in CHILD_STARTS:
            yield from _unmarked(node, parent)


def _unmarked(node: Node, parent: Node) -> Iterator[Problem]:
    if text(node.data.get("iteration_id")) != parent.id:
        yield Problem(
            f"{node.place}.iteration_id",
            en=f"The node is inside iteration {parent.id}: write isInIteration: true and iteration_id.",
            zh=f"此节点在迭代 {parent.id} 之内：请写 isInIteration: true 和 iteration_id。",
        )


@RULES.error
def iteration_output(workflow: Workflow) -> Iterator[Problem]:
    """An iteration that collects a variable of no node inside it, or has no array to go through."""
    for node in workflow.of_type("iteration"):
        chosen = selector(node.data.get("output_selector"))
        inside = {child.id for child in workflow.levels.get(node.id, ())} | {node.id}
        if not chosen or chosen[0] not in inside:
            yield Problem(
                f"{node.place}.output_selector",
                en=f"It collects {'.'.join(chosen) or 'nothing'}; choose a variable of a node inside the iteration.",
                zh=f"收集的是 {'.'.join(chosen) or '空'}；请选迭代内某个节点的变量。",
            )
        elif not _gives(workflow, chosen):
            yield Problem(
                f"{node.place}.output_selector",
                en=f"Node {chosen[0]} gives no {'.'.join(chosen[1:])!r}.",
                zh=f"节点 {chosen[0]} 没有输出 {'.'.join(chosen[1:])!r}。",
            )
        if not selector(node.data.get("iterator_selector")):
            yield Problem(
                f"{node.place}.iterator_selector",
                en="There is nothing to go through: bind an array.",
                zh="没有可迭代的内容：请绑定一个数组。",
            )


@RULES.error
def iterator_type(workflow: Workflow) -> Iterator[Problem]:
    """An iteration over something that is no array."""
    for node in workflow.of_type("iteration"):
        chosen = selector(node.data.get("iterator_selector"))
        source = workflow.by_id.get(chosen[0]) if chosen else None
        inside = source is not None and source.id in workflow.containers_of(node)
        variable = variable_at(workflow, chosen, inside=inside)
        if variable is not None and variable.type != "any" and not variable.type.startswith("array["):
            yield Problem(
                f"{node.place}.iterator_selector",
                en=f"{'.'.join(chosen)} is {variable.type}, not an array. Choose a list.",
                zh=f"{'.'.join(chosen)} 是 {variable.type}，不是数组。请选择列表变量。",
            )


@RULES.error
def iteration_settings(workflow: Workflow) -> Iterator[Problem]:
    """Parallelism beyond 1 to 10, or an error mode that Dify does not have."""
    for node in workflow.of_type("iteration"):
        width = node.data.get("parallel_nums", 1)
        if not isinstance(width, int) or not 1 <= width <= MAX_PARALLEL_NUMS:
            yield Problem(
                f"{node.place}.parallel_nums",
                en=f"It is {width!r}; Dify takes 1 to {MAX_PARALLEL_NUMS}.",
                zh=f"现为 {width!r}；Dify 允许 1 到 {MAX_PARALLEL_NUMS}。",
            )
        mode = node.data.get("error_handle_mode", _ERROR_MODES[0])
        if mode not in _ERROR_MODES:
            yield Problem(
                f"{node.place}.error_handle_mode",
                en=f"{mode!r} is none of {', '.join(_ERROR_MODES)}.",
                zh=f"{mode!r} 不在 {'、'.join(_ERROR_MODES)} 之中。",
            )


@RULES.error
def empty_container(workflow: Workflow) -> Iterator[Problem]:
    """An iteration or loop with nothing to do inside it."""
    for node in workflow.of_type(*CONTAINERS):
        if not _working(workflow, node):
            yield Problem(
                node.place,
                en=f"There is no node to run inside this {node.type}. Put one in, or remove it.",
                zh=f"此 {node.type} 内没有要运行的节点。请加入节点，或删除它。",
            )


@RULES.warning
def code_array(workflow: Workflow) -> Iterator[Problem]:
    """An iteration over an array from a code node, which Dify cuts off with an error above 30 elements."""
    for node in workflow.of_type("iteration"):
        chosen = selector(node.data.get("iterator_selector"))
        source = workflow.by_id.get(chosen[0]) if chosen else None
        if source is not None and source.type == "code":
            yield Problem(
                f"{node.place}.iterator_selector",
                en=f"The list comes from code node {source.place}: with more than {CODE_ARRAY} elements the run fails. "
                "Make the list with a tool.",
                zh=f"列表来自代码节点 {source.place}：超过 {CODE_ARRAY} 个元素运行就会失败。请改由工具生成列表。",
            )


@RULES.error
def step_limit(workflow: Workflow) -> Iterator[Problem]:
    """More node executions than Dify allows in a run, counted where the number of items has a known bound."""
    steps = _steps(workflow, "")
    if steps > MAX_STEPS:
        yield Problem(
            "nodes",
            en=f"A run can take {steps} node executions; Dify stops it at {MAX_STEPS} and its outputs are lost. "
            "Make fewer, larger batches.",
            zh=f"一次运行可达 {steps} 步，Dify 到 {MAX_STEPS} 步即停止且丢弃输出。请减少批数、加大每批。",
        )


@RULES.warning
def few_items(workflow: Workflow) -> Iterator[Problem]:
    """An iteration whose children leave steps for only a few items."""
    outer = _steps(workflow, "")
    for node in workflow.of_type("iteration"):
        each = _steps(workflow, node.id)
        room = max(0, MAX_STEPS - outer) // max(1, each)
        if not node.parent and _bound(workflow, node) is None and room < FEW_ITEMS:
            yield Problem(
                node.place,
                en=f"{each} nodes an item leave room for {room} items in Dify's {MAX_STEPS} steps. Merge nodes or batch.",
                zh=f"每项 {each} 个节点，在 Dify 的 {MAX_STEPS} 步内最多 {room} 项。请合并节点或分批。",
            )


def _gives(workflow: Workflow, chosen: tuple[str, ...]) -> bool:
    node = workflow.by_id[chosen[0]]
    made = inner_outputs_of(node, workflow) if node.type in CONTAINERS else outputs_of(node, workflow)
    known = {**made.variables, **(outputs_of(node, workflow).variables if node.type in CONTAINERS else {})}
    return made.open or (len(chosen) > 1 and chosen[1] in known)


def _working(workflow: Workflow, container: Node) -> list[Node]:
    return [child for child in workflow.levels.get(container.id, ()) if child.type not in CHILD_STARTS]


def _steps(workflow: Workflow, container: str, around: tuple[str, ...] = ()) -> int:
    """Node executions of the longest pass through a level, with those of bounded iterations in it."""
    nodes = workflow.levels.get(container, ())
    cost = {node.id: int(node.type not in CHILD_STARTS) for node in nodes}
    for node in nodes:
        if node.type == "iteration" and node.id not in (container, *around):
            cost[node.id] += (_bound(workflow, node) or 0) * _steps(workflow, node.id, (*around, container))
    ways = level_of(workflow, container).executions or (frozenset(cost),)
    return max(sum(cost.get(name, 0) for name in way) for way in ways)


def _bound(workflow: Workflow, iteration: Node) -> int | None:
    """The most items that can come, where that is known."""
    chosen = selector(iteration.data.get("iterator_selector"))
    source = workflow.by_id.get(chosen[0]) if chosen else None
    if source is None:
        return None
    if source.type == "code":
        return CODE_ARRAY
    variable = variable_at(workflow, chosen)
    if variable is None or variable.max_items is None:
        return None
    return min(variable.max_items, _set_bound(source, str(chosen[-1]), variable.max_items))


def _set_bound(source: Node, name: str, bound: int) -> int:
    """What the node's own options set: `max_batches=200` bounds `batches`."""
    options = mapping(mapping(source.data.get("tool_configurations")).get("options")).get("value")
    lines = dict(line.replace(" ", "").split("=", 1) for line in text(options).split("\n") if "=" in line)
    given = lines.get(f"max_{name}", "")
    return int(given) if given.isdecimal() else bound
