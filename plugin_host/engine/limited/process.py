"""The parent's side: starts the limited process, asks it once, and ends it: at its answer, its time, or a stop."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from plugin_host.engine.cancel import Switch
from plugin_host.engine.limits import Limits

_ROOT = Path(__file__).resolve().parents[3]
_BEGIN = (
    "import sys; sys.path.insert(0, sys.argv[1]); from plugin_host.engine.limited.runner import serve; "
    "del sys.path[0]; serve()"
)
_MAX_ANSWER = 32 << 20


class LimitedError(Exception):
    """There is no answer. `late`: because its time was over; otherwise it ended, most likely for want of memory."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("late" if late else "ended")
        self.late = late


def asked(
    kind: Literal["code", "template"],
    source: str,
    inputs: Mapping[str, Any],
    limits: Limits,
    switch: Switch,
    libraries: Sequence[Path] = (),
) -> dict[str, Any]:
    """What a new limited process answers: {"result": …}, or what `telling` says of an error.

    `libraries` are folders of packages that it imports before it runs anything. Raises LimitedError or StoppedError.
    """
    content = {
        "kind": kind,
        "source": source,
        "inputs": inputs,
        "characters": limits.code_characters,
        "seconds": limits.code_seconds,
        "memory": limits.code_memory_bytes,
        "libraries": [str(path) for path in libraries],
    }
    answer, late = _exchange(json.dumps(content, default=_file).encode("ascii"), limits.code_seconds, switch)
    if late or not answer or len(answer) > _MAX_ANSWER:
        raise LimitedError(late=late)
    try:
        told: dict[str, Any] = json.loads(answer)
    except ValueError:  # it was ended while it wrote
        raise LimitedError(late=False) from None
    return told


def _exchange(request: bytes, seconds: float, switch: Switch) -> tuple[bytes, bool]:
    """(answer, whether time ran out)."""
    late = threading.Event()
    with subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", _BEGIN, str(_ROOT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={"PATH": "", "LANG": "C.UTF-8"},
        start_new_session=True,  # a group of its own: nothing that it may have started outlives it
    ) as process:
        assert process.stdin is not None  # noqa: S101 - pipes were asked for
        assert process.stdout is not None  # noqa: S101

        def end() -> None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)

        def expire() -> None:
            late.set()
            end()

        timer = threading.Timer(seconds, expire)
        timer.start()
        answer = b""
        try:
            with switch.calls(end):
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(request)
                    process.stdin.close()
                answer = process.stdout.read(_MAX_ANSWER + 1)
        finally:
            timer.cancel()
            end()
            with contextlib.suppress(BrokenPipeError):  # what it did not read
                process.stdin.close()
    switch.check()
    return answer, late.is_set()


def _file(value: Any) -> Any:
    """A file among the values, as its dict."""
    return value.model_dump(mode="json")
