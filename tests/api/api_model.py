"""An OpenAI-compatible endpoint that answers when it is told to: so a test knows that a run is under way."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class GatedModel(ThreadingHTTPServer):
    """Says back what it was asked. A prompt that holds "wait" is answered when `gate` is open."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.gate = threading.Event()
        self.url = f"http://127.0.0.1:{self.server_address[1]}/v1"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asked may be gone by now."""


class _Handler(BaseHTTPRequestHandler):
    server: GatedModel

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        prompt = body["messages"][-1]["content"]
        if "wait" in prompt and not self.server.gate.wait(30):
            self.send_error(503)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in (f"回答：{prompt}", ""):
            self._event(
                {"choices": [{"index": 0, "delta": {"content": piece}, "finish_reason": None if piece else "stop"}]}
            )
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, value: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(value).encode() + b"\n\n")

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""
