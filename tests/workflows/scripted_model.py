"""A language model for tests: an OpenAI-compatible server on the loopback interface that answers as it is told.

    with ScriptedModel(lambda asked: f"You said {asked.prompt}") as model:
        endpoint = ModelEndpoint(model.base_url, "key", "scripted")

An answer is a text, or a Reply where it should fail, dawdle, be cut off, or come in pieces. A list answers in order, its
last entry for all that follow. `model.asked` holds every request.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.loopback import LoopbackHandler, LoopbackServer


@dataclass(frozen=True)
class Reply:
    text: str = ""
    status: int = 200
    delay: float = 0.0
    """Seconds before anything is sent."""
    cut_after: int | None = None
    """Characters after which the connection ends, without a word."""
    pieces: int = 3
    """How many pieces a streamed text comes in."""
    pause: float = 0.0
    """Seconds between pieces."""
    headers: dict[str, str] = field(default_factory=dict)
    error: dict[str, Any] | None = None
    """The body of an error; what servers write there may quote the prompt."""
    as_json: bool = False
    """Answers a streaming request with one JSON object, as some servers do."""


@dataclass(frozen=True)
class Asked:
    """One request: its body, key, and the text of its last message."""

    body: dict[str, Any]
    key: str

    @property
    def prompt(self) -> str:
        return str(self.body["messages"][-1]["content"])


Answers = str | Reply | Sequence[str | Reply] | Callable[[Asked], str | Reply]


class ScriptedModel(LoopbackServer):
    def __init__(self, answers: Answers = "OK") -> None:
        super().__init__(_Handler)
        self.answers = answers
        self.asked: list[Asked] = []
        self.most_at_once = 0
        self._now = 0
        self._lock = threading.Lock()
        self.base_url = f"{self.address}/v1"

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            number = len(self.asked)
            self.asked.append(asked)
        answers = self.answers
        if callable(answers):
            found = answers(asked)
        elif isinstance(answers, str | Reply):
            found = answers
        else:
            found = answers[min(number, len(answers) - 1)]
        return Reply(found) if isinstance(found, str) else found

    def begin(self) -> None:
        with self._lock:
            self._now += 1
            self.most_at_once = max(self.most_at_once, self._now)

    def end(self) -> None:
        with self._lock:
            self._now -= 1


class _Handler(LoopbackHandler):
    server: ScriptedModel

    def do_POST(self) -> None:
        body = json.loads(self.body())
        asked = Asked(body, (self.headers["Authorization"] or "").removeprefix("Bearer "))
        self.server.begin()
        try:
            self._reply(asked, self.server.answer(asked))
        finally:
            self.server.end()

    def _reply(self, asked: Asked, reply: Reply) -> None:
        time.sleep(reply.delay)
        usage = {"prompt_tokens": len(asked.prompt), "completion_tokens": len(reply.text)}
        usage["total_tokens"] = sum(usage.values())
        if reply.status != 200:
            self._send(reply, {"error": reply.error or {"message": f"echo: {asked.prompt}", "code": "scripted"}})
        elif asked.body.get("stream") and not reply.as_json:
            self._stream(reply, usage)
        else:
            choice = {"index": 0, "message": {"role": "assistant", "content": reply.text}, "finish_reason": "stop"}
            self._send(reply, {"object": "chat.completion", "choices": [choice], "usage": usage})

    def _send(self, reply: Reply, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(reply.status)
        for name, value in {"Content-Type": "application/json", **reply.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _stream(self, reply: Reply, usage: dict[str, int]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        text = reply.text if reply.cut_after is None else reply.text[: reply.cut_after]
        self._event({"role": "assistant", "content": ""})
        size = max(1, -(-len(text) // reply.pieces))
        for start in range(0, len(text), size):
            time.sleep(reply.pause)
            self._event({"content": text[start : start + size]})
        if reply.cut_after is not None:
            return
        self._event({}, finish_reason="stop")
        self._line({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: dict[str, Any], finish_reason: str | None = None) -> None:
        self._line({"choices": [{"index": 0, "delta": delta, "finish_reason": finish_reason}]})

    def _line(self, body: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(body)}\n\n".encode())
        self.wfile.flush()
