"""Jinja for template nodes (and for prompts written in it): sandboxed, each in a limited process as code is.

A template loops, fills and formats as code does, and some of that happens within a single step of its: only a process can
be ended in the middle of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, override

import jinja2
import markupsafe
from graphon.template_rendering import Jinja2TemplateRenderer, TemplateRenderError

from plugin_host.engine.cancel import Switch
from plugin_host.engine.limited.process import LimitedError, asked
from plugin_host.engine.limits import Limits

_LIBRARIES = sorted({Path(str(module.__file__)).parents[1] for module in (jinja2, markupsafe)})


class Templates(Jinja2TemplateRenderer):
    """Undefined variables are empty, as in Dify; a template can reach nothing but what it is given."""

    def __init__(self, limits: Limits, switch: Switch) -> None:
        self._limits = limits
        self._switch = switch

    @override
    def render_template(self, template: str, variables: Mapping[str, Any]) -> str:
        """Raises TemplateRenderError with the template's line, and no value; or StoppedError."""
        try:
            told = asked("template", template, variables, self._limits, self._switch, _LIBRARIES)
        except LimitedError as error:
            raise TemplateRenderError(
                f"模板在 {self._limits.code_seconds:g} 秒内没有完成 | "
                f"the template did not finish within {self._limits.code_seconds:g} s"
                if error.late
                else "模板进程意外结束，多半是内存或时间超限 | the template's process ended; most likely it ran out of memory or time"
            ) from None
        if told.get("error") == "TooLong":
            most = self._limits.code_characters
            raise TemplateRenderError(
                f"模板输出超过 {most} 个字符 | the template's output is longer than {most} characters"
            )
        if "error" in told:
            raise TemplateRenderError(_told(told))
        return str(told["result"])


def _told(told: Mapping[str, Any]) -> str:
    line = told["line"]
    place = f"模板第 {line} 行 | template line {line}: " if line else "模板无法渲染 | the template can't be rendered: "
    detail = f": {told['message']}" if told["message"] else ""
    return f"{place}{told['error']}{detail}"
