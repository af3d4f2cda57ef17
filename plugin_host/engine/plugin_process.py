"""The plugin's own process, spoken to as Dify's daemon does: lines of JSON over its stdin and stdout.

One process serves every run. Its calls are told apart by session ids; each caller reads its own session's messages. A
process that ended is started again at the next call; the calls that were under way fail and say so.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import shutil
import signal
import subprocess
import sys
import threading
import time
import uuid
import weakref
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Self

import orjson

from ftprep.errors import FtprepError
from plugin_host.engine.errors import PluginProcessError, StoppedError
from plugin_host.engine.scratch import scratch

ROOT = Path(__file__).resolve().parent.parent.parent
"""The bundle's folder: where manifest.yaml and main.py are."""

START_SECONDS = 60.0
SILENT_SECONDS = 120.0
"""Without a heartbeat (or anything else) for so long, Dify's daemon ends a plugin, and so do we."""

Message = dict[str, Any]
Backwards = Callable[[Mapping[str, Any]], Iterator[Message]]
"""Answers a call that a tool makes to Dify (a model): the request → the pieces of the answer."""

_END = object()


class ToolFailedError(PluginProcessError):
    """The tool itself raised: `kind` is its error's class, and the message is the tool's own."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        Exception.__init__(self, message)
        self.en = self.zh = message


class PluginProcess:
    """Starts the plugin and calls its tools. Safe to use from many threads. A context manager."""

    def __init__(
        self,
        root: Path = ROOT,
        *,
        python: str = sys.executable,
        start_seconds: float = START_SECONDS,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        self.root = root
        self.backwards: Backwards | None = None
        self._python = python
        self._start_seconds = start_seconds
        self._silent_seconds = silent_seconds
        self._lock = threading.Lock()
        self._live: _Live | None = None
        self._closed = False

    def start(self) -> None:
        """Starts the process if none is running; does not wait until it is ready."""
        self._current()

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What the plugin says of itself; waits until it is ready. Raises PluginProcessError."""
        return self._current().wait_ready(self._start_seconds)

    @property
    def pid(self) -> int | None:
        """Of the process that is running now."""
        live = self._live
        return live.process.pid if live is not None and live.alive else None

    def call(self, provider: str, tool: str, parameters: Mapping[str, Any], *, user: str, seconds: float) -> PluginCall:
        """Begins a call of `tool`; its messages are read from what is returned. Raises PluginProcessError."""
        live = self._current()
        live.wait_ready(self._start_seconds)
        request = {
            "type": "tool",
            "action": "invoke_tool",
            "user_id": user,
            "provider": provider,
            "tool": tool,
            "credentials": {},
            "credential_type": "unauthorized",
            "tool_parameters": parameters,
        }
        return PluginCall(live, request, seconds, self._silent_seconds, self.backwards)

    def close(self) -> None:
        """Kills the process and everything it started, and removes its temporary files."""
        with self._lock:
            self._closed = True
            live, self._live = self._live, None
        if live is not None:
            live.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _current(self) -> _Live:
        with self._lock:
            if self._closed:
                raise PluginProcessError(en="The plugin's process was closed.", zh="插件进程已关闭。")
            if self._live is None or not self._live.alive:
                if self._live is not None:
                    self._live.end()
                self._live = _Live(self.root, self._python)
            return self._live


class PluginCall:
    """One call of one tool. `messages()` gives what the tool sends; `cancel()` may come from any thread."""

    def __init__(
        self,
        live: _Live,
        request: Mapping[str, Any],
        seconds: float,
        silent_seconds: float,
        backwards: Backwards | None,
    ) -> None:
        self.tool = request["tool"]
        self._live = live
        self._session = uuid.uuid4().hex
        self._deadline = time.monotonic() + seconds
        self._seconds = seconds
        self._silent_seconds = silent_seconds
        self._backwards = backwards
        self._inbox = live.open_session(self._session)
        try:
            live.send(_line(self._session, "request", request))
        except BaseException:
            live.close_session(self._session)
            raise

    def messages(self) -> Iterator[Message]:
        """The tool's messages as they come. Raises ToolFailedError, PluginProcessError or StoppedError."""
        try:
            while (item := self._next()) is not _END:
                yield item
        finally:
            self._live.close_session(self._session)

    def cancel(self) -> None:
        """Makes `messages()` raise StoppedError. What the plugin still sends is thrown away."""
        self._inbox.put({"type": "stopped"})

    def _next(self) -> Any:
        while True:
            try:
                data = self._inbox.get(timeout=1.0)
            except queue.Empty:
                self._check_patience()
                continue
            match data["type"]:
                case "stream":
                    return data["data"]
                case "end":
                    return _END
                case "error":
                    raise _tool_error(data["data"])
                case "invoke":
                    self._answer(data["data"])
                case "stopped":
                    raise StoppedError
                case "died":
                    raise PluginProcessError(
                        en=f"The plugin's process ended while {self.tool} was running. Run again; "
                        "with large files, give it smaller ones.",
                        zh=f"运行 {self.tool} 时插件进程中断。请重新运行；若文件很大，请先拆小。",
                    )

    def _check_patience(self) -> None:
        now = time.monotonic()
        if now > self._deadline:
            raise PluginProcessError(
                en=f"{self.tool} did not finish within {self._seconds:g} s, Dify's limit. Give it a smaller file.",
                zh=f"{self.tool} 在 {self._seconds:g} 秒（Dify 的上限）内没有完成。请用较小的文件。",
            )
        if now - self._live.heard > self._silent_seconds:
            self._live.end()
            raise PluginProcessError(
                en=f"The plugin fell silent for {self._silent_seconds:g} s while {self.tool} was running and was ended. "
                "Run again with a smaller file.",
                zh=f"运行 {self.tool} 时插件 {self._silent_seconds:g} 秒没有响应，已结束。请用较小的文件重试。",
            )

    def _answer(self, asked: Mapping[str, Any]) -> None:
        """A call back to Dify is answered from a thread of its own: the tool may make several at once."""
        threading.Thread(target=self._answering, args=(asked,), name="ftprep-backwards", daemon=True).start()

    def _answering(self, asked: Mapping[str, Any]) -> None:
        request_id = str(asked.get("backwards_request_id"))
        try:
            for piece in (self._backwards or _unanswered)(asked):
                if not self._live.has_session(self._session):
                    return
                self._reply(request_id, "response", data=piece)
        except Exception as error:  # noqa: BLE001 - the tool is told, in the words of an expected error only
            message = str(error) if isinstance(error, FtprepError) else type(error).__name__
            self._reply(request_id, "error", message=message)
        self._reply(request_id, "end")

    def _reply(self, request_id: str, event: str, *, message: str = "", data: Message | None = None) -> None:
        body = {"backwards_request_id": request_id, "event": event, "message": message, "data": data}
        with contextlib.suppress(PluginProcessError):
            self._live.send(_line(self._session, "backwards_response", body))


class _Live:
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

    def send(self, line: bytes) -> None:
        self._asked = True
        try:
            with self._writing:
                assert self.process.stdin is not None  # noqa: S101 - a pipe was asked for
                self.process.stdin.write(line)
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
        for line in _lines(self.process.stdout):
            self.heard = time.monotonic()
            if line.isspace():
                continue
            try:
                body = orjson.loads(line)
            except orjson.JSONDecodeError:  # something printed over the protocol; it may hold anything
                continue
            if isinstance(body, dict):
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
        for line in _lines(self.process.stderr):
            if not self._asked and not line.isspace():
                self._last_words = line.decode("utf-8", "replace").strip()[:300]


def _lines(pipe: IO[bytes]) -> Iterator[bytes]:
    """What the pipe says, until its end or until it is closed under the reader."""
    with contextlib.suppress(ValueError, OSError):
        yield from pipe


def _unanswered(asked: Mapping[str, Any]) -> Iterator[Message]:
    del asked
    raise PluginProcessError(en="Calls from tools to Dify are not answered here.", zh="此处不支持工具反向调用 Dify。")


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


def _line(session: str, event: str, data: Mapping[str, Any]) -> bytes:
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


def _tool_error(told: Mapping[str, Any]) -> ToolFailedError:
    return ToolFailedError(str(told.get("error_type") or "Error"), str(told.get("message") or "")[:2000])
