"""Runs one code node. Started as `python -I -S code_runner.py`, by code_executor, and imports only the standard library.

Reads one JSON object {code, inputs, seconds, memory} from stdin, limits itself, runs the code's `main` with the inputs,
and writes one JSON object to what was its stdout: {"result": …} or {"error": kind, "line": number, "message": text}. What
the code prints goes nowhere. Files, network, processes and foreign functions are refused by an audit hook, which code can
not take away again; it is a fence around a workflow's own code, not a prison for a determined attacker.
"""

from __future__ import annotations

import builtins
import json
import os
import sys
import traceback
from typing import Any

NAME = "<code>"

REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.kill",
    "os.killpg", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.putenv", "os.chdir", "shutil.", "tempfile.", "ctypes.", "mmap.", "urllib.", "ftplib.", "smtplib.",
    "http.client.", "sqlite3.", "webbrowser.", "pty.", "syslog.", "winreg.", "resource.", "signal.", "fcntl.",
)  # fmt: skip
"""Audit events (their beginnings) that end in an error."""

QUOTED = (NameError, ImportError, AttributeError, SyntaxError, TypeError, IndexError, ZeroDivisionError, RecursionError)
"""Errors whose messages speak of code. Those of other kinds may quote data, and are not passed on."""


class RefusedError(Exception):
    """What a code node may not do."""


def limit(seconds: float, memory: int) -> None:
    """Bounds on time, memory and what can be written; and no way back."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    for kind, value in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):  # a system that lacks this one
            continue


def fence() -> None:
    """From here on the standard library can be read (imports do), and nothing else."""
    library = os.path.dirname(os.__file__)  # noqa: PTH120 - pathlib would only slow the start
    readable = (library, os.path.realpath(library), "/usr/share/zoneinfo")
    writing = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & writing or (isinstance(mode, str) and not mode.startswith("r"))
            if writes or not str(path).startswith(readable):
                raise RefusedError("files can't be opened in a code node")
        elif event in ("os.listdir", "os.scandir"):
            if not str(arguments[0]).startswith(readable):
                raise RefusedError("folders can't be listed in a code node")
        elif event.startswith(REFUSED):
            raise RefusedError(f"{event} is not allowed in a code node")

    sys.addaudithook(hook)


def run(code: str, inputs: dict[str, Any]) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": "__code__", "__builtins__": builtins}
    exec(compile(code, NAME, "exec"), space)  # noqa: S102 - running a node's code is what this is for
    main = space.get("main")
    if not callable(main):
        raise NameError("the code has no function main")  # noqa: TRY004 - what Python says of a missing name
    result = main(**inputs)
    if not isinstance(result, dict):
        raise TypeError(f"main returned {type(result).__name__}; it must return a dict")
    return result


def failure(error: BaseException) -> dict[str, Any]:
    lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if frame.f_code.co_filename == NAME]
    line = error.lineno if isinstance(error, SyntaxError) and error.filename == NAME else lines[-1] if lines else None
    message = (
        (error.msg if isinstance(error, SyntaxError) else str(error))
        if isinstance(error, (*QUOTED, RefusedError))
        else ""
    )
    return {"error": type(error).__name__, "line": line, "message": message[:300]}


def serve() -> None:
    out = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    asked = json.loads(sys.stdin.buffer.read())
    limit(asked["seconds"], asked["memory"])
    fence()
    try:
        answer = json.dumps({"result": run(asked["code"], asked["inputs"])})
    except BaseException as error:  # noqa: BLE001 - whatever the code raises is told
        answer = json.dumps(failure(error))
    out.write(answer.encode("ascii"))
    out.flush()
    os._exit(0)


if __name__ == "__main__":
    serve()
