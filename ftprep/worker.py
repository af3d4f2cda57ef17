"""One call in a process of its own: the request on stdin, the outcome in a file beside its results.

`python -m ftprep.worker` reads one line, runs `invoke`, writes `.outcome.json` into the call's folder and exits 0,
whether the call succeeded or failed in a way that it can tell. When stdin ends (the parent is gone) it exits at once.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ftprep.errors import FtprepError, error_by_name
from ftprep.invoke import Inputs, Outcome, invoke
from ftprep.ports import InputFile, OutputFile
from ftprep.record import dumps

_OUTCOME = ".outcome.json"


class WorkerError(Exception):
    """An unforeseen error in the worker, told by its kind and place only."""


def request(name: str, inputs: Inputs, parameters: Mapping[str, Any], out: Path, max_file_bytes: int | None) -> bytes:
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
        }
    )


def outcome(out: Path) -> Outcome:
    """What the worker left in `out`. Raises what the call raised."""
    answer = json.loads((out / _OUTCOME).read_bytes())
    if "error" in answer:
        raise error_by_name(answer["error"])(en=answer["en"], zh=answer["zh"])
    if "unexpected" in answer:
        raise WorkerError(answer["unexpected"])
    files = [OutputFile(Path(path), role, records) for path, role, records in answer["files"]]
    return Outcome(answer["text"], answer["report"], answer["variables"], files)


def main() -> None:
    line = sys.stdin.buffer.readline()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    asked = json.loads(line)
    out = Path(asked["out"])
    try:
        inputs = Inputs(
            _unpacked(asked["files"]),
            asked["text"],
            {key: _unpacked(files) for key, files in asked["extra"].items()},
            asked["values"],
        )
        done = invoke(asked["name"], inputs, asked["parameters"], out, max_file_bytes=asked["max_file_bytes"])
        answer: dict[str, Any] = {
            "text": done.text,
            "report": done.report,
            "variables": done.variables,
            "files": [(str(file.path), file.role, file.records) for file in done.files],
        }
    except FtprepError as error:
        answer = {"error": type(error).__name__, "en": error.en, "zh": error.zh}
    except Exception as error:  # noqa: BLE001 - told to the parent without its message, which may quote a record
        frame = traceback.extract_tb(error.__traceback__)[-1]
        answer = {"unexpected": f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"}
    (out / _OUTCOME).write_bytes(dumps(answer))
    sys.stdout.flush()
    os._exit(0)


def _packed(files: Any) -> list[tuple[str, str]]:
    return [(file.name, str(file.path)) for file in files]


def _unpacked(files: list[list[str]]) -> list[InputFile]:
    return [InputFile(name, Path(path)) for name, path in files]


def _leave_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
