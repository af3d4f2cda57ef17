"""An OpenAI-compatible endpoint that answers when it is told to: so a test knows that a run is under way."""

from __future__ import annotations

import json
import threading
from typing import Any

from tests.loopback import LoopbackHandler, LoopbackServer


class GatedModel(LoopbackServer):
    """Says back what it was asked. A prompt that holds "wait" is answered when `gate` is open."""

    def __init__(self) -> None:
        super().__init__(_Handler)
        self.gate = threading.Event()
        self.url = f"{self.address}/v1"


class _Handler(LoopbackHandler):
    server: GatedModel

    def do_POST(self) -> None:
        body = json.loads(self.body())
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
