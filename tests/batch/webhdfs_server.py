"""A WebHDFS server on loopback: a name node that points to a data node (the same server) for what is read and written.

It answers the calls that a file system needs: LISTSTATUS, GETFILESTATUS, OPEN, CREATE, APPEND, MKDIRS, DELETE, RENAME.
https://hadoop.apache.org/docs/stable/hadoop-project-dist/hadoop-hdfs/WebHDFS.html
"""

from __future__ import annotations

import json
import posixpath
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

_AT = "/webhdfs/v1"
_STATUS = {"FileNotFoundException": 404, "AccessControlException": 403}


class Refused(Exception):  # noqa: N818 - what the protocol calls a remote exception
    pass


class WebHdfs:
    """`files` by path; `calls` as (operation, path); `hold(operation, path)` may wait, and False breaks the line off.
    Where `user` is set, others are refused. `served`: bytes
    read."""

    def __init__(self) -> None:
        self.files: dict[str, bytearray] = {}
        self.times: dict[str, int] = {}
        self.calls: list[tuple[str, str]] = []
        self.user = ""
        self.broken = False
        self.served = 0
        self.hold: Callable[[str, str], bool] = lambda operation, path: True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def address(self) -> str:
        return f"webhdfs://127.0.0.1:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def put(self, path: str, content: bytes) -> None:
        self.files[path] = bytearray(content)
        self.times[path] = self.times.get(path, 1_700_000_000_000) + 1000

    def let_in(self, user: str | None) -> None:
        if self.user and user != self.user:
            raise Refused("AccessControlException")

    def status(self, path: str, suffix: str) -> dict[str, object]:
        file = path in self.files
        if not file and not self._below(path):
            raise Refused("FileNotFoundException")
        return {
            "pathSuffix": suffix,
            "type": "FILE" if file else "DIRECTORY",
            "length": len(self.files.get(path, b"")),
            "modificationTime": self.times.get(path, 0),
            "accessTime": len(self.calls),
        }

    def listed(self, path: str) -> list[dict[str, object]]:
        if path in self.files:
            return [self.status(path, "")]
        names = sorted({below[len(path.rstrip("/")) + 1 :].split("/")[0] for below in self._below(path)})
        if not names:
            raise Refused("FileNotFoundException")
        return [self.status(posixpath.join(path, name), name) for name in names]

    def _below(self, path: str) -> list[str]:
        return [name for name in self.files if name.startswith(f"{path.rstrip('/')}/")]


def _handler(hdfs: WebHdfs) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one arm for each operation
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            split = urlsplit(self.path)
            query = {key: values[-1] for key, values in parse_qs(split.query).items()}
            path, operation = unquote(split.path).removeprefix(_AT) or "/", query["op"].upper()
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            hdfs.calls.append((operation, path))
            if not hdfs.hold(operation, path):
                self.close_connection = True
                return
            try:
                hdfs.let_in(query.get("user.name"))
                self.operate(operation, path, query, body)
            except Refused as refused:
                said = {"RemoteException": {"exception": str(refused), "message": f"{refused} for secret-user"}}
                self.say(_STATUS[str(refused)], json.dumps(said).encode())

        def operate(self, operation: str, path: str, query: dict[str, str], body: bytes) -> None:  # noqa: C901 - one arm for each operation
            if operation in ("OPEN", "CREATE", "APPEND") and "node" not in query:
                if operation != "CREATE":
                    hdfs.status(path, "")
                there = urlencode({**query, "node": "1"})
                self.say(307, b"", f"http://127.0.0.1:{hdfs.port}{self.path.split('?')[0]}?{there}")
            elif operation == "OPEN":
                start, length = int(query.get("offset", 0)), int(query.get("length", 1 << 60))
                if hdfs.broken:
                    raise Refused("AccessControlException")
                content = bytes(hdfs.files[path][start : start + length])
                hdfs.served += len(content)
                self.say(200, content)
            elif operation == "CREATE":
                hdfs.put(path, body)
                self.say(201)
            elif operation == "APPEND":
                hdfs.put(path, hdfs.files[path] + body)
                self.say(200)
            elif operation == "GETFILESTATUS":
                self.tell({"FileStatus": hdfs.status(path, "")})
            elif operation == "LISTSTATUS":
                self.tell({"FileStatuses": {"FileStatus": hdfs.listed(path)}})
            elif operation == "DELETE":
                self.tell({"boolean": hdfs.files.pop(path, None) is not None})
            elif operation == "RENAME":
                hdfs.put(query["destination"], bytes(hdfs.files.pop(path)))
                self.tell({"boolean": True})
            else:
                assert operation == "MKDIRS", operation
                self.tell({"boolean": True})

        do_GET = do_PUT = do_POST = do_DELETE = answer  # noqa: N815 - what http.server looks for

        def tell(self, value: object) -> None:
            self.say(200, json.dumps(value).encode())

        def say(self, status: int, content: bytes = b"", location: str = "") -> None:
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *args: object) -> None:
            pass

    return Handler
