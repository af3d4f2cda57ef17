"""POST /v1/files/upload, and an upload or a result by its id for who holds the app's key."""

from __future__ import annotations

from flask import Blueprint, Response, request

from plugin_host.api.errors import ApiError
from plugin_host.api.routes.downloads import sent
from plugin_host.api.web import reply, the_app, the_host, user_of

routes = Blueprint("uploads", __name__)


@routes.post("/files/upload")
def upload() -> Response:
    app, user = the_app(), user_of(request.form.get("user"))
    parts = [part for name in request.files for part in request.files.getlist(name)]
    if "file" not in request.files:
        raise ApiError("no_file_uploaded")
    if len(parts) > 1:
        raise ApiError("too_many_files")
    part = parts[0]
    if not part.filename:
        raise ApiError("filename_not_exists_error")
    if not part.mimetype:
        raise ApiError(
            "unsupported_file_type", "File type not allowed: the file's part of the form has no Content-Type."
        )
    if any(character in part.filename for character in "/\\\0"):
        raise ApiError("invalid_param", "Filename contains invalid characters")
    file = the_host().shelf.upload(part.stream, part.filename, part.mimetype, app_id=app.id, user=user)
    owner = app.end_user(user)["id"]
    return reply(
        {
            "id": file.id,
            "name": file.name,
            "size": file.size,
            "extension": file.extension,
            "mime_type": file.mime_type,
            "created_by": owner,
            "created_at": file.created_at,
            "preview_url": None,
            "source_url": None,
            "original_url": None,
            "user_id": owner,
            "tenant_id": None,
            "conversation_id": None,
            "file_key": None,
        },
        201,
    )


@routes.get("/files/<file_id>/preview")
def preview(file_id: str) -> Response:
    file = the_host().shelf.find(file_id)
    if file is None:
        raise ApiError("file_not_found")
    user = request.args.get("user")
    if file.app_id != the_app().id or user not in (None, "", file.user):
        raise ApiError("file_access_denied")
    return sent(file.path, file.name, file.mime_type)
