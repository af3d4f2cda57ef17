"""Errors of nodes before anybody sees them: graphon's own messages may quote a value, and values hold personal data."""

from __future__ import annotations

import re
from collections.abc import Generator
from datetime import datetime
from typing import Any

from graphon.engine_events.base import NodeEvent
from graphon.engine_events.node import NodeRunFailedEvent
from graphon.nodes.base.node import Node
from graphon.nodes.container_effects import ContainerAwaitRequest, ContainerRunResult

OURS = frozenset(("PluginInvokeError", "CodeExecutionError", "ModelError", "StoppedError"))
"""Errors whose messages are written here or by the plugin, and quote nothing."""

_VALUE_FOLLOWS = re.compile(r"(?is)\b(value\b[ =:]|input_value=|structure:|got:).*")
_MAX = 600


def plain(message: str) -> str:
    """`message` up to where a value would follow, and not too long.

    >>> plain("invalid iterator value: type=<class 'str'>, 张三 13800000000")
    'invalid iterator value: …'
    """
    return _VALUE_FOLLOWS.sub(r"\1 …", message)[:_MAX].strip()


_KINDS: dict[type[Node[Any]], type[Node[Any]]] = {}


def guarded(kind: type[Node[Any]]) -> type[Node[Any]]:
    """`kind`, telling its failures plainly."""
    if kind not in _KINDS:
        _KINDS[kind] = type(kind.__name__, (_Guard, kind), {"__module__": __name__})
    return _KINDS[kind]


class _Guard:
    def run(self) -> Generator[NodeEvent | ContainerAwaitRequest, None, None]:
        yield from _told(super().run())  # type: ignore[misc]  # a mixin for Node

    def resume_container(
        self, *, result: ContainerRunResult, started_at: datetime
    ) -> Generator[NodeEvent | ContainerAwaitRequest, None, None]:
        yield from _told(super().resume_container(result=result, started_at=started_at))  # type: ignore[misc]


def _told(
    events: Generator[NodeEvent | ContainerAwaitRequest, None, None],
) -> Generator[NodeEvent | ContainerAwaitRequest, None, None]:
    for event in events:
        if isinstance(event, NodeRunFailedEvent) and event.node_run_result.error_type not in OURS:
            event.error = event.node_run_result.error = plain(event.error)
        yield event
