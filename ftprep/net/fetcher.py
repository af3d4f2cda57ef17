"""One address at a time, to disk: checked, paced, within limits of size and time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

from ftprep.net.addresses import Guard, Refused, Target
from ftprep.net.session import Connecting, session_for
from ftprep.ports import Answer, FetchRules

Resolve = Callable[[str, int], list[tuple[int, str]]]
"""(host, port) → (family, address)."""

_PIECE = 1 << 16
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_AGAIN = frozenset((429, 500, 502, 503, 504))
_LONGEST_WAIT = 30.0
_OWN = ("authorization", "cookie", "proxy-authorization")


def resolve(host: str, port: int) -> list[tuple[int, str]]:
    """What DNS says."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [(int(family), str(address[0])) for family, _, _, _, address in found]


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked of an address."""

    method: str
    body: bytes
    headers: Mapping[str, str]
    start: int


class SafeFetcher:
    """The Fetcher that calls are given. `resolve_host` and `sleep` are others in tests."""

    def __init__(self, resolve_host: Resolve = resolve, sleep: Callable[[float], None] = time.sleep) -> None:
        self._resolve = resolve_host
        self._sleep = sleep
        self._next: dict[str, float] = {}

    def fetch(
        self,
        url: str,
        target: Path,
        rules: FetchRules,
        *,
        headers: Mapping[str, str] | None = None,
        start: int = 0,
        method: str = "GET",
        body: bytes = b"",
    ) -> Answer:
        """Writes what is there to `target` (from its byte `start` on, where the server resumes). Never raises for what
        the other side does: `problem` says it."""
        ask = _Ask(method, body, dict(headers or {}), start)
        guard = Guard(rules.allow)
        until = time.monotonic() + rules.seconds
        answer = Answer(url)
        for attempt in range(rules.retries + 1):
            try:
                answer = self._redirected(url, target, rules, guard, ask, until)
            except Refused as refusal:
                return Answer(url, problem=refusal.reason, detail=refusal.detail)
            again = answer.status in _AGAIN or answer.problem in ("unreachable", "cut_off")
            if not again or attempt == rules.retries or time.monotonic() > until:
                break
            self._sleep(min(_seconds(answer.headers.get("retry-after", "")) or 2.0**attempt, _LONGEST_WAIT))
        return answer

    def _redirected(self, url: str, path: Path, rules: FetchRules, guard: Guard, ask: _Ask, until: float) -> Answer:
        for _ in range(rules.redirects + 1):
            target = guard.target(url)
            self._check_host(target, guard)
            self._wait(target.host, rules.delay)
            answer, onward = self._once(target, path, rules, guard, ask, until)
            if not onward:
                return answer
            if ask.method != "GET":
                return replace(answer, problem="http_error")
            url = urljoin(target.url, onward)
            before = target
            target = guard.target(url)
            if before.scheme == "https" and target.scheme == "http":
                raise Refused("refused_address", "a redirect from https to http")
            if (target.host, target.port) != (before.host, before.port):
                ask = replace(ask, headers={k: v for k, v in ask.headers.items() if k.lower() not in _OWN})
        return Answer(url, problem="too_many_redirects")

    def _check_host(self, target: Target, guard: Guard) -> None:
        try:
            found = self._resolve(target.host, target.port)
        except OSError:
            return  # told as unreachable when the connection is made
        for _, address in found:
            guard.check(target, address)

    def _wait(self, host: str, delay: float) -> None:
        now = time.monotonic()
        if (left := self._next.get(host, 0.0) - now) > 0:
            self._sleep(left)
        self._next[host] = max(now, self._next.get(host, 0.0)) + delay

    def _once(
        self, target: Target, path: Path, rules: FetchRules, guard: Guard, ask: _Ask, until: float
    ) -> tuple[Answer, str]:
        """(the answer, where it sends on to)."""
        import requests

        sent = {"User-Agent": rules.agent, "Accept-Encoding": "gzip, deflate", **ask.headers}
        start = ask.start
        if start:
            sent |= {"Range": f"bytes={start}-", "Accept-Encoding": "identity"}
        connecting = Connecting(target, guard, self._resolve)
        timeout = (min(rules.connect_seconds, rules.seconds), min(rules.read_seconds, rules.seconds))
        try:
            with (
                session_for(connecting) as session,
                session.request(
                    ask.method,
                    target.url,
                    data=ask.body or None,
                    headers=sent,
                    timeout=timeout,
                    stream=True,
                    allow_redirects=False,
                ) as response,
            ):
                known = {name.lower(): value for name, value in response.headers.items()}
                if response.status_code in _REDIRECTS and "location" in known:
                    return Answer(target.url, response.status_code, known), known["location"]
                if response.status_code not in (200, 206):
                    return Answer(target.url, response.status_code, known, problem="http_error"), ""
                return self._written(
                    target, response, path, rules, start if response.status_code == 206 else 0, until
                ), ""
        except requests.exceptions.Timeout:
            return Answer(target.url, problem="timed_out"), ""
        except requests.exceptions.ContentDecodingError:
            return Answer(target.url, problem="cut_off", detail="encoding"), ""
        except requests.exceptions.ChunkedEncodingError:
            return Answer(target.url, problem="cut_off", size=path.stat().st_size if path.exists() else 0), ""
        except (requests.exceptions.RequestException, OSError) as error:
            if connecting.refusal is not None:
                raise connecting.refusal from None
            return Answer(target.url, problem="unreachable", detail=type(error).__name__), ""

    @staticmethod
    def _written(target: Target, response: Any, path: Path, rules: FetchRules, start: int, until: float) -> Answer:
        known = {name.lower(): value for name, value in response.headers.items()}
        answer = Answer(target.url, response.status_code, known)
        length = known.get("content-length", "")
        if length.isdigit() and int(length) + start > rules.max_bytes:
            answer.problem = "too_large"
            return answer
        size = start
        with path.open("ab" if start else "wb") as out:
            if start:
                out.truncate(start)
            for piece in response.iter_content(_PIECE):
                size += len(piece)
                if size > rules.max_bytes:
                    answer.problem = "too_large"
                    break
                out.write(piece)
                if time.monotonic() > until:
                    answer.problem = "timed_out"
                    break
        answer.size = size
        if not answer.problem and length.isdigit() and "content-encoding" not in known and size - start < int(length):
            answer.problem = "cut_off"
        return answer


def _seconds(text: str) -> float:
    return float(text) if text.strip().isdigit() else 0.0
