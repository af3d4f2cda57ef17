"""A pool of processes that outlives the death of its workers, and whose workers do not outlive it."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import secrets
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, Self

import orjson

from ftprep.errors import FtprepError
from ftprep.record import dumps

SUMMARY = "summary.json"
_AHEAD = 2
"""Tasks handed out for each process: enough that none waits, few enough that none piles up."""
_DEATHS = 40
"""Deaths of workers without a task done between them, after which there is no sense in going on."""
_LOOK_SECONDS = 0.5


class Work(Protocol):
    """Writes into a folder and gives a summary that can be JSON."""

    def run(self, folder: Path) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Task:
    """Work, and the folder that is there once it is done."""

    folder: Path
    work: Work


def perform(task: Task) -> dict[str, Any]:
    """Does the work, unless it is done already, and gives its summary. The folder appears as a whole or not at all;
    where two do the same, one result stays, and they are equal."""
    path = task.folder / SUMMARY
    if not path.exists():
        if task.folder.exists() and not path.exists():  # half of one, whose removal was cut short
            remove(task.folder)
        task.folder.parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix=f"{task.folder.name}.", suffix=".tmp", dir=task.folder.parent))
        try:
            summary = task.work.run(folder)
            (folder / SUMMARY).write_bytes(dumps(summary))
            _to_disk(folder)
            with contextlib.suppress(FileExistsError):
                folder.rename(task.folder)
        except OSError:
            if not path.exists():
                raise
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    found: dict[str, Any] = orjson.loads(path.read_bytes())
    return found


def found_done(task: Task) -> dict[str, Any] | None:
    """The summary of a task that is done."""
    try:
        found: dict[str, Any] = orjson.loads((task.folder / SUMMARY).read_bytes())
    except FileNotFoundError:
        return None
    return found


def remove(folder: Path) -> None:
    """Out of the way at once, then from the disk: no moment of it leaves half a folder under its name, and nobody who
    still writes into it can make a task's folder of what is left."""
    aside = folder.with_name(f"{secrets.token_hex(8)}.tmp")
    with contextlib.suppress(FileNotFoundError):
        folder.rename(aside)
    shutil.rmtree(aside, ignore_errors=True)


def _to_disk(folder: Path) -> None:
    for path in (*(p for p in folder.rglob("*") if p.is_file()), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


class Pool:
    """Runs tasks in `workers` processes, a context manager. Memory is bounded by the tasks at work."""

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, dict[str, Any]]]:
        """(number, summary) of each task as it is done. A task whose worker was killed is done anew. Raises what a
        task raised, and FtprepError where workers die again and again."""
        waiting = list(range(len(tasks)))[::-1]
        running: dict[Future[dict[str, Any]], int] = {}
        deaths = 0
        try:
            while waiting or running:
                try:
                    while waiting and len(running) < self._workers * _AHEAD:
                        running[self._executor().submit(perform, tasks[waiting[-1]])] = waiting[-1]
                        waiting.pop()
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in sorted(done, key=running.__getitem__):
                        summary = future.result()
                        deaths = 0
                        yield running.pop(future), summary
                except BrokenProcessPool:
                    deaths += 1
                    if deaths > _DEATHS:
                        raise _dying() from None
                    waiting += sorted(running.values(), reverse=True)
                    running.clear()
                    self._end()
                    time.sleep(min(1.0, 0.05 * deaths))
        finally:
            for future in running:
                future.cancel()

    def _executor(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                self._workers,
                mp_context=multiprocessing.get_context("spawn"),
                initializer=_watch_parent,
                initargs=(os.getpid(),),
            )
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._end()


def _dying() -> FtprepError:
    return FtprepError(
        en="Worker processes are killed again and again, most likely for want of memory: use fewer workers.",
        zh="工作进程一再被终止，很可能是内存不足：请减少 workers。",
    )


def _watch_parent(parent: int) -> None:
    """Ends this worker when the process that started it is gone: it would wait for work for ever."""

    def look() -> None:
        while os.getppid() == parent:
            time.sleep(_LOOK_SECONDS)
        os._exit(1)

    threading.Thread(target=look, name="parent", daemon=True).start()
