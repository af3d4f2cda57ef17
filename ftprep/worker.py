"""Calls in a process of their own: the request on stdin, the outcome in a file beside its results.

`python -m ftprep.worker` reads one line, runs `invoke`, writes `.outcome.json` into the call's folder and exits 0,
whether the call succeeded or failed in a way that it can tell. When stdin ends (the parent is gone) it exits at once.
`python -m ftprep.worker resident` stays: a line each for many calls, some at a time, and {"ended": folder} for each.

On stdout it says, a line each, how far it is ({"done": n}) and what it would ask a model ({"ask": id, "messages": […]});
the parent answers an ask on stdin ({"ask": id, "text": …, "tokens": [in, out]} or {"ask": id, "error": [en, zh]}).
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from ftprep.errors import FtprepError, ModelError, error_by_name, kind_and_place
from ftprep.invoke import Inputs, Outcome, invoke
from ftprep.ports import InputFile, OutputFile, Progress, Reply, TextGenerator
from ftprep.record import dumps

_OUTCOME = ".outcome.json"

_NICENESS = 10
"""Of a large call: whoever answers the others comes first where processors are few."""

_TOGETHER = 4
"""Small calls at a time."""


class WorkerError(Exception):
    """An unforeseen error in the worker, told by its kind and place only."""

    def __init__(self, kind: str, place: str) -> None:
        self.kind = kind
        self.place = place
        super().__init__(f"{kind} at {place}")


def request(
    name: str,
    inputs: Inputs,
    parameters: Mapping[str, Any],
    out: Path,
    max_file_bytes: int | None,
    *,
    has_model: bool = False,
) -> bytes:
    """The line that asks for a call."""
    return dumps(
        {
            "name": name,
            "files": _packed(inputs.files),
            "text": inputs.text,
            "extra": {key: _packed(files) for key, files in inputs.extra.items()},
            "values": inputs.values,
            "parameters": parameters,
            "out": str(out),
            "max_file_bytes": max_file_bytes,
            "has_model": has_model,
        }
    )


def outcome(out: Path) -> Outcome:
    """What the worker left in `out`. Raises what the call raised."""
    answer = json.loads((out / _OUTCOME).read_bytes())
    if "error" in answer:
        raise error_by_name(answer["error"])(en=answer["en"], zh=answer["zh"])
    if "unexpected" in answer:
        raise WorkerError(*answer["unexpected"])
    files = [OutputFile(Path(path), role, records) for path, role, records in answer["files"]]
    return Outcome(answer["text"], answer["report"], answer["variables"], files)


class _Parent:
    """The process that asked: told of progress, and asked for a model's answers from any thread."""

    def __init__(self) -> None:
        self._out = os.fdopen(os.dup(1), "wb", buffering=0)
        os.dup2(2, 1)  # whatever prints from now on does not stand in the protocol
        self._lock = threading.Lock()
        self._ids = itertools.count(1)
        self._waiting: dict[int, SimpleQueue[Mapping[str, Any]]] = {}

    def listen(self) -> None:
        """Hands answers to who waits for them; ends the process when the parent is gone."""
        for line in sys.stdin.buffer:
            answer = json.loads(line)
            waiting = self._waiting.pop(answer["ask"], None)
            if waiting is not None:
                waiting.put(answer)
        os._exit(1)

    def progress(self, done: int, total: int | None) -> None:
        self._say({"done": done, "total": total})

    def ended(self, out: str) -> None:
        self._say({"ended": out})

    def generate(self, messages: Sequence[Mapping[str, str]]) -> Reply:
        identity, inbox = next(self._ids), SimpleQueue[Mapping[str, Any]]()
        self._waiting[identity] = inbox
        self._say({"ask": identity, "messages": list(messages)})
        answer = inbox.get()
        if "error" in answer:
            raise ModelError(en=answer["error"][0], zh=answer["error"][1])
        return Reply(answer["text"], *answer["tokens"])

    def _say(self, line: Mapping[str, Any]) -> None:
        with self._lock:
            self._out.write(dumps(line) + b"\n")


def main() -> None:
    """One call, and the end."""
    os.nice(_NICENESS)
    asked = json.loads(sys.stdin.buffer.readline())
    parent = _Parent()
    threading.Thread(target=parent.listen, daemon=True).start()
    _run(asked, parent if asked["has_model"] else None, parent.progress)
    os._exit(0)


def resident() -> None:
    """Small calls for as long as the parent is there."""
    parent = _Parent()

    def call(asked: Mapping[str, Any]) -> None:
        _run(asked, None, None)
        parent.ended(asked["out"])

    with ThreadPoolExecutor(_TOGETHER) as pool:
        for line in sys.stdin.buffer:
            pool.submit(call, json.loads(line))
        os._exit(0)


def _run(asked: Mapping[str, Any], model: TextGenerator | None, progress: Progress | None) -> None:
    """The call; its outcome is written whatever happens."""
    out = Path(asked["out"])
    try:
        inputs = Inputs(
            _unpacked(asked["files"]),
            asked["text"],
            {key: _unpacked(files) for key, files in asked["extra"].items()},
            asked["values"],
        )
        done = invoke(
            asked["name"],
            inputs,
            asked["parameters"],
            out,
            max_file_bytes=asked["max_file_bytes"],
            model=model,
            progress=progress,
        )
        answer: dict[str, Any] = {
            "text": done.text,
            "report": done.report,
            "variables": done.variables,
            "files": [(str(file.path), file.role, file.records) for file in done.files],
        }
    except FtprepError as error:
        answer = {"error": type(error).__name__, "en": error.en, "zh": error.zh}
    except Exception as error:  # noqa: BLE001 - told to the parent without its message, which may quote a record
        answer = {"unexpected": kind_and_place(error)}
    (out / _OUTCOME).write_bytes(dumps(answer))


def _packed(files: Any) -> list[tuple[str, str]]:
    return [(file.name, str(file.path)) for file in files]


def _unpacked(files: list[list[str]]) -> list[InputFile]:
    return [InputFile(name, Path(path)) for name, path in files]


if __name__ == "__main__":
    resident() if sys.argv[1:] == ["resident"] else main()
