"""References: that they point at a variable that is there, and there in time, on the branch that the run takes."""

from __future__ import annotations

from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mappings, selector, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import CONTAINERS, Node, Workflow
from plugin_host.check.workflow.outputs import FILE_ATTRIBUTES, Outputs, inner_outputs_of, outputs_of, variable_at
from plugin_host.check.workflow.paths import Level, gave, level_of
from plugin_host.check.workflow.references import READABLE, SPECIAL, Reference, mentions, references

_OUTSIDE = ("sys", "env", "conversation", "rag")
_SYSTEM = frozenset(
    ("files", "user_id", "app_id", "workflow_id", "workflow_run_id", "timestamp", "workflow_execution_id")
)
_WHOLE = ("string", "number", "boolean", "array")
"""Types whose values have no parts to name."""
_CHAT_SYSTEM = frozenset(("query", "conversation_id", "dialogue_count"))


@RULES.error
def dangling_selector(workflow: Workflow) -> Iterator[Problem]:
    """A variable of a node that does not exist."""
    for reference in references(workflow):
        name = reference.selector[0]
        if name not in workflow.by_id and name not in _OUTSIDE:
            yield Problem(
                reference.place,
                en=f"It reads {reference.name}, but there is no node {name!r}. Choose a variable that exists.",
                zh=f"引用了 {reference.name}，但没有节点 {name!r}。请重新选择变量。",
            )


@RULES.error
def unknown_variable(workflow: Workflow) -> Iterator[Problem]:
    """A variable that the node does not give."""
    for reference in references(workflow):
        node = workflow.by_id.get(reference.selector[0])
        if node is None:
            continue
        made = _given(workflow, node, reference.node)
        if len(reference.selector) < 2 or (not made.open and reference.selector[1] not in made.variables):
            yield Problem(
                reference.place,
                en=f"Node {node.place} gives no {'.'.join(reference.selector[1:]) or 'variable'!r}; "
                f"it gives {', '.join(made.variables) or 'nothing'}.",
                zh=f"节点 {node.place} 没有输出 {'.'.join(reference.selector[1:]) or '变量'!r}；"
                f"可用的是 {'、'.join(made.variables) or '无'}。",
            )


@RULES.error
def unknown_part(workflow: Workflow) -> Iterator[Problem]:
    """A part of an object or file that it does not have, or of a text, number or list, which have none."""
    for reference in references(workflow):
        node = workflow.by_id.get(reference.selector[0])
        if node is not None:
            inside = _is_around(workflow, node, reference.node)
            yield from _without_part(workflow, reference.selector, reference.place, inside=inside)
    for node in workflow.of_type("iteration"):
        chosen = selector(node.data.get("output_selector"))
        yield from _without_part(workflow, chosen, f"{node.place}.output_selector", inside=False)


def _without_part(workflow: Workflow, chosen: tuple[str, ...], place: str, *, inside: bool) -> Iterator[Problem]:
    for length in range(2, len(chosen)):
        whole = variable_at(workflow, chosen[:length], inside=inside)
        name, part = ".".join(chosen[:length]), chosen[length]
        if whole is None:
            return
        if whole.type.startswith(_WHOLE):
            yield Problem(
                place,
                en=f"{name} is {whole.type} and has no parts, so {'.'.join(chosen)} is empty. Choose {name} itself.",
                zh=f"{name} 是 {whole.type}，没有下级字段，{'.'.join(chosen)} 取不到值。请直接选择 {name}。",
            )
            return
        known = FILE_ATTRIBUTES if whole.type == "file" else whole.properties
        if known is not None and part not in known:
            yield Problem(
                place,
                en=f"{name} has no {part!r}; it has {', '.join(sorted(known))}.",
                zh=f"{name} 中没有 {part!r}；有 {'、'.join(sorted(known))}。",
            )
            return


@RULES.error
def hidden_variable(workflow: Workflow) -> Iterator[Problem]:
    """A variable of a node inside an iteration or loop, read from outside it."""
    for reference in references(workflow):
        node = workflow.by_id.get(reference.selector[0])
        if (
            node is not None
            and node.parent not in workflow.containers_of(reference.node)
            and node.parent in workflow.by_id
        ):
            yield Problem(
                reference.place,
                en=f"{reference.name} lives inside {node.parent} and is gone outside it. Read {node.parent}.output.",
                zh=f"{reference.name} 只存在于 {node.parent} 内部，外面读不到。请改读 {node.parent}.output。",
            )


@RULES.error
def not_before(workflow: Workflow) -> Iterator[Problem]:
    """A variable of a node from which no way leads here: it need not have run yet."""
    for reference, node, here in _same_level(workflow):
        if reference.role == "write":
            continue
        level = level_of(workflow, node.parent)
        if (
            node.id not in level.before(here.id)
            and here.id in level.reached
            and not _never(level, here, node, reference)
        ):
            yield Problem(
                reference.place,
                en=f"{reference.name} comes from a node that does not lead here, so it may not be there yet. "
                "Connect the two, or read another variable.",
                zh=f"{reference.name} 所在节点没有通向此处的连线，读取时可能还没有值。请连接两者，或改用别的变量。",
            )


@RULES.error
def never_ran(workflow: Workflow) -> Iterator[Problem]:
    """A variable of a node that cannot have run when this one does: it stands on another branch."""
    for reference, node, here in _same_level(workflow):
        if reference.role not in ("write", "first") and _never(level_of(workflow, node.parent), here, node, reference):
            yield Problem(
                reference.place,
                en=f"{reference.name} is empty here: whenever {here.id} runs, {node.place} has not run "
                "(it is on another branch). Read a variable of this branch.",
                zh=f"{reference.name} 在此处必为空：{here.id} 运行时 {node.place} 没有运行（在另一条分支上）。请改读本分支的变量。",
            )


@RULES.error
def fails_on_branch(workflow: Workflow) -> Iterator[Problem]:
    """A variable that a node cannot do without, of a node that only some runs pass through."""
    yield from _sometimes(workflow, "must")


@RULES.warning
def empty_on_branch(workflow: Workflow) -> Iterator[Problem]:
    """A variable of a node that only some runs pass through: empty in the others."""
    yield from _sometimes(workflow, "may")


@RULES.error
def chat_variable(workflow: Workflow) -> Iterator[Problem]:
    """What only chats have (the question, the conversation), read in a workflow."""
    if workflow.is_chat:
        return
    for reference in references(workflow):
        head = reference.selector[0]
        if head == "conversation" or (
            head == "sys" and reference.selector[1:2] and reference.selector[1] in _CHAT_SYSTEM
        ):
            yield Problem(
                reference.place,
                en=f"{reference.name} exists in chats only, and this app is a workflow. Read an input of the start node.",
                zh=f"{reference.name} 只存在于对话应用，而这是工作流。请改读开始节点的输入。",
            )
    if mappings(workflow.body.get("conversation_variables")):
        yield Problem(
            "conversation_variables",
            en="A workflow has no conversation to keep variables in. Remove them.",
            zh="工作流没有会话，保存不了会话变量。请删除。",
        )


@RULES.error
def unknown_outside(workflow: Workflow) -> Iterator[Problem]:
    """A system, environment or conversation variable that is not there."""
    known = {
        "sys": _SYSTEM | _CHAT_SYSTEM,
        "env": {text(v.get("name")) for v in mappings(workflow.body.get("environment_variables"))},
        "conversation": {text(v.get("name")) for v in mappings(workflow.body.get("conversation_variables"))},
    }
    for reference in references(workflow):
        head, rest = reference.selector[0], reference.selector[1:]
        if head == "conversation" and not workflow.is_chat:
            continue
        if head in known and (not rest or rest[0] not in known[head]):
            yield Problem(
                reference.place,
                en=f"There is no {reference.name}. Known: {', '.join(sorted(known[head])) or 'none'}.",
                zh=f"没有 {reference.name}。已有：{'、'.join(sorted(known[head])) or '无'}。",
            )


@RULES.error
def literal_mention(workflow: Workflow) -> Iterator[Problem]:
    """A {{#…#}} that the engine does not read, so that it stays in the text as it is."""
    for node in workflow.nodes:
        for where, inner in mentions(node):
            if inner not in SPECIAL and not READABLE.fullmatch(inner):
                yield Problem(
                    f"{node.place}.{where}",
                    en=f"{{{{#{inner}#}}}} is not read as a variable: ids take letters, digits and _ (at most 50), "
                    "names at most 30 of them.",
                    zh=f"{{{{#{inner}#}}}} 不会被当作变量：节点 id 只能用字母、数字和下划线（至多 50 个），变量名至多 30 个。",
                )


def _sometimes(workflow: Workflow, role: str) -> Iterator[Problem]:
    for reference, node, here in _same_level(workflow):
        level = level_of(workflow, node.parent)
        if reference.role != role or node.id not in level.before(here.id):
            continue
        having = [gave(way, node, reference.selector[1]) for way in level.executions if here.id in way]
        if any(having) and not all(having):
            yield Problem(
                reference.place,
                en=f"{reference.name} is there only in runs that pass {node.place}; others reach {here.id} without it. "
                "Join the branches in a variable aggregator and read that.",
                zh=f"只有经过 {node.place} 的运行才有 {reference.name}，其他运行到 {here.id} 时没有它。"
                "请用变量聚合器合并各分支，再读其输出。",
            )


def _never(level: Level, here: Node, node: Node, reference: Reference) -> bool:
    having = [gave(way, node, reference.selector[1]) for way in level.executions if here.id in way]
    return bool(having) and not any(having) and node.id in level.reached


def _same_level(workflow: Workflow) -> Iterator[tuple[Reference, Node, Node]]:
    """(reference, the node it reads, the node of the same level that reads it or holds its reader).

    Readings of a container from within are left out: the container is running then.
    """
    for reference in references(workflow):
        node = workflow.by_id.get(reference.selector[0])
        if node is None or len(reference.selector) < 2:
            continue
        here: Node | None = reference.node
        for _ in workflow.nodes:
            if here is None or here.parent == node.parent:
                break
            here = workflow.by_id.get(here.parent)
        if here is None or here.parent != node.parent or (here is node and here is not reference.node):
            continue
        yield reference, node, here


def _is_around(workflow: Workflow, node: Node, reader: Node) -> bool:
    return node.type in CONTAINERS and node.id in workflow.containers_of(reader)


def _given(workflow: Workflow, node: Node, reader: Node) -> Outputs:
    return inner_outputs_of(node, workflow) if _is_around(workflow, node, reader) else outputs_of(node, workflow)
