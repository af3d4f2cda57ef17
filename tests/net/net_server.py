"""A server on the loopback interface that serves what a test says, and remembers what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tests.loopback import LoopbackHandler, LoopbackServer


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


class LoopbackSite(LoopbackServer):
    def __init__(self, pages: Pages) -> None:
        super().__init__(_Handler)
        self.pages = dict(pages)
        self.asked: list[Request] = []
        self.port, self.base = self.server_port, self.address

    def page(self, request: Request) -> Page:
        self.asked.append(request)
        found = self.pages.get(request.path) or self.pages.get(request.path.partition("?")[0]) or Page(b"no", 404)
        return found(request) if callable(found) else found


class _Handler(LoopbackHandler):
    server: LoopbackSite

    def do_GET(self) -> None:
        page = self.server.page(Request(self.path, {name.lower(): value for name, value in self.headers.items()}))
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
