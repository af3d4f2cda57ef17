"""One run of a workflow, from its checked inputs to its last event."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from graphon.engine import Engine
from graphon.engine.filter import EngineEventFilterContext, ResponseStreamFilter, filter_engine_events
from graphon.engine.layer.builtin.execution_limits import ExecutionLimitsLayer
from graphon.engine_events import (
    EngineEvent,
    GraphRunAbortedEvent,
    GraphRunFailedEvent,
    GraphRunPartialSucceededEvent,
    GraphRunSucceededEvent,
)
from graphon.file.runtime import use_workflow_file_runtime
from graphon.graph.graph import Graph
from graphon.runtime.init_params import InitParams
from graphon.runtime.runtime_state import RuntimeState
from graphon.runtime.variable_pool import VariablePool

from ftprep.errors import FtprepError
from plugin_host.engine.cancel import Switch
from plugin_host.engine.errors import ModelNotSetError, ModelRefusedError, WorkflowError
from plugin_host.engine.events import Body, Translator, files_in
from plugin_host.engine.failures import plain
from plugin_host.engine.graph_files import GraphFiles
from plugin_host.engine.inputs import CheckedInputs
from plugin_host.engine.limits import Limits
from plugin_host.engine.nodes import Equipment, Nodes
from plugin_host.engine.runnable import require_runnable
from plugin_host.engine.services import Services
from plugin_host.engine.tool_runtime import PluginTools
from plugin_host.engine.workflow import Workflow

WORKERS = 10
"""Threads of one run: as many as an iteration may have items at once."""

STOPPED = "stopped"

for _name in ("graphon", "httpx", "httpcore"):  # they log errors with the values in them, and addresses
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)


def new_id() -> str:
    return str(uuid.uuid4())


class WorkflowRun:
    """See the package's docstring."""

    def __init__(
        self,
        workflow: Workflow,
        inputs: Mapping[str, Any],
        services: Services,
        *,
        run_id: str,
        user: str,
        task_id: str | None = None,
        workflow_id: str | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Raises WorkflowError or InputsError, before anything has begun."""
        self.workflow = workflow
        self.run_id = run_id
        self.task_id = task_id or new_id()
        self.workflow_id = workflow_id or str(uuid.uuid5(uuid.NAMESPACE_URL, workflow.name))
        self.result: Body | None = None
        self._services = services
        self._user = user
        self._limits = limits or Limits()
        self._switch = Switch()
        self._files = GraphFiles(services.files)
        self._stop_reason: str | None = None
        self._refusal: ModelRefusedError | None = None
        self._engine: Engine | None = None
        self._begun = False
        require_runnable(workflow, services.declaration, self._limits)
        self._inputs = CheckedInputs(workflow, inputs, services.files, self._limits)
        self._kept: list[str] = []

    def events(self) -> Iterator[Body]:
        """The run's events, the last of them workflow_finished. Closing the iterator early stops the run."""
        if self._begun:
            raise RuntimeError("a run goes once")
        self._begun = True
        started = time.time()
        try:
            yield self._event("workflow_started", self._started(started))
            with use_workflow_file_runtime(self._files):
                translator = Translator(self.workflow, self._files.encoded)
            closing: Body = {}
            yield from self._run(translator, closing)
            self.result = self._finished(started, translator, closing)
            yield self._event("workflow_finished", self.result)
        finally:
            self._switch.throw()
            self._sweep()

    def stop(self) -> None:
        """Ends the run from any thread; its last event says "stopped"."""
        self._abort("由用户停止 | stopped by the user")

    def discard(self) -> None:
        """Removes every file of the run: those of its outputs too, and those of a run that was never begun."""
        for file in files_in((self.result or {}).get("outputs")):
            self._services.files.remove(str(file.get("related_id")))
        for file_id in (*self._kept, *self._inputs.put):
            self._services.files.remove(file_id)

    def _run(self, translator: Translator, closing: Body) -> Iterator[Body]:
        """Yields what happens inside; fills `closing` with status, outputs, error, exceptions_count and total_tokens."""
        state: RuntimeState | None = None
        timer = threading.Timer(self._limits.seconds, self._abort, [_too_long(self._limits.seconds)])
        timer.daemon = True
        inner = contextlib.ExitStack()  # closes the engine at the end, after what its nodes wait for was cut off
        inner.callback(timer.cancel)
        try:
            with use_workflow_file_runtime(self._files):
                state = self._state()
                self._engine = engine = self._build(state)
            if self._switch.thrown:  # stopped before it began
                closing |= {"status": STOPPED, "error": self._stop_reason}
                return
            timer.start()
            stream = inner.enter_context(contextlib.closing(engine.run()))
            inner.callback(self._switch.throw)
            chain = filter_engine_events(
                stream, context=EngineEventFilterContext.from_engine(engine), filters=[ResponseStreamFilter()]
            )
            for event in chain:
                with use_workflow_file_runtime(self._files):
                    self._note_end(event, closing)
                    found = translator.translate(event)
                if found is not None:
                    yield self._event(*found)
        except FtprepError as error:
            closing |= {"status": "failed", "error": str(error)}
        except Exception as error:  # noqa: BLE001 - graphon raises again what its last event has told already
            closing.setdefault("status", "failed")
            closing.setdefault("error", plain(str(error)))
        finally:
            inner.close()
            if self._refusal is not None and closing.get("status") == "failed":
                closing["error"] = _with_refusal(closing.get("error") or "", self._refusal)
            if state is not None:
                closing["total_tokens"] = state.total_tokens

    def _note_end(self, event: EngineEvent, closing: Body) -> None:
        match event:
            case GraphRunSucceededEvent():
                closing |= {"status": "succeeded", "outputs": self._files.encoded(event.outputs)}
            case GraphRunPartialSucceededEvent():
                closing |= {"status": "partial-succeeded", "outputs": self._files.encoded(event.outputs)}
                closing["exceptions_count"] = event.exceptions_count
            case GraphRunFailedEvent():
                closing |= {"status": "failed", "error": event.error, "exceptions_count": event.exceptions_count}
            case GraphRunAbortedEvent() if self._refusal is not None and self._stop_reason == str(self._refusal):
                closing |= {"status": "failed", "error": str(self._refusal)}
            case GraphRunAbortedEvent():
                closing |= {"status": STOPPED, "error": self._stop_reason or _told_limit(event.reason, self._limits)}

    def _state(self) -> RuntimeState:
        pool = VariablePool()
        for name, value in {
            "user_id": self._user,
            "app_id": self.workflow_id,
            "workflow_id": self.workflow_id,
            "workflow_run_id": self.run_id,
            "files": [],
            "timestamp": int(time.time()),
        }.items():
            pool.add(("sys", name), value)
        for name, value in self.workflow.environment:
            pool.add(("env", name), value)
        for name, value in self._inputs.values.items():
            pool.add((self.workflow.start_id, name), value)
        return RuntimeState(variable_pool=pool, start_at=time.time(), workflow_id=self.workflow_id)

    def _build(self, state: RuntimeState) -> Engine:
        services, limits = self._services, self._limits
        tools = PluginTools(
            services.plugin, services.declaration, services.files, self._kept,
            user=self._user, limits=limits, switch=self._switch,
        )  # fmt: skip
        equipment = Equipment(
            tools, services.model, services.files, self._kept, limits, self._switch, self._model_refused
        )
        params = InitParams(
            workflow_id=self.workflow_id, graph_config=self.workflow.graph, run_context={}, call_depth=0
        )
        try:
            graph = Graph.init(
                graph_config=self.workflow.graph,
                node_factory=Nodes(params, state, equipment),
                root_node_id=self.workflow.start_id,
            )
        except (ValueError, TypeError, KeyError) as error:
            reason = plain(str(error))
            raise WorkflowError(
                en=f"{self.workflow.name} can't be run: {reason}. `ftprep check` says more.",
                zh=f"工作流 {self.workflow.name} 无法运行：{reason}。可用 ftprep check 查看详情。",
            ) from None
        engine = Engine(graph, state, workers=WORKERS, file_runtime=self._files)
        engine.add_layer(ExecutionLimitsLayer(limits.steps, limits.seconds))
        return engine

    def _abort(self, reason: str) -> None:
        self._stop_reason = self._stop_reason or reason
        if self._engine is not None:
            self._engine.request_abort(reason)
        self._switch.throw()

    def _model_refused(self, error: ModelRefusedError) -> None:
        """Kept for the run's own error: what fails in the end may be a node that only misses the answers.

        Where no model is set nothing that asks one can succeed, so the run ends here.
        """
        self._refusal = self._refusal or error
        if isinstance(error, ModelNotSetError):
            self._abort(str(error))

    def _sweep(self) -> None:
        """Removes every file of the run but those of its outputs."""
        wanted = {str(file.get("related_id")) for file in files_in((self.result or {}).get("outputs"))}
        for file_id in (*self._kept, *self._inputs.put):
            if file_id not in wanted:
                self._services.files.remove(file_id)

    def _event(self, name: str, data: Body) -> Body:
        return {"event": name, "task_id": self.task_id, "workflow_run_id": self.run_id, "data": data}

    def _started(self, started: float) -> Body:
        with use_workflow_file_runtime(self._files):
            inputs = self._files.encoded(self._inputs.values)
        return {
            "id": self.run_id,
            "workflow_id": self.workflow_id,
            "inputs": inputs,
            "created_at": int(started),
            "reason": "initial",
        }

    def _finished(self, started: float, translator: Translator, closing: Body) -> Body:
        outputs = closing.get("outputs") or {}
        return {
            "id": self.run_id,
            "workflow_id": self.workflow_id,
            "status": closing.get("status", "failed"),
            "outputs": outputs,
            "error": closing.get("error"),
            "elapsed_time": round(time.time() - started, 6),
            "total_tokens": closing.get("total_tokens", 0),
            "total_steps": translator.steps,
            "exceptions_count": closing.get("exceptions_count", 0),
            "created_by": {"user": self._user},
            "created_at": int(started),
            "finished_at": int(time.time()),
            "files": files_in(outputs),
        }


def _with_refusal(error: str, refusal: ModelRefusedError) -> str:
    return error if str(refusal) in error else f"{error}\n{refusal}".strip()


def _too_long(seconds: int) -> str:
    return f"运行超过 {seconds} 秒，已停止 | the run took longer than {seconds} s and was stopped"


def _told_limit(reason: str | None, limits: Limits) -> str:
    reason = (reason or "").removeprefix("Aborted: ")
    if "steps" in reason:
        return (
            f"节点执行次数超过 {limits.steps}，已停止；请让每批包含更多记录 | more than {limits.steps} node executions, "
            "stopped; put more records into a batch"
        )
    return _too_long(limits.seconds) if "time" in reason else reason
