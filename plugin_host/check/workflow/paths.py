"""Which nodes can run together: every way that a run can take through the branches of a level.

A node runs once an edge into it is taken; of a branching node's edges those of one handle are taken. So an execution
is the set of nodes reached, and whether one node has always, sometimes or never run when another does is a question
about those sets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from plugin_host.check.workflow.model import FAILED, SUCCEEDED, Edge, Node, Workflow
from plugin_host.check.workflow.outputs import ERROR_VARIABLES

MAX_EXECUTIONS = 4096
"""Of one level. A workflow with more ways than that is told nothing about its branches, rather than something wrong."""

Execution = frozenset[str]


def level_of(workflow: Workflow, container: str) -> Level:
    """The level of a container, "" for the workflow itself."""
    key = f"level {container}"
    if key not in workflow.memo:
        workflow.memo[key] = Level(workflow, container)
    level: Level = workflow.memo[key]
    return level


@dataclass(frozen=True, eq=False)
class Level:
    """The nodes directly inside one container ("" is the workflow itself)."""

    workflow: Workflow
    container: str

    @cached_property
    def nodes(self) -> frozenset[str]:
        return frozenset(node.id for node in self.workflow.levels.get(self.container, ()))

    @cached_property
    def reached(self) -> frozenset[str]:
        """Every node that some run can reach."""
        seen: set[str] = set()
        todo = [start for start in self.workflow.start_of(self.container) if start in self.nodes]
        while todo:
            node = todo.pop()
            if node not in seen:
                seen.add(node)
                todo += [edge.target for edge in self._leaving(node)]
        return frozenset(seen)

    @cached_property
    def _before(self) -> dict[str, frozenset[str]]:
        return {}

    def before(self, node: str) -> frozenset[str]:
        """Every node from which a way leads to this one."""
        if node not in self._before:
            self._before[node] = self._find_before(node)
        return self._before[node]

    def _find_before(self, node: str) -> frozenset[str]:
        seen: set[str] = set()
        todo = [node]
        while todo:
            for edge in self.workflow.in_edges.get(todo.pop(), ()):
                if edge.source in self.nodes and edge.source not in seen:
                    seen.add(edge.source)
                    todo.append(edge.source)
        return frozenset(seen)

    @cached_property
    def cycle(self) -> list[str]:
        """The nodes of a circle, in order; [] where there is none."""
        state: dict[str, int] = {}
        for first in sorted(self.nodes):
            stack: list[tuple[str, list[str]]] = [(first, [edge.target for edge in self._leaving(first)])]
            if first in state:
                continue
            state[first] = 1
            while stack:
                node, rest = stack[-1]
                if not rest:
                    state[node] = 2
                    stack.pop()
                    continue
                target = rest.pop()
                if state.get(target) == 1:
                    path = [entry for entry, _ in stack]
                    return path[path.index(target) :]
                if target not in state:
                    state[target] = 1
                    stack.append((target, [edge.target for edge in self._leaving(target)]))
        return []

    @cached_property
    def executions(self) -> frozenset[Execution]:
        """Every set of nodes that one run can be; empty where there are too many, or a circle, to say."""
        if self.cycle:
            return frozenset()
        done: set[Execution] = set()
        starts = [start for start in self.workflow.start_of(self.container) if start in self.nodes]
        todo: list[tuple[Execution, tuple[str, ...]]] = [(frozenset((start,)), (start,)) for start in starts]
        seen = set(todo)
        while todo:
            ran, waiting = todo.pop()
            if not waiting:
                done.add(ran)
                continue
            node, rest = waiting[0], waiting[1:]
            for taken, marks in self._ways(node):
                fresh = tuple(sorted({edge.target for edge in taken} - ran))
                step = (ran | {*fresh, *marks}, tuple(sorted({*rest, *fresh})))
                if step not in seen:
                    seen.add(step)
                    todo.append(step)
            if len(seen) > MAX_EXECUTIONS:
                return frozenset()
        return frozenset(done)

    def _leaving(self, node: str) -> list[Edge]:
        return [edge for edge in self.workflow.out_edges.get(node, ()) if edge.target in self.nodes]

    def _ways(self, node: str) -> list[tuple[list[Edge], tuple[str, ...]]]:
        """The choices at a node: (the edges taken, marks to keep). A node that does not branch has one."""
        entry, edges = self.workflow.by_id[node], self._leaving(node)
        if entry.has_fail_branch:
            succeeded = [edge for edge in edges if edge.handle in SUCCEEDED]
            return [(succeeded, ()), ([edge for edge in edges if edge.handle == FAILED], (failed(node),))]
        if entry.type not in ("if-else", "question-classifier", "human-input"):
            return [(edges, ())]
        handles = dict.fromkeys([*(entry.handles() or ()), *(edge.handle for edge in edges)])
        return [([edge for edge in edges if edge.handle == handle], ()) for handle in handles]


def failed(node: str) -> str:
    """The mark in an execution that says that the node ran, and failed into its fail branch."""
    return f"{node} failed"


def gave(execution: Execution, node: Node, variable: str) -> bool:
    """Whether the variable is there once this execution is through."""
    if node.id not in execution:
        return False
    if not node.has_fail_branch or node.type == "http-request":
        return True
    return (failed(node.id) in execution) == (variable in ERROR_VARIABLES)
