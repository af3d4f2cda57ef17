"""The plugin's own process, spoken to as Dify's daemon does: lines of JSON over its stdin and stdout.

One process serves every run. Its calls are told apart by session ids; each caller reads its own session's messages. A
process that ended is started again at the next call; the calls that were under way fail and say so.
"""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from ftprep.errors import FtprepError
from plugin_host.engine.errors import PluginProcessError, StoppedError
from plugin_host.engine.plugin_live import LINE_BYTES, Live, Message, line

ROOT = Path(__file__).resolve().parent.parent.parent
"""The bundle's folder: where manifest.yaml and main.py are."""

START_SECONDS = 60.0
SILENT_SECONDS = 120.0
"""Without a heartbeat (or anything else) for so long, Dify's daemon ends a plugin, and so do we."""

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
        self._live: Live | None = None
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

    def _current(self) -> Live:
        with self._lock:
            if self._closed:
                raise PluginProcessError(en="The plugin's process was closed.", zh="插件进程已关闭。")
            if self._live is None or not self._live.alive:
                if self._live is not None:
                    self._live.end()
                self._live = Live(self.root, self._python)
            return self._live


class PluginCall:
    """One call of one tool. `messages()` gives what the tool sends; `cancel()` may come from any thread."""

    def __init__(
        self,
        live: Live,
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
            live.send(line(self._session, "request", request))
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
                case "too long":
                    raise self._too_long(data["bytes"])
                case "died":
                    raise PluginProcessError(
                        en=f"The plugin's process ended while {self.tool} was running. Run again; "
                        "with large files, give it smaller ones.",
                        zh=f"运行 {self.tool} 时插件进程中断。请重新运行；若文件很大，请先拆小。",
                    )

    def _too_long(self, size: int) -> PluginProcessError:
        most, given = LINE_BYTES / (1 << 20), size / (1 << 20)
        return PluginProcessError(
            en=f"{self.tool} sent a message of {given:.1f} MB; Dify takes {most:g} MB in one, and ends the plugin above "
            "that, with every call in it. Give the tool less at once; what is large belongs into a file.",
            zh=f"{self.tool} 发出的一条消息有 {given:.1f} MB；Dify 单条消息上限为 {most:g} MB，超过时整个插件连同其中所有调用都会被结束。"
            "请减少一次处理的数据；较大的内容应放在文件里。",
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
            self._live.send(line(self._session, "backwards_response", body))


def _unanswered(asked: Mapping[str, Any]) -> Iterator[Message]:
    del asked
    raise PluginProcessError(en="Calls from tools to Dify are not answered here.", zh="此处不支持工具反向调用 Dify。")


def _tool_error(told: Mapping[str, Any]) -> ToolFailedError:
    return ToolFailedError(str(told.get("error_type") or "Error"), str(told.get("message") or "")[:2000])
