"""Code nodes: each run in a fresh, limited Python process without site packages, files or network."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, override

from graphon.nodes.code.entities import CodeLanguage
from graphon.nodes.code.exc import CodeNodeError
from graphon.nodes.code.protocols import CodeExecutorProtocol

from plugin_host.engine.cancel import Switch
from plugin_host.engine.limits import Limits

_RUNNER = Path(__file__).with_name("code_runner.py")
_MAX_ANSWER = 32 << 20


class CodeExecutionError(CodeNodeError):
    """The node's code failed, or ran into a limit."""


class CodeProcess(CodeExecutorProtocol):
    """Runs a code node's `main` on its inputs."""

    def __init__(self, limits: Limits, switch: Switch) -> None:
        self._limits = limits
        self._switch = switch

    @override
    def execute(self, *, language: CodeLanguage, code: str, inputs: Mapping[str, Any]) -> Mapping[str, Any]:
        """Raises CodeExecutionError in both languages, with the line of the node's code but none of its data."""
        request = {
            "code": code,
            "inputs": inputs,
            "seconds": self._limits.code_seconds,
            "memory": self._limits.code_memory_bytes,
        }
        answer, late = self._ask(json.dumps(request).encode("ascii"))
        if late:
            raise CodeExecutionError(
                f"代码在 {self._limits.code_seconds:g} 秒内没有完成 | "
                f"the code did not finish within {self._limits.code_seconds:g} s"
            )
        if not answer or len(answer) > _MAX_ANSWER:
            raise CodeExecutionError(
                "代码进程意外结束，多半是内存或时间超限 | the code's process ended; most likely it ran out of memory or time"
            )
        told = json.loads(answer)
        if "error" in told:
            place = f"第 {told['line']} 行 | line {told['line']}: " if told["line"] else ""
            detail = f": {told['message']}" if told["message"] else ""
            raise CodeExecutionError(f"{place}{told['error']}{detail}")
        result: dict[str, Any] = told["result"]
        return result

    @override
    def is_execution_error(self, error: Exception) -> bool:
        return isinstance(error, CodeNodeError)

    def _ask(self, request: bytes) -> tuple[bytes, bool]:
        """(answer, whether time ran out)."""
        late = threading.Event()
        with subprocess.Popen(
            [sys.executable, "-I", "-S", str(_RUNNER)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": "", "LANG": "C.UTF-8"},
        ) as process:
            assert process.stdin is not None  # noqa: S101 - pipes were asked for
            assert process.stdout is not None  # noqa: S101

            def expire() -> None:
                late.set()
                process.kill()

            timer = threading.Timer(self._limits.code_seconds, expire)
            timer.start()
            try:
                with self._switch.calls(process.kill):
                    process.stdin.write(request)
                    process.stdin.close()
                    answer = process.stdout.read(_MAX_ANSWER + 1)
            except BrokenPipeError:
                answer = b""
            finally:
                timer.cancel()
                process.kill()
        self._switch.check()
        return answer, late.is_set()
