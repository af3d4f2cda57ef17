"""Code nodes: each run in a fresh, limited process without site packages, files or network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, override

from graphon.nodes.code.entities import CodeLanguage
from graphon.nodes.code.exc import CodeNodeError
from graphon.nodes.code.protocols import CodeExecutorProtocol

from plugin_host.engine.cancel import Switch
from plugin_host.engine.limited.process import LimitedError, asked
from plugin_host.engine.limits import Limits


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
        try:
            told = asked("code", code, inputs, self._limits, self._switch)
        except LimitedError as error:
            raise CodeExecutionError(
                f"代码在 {self._limits.code_seconds:g} 秒内没有完成 | "
                f"the code did not finish within {self._limits.code_seconds:g} s"
                if error.late
                else "代码进程意外结束，多半是内存或时间超限 | the code's process ended; most likely it ran out of memory or time"
            ) from None
        if "error" in told:
            place = f"第 {told['line']} 行 | line {told['line']}: " if told["line"] else ""
            detail = f": {told['message']}" if told["message"] else ""
            raise CodeExecutionError(f"{place}{told['error']}{detail}")
        result: dict[str, Any] = told["result"]
        return result

    @override
    def is_execution_error(self, error: Exception) -> bool:
        return isinstance(error, CodeNodeError)
