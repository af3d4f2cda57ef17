"""Uploaded files and results on disk, each under its id; their names and owners are in the store."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from plugin_host.api.errors import ApiError
from plugin_host.api.folder import is_id
from plugin_host.api.store import Store
from plugin_host.engine.files import guess_mime_type

MAX_UPLOAD_BYTES = 15 * 1024 * 1024
"""Dify's own limit; what is larger is uploaded in parts, or compressed."""

_NAME_CHARACTERS = 200
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class ShelfFile:
    id: str
    app_id: str
    user: str
    name: str
    size: int
    extension: str
    mime_type: str
    created_at: int
    path: Path


class Shelf:
    def __init__(self, folder: Path, store: Store) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._folder, self._store = folder, store

    def upload(self, stream: IO[bytes], name: str, mime_type: str, *, app_id: str, user: str) -> ShelfFile:
        """Keeps what a client sends. Raises ApiError (413) above the limit, and leaves nothing then."""
        file_id = str(uuid.uuid4())
        path = self._folder / file_id
        try:
            with path.open("xb") as out:
                _copy_within(MAX_UPLOAD_BYTES, stream, out)
            return self._enter(file_id, _short(name), mime_type, app_id=app_id, user=user)
        except BaseException:
            path.unlink(missing_ok=True)
            raise

    def adopt(self, file_id: str, source: Path, name: str, mime_type: str, *, app_id: str, user: str) -> None:
        """Keeps a result under the id that the engine gave it: linked where that can be done, copied elsewhere."""
        path = self._folder / file_id
        try:
            os.link(source, path)
        except OSError:
            shutil.copyfile(source, path)
        self._enter(file_id, name, mime_type, app_id=app_id, user=user)

    def find(self, file_id: str) -> ShelfFile | None:
        row = self._store.one("files", file_id)
        path = self._folder / file_id
        return ShelfFile(**row, path=path) if row and path.is_file() else None

    def sweep(self, before: int) -> None:
        """Removes what came before that time, and files on disk that no row knows and that are as old.

        Only what is named by an id: whatever else lies there is not ours.
        """
        self._store.remove("files", [row["id"] for row in self._store.many("files", "created_at < ?", [before])])
        for path in self._folder.iterdir():
            if not is_id(path.name) or self._store.one("files", path.name) is not None:
                continue
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < before:
                    path.unlink()

    def _enter(self, file_id: str, name: str, mime_type: str, *, app_id: str, user: str) -> ShelfFile:
        path = self._folder / file_id
        extension = Path(name).suffix.lstrip(".").lower()
        row: dict[str, Any] = {
            "id": file_id,
            "app_id": app_id,
            "user": user,
            "name": name,
            "size": path.stat().st_size,
            "extension": extension,
            "mime_type": mime_type or guess_mime_type(name),
            "created_at": int(time.time()),
        }
        self._store.add("files", row)
        return ShelfFile(**row, path=path)


def _copy_within(limit: int, stream: IO[bytes], out: IO[bytes]) -> None:
    size = 0
    while piece := stream.read(_PIECE):
        size += out.write(piece)
        if size > limit:
            raise ApiError("file_too_large", f"File size exceeded. The limit is {limit >> 20} MB.")


def _short(name: str) -> str:
    """A name of at most 200 characters that keeps its extension.

    >>> len(_short("a" * 300 + ".jsonl")), _short("a" * 300 + ".jsonl")[-6:]
    (200, '.jsonl')
    """
    suffix = Path(name).suffix[:20]
    return name if len(name) <= _NAME_CHARACTERS else name[: _NAME_CHARACTERS - len(suffix)] + suffix
