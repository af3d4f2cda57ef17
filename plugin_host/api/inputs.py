"""What a client sends for the start node → what the engine takes: uploads become files of the engine's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from plugin_host.api.apps import App
from plugin_host.api.errors import ApiError
from plugin_host.api.shelf import Shelf
from plugin_host.engine import FileStore


def with_engine_files(
    inputs: Mapping[str, Any], app: App, user: str, shelf: Shelf, files: FileStore
) -> tuple[dict[str, Any], Callable[[], None]]:
    """(the inputs that the form asks for, each upload copied to the engine's files; what removes these copies).

    Other inputs are passed over, as Dify does. Raises ApiError where an upload is unknown, another user's, or gone; what else may be wrong the engine says.
    """
    copies: list[str] = []

    def release() -> None:
        for file_id in copies:
            files.remove(file_id)

    def copied(value: Any) -> Any:
        if isinstance(value, list):
            return [copied(item) for item in value]
        if not isinstance(value, Mapping) or value.get("transfer_method") != "local_file":
            return value
        file = shelf.find(str(value.get("upload_file_id")))
        if file is None or (file.app_id, file.user) != (app.id, user):
            raise ApiError(
                "invalid_param",
                "Invalid upload file: this user uploaded no file with that upload_file_id, or it was cleared away since.",
            )
        copies.append(files.put(file.path, file.name, file.mime_type))
        return {**value, "upload_file_id": copies[-1]}

    try:
        taken = {
            variable["variable"]: copied(inputs[variable["variable"]])
            if variable.get("type") in ("file", "file-list")
            else inputs[variable["variable"]]
            for variable in app.workflow.start_variables
            if variable["variable"] in inputs
        }
    except BaseException:
        release()
        raise
    return taken, release
