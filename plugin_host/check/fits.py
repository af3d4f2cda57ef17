"""Whether a value is one that a tool's parameter takes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeGuard

from plugin_host.check.loose import mappings, text

Trouble = tuple[str, str] | None
"""(English, Chinese) what the value should be; None where it is."""


def misfit(parameter: Mapping[str, Any], value: Any) -> Trouble:
    """What keeps `value` from being one of this parameter."""
    return _CHECKS.get(text(parameter.get("type")), _anything)(parameter, value)


def _anything(_: Mapping[str, Any], __: Any) -> Trouble:
    return None


def _select(parameter: Mapping[str, Any], value: Any) -> Trouble:
    options = [item.get("value") for item in mappings(parameter.get("options"))]
    told = ", ".join(map(str, options))
    return None if value in options else (f"choose one of {told}", f"可选 {told}")


def _number(parameter: Mapping[str, Any], value: Any) -> Trouble:
    low, high = parameter.get("min"), parameter.get("max")
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "write a number", "应为数字"
    if _is_number(low) and value < low:
        return f"at least {low}", f"不小于 {low}"
    if _is_number(high) and value > high:
        return f"at most {high}", f"不大于 {high}"
    return None


def _boolean(_: Mapping[str, Any], value: Any) -> Trouble:
    return None if isinstance(value, bool) else ("write true or false", "应为 true 或 false")


def _text(_: Mapping[str, Any], value: Any) -> Trouble:
    return None if isinstance(value, str) else ("write text (in quotes)", "应为文本（加引号）")


def _bound(_: Mapping[str, Any], __: Any) -> Trouble:
    return "this is bound to a variable, never written out", "只能绑定变量，不能直接写值"


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


_CHECKS: Mapping[str, Callable[[Mapping[str, Any], Any], Trouble]] = {
    "select": _select,
    "number": _number,
    "boolean": _boolean,
    "string": _text,
    "secret-input": _text,
    "file": _bound,
    "files": _bound,
}
