"""One process of the plugin, from its start to its end: its lines in and out, shared out to the sessions of calls."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import threading
import time
import weakref
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import orjson

from plugin_host.engine.errors import PluginProcessError
from plugin_host.engine.scratch import scratch

LINE_BYTES = 5 << 20
"""Of one line that the plugin writes. Dify's daemon reads none that is longer: it ends the plugin there."""

Message = dict[str, Any]


class Live:
    """One process, from its start to its end."""

    def __init__(self, root: Path, python: str) -> None:
        self.folder = scratch("plugin")
        self.heard = time.monotonic()
        self.process = subprocess.Popen(
            [python, "-m", "main"],
            cwd=root,
            env=_environment(self.folder),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=1 << 20,
            start_new_session=True,
        )
        self._end = weakref.finalize(self, _kill, self.process, self.folder)
        self._sessions: dict[str, queue.SimpleQueue[Message]] = {}
        self._lock = threading.Lock()
        self._writing = threading.Lock()
        self._manifest: Mapping[str, Any] | None = None
        self._ready = threading.Event()
        self._last_words = ""
        self._asked = False
        self._silent = False
        """Its stdout has ended: it is dead, even where the system has not said so yet."""
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True)
            for target, name in ((self._read, "ftprep-plugin-out"), (self._drain, "ftprep-plugin-err"))
        ]
        for thread in self._threads:
            thread.start()

    @property
    def alive(self) -> bool:
        return self._end.alive and not self._silent and self.process.poll() is None

    def wait_ready(self, seconds: float) -> Mapping[str, Any]:
        self._ready.wait(seconds)
        if self._manifest is None:
            ended = not self.alive
            self.end()
            detail = f" ({self._last_words})" if self._last_words else ""
            raise PluginProcessError(
                en=f"The plugin's process {'ended at once' if ended else f'was not ready in {seconds:g} s'}{detail}. "
                "Start it by hand to see why: INSTALL_METHOD=local python -m main",
                zh=f"插件进程{'启动后立即退出' if ended else f'在 {seconds:g} 秒内没有就绪'}{detail}。"
                "可手动启动查看原因：INSTALL_METHOD=local python -m main",
            )
        return self._manifest

    def open_session(self, session: str) -> queue.SimpleQueue[Message]:
        inbox: queue.SimpleQueue[Message] = queue.SimpleQueue()
        with self._lock:
            self._sessions[session] = inbox
            if self._silent:
                inbox.put({"type": "died"})
        return inbox

    def close_session(self, session: str) -> None:
        with self._lock:
            self._sessions.pop(session, None)

    def has_session(self, session: str) -> bool:
        with self._lock:
            return session in self._sessions

    def send(self, content: bytes) -> None:
        self._asked = True
        try:
            with self._writing:
                assert self.process.stdin is not None  # noqa: S101 - a pipe was asked for
                self.process.stdin.write(content)
                self.process.stdin.flush()
        except (OSError, ValueError):
            raise PluginProcessError(
                en="The plugin's process has ended. Run again; it is started anew.",
                zh="插件进程已结束。请重新运行，进程会自动重启。",
            ) from None

    def end(self) -> None:
        """Kills the process, its children, and its files; wakes whoever waits for it."""
        self._end()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(5)

    def _read(self) -> None:
        assert self.process.stdout is not None  # noqa: S101 - a pipe was asked for
        for said in _lines(self.process.stdout):
            self.heard = time.monotonic()
            if said.isspace():
                continue
            try:
                body = orjson.loads(said)
            except orjson.JSONDecodeError:  # something printed over the protocol; it may hold anything
                continue
            if isinstance(body, dict):
                if len(said) > LINE_BYTES:
                    body["data"] = {"type": "too long", "bytes": len(said)}
                self._received(body)
        with self._lock:
            self._silent = True
            for inbox in self._sessions.values():
                inbox.put({"type": "died"})
        self._ready.set()

    def _received(self, body: dict[str, Any]) -> None:
        event, session = body.get("event"), body.get("session_id")
        if event is None and self._manifest is None and "plugins" in body:
            self._manifest = body
            self._ready.set()
            return
        with self._lock:
            inbox = self._sessions.get(session) if isinstance(session, str) else None
        if inbox is not None and event == "session" and isinstance(body.get("data"), dict):
            inbox.put(body["data"])

    def _drain(self) -> None:
        """Nobody may fill the pipe and hang; what is said before the first call tells why a start failed."""
        assert self.process.stderr is not None  # noqa: S101 - a pipe was asked for
        for said in _lines(self.process.stderr):
            if not self._asked and not said.isspace():
                self._last_words = said.decode("utf-8", "replace").strip()[:300]


def _lines(pipe: IO[bytes]) -> Iterator[bytes]:
    """What the pipe says, until its end or until it is closed under the reader."""
    with contextlib.suppress(ValueError, OSError):
        yield from pipe


def _environment(folder: Path) -> dict[str, str]:
    """Ours without our secrets and without what would keep `-m main` from being found; loopback never by a proxy."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("FTPREP_LLM_", "FTPREP_API_"))}
    kept.pop("PYTHONSAFEPATH", None)
    for name in ("NO_PROXY", "no_proxy"):
        kept[name] = ",".join(filter(None, (kept.get(name), "127.0.0.1", "localhost")))
    return {**kept, "INSTALL_METHOD": "local", "TMPDIR": str(folder)}


def _kill(process: subprocess.Popen[bytes], folder: Path) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)  # its own group: the workers that it started go with it
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(OSError, ValueError):
                pipe.close()
    shutil.rmtree(folder, ignore_errors=True)


def line(session: str, event: str, data: Mapping[str, Any]) -> bytes:
    """A line of the protocol, to the plugin."""
    empty: dict[str, Any] = {
        "conversation_id": None,
        "message_id": None,
        "app_id": None,
        "endpoint_id": None,
        "context": {},
    }
    body = {"session_id": session, **empty, "event": event, "data": data}
    try:
        return orjson.dumps(body) + b"\n"
    except TypeError:  # a lone surrogate, or an integer of more than 64 bits
        return json.dumps(body, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
