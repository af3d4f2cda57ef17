"""Runs: started, followed, stopped, looked up, listed."""

from __future__ import annotations

import selectors
import socket
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, request

from ftprep.record import dumps
from plugin_host.api.apps import App
from plugin_host.api.errors import ApiError
from plugin_host.api.links import with_urls
from plugin_host.api.live import LiveRun
from plugin_host.api.records import blocking, detail, finished_event, log_entry, outputs_of
from plugin_host.api.web import json_body, reply, the_host, user_of, workflow_app

routes = Blueprint("runs", __name__)

_KEYWORD_CHARACTERS = 30


@routes.post("/workflows/run")
def run() -> Response:
    return _run(workflow_app())


@routes.post("/workflows/<workflow_id>/run")
def run_version(workflow_id: str) -> Response:
    """The same for a version by its id; a server has the one version that its file holds."""
    app = workflow_app()
    try:
        wanted = str(uuid.UUID(workflow_id))
    except ValueError:
        raise ApiError("bad_request", "Invalid workflow_id format: it must be a UUID.") from None
    if wanted != app.workflow_id:
        raise ApiError("not_found", "Workflow not found.")
    return _run(app)


@routes.get("/workflows/run/<run_id>")
def run_detail(run_id: str) -> Response:
    row = the_host().records.of_run(workflow_app(), run_id)
    if row is None:
        raise ApiError("not_found", "Workflow run not found.")
    return reply(detail(row, _addressed(outputs_of(row))))


@routes.get("/workflow/<run_id>/events")
def run_events(run_id: str) -> Response:
    """Takes a stream up again: the events to come, and those before with include_state_snapshot=true."""
    host, app, user = the_host(), workflow_app(), user_of(request.args.get("user"))
    live = host.board.find(app, run_id)
    row = host.records.of_run(app, run_id)
    if row is None or row["user"] != user:
        raise ApiError("not_found", "Workflow run not found")
    if live is None:
        outputs = _addressed(outputs_of(row))
        return _stream([finished_event(row, outputs, app.end_user(user))])
    start = 0 if request.args.get("include_state_snapshot", "").lower() == "true" else live.count()
    return _stream(_follow(live, start))


@routes.post("/workflows/tasks/<task_id>/stop")
def stop(task_id: str) -> Response:
    app = workflow_app()
    user_of(json_body().get("user"))
    the_host().board.stop(app, task_id)
    return reply({"result": "success"})


@routes.get("/workflows/logs")
def logs() -> Response:
    app, store = workflow_app(), the_host().store
    page, limit = _number("page", 1, 99999), _number("limit", 20, 100)
    where, values = _log_filter(app)
    total = store.count("runs", where, values)
    rows = store.many(
        "runs", where, values, f"ORDER BY created_at DESC, rowid DESC LIMIT {limit} OFFSET {(page - 1) * limit}"
    )
    entries = [log_entry(row, app) for row in rows]
    return reply({"page": page, "limit": limit, "total": total, "has_more": page * limit < total, "data": entries})


def _run(app: App) -> Response:
    body = json_body()
    user = user_of(body.get("user"))
    inputs, mode = body.get("inputs"), body.get("response_mode")
    if not isinstance(inputs, dict):
        raise ApiError("invalid_param", "inputs is required and must be an object.")
    if mode not in (None, "blocking", "streaming"):
        raise ApiError("invalid_param", "response_mode must be blocking or streaming.")
    live = LiveRun(app, user, request.host_url)
    the_host().board.start(live, inputs)
    events = _follow(live, 0)
    if mode == "streaming":
        return _stream(events)
    last: Mapping[str, Any] = {}
    for event in events:
        last = event or last
    if last.get("event") == "error":
        raise ApiError("internal_server_error")
    return reply(blocking(last) if last.get("event") == "workflow_finished" else {})


def _follow(live: LiveRun, start: int) -> Iterator[dict[str, Any] | None]:
    return live.follow(start, ping_seconds=the_host().settings.ping_seconds, gone=_client_gone())


def _stream(events: Iterable[Mapping[str, Any] | None]) -> Response:
    def lines() -> Iterator[bytes]:
        for event in events:
            yield b"event: ping\n\n" if event is None else b"data: " + dumps(event) + b"\n\n"

    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return Response(lines(), mimetype="text/event-stream", headers=headers)


def _client_gone() -> Callable[[], bool]:
    """Whether the caller has hung up: its connection is at its end, with nothing more to read."""
    connection: socket.socket | None = request.environ.get("werkzeug.socket")

    def gone() -> bool:
        if connection is None:
            return False
        try:
            with selectors.DefaultSelector() as selector:
                selector.register(connection, selectors.EVENT_READ)
                return bool(selector.select(0)) and connection.recv(1, socket.MSG_PEEK) == b""
        except (OSError, ValueError):
            return True

    return gone


def _addressed(outputs: dict[str, Any]) -> dict[str, Any]:
    """Outputs with fresh addresses for those of their files that are still kept."""
    host, base = the_host(), request.host_url
    addressed: dict[str, Any] = with_urls(
        outputs, lambda file: host.links.url(base, file) if host.shelf.find(str(file["related_id"])) else None
    )
    return addressed


def _log_filter(app: App) -> tuple[str, list[Any]]:
    query = request.args
    conditions: list[str] = ["app_id = ?"]
    values: list[Any] = [app.id]
    if status := query.get("status"):
        if status not in ("succeeded", "failed", "stopped"):
            raise ApiError("invalid_param", "status must be succeeded, failed or stopped.")
        conditions.append("status = ?")
        values.append(status)
    if keyword := query.get("keyword", "")[:_KEYWORD_CHARACTERS]:
        pattern = "%" + keyword.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        conditions.append(r"(inputs LIKE ? ESCAPE '\' OR outputs LIKE ? ESCAPE '\' OR user LIKE ? ESCAPE '\')")
        values += [pattern] * 3
    if user := query.get("created_by_end_user_session_id"):
        conditions.append("user = ?")
        values.append(user)
    if query.get("created_by_account"):
        conditions.append("0")  # every run here was started by a caller of the API
    for name, sign in (("created_at__before", "<="), ("created_at__after", ">=")):
        if given := query.get(name):
            conditions.append(f"created_at {sign} ?")
            values.append(_moment(name, given))
    return " AND ".join(conditions), values


def _moment(name: str, text: str) -> int:
    """An ISO 8601 time in seconds; without a zone it is UTC."""
    try:
        moment = datetime.fromisoformat(text.replace(" ", "+"))  # a plus sign that was not encoded arrives as a space
    except ValueError:
        raise ApiError("invalid_param", f"{name} must be an ISO 8601 time, for example 2025-01-16T12:00:00Z.") from None
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())


def _number(name: str, default: int, largest: int) -> int:
    text = request.args.get(name, str(default))
    if not text.isascii() or not text.isdigit() or not 1 <= int(text[:6]) <= largest:
        raise ApiError("invalid_param", f"{name} must be a number from 1 to {largest}.")
    return int(text[:6])
