"""A server on loopback that speaks Ray's Jobs API as documented, and does what is asked of it in its own way.

`work`: is given the package that was uploaded for a job, and gives (status, log). Without it a job stays PENDING.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.loopback import LoopbackHandler, LoopbackServer

Work = Callable[[bytes, dict[str, Any]], tuple[str, str]]


class JobsServer(LoopbackServer):
    def __init__(self, work: Work | None = None, token: str = "") -> None:
        super().__init__(_Handler)
        self.jobs: dict[str, dict[str, Any]] = {}
        self.packages: dict[str, bytes] = {}
        self.orders: list[dict[str, Any]] = []
        self.work, self.token = work, token

    def submit(self, order: dict[str, Any]) -> tuple[int, Any]:
        job = order["submission_id"]
        if job in self.jobs:
            return 500, f"Job with submission_id {job} already exists."
        self.orders.append(order)
        self.jobs[job] = {"type": "SUBMISSION", "submission_id": job, "status": "PENDING", "logs": ""}
        if self.work is not None:
            package = self.packages[order["runtime_env"]["working_dir"].removeprefix("gcs://")]
            self.jobs[job]["status"], self.jobs[job]["logs"] = self.work(package, order)
        return 200, {"job_id": job, "submission_id": job}

    def get(self, path: str) -> tuple[int, Any]:
        job, _, logs = path.removeprefix("/api/jobs/").partition("/")
        if job not in self.jobs:
            return 404, f"Job {job} does not exist"
        known = self.jobs[job]
        return 200, {"logs": known["logs"]} if logs == "logs" else {k: v for k, v in known.items() if k != "logs"}


class _Handler(LoopbackHandler):
    server: JobsServer

    def do_GET(self) -> None:
        self._answer(*self.server.get(self.path))

    def do_PUT(self) -> None:
        self.server.packages[self.path.removeprefix("/api/packages/gcs/")] = self.body()
        self._answer(200, None)

    def do_POST(self) -> None:
        body = self.body()
        assert self.path == "/api/jobs/"
        self._answer(*self.server.submit(json.loads(body)))

    def _answer(self, status: int, content: Any) -> None:
        if self.server.token and self.headers.get("Authorization") != f"Bearer {self.server.token}":
            status, content = 401, "Unauthorized"
        body = b"" if content is None else (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
