"""Running a call away from the event loop, which serves every call of the process and its heartbeats.

Small inputs go to the process that stays (`resident`): that costs a millisecond. Larger ones, and those that ask a model
or the network, run in a worker process of their own: no C call that keeps the interpreter to itself can then hold up
another call, memory goes back to the system at the end, and a crash stays a failed call.
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
from ftprep.invoke import Inputs, Outcome, get_operator
from ftprep.ports import TextGenerator
from ftprep.record import dumps
from ftprep_dify.resident import Gone, Resident

SMALL_BYTES = 128 * 1024
WORKERS = 2
SECONDS = 580
"""The daemon ends a call after 600 s; ending it ourselves gives a message that says why."""

_ROOT = Path(__file__).resolve().parent.parent
_slots = BoundedSemaphore(WORKERS)
_resident = Resident()


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
    if size <= SMALL_BYTES and job.model is None and not get_operator(job.name).uses_network:
        with contextlib.suppress(Gone):  # it fell, maybe over another call: once more, in a process of its own
            return _in_resident(job)
    with _slots:
        return (yield from _in_worker(job))


def _in_resident(job: Job) -> Outcome:
    job.out.mkdir(parents=True, exist_ok=True)
    try:
        _resident.run(
            job.out, worker.request(job.name, job.inputs, job.parameters, job.out, job.max_file_bytes), SECONDS
        )
    except gevent.Timeout:
        raise _too_long(job) from None
    return worker.outcome(job.out)


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
        raise _too_long(job) from None
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


def _too_long(job: Job) -> InputDataError:
    return InputDataError(
        en=f"{job.name} did not finish within {SECONDS} s. Give it a smaller file, or use the batch command.",
        zh=f"{job.name} 在 {SECONDS} 秒内没有完成。请用较小的文件，或使用批处理命令。",
    )


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
