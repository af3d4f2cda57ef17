"""Jinja for template nodes (and for prompts written in it), in a sandbox, bounded in length and time."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, override

from graphon.template_rendering import Jinja2TemplateRenderer, TemplateRenderError
from jinja2 import TemplateError
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from plugin_host.engine.cancel import Switch
from plugin_host.engine.limits import Limits


class Templates(Jinja2TemplateRenderer):
    """Undefined variables are empty, as in Dify; a template can reach nothing but what it is given."""

    def __init__(self, limits: Limits, switch: Switch) -> None:
        self._limits = limits
        self._switch = switch
        self._environment = _Bounded(limits.code_characters)

    @override
    def render_template(self, template: str, variables: Mapping[str, Any]) -> str:
        """Raises TemplateRenderError with the template's line, and no value."""
        end = time.monotonic() + self._limits.code_seconds
        parts, length = [], 0
        try:
            for part in self._environment.from_string(template).generate(**variables):
                self._switch.check()
                length += len(part)
                if length > self._limits.code_characters:
                    raise TemplateRenderError(
                        f"模板输出超过 {self._limits.code_characters} 个字符 | "
                        f"the template's output is longer than {self._limits.code_characters} characters"
                    )
                if time.monotonic() > end:
                    raise TemplateRenderError(
                        f"模板在 {self._limits.code_seconds:g} 秒内没有完成 | "
                        f"the template did not finish within {self._limits.code_seconds:g} s"
                    )
                parts.append(part)
        except (TemplateError, ArithmeticError, TypeError, ValueError, KeyError, OverflowError) as error:
            if isinstance(error, TemplateRenderError):
                raise
            raise TemplateRenderError(_told(error)) from None
        return "".join(parts)


class _Bounded(ImmutableSandboxedEnvironment):
    """A sandbox in which no multiplication makes something larger than an output may be."""

    intercepted_binops = frozenset(("*", "**"))

    def __init__(self, most: int) -> None:
        super().__init__(autoescape=False)
        self._most = most

    @override
    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        if operator == "**":
            large = isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > self._most
        else:
            large = any(
                isinstance(part, str | list | tuple) and isinstance(times, int) and len(part) * times > self._most
                for part, times in ((left, right), (right, left))
            )
        if large:
            raise SecurityError(f"{operator} makes something of more than {self._most} characters")
        return super().call_binop(context, operator, left, right)


def _told(error: Exception) -> str:
    line = getattr(error, "lineno", None)
    place = f"模板第 {line} 行 | template line {line}: " if line else "模板无法渲染 | the template can't be rendered: "
    detail = f": {error.message}" if isinstance(error, TemplateError) and error.message else ""
    return f"{place}{type(error).__name__}{detail[:300]}"
