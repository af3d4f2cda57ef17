"""Types of values that are written out in code, against the types that a code node declares."""

from __future__ import annotations

import ast
from collections.abc import Mapping

_TAKEN: Mapping[str, tuple[str, ...]] = {
    "string": ("str",), "number": ("int", "float", "bool"), "object": ("dict",),
    "array[string]": ("list",), "array[number]": ("list",), "array[object]": ("list",), "array[boolean]": ("list",),
}  # fmt: skip
"""Declared type → what the engine takes for it. It looks at no boolean, and takes None for everything."""
_ITEMS: Mapping[str, tuple[str, ...]] = {
    "array[string]": ("str", "None"), "array[number]": ("int", "float", "bool"),
    "array[object]": ("dict", "None"), "array[boolean]": ("bool", "None"),
}  # fmt: skip
_DISPLAYS: Mapping[type[ast.expr], str] = {
    ast.JoinedStr: "str", ast.List: "list", ast.ListComp: "list", ast.Tuple: "list", ast.Dict: "dict", ast.DictComp: "dict",
}  # fmt: skip
"""Forms of expression that have one type. A tuple arrives as a list: results travel as JSON."""


def misfit(value: ast.expr, declared: str) -> str:
    """What the value is, where the engine does not take it for the declared type; "" where it does, or who knows."""
    if isinstance(value, ast.IfExp):
        return misfit(value.body, declared) or misfit(value.orelse, declared)
    kind = _type_of(value)
    if declared not in _TAKEN or kind in ("", "None"):
        return ""
    if kind not in _TAKEN[declared]:
        return kind
    items = value.elts if declared in _ITEMS and isinstance(value, ast.List | ast.Tuple) else []
    wrong = [item for one in items if (item := _type_of(one)) and item not in _ITEMS[declared]]
    return f"a list with {wrong[0]} in it" if wrong else ""


def _type_of(value: ast.expr) -> str:
    if isinstance(value, ast.Constant):
        return "None" if value.value is None else type(value.value).__name__
    if isinstance(value, ast.UnaryOp) and isinstance(value.op, ast.USub | ast.UAdd):
        return _type_of(value.operand)
    return _DISPLAYS.get(type(value), "")
