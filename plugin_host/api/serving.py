"""The server: werkzeug's threaded one, a thread a connection.

Why this one: a stream is mostly waiting, and a thread that waits costs little, while servers with a pool of workers
(gunicorn, waitress, cheroot) let a handful of open streams use the pool up; gevent would patch the threads that the
engine works with. What it lacks (TLS, protection from hostile clients) belongs to a proxy in front, and is why the
service keeps to the loopback interface unless told otherwise.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, override

from flask import Flask
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

logger = logging.getLogger("ftprep.api")

_LAST_WORDS_SECONDS = 5.0


class _Handler(WSGIRequestHandler):
    timeout = 60  # for a client that neither sends nor reads

    @override
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Method, path and status. No query and no body: they hold names, signatures, and people's data."""
        path = getattr(self, "path", "").partition("?")[0]
        logger.info("%s %s %s", getattr(self, "command", "-"), path, getattr(code, "value", code))

    @override
    def log(self, type: str, message: str, *args: Any) -> None:
        """Whatever else it has to say quotes the request."""


class _Server(ThreadedWSGIServer):
    request_queue_size = 128

    def __init__(self, address: str, port: int, app: Flask) -> None:
        self.answering: set[threading.Thread] = set()
        super().__init__(address, port, app, _Handler)

    @override
    def process_request_thread(self, request: Any, client_address: Any) -> None:
        thread = threading.current_thread()
        thread.name = "ftprep-api-answer"
        self.answering.add(thread)
        try:
            super().process_request_thread(request, client_address)
        finally:
            self.answering.discard(thread)

    @override
    def log(self, type: str, message: str, *args: Any) -> None:
        """A traceback, whose last line may quote data: only the kind of the error is kept."""
        kind = message.rstrip().rpartition("\n")[2].partition(":")[0]
        logger.error("an answer broke off: %s", kind)

    @override
    def handle_error(self, request: Any, client_address: Any) -> None:
        logger.error("a connection broke off")


@contextmanager
def serving(app: Flask, address: str, port: int, *, ending: Callable[[], None]) -> Iterator[str]:
    """Serves in threads until left; gives the base address. Port 0 takes any that is free.

    When it is left it takes no more calls, does `ending`, which lets the answers under way come to their end, and
    gives them a moment to be sent.
    """
    server = _Server(address, port, app)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), name="ftprep-api")
    thread.start()
    shown = f"[{address}]" if ":" in address else address
    try:
        yield f"http://{shown}:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        ending()
        moment = time.monotonic() + _LAST_WORDS_SECONDS
        for answer in tuple(server.answering):
            answer.join(max(0.0, moment - time.monotonic()))
