"""Asking a model for many batches at once, in order, within a budget of time, with retries and a pace."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from ftprep.errors import ModelError
from ftprep.ports import Reply, TextGenerator

TRIES = 4
FIRST_WAIT = 1.0
"""Seconds before the second try; doubled for each one after, and up to half as long again by chance."""

FAILURES_AT_THE_START = 5
"""Calls that may fail in all their tries before any has succeeded; then the model is taken to be out of reach."""

T = TypeVar("T")


@dataclass(slots=True)
class Usage:
    """What the calls cost."""

    calls: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0


class Asker:
    """Sends prompts from a pool of threads. Replies come back in the order of the prompts."""

    def __init__(self, model: TextGenerator, *, concurrency: int, budget: float, calls_per_minute: int) -> None:
        self.usage = Usage()
        self._model = model
        self._concurrency = concurrency
        self._deadline = time.monotonic() + budget
        self._gap = 60.0 / calls_per_minute if calls_per_minute else 0.0
        self._next_call = time.monotonic()
        self._lock = threading.Lock()
        self._random = random.Random(0)  # noqa: S311 - spreads retries, nothing secret
        self._error: ModelError | None = None
        self._over = threading.Event()
        """Nobody waits for replies any more: calls under way end, but none is tried again."""

    @property
    def time_left(self) -> float:
        return self._deadline - time.monotonic()

    def ask_all(self, draw: Callable[[], tuple[T, str] | None]) -> Iterator[tuple[T, Reply | None]]:
        """(job, reply or None where every try failed), in order, until `draw` gives nothing more or the time runs out.

        `draw` is asked only when there is room, and again after each reply: a job may come of a reply. Raises
        ModelError where the first calls all fail.
        """
        waiting: deque[tuple[T, Future[Reply | None]]] = deque()
        pool = ThreadPoolExecutor(self._concurrency, thread_name_prefix="ftprep-ask")
        try:
            while True:
                while len(waiting) < 2 * self._concurrency and self.time_left > 0:
                    drawn = draw()
                    if drawn is None:
                        break
                    waiting.append((drawn[0], pool.submit(self._ask, drawn[1])))
                if not waiting:
                    return
                job, future = waiting.popleft()
                reply = future.result()
                self._give_up_where_hopeless()
                yield job, reply
        finally:
            self._over.set()
            pool.shutdown(cancel_futures=True)

    def _ask(self, prompt: str) -> Reply | None:
        """None where every try failed, or the time ran out before the first."""
        for number in range(TRIES):
            if number:
                self._over.wait(min(max(self.time_left, 0), self._wait(number)))
            if self._over.is_set() or self.time_left <= 0 or (number and self.time_left < FIRST_WAIT):
                break
            self._keep_pace()
            started = time.monotonic()
            try:
                reply = self._model.generate([{"role": "user", "content": prompt}])
            except ModelError as error:
                self._error = error
                self._count(None, time.monotonic() - started)
                continue
            self._count(reply, time.monotonic() - started)
            return reply
        return None

    def _wait(self, number: int) -> float:
        """Seconds before try `number` (0 is the first)."""
        return FIRST_WAIT * 2.0 ** (number - 1) * (1 + self._random.random() / 2)

    def _keep_pace(self) -> None:
        with self._lock:
            now = time.monotonic()
            wait = max(0.0, self._next_call - now)
            self._next_call = max(now, self._next_call) + self._gap
        if wait:
            time.sleep(wait)

    def _count(self, reply: Reply | None, seconds: float) -> None:
        with self._lock:
            self.usage.seconds += seconds
            if reply is None:
                self.usage.failed += 1
                return
            self.usage.calls += 1
            self.usage.prompt_tokens += reply.prompt_tokens
            self.usage.completion_tokens += reply.completion_tokens

    def _give_up_where_hopeless(self) -> None:
        if not self.usage.calls and self.usage.failed >= FAILURES_AT_THE_START * TRIES and self._error is not None:
            raise self._error
