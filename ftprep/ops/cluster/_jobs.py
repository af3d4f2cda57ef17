"""A Ray cluster's Jobs API, by plain HTTP through the call's fetcher: nothing of Ray is needed here.

Endpoints as documented at https://docs.ray.io/en/latest/cluster/running-applications/job-submission/api.html: POST
/api/jobs/, GET /api/jobs/ID and /api/jobs/ID/logs, PUT /api/packages/gcs/NAME for code that goes with a job. Tokens
go as `Authorization: Bearer`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from ftprep.errors import DownloadError, SettingsError
from ftprep.ports import Answer, Fetcher, FetchRules

SAID = "ftprep:"
"""A line of a job's log that begins so is ours: JSON follows."""
ENDED = ("SUCCEEDED", "FAILED", "STOPPED")
_MAX_LOG_BYTES = 50_000_000


class JobsApi:
    """`address` is the cluster's dashboard; whoever sets it allows that host. `delay`: seconds between two requests."""

    def __init__(self, fetcher: Fetcher, address: str, token: str, scratch: Path, *, delay: float = 0.0) -> None:
        self._base = base_of(address)
        parts = urlsplit(self._base)
        self._fetcher = fetcher
        self._scratch = scratch
        self._rules = FetchRules(
            allow=(parts.netloc,), max_bytes=_MAX_LOG_BYTES, seconds=120, retries=0, redirects=0, delay=delay
        )
        self._headers = {"Authorization": f"Bearer {token.strip()}"} if token.strip() else {}

    def job(self, job: str) -> Mapping[str, Any] | None:
        """What the cluster knows of a job; None where it knows none of that name."""
        found = self._ask("GET", f"/api/jobs/{quote(job, safe='')}", absent=True)
        return found if isinstance(found, dict) else None

    def log(self, job: str) -> str:
        found = self._ask("GET", f"/api/jobs/{quote(job, safe='')}/logs")
        return str(found.get("logs", "")) if isinstance(found, dict) else ""

    def upload(self, name: str, content: bytes) -> str:
        """Leaves a zip with the cluster and gives its address for a job's `working_dir`."""
        self._ask("PUT", f"/api/packages/gcs/{name}", content, "application/octet-stream")
        return f"gcs://{name}"

    def submit(self, order: Mapping[str, Any]) -> None:
        self._ask("POST", "/api/jobs/", orjson.dumps(order), "application/json")

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "", *, absent: bool = False) -> Any:
        headers = {**self._headers, **({"Content-Type": kind} if kind else {})}
        target = self._scratch / "answer"
        target.unlink(missing_ok=True)
        answer = self._fetcher.fetch(self._base + path, target, self._rules, headers=headers, method=method, body=body)
        if absent and answer.status == 404:
            return None
        if answer.problem:
            raise _failed(answer, token="Authorization" in self._headers)
        content = target.read_bytes() if target.exists() else b""
        if not content.strip():
            return {}
        try:
            return orjson.loads(content)
        except orjson.JSONDecodeError:
            raise DownloadError(
                en="Setting address: what answers there is no Ray dashboard. It is http://HOST:8265 by default.",
                zh="设置 address：该地址的应答不是 Ray 控制台。默认是 http://主机:8265。",
            ) from None


def base_of(address: str) -> str:
    """http://host:port. Raises SettingsError in words that say how to set it."""
    address = address.strip().rstrip("/")
    if not address:
        raise SettingsError(
            en="Setting address: no cluster is set. Write its dashboard's address (http://HOST:8265) into the node's "
            "setting address, and a token into token where the cluster asks for one. A cluster is started by "
            "`ray start --head --dashboard-host 0.0.0.0`; without one, run `ftprep batch` on one machine.",
            zh="设置 address：尚未设置集群。请在节点设置 address 中填写其控制台地址（http://主机:8265），集群需要令牌时再填 token。"
            "集群可用 `ray start --head --dashboard-host 0.0.0.0` 启动；没有集群时，可在一台机器上运行 ftprep batch。",
        )
    whole = address if "://" in address else f"http://{address}"
    parts = urlsplit(whole)
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc or len(whole.split()) != 1:
        raise SettingsError(
            en="Setting address: write http://HOST:8265, the address of the cluster's dashboard.",
            zh="设置 address：请填写 http://主机:8265，即集群控制台的地址。",
        )
    return whole


def said(log: str) -> Iterator[Mapping[str, Any]]:
    """What a job of ours said, in order."""
    for line in log.splitlines():
        if line.startswith(SAID):
            try:
                found = orjson.loads(line.removeprefix(SAID))
            except orjson.JSONDecodeError:
                continue  # a line that was cut off
            if isinstance(found, dict):
                yield found


def _failed(answer: Answer, *, token: bool) -> DownloadError:
    if answer.status in (401, 403):
        return _refused(answer.status, token=token)
    why = f"HTTP {answer.status}" if answer.status else answer.problem
    return DownloadError(
        en=f"The cluster could not be asked ({why}). Check the setting address and that this machine reaches it.",
        zh=f"无法访问集群（{why}）。请检查设置 address，并确认本机能连到它。",
    )


def _refused(status: int, *, token: bool) -> DownloadError:
    if token:
        return DownloadError(
            en=f"Setting token: the cluster does not take this one (HTTP {status}). Write the token that its head was started with "
            "(RAY_AUTH_TOKEN there) into the nodes of submit_batch and batch_status.",
            zh=f"设置 token：集群不接受当前令牌（HTTP {status}）。请在 submit_batch 与 batch_status 两个节点中填写集群头节点启动时使用的令牌"
            "（即那里的 RAY_AUTH_TOKEN）。",
        )
    return DownloadError(
        en=f"Setting token: missing. The cluster asks for one (HTTP {status}): write it into the setting token of the nodes "
        "submit_batch and batch_status.",
        zh=f"设置 token：尚未填写。该集群需要令牌（HTTP {status}）：请填入 submit_batch 与 batch_status 两个节点的设置 token。",
    )
