"""The Flask application: who calls, what they send, and what an answer or an error looks like."""

from __future__ import annotations

import logging
from typing import Any

from flask import Flask, Response, current_app, g, request
from werkzeug.exceptions import BadRequest, HTTPException

from ftprep.record import dumps, without_surrogates
from plugin_host.api.apps import App
from plugin_host.api.board import place_of
from plugin_host.api.errors import ApiError, code_of_status
from plugin_host.api.host import Host
from plugin_host.api.shelf import MAX_UPLOAD_BYTES

logger = logging.getLogger("ftprep.api")

_BODY_BYTES = MAX_UPLOAD_BYTES + (1 << 20)
"""An upload with its form around it; a JSON body may be as large."""


def create_app(host: Host) -> Flask:
    """The service over a Host."""
    from plugin_host.api.routes import about, downloads, runs, uploads

    app = Flask("ftprep", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = _BODY_BYTES
    app.extensions["ftprep"] = host
    app.logger.disabled = True  # it would write tracebacks, whose messages may quote data
    for routes in (about.routes, runs.routes, uploads.routes):
        app.register_blueprint(routes, url_prefix="/v1")
    app.register_blueprint(downloads.routes)
    app.before_request(_authorize)
    app.register_error_handler(ApiError, _api_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    return app


def the_host() -> Host:
    host: Host = current_app.extensions["ftprep"]
    return host


def the_app() -> App:
    """The app whose key the request carries."""
    app: App = g.ftprep_app
    return app


def workflow_app() -> App:
    """The same, where only a workflow will do. Raises ApiError (400)."""
    app = the_app()
    if app.workflow.mode != "workflow":
        raise ApiError("not_workflow_app")
    return app


def reply(body: Any, status: int = 200) -> Response:
    return Response(dumps(body), status, mimetype="application/json")


def json_body() -> dict[str, Any]:
    """The request's JSON object. Raises ApiError (400), and the framework's own 415 for another content type."""
    try:
        body = request.get_json()
    except (BadRequest, RecursionError):
        raise ApiError("bad_request", "Invalid JSON payload received or JSON payload is empty.") from None
    if not isinstance(body, dict):
        raise ApiError("invalid_param", "The request body must be a JSON object.")
    return body


def user_of(given: Any) -> str:
    """The `user` that every call on behalf of somebody must name. Raises ApiError (400)."""
    if given is None or given == "" or isinstance(given, bool | list | dict):
        raise ApiError("invalid_param", "Arg user must be provided.")
    return str(without_surrogates(given))


def _authorize() -> None:
    """Everything under /v1 wants a key; the signed addresses of files are keys themselves."""
    if request.path.startswith("/v1/"):
        g.ftprep_app = the_host().apps.of_key(request.headers.get("Authorization", ""))


def _api_error(error: ApiError) -> Response:
    response = reply(error.body(), error.status)
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="api"'
    return response


def _http_error(error: HTTPException) -> Response:
    status = error.code or 500
    if status == 413:
        return _api_error(ApiError("file_too_large"))
    return reply({"code": code_of_status(status), "message": error.description or "", "status": status}, status)


def _unexpected(error: Exception) -> Response:
    logger.error("%s %s failed inside: %s", request.method, request.path, place_of(error))
    return _api_error(ApiError("internal_server_error"))
