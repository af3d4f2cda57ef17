"""A program written for Dify's API, with requests alone, as Dify's documentation shows; only its base URL differs."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import requests

SECONDS = 60


class Client:
    def __init__(self, base_url: str, key: str, user: str = "customer-4821") -> None:
        self.base_url, self.user = base_url, user
        self.headers = {"Authorization": f"Bearer {key}"}

    def get(self, path: str, **query: Any) -> requests.Response:
        return requests.get(f"{self.base_url}{path}", headers=self.headers, params=query, timeout=SECONDS)

    def post(self, path: str, body: Any) -> requests.Response:
        return requests.post(f"{self.base_url}{path}", headers=self.headers, json=body, timeout=SECONDS)

    def upload(
        self, name: str, content: bytes, mime_type: str | None = "application/jsonl", **form: Any
    ) -> requests.Response:
        return requests.post(
            f"{self.base_url}/files/upload",
            headers=self.headers,
            files={"file": (name, content, mime_type)},
            data={"user": self.user, **form},
            timeout=SECONDS,
        )

    def file_input(self, name: str, content: bytes) -> dict[str, str]:
        answer = self.upload(name, content)
        assert answer.status_code == 201, answer.text
        return {"type": "document", "transfer_method": "local_file", "upload_file_id": answer.json()["id"]}

    def run(self, inputs: dict[str, Any], **more: Any) -> requests.Response:
        return self.post("/workflows/run", {"inputs": inputs, "user": self.user, "response_mode": "blocking", **more})

    def open_stream(self, inputs: dict[str, Any]) -> requests.Response:
        return requests.post(
            f"{self.base_url}/workflows/run",
            headers=self.headers,
            json={"inputs": inputs, "user": self.user, "response_mode": "streaming"},
            stream=True,
            timeout=SECONDS,
        )

    def stop(self, task_id: str) -> requests.Response:
        return self.post(f"/workflows/tasks/{task_id}/stop", {"user": self.user})

    def take_up(self, run_id: str, **query: Any) -> requests.Response:
        return requests.get(
            f"{self.base_url}/workflow/{run_id}/events",
            headers=self.headers,
            params={"user": self.user, **query},
            stream=True,
            timeout=SECONDS,
        )


def events(response: requests.Response) -> Iterator[dict[str, Any]]:
    """The events of a stream, read as Dify's documentation reads them; one that gives pings alone is given up."""
    assert response.status_code == 200, response.text
    pings = 0
    for line in response.iter_lines():
        pings = pings + 1 if line == b"event: ping" else 0 if line else pings
        assert pings < 40, "nothing but pings came"
        if line.startswith(b"data: "):
            yield json.loads(line[len(b"data: ") :])


def save(file: dict[str, Any], folder: Path) -> Path:
    """Downloads a file of a run's outputs."""
    answer = requests.get(file["url"], timeout=SECONDS)
    assert answer.status_code == 200, answer.text
    path = folder / file["filename"]
    path.write_bytes(answer.content)
    return path
