"""graphon's events → the events of Dify's stream."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import singledispatchmethod
from typing import Any

from graphon.engine_events import (
    EngineEvent,
    NodeRunExceptionEvent,
    NodeRunFailedEvent,
    NodeRunIterationFailedEvent,
    NodeRunIterationNextEvent,
    NodeRunIterationStartedEvent,
    NodeRunIterationSucceededEvent,
    NodeRunLoopFailedEvent,
    NodeRunLoopNextEvent,
    NodeRunLoopStartedEvent,
    NodeRunLoopSucceededEvent,
    NodeRunRetryEvent,
    NodeRunStartedEvent,
    NodeRunStreamChunkEvent,
    NodeRunSucceededEvent,
)
from graphon.enums import WorkflowNodeExecutionMetadataKey as Key

from plugin_host.engine.workflow import Workflow

Body = dict[str, Any]

_Finished = NodeRunSucceededEvent | NodeRunFailedEvent | NodeRunExceptionEvent | NodeRunRetryEvent


class Translator:
    """Translates the events of one run. `encode` makes values fit for JSON."""

    def __init__(self, workflow: Workflow, encode: Callable[[Any], Any]) -> None:
        self._workflow = workflow
        self._encode = encode
        self._index = 0
        self.steps = 0
        """Nodes begun."""

    def translate(self, event: EngineEvent) -> tuple[str, Body] | None:
        """(name, data) of Dify's event, or None where its stream has none."""
        found: tuple[str, Body] | None = self._of(event)
        return found

    @singledispatchmethod
    def _of(self, event: EngineEvent) -> tuple[str, Body] | None:
        del event
        return None

    @_of.register
    def _(self, event: NodeRunStartedEvent) -> tuple[str, Body]:
        self._index += 1
        self.steps += 1
        return "node_started", {
            **self._node(event),
            "index": self._index,
            "predecessor_node_id": event.predecessor_node_id,
            "inputs": None,
            "created_at": _stamp(event.start_at),
            "extras": self._encode(event.extras),
        }

    @_of.register
    def _(self, event: NodeRunRetryEvent) -> tuple[str, Body]:
        return "node_retry", {**self._finished(event, "retry", event.error), "retry_index": event.retry_index}

    @_of.register
    def _(self, event: NodeRunSucceededEvent) -> tuple[str, Body]:
        return "node_finished", self._finished(event, "succeeded", None)

    @_of.register
    def _(self, event: NodeRunFailedEvent) -> tuple[str, Body]:
        return "node_finished", self._finished(event, "failed", event.error)

    @_of.register
    def _(self, event: NodeRunExceptionEvent) -> tuple[str, Body]:
        return "node_finished", self._finished(event, "exception", event.error)

    @_of.register
    def _(self, event: NodeRunStreamChunkEvent) -> tuple[str, Body] | None:
        if not event.chunk:
            return None
        return "text_chunk", {"text": self._encode(event.chunk), "from_variable_selector": list(event.selector)}

    @_of.register
    def _(self, event: NodeRunIterationStartedEvent | NodeRunLoopStartedEvent) -> tuple[str, Body]:
        return f"{_container(event)}_started", {
            **self._node(event),
            "created_at": _stamp(event.start_at),
            "extras": {},
            "metadata": self._encode(event.metadata),
            "inputs": self._encode(event.inputs),
        }

    @_of.register
    def _(self, event: NodeRunIterationNextEvent | NodeRunLoopNextEvent) -> tuple[str, Body]:
        return f"{_container(event)}_next", {
            **self._node(event), "index": event.index, "created_at": int(time.time()), "extras": {},
        }  # fmt: skip

    @_of.register
    def _(
        self,
        event: NodeRunIterationSucceededEvent
        | NodeRunIterationFailedEvent
        | NodeRunLoopSucceededEvent
        | NodeRunLoopFailedEvent,
    ) -> tuple[str, Body]:
        error = getattr(event, "error", None)
        finished = datetime.now(UTC).replace(tzinfo=None)
        return f"{_container(event)}_completed", {
            **self._node(event),
            "outputs": self._encode(event.outputs),
            "created_at": _stamp(event.start_at),
            "extras": {},
            "inputs": self._encode(event.inputs),
            "status": "succeeded" if error is None else "failed",
            "error": error,
            "elapsed_time": (finished - event.start_at).total_seconds(),
            "total_tokens": int(event.metadata.get("total_tokens", 0) or 0),  # type: ignore[call-overload]
            "execution_metadata": self._encode(event.metadata),
            "finished_at": _stamp(finished),
            "steps": event.steps,
        }

    def _finished(self, event: _Finished, status: str, error: str | None) -> Body:
        result = event.node_run_result
        finished = getattr(event, "finished_at", None) or datetime.now(UTC).replace(tzinfo=None)
        return {
            **self._node(event),
            "index": self._index,
            "predecessor_node_id": getattr(event, "predecessor_node_id", None),
            "inputs": self._encode(result.inputs) or None,
            "process_data": self._encode(result.process_data) or None,
            "outputs": self._encode(result.outputs) or None,
            "status": status,
            "error": error,
            "elapsed_time": (finished - event.start_at).total_seconds(),
            "execution_metadata": self._encode(_without_nulls(result.metadata)) or None,
            "created_at": _stamp(event.start_at),
            "finished_at": _stamp(finished),
            "files": files_in(self._encode(result.outputs)),
        }

    def _node(self, event: Any) -> Body:
        info = self._workflow.node(event.node_id)
        metadata: Mapping[Any, Any] = event.node_run_result.metadata
        return {
            "id": event.id,
            "node_id": event.node_id,
            "node_type": str(event.node_type),
            "title": info.title if info is not None else event.node_id,
            "iteration_id": metadata.get(Key.ITERATION_ID),
            "iteration_index": metadata.get(Key.ITERATION_INDEX),
            "loop_id": metadata.get(Key.LOOP_ID),
            "loop_index": metadata.get(Key.LOOP_INDEX),
        }


def files_in(outputs: Any) -> list[Body]:
    """The file dicts among a node's or a run's outputs: single ones, and those in lists."""
    found = []
    for value in (outputs or {}).values():
        items = value if isinstance(value, list) else [value]
        found += [
            item for item in items if isinstance(item, dict) and item.get("dify_model_identity") == "__dify__file__"
        ]
    return found


def _container(event: EngineEvent) -> str:
    return "iteration" if "Iteration" in type(event).__name__ else "loop"


def _without_nulls(metadata: Mapping[Any, Any]) -> Body:
    return {
        str(key): {k: v for k, v in value.items() if v is not None} if isinstance(value, dict) else value
        for key, value in metadata.items()
        if value is not None
    }


def _stamp(moment: datetime) -> int:
    """graphon's times are UTC without saying so."""
    return int(moment.replace(tzinfo=UTC).timestamp())
