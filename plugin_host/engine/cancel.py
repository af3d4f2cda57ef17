"""Stopping what is under way: a run's switch, and what to do when it is thrown."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

from plugin_host.engine.errors import StoppedError


class Switch:
    """Thrown once, from any thread; whatever waits somewhere inside the run is then told to give up."""

    def __init__(self) -> None:
        self._thrown = threading.Event()
        self._lock = threading.Lock()
        self._actions: list[Callable[[], None]] = []

    @property
    def thrown(self) -> bool:
        return self._thrown.is_set()

    def throw(self) -> None:
        with self._lock:
            self._thrown.set()
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def check(self) -> None:
        """Raises StoppedError if the switch was thrown."""
        if self.thrown:
            raise StoppedError

    def wait(self, seconds: float) -> None:
        """Sleeps, but not through a stop. Raises StoppedError."""
        if self._thrown.wait(seconds):
            raise StoppedError

    @contextlib.contextmanager
    def calls(self, action: Callable[[], None]) -> Iterator[None]:
        """While inside, `action` is what a stop does. Raises StoppedError if it was thrown before."""
        with self._lock:
            if self.thrown:
                raise StoppedError
            self._actions.append(action)
        try:
            yield
        finally:
            with self._lock, contextlib.suppress(ValueError):
                self._actions.remove(action)
