"""A workflow app's API as a client sees it: upload, run, download, each tried again where that may help."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests

from ftprep.errors import FtprepError

TRIES = 6
_AGAIN = frozenset((408, 409, 425, 429, 500, 502, 503, 504))
_MOST_WAIT = 60.0
_CONNECT_SECONDS = 10


class ServiceError(FtprepError):
    """The service refused, or could not be reached in all tries."""


class Service:
    """One app: its base URL (…/v1), its key, and the user that runs are recorded under.

    `read_seconds`: how long nothing at all may be heard (a stream is pinged every 10 s).
    """

    def __init__(
        self, base_url: str, key: str, user: str = "ftprep", *, first_wait: float = 1.0, read_seconds: float = 120
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.user = user
        self._headers = {"Authorization": f"Bearer {key}"}
        self._first_wait = first_wait
        self._timeout = (_CONNECT_SECONDS, read_seconds)

    def parameters(self) -> dict[str, Any]:
        """What the app asks for."""
        answer: dict[str, Any] = self._tried(lambda: self._get("/parameters")).json()
        return answer

    def upload(self, path: Path) -> dict[str, str]:
        """Uploads a file; gives what a run's inputs name it by."""

        def once() -> requests.Response:
            with path.open("rb") as file:
                part = (path.name, file, "application/octet-stream")
                return requests.post(
                    f"{self.base_url}/files/upload",
                    headers=self._headers,
                    files={"file": part},
                    data={"user": self.user},
                    timeout=self._timeout,
                )

        identity = self._tried(once).json()["id"]
        return {"type": "document", "transfer_method": "local_file", "upload_file_id": identity}

    def run(self, inputs: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """The events of a run. Ends early, without workflow_finished, where the stream breaks."""
        body = {"inputs": dict(inputs), "user": self.user, "response_mode": "streaming"}

        def once() -> requests.Response:
            return requests.post(
                f"{self.base_url}/workflows/run", headers=self._headers, json=body, stream=True, timeout=self._timeout
            )

        with self._tried(once) as stream:
            try:
                for line in stream.iter_lines():
                    if line.startswith(b"data: "):
                        yield json.loads(line[6:])
            except (requests.RequestException, ValueError):
                return

    def finished(self, run_id: str) -> dict[str, Any] | None:
        """The record of a run by its id, None where there is none (any more)."""
        try:
            answer = self._tried(lambda: self._get(f"/workflows/run/{run_id}"))
        except ServiceError:
            return None
        record: dict[str, Any] = answer.json()
        return record

    def download(self, url: str, target: Path) -> None:
        """Writes a result file; it is there whole or not at all."""

        def once() -> requests.Response:
            return requests.get(urljoin(self.base_url + "/", url), timeout=self._timeout)

        partial = target.with_name(target.name + ".part")
        partial.write_bytes(self._tried(once).content)
        partial.replace(target)

    def _get(self, path: str) -> requests.Response:
        return requests.get(
            f"{self.base_url}{path}", headers=self._headers, params={"user": self.user}, timeout=self._timeout
        )

    def _tried(self, once: Callable[[], requests.Response]) -> requests.Response:
        told = ""
        for number in range(TRIES):
            wait = self._first_wait * 2**number * (1 + random.random() / 2)  # noqa: S311 - spreads retries
            try:
                answer = once()
            except requests.RequestException as error:
                told = type(error).__name__
            else:
                if answer.ok:
                    return answer
                told = f"HTTP {answer.status_code} {_code(answer)}"
                if answer.status_code not in _AGAIN:
                    break
                wait = max(wait, _retry_after(answer))
            if number + 1 < TRIES:
                time.sleep(min(wait, _MOST_WAIT))
        raise ServiceError(
            en=f"The service did not do what it was asked ({told}). Check the base URL, the key and its log.",
            zh=f"服务未能完成请求（{told}）。请检查接口地址、密钥和服务端日志。",
        )


def _code(answer: requests.Response) -> str:
    """The error's code: its message may quote what was sent."""
    try:
        return str(answer.json().get("code", ""))
    except (ValueError, AttributeError):
        return ""


def _retry_after(answer: requests.Response) -> float:
    try:
        return float(answer.headers.get("Retry-After", 0))
    except ValueError:
        return 0.0
