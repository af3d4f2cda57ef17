"""The record of a run: what is written as it goes, and how Dify shows it afterwards."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from typing import Any

import orjson

from plugin_host.api.apps import App
from plugin_host.api.links import files_in, with_urls
from plugin_host.api.live import LiveRun
from plugin_host.api.shelf import Shelf
from plugin_host.api.store import Store, as_text
from plugin_host.engine import FileStore

_RESULT = ("id", "workflow_id", "status", "outputs", "error", "elapsed_time", "total_tokens", "total_steps")
_BLOCKING = (*_RESULT, "created_at", "finished_at")


class Records:
    """Writes and reads the records of runs; moves their results from the engine's files to the shelf."""

    def __init__(self, store: Store, shelf: Shelf, files: FileStore) -> None:
        self._store, self._shelf, self.files = store, shelf, files

    def begin(self, live: LiveRun) -> None:
        row = {
            "id": live.id,
            "log_id": str(uuid.uuid4()),
            "task_id": live.task_id,
            "app_id": live.app.id,
            "workflow_id": live.app.workflow_id,
            "version": live.app.version,
            "user": live.user,
            "status": "running",
            "inputs": "{}",
            "outputs": "{}",
            "error": None,
            "elapsed_time": 0.0,
            "total_tokens": 0,
            "total_steps": 0,
            "exceptions_count": 0,
            "created_at": int(live.started),
            "finished_at": None,
        }
        self._store.add("runs", row)

    def note_inputs(self, live: LiveRun, inputs: Mapping[str, Any]) -> None:
        self._store.change("runs", live.id, {"inputs": _without_urls(inputs)})

    def finish(self, live: LiveRun, data: Mapping[str, Any]) -> None:
        """Keeps the files of the outputs, then writes how the run ended."""
        for file in files_in(data.get("outputs")):
            stored = self.files.resolve(str(file["related_id"]))
            self._shelf.adopt(stored.id, stored.path, stored.name, stored.mime_type, app_id=live.app.id, user=live.user)
        changes = {
            "status": data["status"],
            "outputs": _without_urls(data.get("outputs") or {}),
            "error": data.get("error"),
            "elapsed_time": data.get("elapsed_time") or 0.0,
            "total_tokens": data.get("total_tokens") or 0,
            "total_steps": data.get("total_steps") or 0,
            "exceptions_count": data.get("exceptions_count") or 0,
            "finished_at": data.get("finished_at") or int(time.time()),
        }
        self._store.change("runs", live.id, changes)

    def broke(self, live: LiveRun, message: str) -> None:
        now = time.time()
        changes = {"status": "failed", "error": message, "elapsed_time": now - live.started, "finished_at": int(now)}
        self._store.change("runs", live.id, changes)

    def of_run(self, app: App, run_id: str) -> dict[str, Any] | None:
        row = self._store.one("runs", run_id)
        return row if row is not None and row["app_id"] == app.id else None


def detail(row: Mapping[str, Any], outputs: Mapping[str, Any]) -> dict[str, Any]:
    """What GET /workflows/run/:id answers; `inputs` is JSON as a text there."""
    return {
        "id": row["id"],
        "workflow_id": row["workflow_id"],
        "status": row["status"],
        "inputs": row["inputs"],
        "outputs": outputs,
        "error": row["error"],
        "total_steps": row["total_steps"],
        "total_tokens": row["total_tokens"],
        "created_at": row["created_at"],
        "finished_at": row["finished_at"],
        "elapsed_time": row["elapsed_time"],
    }


def finished_event(row: Mapping[str, Any], outputs: Mapping[str, Any], created_by: Mapping[str, str]) -> dict[str, Any]:
    """The last event of a run that is over, from its record."""
    data = {name: row[name] for name in _BLOCKING} | {"outputs": outputs}
    data |= {"created_by": created_by, "exceptions_count": row["exceptions_count"], "files": files_in(outputs)}
    return {"event": "workflow_finished", "task_id": row["task_id"], "workflow_run_id": row["id"], "data": data}


def blocking(event: Mapping[str, Any]) -> dict[str, Any]:
    """The answer to a blocking call, from the run's last event."""
    data = {name: event["data"].get(name) for name in _BLOCKING}
    return {"task_id": event["task_id"], "workflow_run_id": event["workflow_run_id"], "data": data}


def log_entry(row: Mapping[str, Any], app: App) -> dict[str, Any]:
    """One line of GET /workflows/logs."""
    run = (
        "id",
        "version",
        "status",
        "error",
        "elapsed_time",
        "total_tokens",
        "total_steps",
        "created_at",
        "finished_at",
        "exceptions_count",
    )
    user = {
        "id": app.end_user(row["user"])["id"],
        "type": "service_api",
        "is_anonymous": False,
        "session_id": row["user"],
    }
    return {
        "id": row["log_id"],
        "workflow_run": {name: row[name] for name in run} | {"triggered_from": "app-run"},
        "details": None,
        "created_from": "service-api",
        "created_by_role": "end_user",
        "created_by_account": None,
        "created_by_end_user": user,
        "created_at": row["created_at"],
    }


def outputs_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """The outputs in a record; their files have no addresses yet."""
    outputs: dict[str, Any] = orjson.loads(row["outputs"])
    return outputs


def _without_urls(value: Any) -> str:
    return as_text(with_urls(value, lambda _: None))
