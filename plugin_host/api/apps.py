"""One app a workflow file, each with its key: who holds the key may use the app."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import string
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from plugin_host.api.errors import ApiError
from plugin_host.engine import Workflow, load_workflow

_ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class App:
    """A workflow behind a key. `workflow_id` changes with the file's content, as a published version's id does."""

    id: str
    key: str = field(repr=False)
    workflow: Workflow
    workflow_id: str
    version: str

    def end_user(self, user: str) -> dict[str, str]:
        """A user of this app as Dify names one: an id, and what the caller calls them."""
        return {"id": str(uuid.uuid5(uuid.UUID(self.id), user)), "user": user}


class Apps:
    def __init__(self, apps: Sequence[App]) -> None:
        self._apps = tuple(apps)

    def __iter__(self) -> Iterator[App]:
        return iter(self._apps)

    def of_key(self, header: str) -> App:
        """The app that an Authorization header opens. Raises ApiError (401)."""
        scheme, _, key = header.partition(" ")
        if not key.strip():
            raise ApiError("unauthorized", "Authorization header must be provided and start with 'Bearer'")
        if scheme.lower() != "bearer":
            raise ApiError("unauthorized", "Authorization scheme must be 'Bearer'")
        found = [app for app in self._apps if hmac.compare_digest(app.key.encode(), key.strip().encode())]
        if not found:
            raise ApiError("unauthorized")
        return found[0]


def load_apps(paths: Sequence[Path], keys_file: Path, first_key: str | None = None) -> Apps:
    """Reads the workflows and gives each its key, made once and kept in `keys_file`, which its owner alone can read.

    `first_key` stands for the first app's and is not written down. Raises WorkflowError.
    """
    keys: dict[str, str] = json.loads(keys_file.read_text("utf-8")) if keys_file.exists() else {}
    apps = []
    for number, path in enumerate(paths):
        app_id = str(uuid.uuid5(uuid.NAMESPACE_URL, path.resolve().as_uri()))
        own_key = first_key if number == 0 else None
        apps.append(_app(path, app_id, own_key or keys.setdefault(app_id, _new_key())))
    write_private(keys_file, json.dumps(keys, indent=1).encode())
    return Apps(apps)


def write_private(path: Path, content: bytes) -> None:
    """Writes a file that only its owner can read, whole or not at all."""
    draft = path.with_name(path.name + ".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
    draft.replace(path)


def _app(path: Path, app_id: str, key: str) -> App:
    content = hashlib.sha256(path.read_bytes()).hexdigest()
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return App(
        app_id, key, load_workflow(path), str(uuid.uuid5(uuid.UUID(app_id), content)), f"{written:%Y-%m-%d %H:%M:%S.%f}"
    )


def _new_key() -> str:
    return "app-" + "".join(secrets.choice(_ALPHABET) for _ in range(24))
