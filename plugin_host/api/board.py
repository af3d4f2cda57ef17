"""The runs under way: each in a thread of its own, which ends with the run whatever becomes of its readers."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable, Mapping
from typing import Any

from plugin_host.api.apps import App
from plugin_host.api.errors import ApiError
from plugin_host.api.inputs import with_engine_files
from plugin_host.api.links import Links, with_urls
from plugin_host.api.live import LiveRun
from plugin_host.api.records import Records
from plugin_host.api.shelf import Shelf
from plugin_host.engine import InputsError, Services, WorkflowError, WorkflowRun

logger = logging.getLogger("ftprep.api")


class Board:
    """Starts runs, at most `limit` of one app at a time; finds, stops and ends them."""

    def __init__(self, services: Services, records: Records, shelf: Shelf, links: Links, *, limit: int) -> None:
        self._services, self._records, self._shelf, self._links = services, records, shelf, links
        self._limit = limit
        self._live: dict[str, tuple[LiveRun, WorkflowRun | None]] = {}
        self._threads: dict[str, threading.Thread] = {}
        self._closed = False
        self._lock = threading.Lock()

    def start(self, live: LiveRun, inputs: Mapping[str, Any]) -> None:
        """Raises ApiError where there is no place, or the inputs do not fit; then nothing was started."""
        self._take_place(live)
        try:
            taken, release = with_engine_files(inputs, live.app, live.user, self._shelf, self._services.files)
            try:
                run = self._engine_run(live, taken)
                self._records.begin(live)
            except BaseException:
                release()
                raise
            thread = threading.Thread(target=self._work, args=(live, run, release), name=f"ftprep-run-{live.id}")
            with self._lock:
                self._live[live.id] = (live, run)
                self._threads[live.id] = thread
            thread.start()
        except BaseException:
            self._give_place(live)
            raise

    def busy(self) -> int:
        """How many runs are under way."""
        with self._lock:
            return len(self._live)

    def find(self, app: App, run_id: str) -> LiveRun | None:
        with self._lock:
            live, _ = self._live.get(run_id, (None, None))
        return live if live is not None and live.app.id == app.id else None

    def stop(self, app: App, task_id: str) -> None:
        """Stops that app's run, if it is still under way."""
        with self._lock:
            runs = list(self._live.values())
        for live, run in runs:
            if live.task_id == task_id and live.app.id == app.id and run is not None:
                run.stop()

    def close(self) -> None:
        """Takes no more runs, stops those under way, and waits until each is recorded."""
        with self._lock:
            self._closed = True
            runs, threads = list(self._live.values()), list(self._threads.values())
        for _, run in runs:
            if run is not None:
                run.stop()
        for thread in threads:
            thread.join()

    def _take_place(self, live: LiveRun) -> None:
        with self._lock:
            busy = sum(other.app.id == live.app.id for other, _ in self._live.values())
            if self._closed or busy >= self._limit:
                message = f"Too many requests. Please try again later. An app has at most {self._limit} runs at a time."
                raise ApiError("too_many_requests", message)
            self._live[live.id] = (live, None)

    def _give_place(self, live: LiveRun) -> None:
        with self._lock:
            self._live.pop(live.id, None)
            self._threads.pop(live.id, None)

    def _engine_run(self, live: LiveRun, inputs: Mapping[str, Any]) -> WorkflowRun:
        try:
            return WorkflowRun(
                live.app.workflow,
                inputs,
                self._services,
                run_id=live.id,
                task_id=live.task_id,
                workflow_id=live.app.workflow_id,
                user=live.user,
            )
        except InputsError as error:
            raise ApiError("invalid_param", str(error)) from None
        except WorkflowError as error:
            raise ApiError("app_unavailable", str(error)) from None

    def _work(self, live: LiveRun, run: WorkflowRun, release: Callable[[], None]) -> None:
        """The thread of a run. Its place is free, and its record written, before readers hear that it is over."""
        try:
            last = self._to_its_end(live, run)
        except Exception as error:  # noqa: BLE001 - whatever it is, the run must end, and its readers be told
            logger.error("run %s broke off: %s", live.id, place_of(error))  # noqa: TRY400 - its message may quote a record
            failure = ApiError("internal_server_error")
            self._records.broke(live, failure.message)
            last = {"event": "error", "task_id": live.task_id, "workflow_run_id": live.id, **failure.body()}
        finally:
            release()
            run.discard()
            self._give_place(live)
        live.publish(last)
        live.end()

    def _to_its_end(self, live: LiveRun, run: WorkflowRun) -> dict[str, Any]:
        last: dict[str, Any] = {}
        for event in run.events():
            name, data = event["event"], event["data"]
            if name == "workflow_started":
                self._records.note_inputs(live, data.get("inputs") or {})
            if name == "workflow_finished":
                data = {**data, "created_by": live.app.end_user(live.user)}
            addressed = with_urls({**event, "data": data}, lambda file: self._links.url(live.base_url, file))
            if name == "workflow_finished":
                last = addressed
            else:
                live.publish(addressed)
        self._records.finish(live, last["data"])
        return last


def place_of(error: BaseException) -> str:
    """The kind of an error and where it came from, without its message, which may quote data."""
    frames = traceback.extract_tb(error.__traceback__)[-4:]
    places = " < ".join(f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in reversed(frames))
    return f"{type(error).__name__} at {places}"
