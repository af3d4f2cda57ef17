"""Errors of nodes before anybody sees them: what is said of them, and whether the node is tried once more.

graphon's own messages may quote a value, and values hold personal data.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Generator
from datetime import datetime
from typing import Any

from graphon.engine_events.base import NodeEvent
from graphon.engine_events.node import NodeRunFailedEvent
from graphon.entities.base_node_data import RetryConfig
from graphon.nodes.base.node import Node
from graphon.nodes.container_effects import ContainerAwaitRequest, ContainerRunResult

from plugin_host.engine.cancel import Switch
from plugin_host.engine.errors import StoppedError

FOR_GOOD = frozenset(("ModelRefusedError", "ModelNotSetError", "StoppedError"))
"""Errors that a second try would meet again."""

OURS = FOR_GOOD | {"PluginInvokeError", "CodeExecutionError", "ModelError"}
"""Errors whose messages are written here or by the plugin, and quote nothing."""

_VALUE_FOLLOWS = re.compile(r"(?is)\b(value\b[ =:]|input_value=|structure:|got:).*")
_MAX = 600


def plain(message: str) -> str:
    """`message` up to where a value would follow, and not too long.

    >>> plain("invalid iterator value: type=<class 'str'>, 张三 13800000000")
    'invalid iterator value: …'
    """
    return _VALUE_FOLLOWS.sub(r"\1 …", message)[:_MAX].strip()


def guarded(kind: type[Node[Any]], switch: Switch) -> Callable[..., Node[Any]]:
    """`kind`, telling its failures plainly, and tried again only where that may help and nobody has stopped the run."""
    if kind not in _KINDS:
        _KINDS[kind] = type(kind.__name__, (_Guard, kind), {"__module__": __name__})
    made = _KINDS[kind]

    def make(*args: Any, **kwargs: Any) -> Node[Any]:
        node = made(*args, **kwargs)
        node.switch = switch  # type: ignore[attr-defined]  # the guard's
        return node

    return make


_KINDS: dict[type[Node[Any]], type[Node[Any]]] = {}


class _Guard:
    """Waits between tries by itself: graphon would sleep where it hears of all nodes, and through a stop."""

    switch: Switch
    _tries = 0
    _again = False

    @property
    def retry(self) -> bool:
        return self._again and not self.switch.thrown

    @property
    def retry_config(self) -> RetryConfig:
        given: RetryConfig = super().retry_config  # type: ignore[misc]  # a mixin for Node
        return given.model_copy(update={"retry_interval": 0})

    def run(self) -> Generator[NodeEvent | ContainerAwaitRequest, None, None]:
        config: RetryConfig = super().retry_config  # type: ignore[misc]
        if self._again:
            with contextlib.suppress(StoppedError):  # whatever the node then waits for says so
                self.switch.wait(config.retry_interval_seconds)
        self._again = False
        for event in _told(super().run()):  # type: ignore[misc]
            if isinstance(event, NodeRunFailedEvent):
                self._again = (
                    super().retry  # type: ignore[misc]
                    and self._tries < config.max_retries
                    and event.node_run_result.error_type not in FOR_GOOD
                )
            yield event
        self._tries = self._tries + 1 if self._again else 0

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
