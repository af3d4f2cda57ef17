"""Running a call away from the event loop, which serves every call of the process and its heartbeats.

Small inputs run in gevent's pool of real threads: that costs a millisecond. Larger ones, and those that ask a model,
run in a worker process of their own: no C call that keeps the interpreter to itself can then hold up another call,
memory goes back to the system at the end, and a crash stays a failed call.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gevent
from gevent.lock import BoundedSemaphore

from ftprep import worker
from ftprep.errors import FtprepError, InputDataError
from ftprep.invoke import Inputs, Outcome, get_operator, invoke
from ftprep.ports import TextGenerator
from ftprep.record import dumps

IN_THREAD_BYTES = 128 * 1024
WORKERS = 2
SECONDS = 580
"""The daemon ends a call after 600 s; ending it ourselves gives a message that says why."""

FIRST_LOOK, LONGEST_LOOK = 0.001, 0.05
"""Seconds between two looks at a thread's result."""

_ROOT = Path(__file__).resolve().parent.parent
_slots = BoundedSemaphore(WORKERS)


@dataclass(frozen=True, slots=True)
class Job:
    """A call to run."""

    name: str
    inputs: Inputs
    parameters: Mapping[str, Any]
    out: Path
    max_file_bytes: int
    model: TextGenerator | None = None


def run_offloaded(job: Job) -> Generator[int, None, Outcome]:
    """`invoke`, elsewhere; yields now and then how many records it has read. Raises what `invoke` raises, and
    InputDataError where time or memory ran out."""
    inputs = job.inputs
    size = len(inputs.text) * 2 + sum(len(str(value)) for value in inputs.values.values())
    size += sum(file.path.stat().st_size for files in (inputs.files, *inputs.extra.values()) for file in files)
    if size <= IN_THREAD_BYTES and job.model is None and not get_operator(job.name).uses_network:
        return _in_thread(job)
    with _slots:
        return (yield from _in_worker(job))


def _in_thread(job: Job) -> Outcome:
    """An error comes back as a value: the pool would print its traceback, and that may quote a record."""

    def call() -> Outcome | BaseException:
        try:
            return invoke(job.name, job.inputs, job.parameters, job.out, max_file_bytes=job.max_file_bytes)
        except BaseException as error:  # noqa: BLE001 - raised again below
            return error

    done: list[Outcome | BaseException] = []
    gevent.get_hub().threadpool.spawn(lambda: done.append(call()))
    wait = FIRST_LOOK
    while not done:  # looked for, not waited for: the pool's own wake-up was seen to get lost, and a call to hang for ever
        gevent.sleep(wait)
        wait = min(wait * 1.5, LONGEST_LOOK)
    result = done[0]
    if isinstance(result, BaseException):
        raise result
    return result


def _in_worker(job: Job) -> Generator[int, None, Outcome]:
    job.out.mkdir(parents=True, exist_ok=True)
    line = worker.request(
        job.name, job.inputs, job.parameters, job.out, job.max_file_bytes, has_model=job.model is not None
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "ftprep.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
    )
    try:
        with gevent.Timeout(SECONDS):
            _tell(process, line)  # the pipe stays open: its end tells the worker that we are gone
            for said in process.stdout or ():
                message = json.loads(said)
                if "ask" in message:
                    gevent.spawn(_answer, process, job.model, message)
                else:
                    yield message["done"]
            code = process.wait()
    except gevent.Timeout:
        raise InputDataError(
            en=f"{job.name} did not finish within {SECONDS} s. Give it a smaller file, or use the batch command.",
            zh=f"{job.name} 在 {SECONDS} 秒内没有完成。请用较小的文件，或使用批处理命令。",
        ) from None
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
    if code != 0:
        raise InputDataError(
            en=f"{job.name} was ended by the system (exit {code}), most likely for want of memory. Give it a smaller file.",
            zh=f"{job.name} 被系统终止（退出码 {code}），多半是内存不足。请用较小的文件。",
        )
    return worker.outcome(job.out)


def _answer(process: subprocess.Popen[bytes], model: TextGenerator | None, message: Mapping[str, Any]) -> None:
    """Asks the model for the worker. An error is told as an error of the model, in words without its details."""
    answer: dict[str, Any] = {"ask": message["ask"]}
    try:
        assert model is not None  # noqa: S101 - the worker asks only where it was told that there is one
        reply = model.generate(message["messages"])
        answer |= {"text": reply.text, "tokens": [reply.prompt_tokens, reply.completion_tokens]}
    except FtprepError as error:
        answer["error"] = [error.en, error.zh]
    except Exception as error:  # noqa: BLE001 - whatever the provider raises is a failed call of the model
        kind = type(error).__name__
        answer["error"] = [f"The model could not be asked ({kind}).", f"模型调用失败（{kind}）。"]
    with contextlib.suppress(OSError, ValueError):
        _tell(process, dumps(answer))


def _tell(process: subprocess.Popen[bytes], line: bytes) -> None:
    if process.stdin is not None:
        process.stdin.write(line + b"\n")
        process.stdin.flush()
