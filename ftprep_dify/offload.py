"""Running a call away from the event loop, which serves every call of the process and its heartbeats.

Small inputs run in gevent's pool of real threads: that costs a millisecond. Larger ones run in a worker process of
their own: no C call that keeps the interpreter to itself can then hold up another call, memory goes back to the
system at the end, and a crash stays a failed call.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import gevent
from gevent.lock import BoundedSemaphore

from ftprep import worker
from ftprep.errors import InputDataError
from ftprep.invoke import Inputs, Outcome, invoke

IN_THREAD_BYTES = 128 * 1024
WORKERS = 2
SECONDS = 580
"""The daemon ends a call after 600 s; ending it ourselves gives a message that says why."""

_ROOT = Path(__file__).resolve().parent.parent
_slots = BoundedSemaphore(WORKERS)


def run_offloaded(name: str, inputs: Inputs, parameters: Mapping[str, Any], out: Path, max_file_bytes: int) -> Outcome:
    """`invoke`, elsewhere. Raises what it raises, and InputDataError where time or memory ran out."""
    size = len(inputs.text) * 2 + sum(
        file.path.stat().st_size for files in (inputs.files, *inputs.extra.values()) for file in files
    )
    size += sum(len(str(value)) for value in inputs.values.values())
    if size <= IN_THREAD_BYTES:
        return _in_thread(name, inputs, parameters, out, max_file_bytes)
    with _slots:
        return _in_worker(name, inputs, parameters, out, max_file_bytes)


def _in_thread(name: str, inputs: Inputs, parameters: Mapping[str, Any], out: Path, limit: int) -> Outcome:
    """An error comes back as a value: the pool would print its traceback, and that may quote a record."""

    def call() -> Outcome | BaseException:
        try:
            return invoke(name, inputs, parameters, out, max_file_bytes=limit)
        except BaseException as error:  # noqa: BLE001 - raised again below
            return error

    result: Outcome | BaseException = gevent.get_hub().threadpool.apply(call)
    if isinstance(result, BaseException):
        raise result
    return result


def _in_worker(name: str, inputs: Inputs, parameters: Mapping[str, Any], out: Path, limit: int) -> Outcome:
    out.mkdir(parents=True, exist_ok=True)
    request = worker.request(name, inputs, parameters, out, limit)
    process = subprocess.Popen(
        [sys.executable, "-m", "ftprep.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
    )
    try:
        if process.stdin is None:  # pragma: no cover - a pipe was asked for
            raise OSError("no pipe")
        process.stdin.write(request + b"\n")  # the pipe stays open: its end tells the worker that we are gone
        process.stdin.flush()
        code = process.wait(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise InputDataError(
            en=f"{name} did not finish within {SECONDS} s. Give it a smaller file, or use the batch command.",
            zh=f"{name} 在 {SECONDS} 秒内没有完成。请用较小的文件，或使用批处理命令。",
        ) from None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        if process.stdin is not None:
            process.stdin.close()
    if code != 0:
        raise InputDataError(
            en=f"{name} was ended by the system (exit {code}), most likely for want of memory. Give it a smaller file.",
            zh=f"{name} 被系统终止（退出码 {code}），多半是内存不足。请用较小的文件。",
        )
    return worker.outcome(out)
