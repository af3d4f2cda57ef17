"""The files of runs: on disk under ids, and handed to the plugin by address.

A tool of the plugin is given addresses and fetches them, as in Dify; so a small HTTP server on the loopback interface
hands files out. An address names a file, the second it ends at, and a signature over both: nobody can guess one.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import mimetypes
import secrets
import shutil
import threading
import time
import urllib.parse
import uuid
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self, override

from plugin_host.engine.scratch import scratch

SECONDS = 300
"""How long a signed address lives: Dify's value."""

MIME_TYPES = {
    ".jsonl": "application/jsonl",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".tsv": "text/tab-separated-values",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file of the store."""

    id: str
    name: str
    path: Path
    size: int
    mime_type: str

    @property
    def extension(self) -> str:
        """With its dot, in lower case; "" where the name has none."""
        return Path(self.name).suffix.lower()


def guess_mime_type(name: str) -> str:
    """By the name alone."""
    suffix = Path(name).suffix.lower()
    return MIME_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


class FileStore:
    """Files by id in one folder, and the loopback server that hands them out. A context manager.

    Without `folder` it makes a temporary one and removes it at the end.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._own = folder is None
        self._folder = scratch("files") if folder is None else folder
        self._folder.mkdir(parents=True, exist_ok=True)
        self._files: dict[str, StoredFile] = {}
        self._lock = threading.Lock()
        self._secret = secrets.token_bytes(32)
        self._server: _Server | None = None

    def put(self, source: Path | bytes, name: str, mime_type: str = "") -> str:
        """Copies a file in, or writes bytes, and returns its id."""
        with self.writing(name, mime_type) as target:
            if isinstance(source, bytes):
                target.write(source)
            else:
                with source.open("rb") as original:
                    shutil.copyfileobj(original, target, 1 << 20)
        return target.id

    def writing(self, name: str, mime_type: str = "") -> _NewFile:
        """A new file to write piece by piece: a context manager with `write` and `id`, kept if no error leaves it."""
        return _NewFile(self, self._folder, plain_name(name), mime_type or guess_mime_type(name))

    def resolve(self, file_id: str) -> StoredFile:
        """Raises KeyError for an id that is not, or no longer, there."""
        with self._lock:
            return self._files[file_id]

    def remove(self, file_id: str) -> None:
        """Forgets a file and deletes it; unknown ids are passed over."""
        with self._lock:
            file = self._files.pop(file_id, None)
        if file is not None:
            file.path.unlink(missing_ok=True)

    def signed_url(self, file_id: str, seconds: float = SECONDS) -> str:
        """An address that gives the file for that many seconds. Raises KeyError."""
        name = urllib.parse.quote(self.resolve(file_id).name)
        expires = int(time.time() + seconds)
        return f"{self._serving().address}/{file_id}/{expires}/{self._signature(file_id, expires)}/{name}"

    def verified(self, path: str) -> StoredFile | None:
        """The file that a signed address's path names, or None: wrong, ended, or removed."""
        parts = path.lstrip("/").split("/")
        if len(parts) != 4 or not parts[1].isdigit() or int(parts[1]) < time.time():
            return None
        if not hmac.compare_digest(self._signature(parts[0], int(parts[1])), parts[2]):
            return None
        with self._lock:
            return self._files.get(parts[0])

    def close(self) -> None:
        """Ends the server and removes the files (and the folder, if it was made here)."""
        with self._lock:
            server, self._server = self._server, None
            files = list(self._files.values())
            self._files.clear()
        if server is not None:
            server.end()
        for file in files:
            file.path.unlink(missing_ok=True)
        if self._own:
            shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _keep(self, file: StoredFile) -> None:
        with self._lock:
            self._files[file.id] = file

    def _signature(self, file_id: str, expires: int) -> str:
        return hmac.new(self._secret, f"{file_id}/{expires}".encode(), hashlib.sha256).hexdigest()

    def _serving(self) -> _Server:
        with self._lock:
            if self._server is None:
                self._server = _Server(self)
            return self._server


def plain_name(name: str) -> str:
    """A file name without folders or control characters; never empty.

    >>> plain_name("../a b/数据.jsonl")
    '数据.jsonl'
    """
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(character for character in last if character.isprintable()).strip()
    return kept if kept.strip(".") else "file"


class _NewFile:
    def __init__(self, store: FileStore, folder: Path, name: str, mime_type: str) -> None:
        self.id = uuid.uuid4().hex
        self.size = 0
        self._store = store
        self._name = name
        self._mime_type = mime_type
        self._path = folder / self.id
        self._out = self._path.open("wb")

    def write(self, piece: bytes) -> int:
        self.size += len(piece)
        return self._out.write(piece)

    def close(self) -> None:
        """Keeps the file."""
        self._out.close()
        self._store._keep(StoredFile(self.id, self._name, self._path, self.size, self._mime_type))  # noqa: SLF001 - its other half

    def discard(self) -> None:
        self._out.close()
        self._path.unlink(missing_ok=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.discard()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, store: FileStore) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.address = f"http://127.0.0.1:{self.server_address[1]}"
        self._thread = threading.Thread(target=self.serve_forever, args=(0.05,), name="ftprep-files", daemon=True)
        self._thread.start()

    def end(self) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        """A reader that went away is nothing to print a traceback about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 60

    def do_GET(self) -> None:
        file = self.server.store.verified(self.path)
        with contextlib.ExitStack() as stack:
            try:
                content = stack.enter_context(file.path.open("rb")) if file is not None else None
            except FileNotFoundError:
                content = None
            if file is None or content is None:
                self.send_error(404)
                return
            self.send_response(200)
            self.send_header("Content-Type", file.mime_type)
            self.send_header("Content-Length", str(file.size))
            self.end_headers()
            shutil.copyfileobj(content, self.wfile, 1 << 16)

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Addresses are secrets, and names may be personal: nothing is logged."""
