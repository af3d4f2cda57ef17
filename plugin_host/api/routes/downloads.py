"""Files by signed address: no key is needed, and the address stops working after its time."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request, send_file

from plugin_host.api.errors import ApiError
from plugin_host.api.web import the_host

routes = Blueprint("downloads", __name__)

_ACTIVE = ("text/html", "image/svg+xml", "application/xhtml+xml", "application/xml", "text/xml")
"""What a browser would run or follow; such files are always saved, never shown."""


@routes.get("/files/tools/<file_id>.<extension>")
def result(file_id: str, extension: str) -> Response:  # noqa: ARG001 - part of Dify's address, and nothing hangs on it
    return _checked(file_id)


@routes.get("/files/<file_id>/file-preview")
def upload(file_id: str) -> Response:
    return _checked(file_id)


def sent(path: Path, name: str, mime_type: str) -> Response:
    """A file as an answer: streamed, with ranges, under its own name where it is to be saved."""
    attachment = request.args.get("as_attachment", "").lower() in ("true", "1") or mime_type in _ACTIVE
    try:
        response = send_file(path, mime_type, as_attachment=attachment, download_name=name, max_age=0)
    except FileNotFoundError:
        raise ApiError("file_not_found") from None
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _checked(file_id: str) -> Response:
    host = the_host()
    host.links.check(file_id, request.args)
    kept = host.shelf.find(file_id)
    if kept is not None:
        return sent(kept.path, kept.name, kept.mime_type)
    try:
        working = host.records.files.resolve(file_id)  # of a run that still goes on
    except KeyError:
        raise ApiError("file_not_found") from None
    return sent(working.path, working.name, working.mime_type)
