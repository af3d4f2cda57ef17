"""A run under way: its events so far, and those who read them. Readers come and go; the run goes on."""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from plugin_host.api.apps import App

_LOOK_SECONDS = 0.5
"""How often a reader that waits looks whether its client is still there."""


class LiveRun:
    """One run. Its thread publishes events and ends it; any number of others follow.

    `base_url` is how the caller reached the server: the addresses of files in events begin with it.
    """

    def __init__(self, app: App, user: str, base_url: str) -> None:
        self.id, self.task_id = str(uuid.uuid4()), str(uuid.uuid4())
        self.app, self.user, self.base_url = app, user, base_url
        self.started = time.time()
        self._events: list[dict[str, Any]] = []
        self._ended = False
        self._news = threading.Condition()

    def publish(self, event: dict[str, Any]) -> None:
        with self._news:
            self._events.append(event)
            self._news.notify_all()

    def end(self) -> None:
        """No event comes after this."""
        with self._news:
            self._ended = True
            self._news.notify_all()

    def count(self) -> int:
        """How many events there are so far."""
        with self._news:
            return len(self._events)

    def follow(self, start: int, *, ping_seconds: float, gone: Callable[[], bool]) -> Iterator[dict[str, Any] | None]:
        """Events from number `start` on, as they come, and None every `ping_seconds`; ends with the run, or when the
        client is `gone`."""
        at, next_ping = start, time.monotonic() + ping_seconds
        while True:
            with self._news:
                if at >= len(self._events) and not self._ended:
                    self._news.wait(min(_LOOK_SECONDS, max(0.0, next_ping - time.monotonic())))
                fresh, over = self._events[at:], self._ended
            at += len(fresh)
            yield from fresh
            if over or (not fresh and gone()):
                return
            if time.monotonic() >= next_ping:
                next_ping += ping_seconds
                yield None
