"""A process that stays and takes the small calls: a line to it, a line back, no start to pay for.

Not the plugin's own threads: the SDK patches locks for its event loop, and two threads that meet at such a lock (two
first imports of one library are enough) may wait for each other for ever. In a process of their own locks are plain.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import gevent
from gevent.event import AsyncResult
from gevent.lock import RLock

_ROOT = Path(__file__).resolve().parent.parent


class Gone(Exception):  # noqa: N818 - a finding, not a failure
    """The process ended before the call did."""


class Resident:
    """The process, started with the first call and again after its end."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._waiting: dict[str, AsyncResult] = {}
        self._lock = RLock()

    def run(self, out: Path, line: bytes, seconds: float) -> None:
        """Until the call that `line` asks for has left its outcome in `out`. Raises Gone, and gevent.Timeout after
        `seconds`; the process is then ended, since the call can't be."""
        ended = self._waiting[str(out)] = AsyncResult()
        try:
            with gevent.Timeout(seconds):
                try:
                    with self._lock:
                        stdin = self._running().stdin
                        assert stdin is not None  # noqa: S101 - asked for when it was started
                        stdin.write(line + b"\n")
                        stdin.flush()
                except OSError:
                    raise Gone from None
                ended.get()
        except gevent.Timeout:
            self.end()
            raise
        finally:
            self._waiting.pop(str(out), None)

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "ftprep.worker", "resident"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                cwd=_ROOT,
            )
            gevent.spawn(self._listen, self._process)
        return self._process

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Tells those who wait; at the process's end all who still do."""
        assert process.stdout is not None  # noqa: S101 - asked for when it was started
        for said in process.stdout:
            waiting = self._waiting.pop(json.loads(said)["ended"], None)
            if waiting is not None:
                waiting.set(True)
        process.wait()
        left, self._waiting = self._waiting, {}
        for waiting in left.values():
            waiting.set_exception(Gone())
