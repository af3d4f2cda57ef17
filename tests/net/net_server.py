"""A server on the loopback interface that serves what a test says, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self


@dataclass
class Page:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_after: int | None = None
    """Bytes of the body after which the connection ends."""
    ranges: bool = False
    """Whether a Range is answered with the rest."""


Pages = Mapping[str, Page | Callable[["Request"], Page]]


@dataclass
class Request:
    path: str
    headers: Mapping[str, str]


class LoopbackSite:
    def __init__(self, pages: Pages) -> None:
        self.pages = dict(pages)
        self.asked: list[Request] = []
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.site = self
        self.port = self._server.server_address[1]
        self.base = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def page(self, request: Request) -> Page:
        self.asked.append(request)
        found = self.pages.get(request.path) or self.pages.get(request.path.partition("?")[0]) or Page(b"no", 404)
        return found(request) if callable(found) else found


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    site: LoopbackSite

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hung up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        page = self.server.site.page(Request(self.path, {name.lower(): value for name, value in self.headers.items()}))
        body, status = page.body, page.status
        headers = dict(page.headers)
        if page.ranges and (wanted := self.headers.get("Range")):
            begin = int(wanted.removeprefix("bytes=").split("-")[0])
            headers["Content-Range"] = f"bytes {begin}-{len(body) - 1}/{len(body)}"
            body, status = body[begin:], 206
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if page.cut_after is None else body[: page.cut_after])

    def log_message(self, format: str, *args: Any) -> None:
        """Silent."""
