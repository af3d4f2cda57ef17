"""What a code node's main returns, as far as its source says."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from plugin_host.check.workflow.flow import falls_off

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_NO_DICT = (ast.Constant, ast.List, ast.Tuple, ast.Set, ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.JoinedStr)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys that a returned dict has for sure, and all that it may have."""

    sure: frozenset[str]
    possible: frozenset[str]


_NONE = Keys(frozenset(), frozenset())


def compiles(code: str) -> bool:
    return _tree(code) is not None


def main_of(code: str) -> ast.FunctionDef | None:
    """The function main at the top of the code; None where there is none, or the code does not compile."""
    tree = _tree(code)
    found = [
        part
        for part in (tree.body if tree is not None else ())
        if isinstance(part, ast.FunctionDef) and part.name == "main"
    ]
    return found[-1] if found else None


def _tree(code: str) -> ast.Module | None:
    try:
        return ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def returns(main: ast.FunctionDef) -> bool:
    """Whether main can end with a value, or in an error that it means."""
    return any(isinstance(part, ast.Raise) or (isinstance(part, ast.Return) and part.value) for part in _own(main))


def returned_keys(main: ast.FunctionDef) -> Iterator[tuple[int, Keys]]:
    """(line, keys) for each return whose dict can be read from the source; the others are passed over."""
    for part in _own(main):
        if isinstance(part, ast.Return) and part.value is not None:
            keys = _keys_of_name(part.value.id, main) if isinstance(part.value, ast.Name) else _keys(part.value)
            if keys is not None:
                yield part.lineno, keys


def returned_values(main: ast.FunctionDef) -> Iterator[tuple[str, ast.expr]]:
    """(key, value) for what stands in a dict that is written out in a return."""
    for part in _own(main):
        if isinstance(part, ast.Return) and isinstance(part.value, ast.Dict):
            for key, value in zip(part.value.keys, part.value.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    yield key.value, value
        elif isinstance(part, ast.Return) and isinstance(part.value, ast.Call) and _is_dict_call(part.value):
            yield from ((keyword.arg, keyword.value) for keyword in part.value.keywords if keyword.arg)


def empty_ends(main: ast.FunctionDef) -> Iterator[int]:
    """Lines where main ends without a value: a bare return, or its last statement where a way leads past it."""
    own = list(_own(main))
    if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in own):
        return
    yield from (part.lineno for part in own if isinstance(part, ast.Return) and part.value is None)
    if falls_off(main.body):
        yield main.body[-1].end_lineno or main.lineno


def _own(function: ast.FunctionDef) -> Iterator[ast.AST]:
    """Everything in the function but what belongs to functions inside it."""
    return _walk(function.body, _NESTED)


def _walk(parts: Iterable[ast.AST], closed: tuple[type[ast.AST], ...]) -> Iterator[ast.AST]:
    todo = list(parts)
    while todo:
        part = todo.pop()
        yield part
        if not isinstance(part, closed):
            todo += ast.iter_child_nodes(part)


def _keys(value: ast.expr) -> Keys | None:
    if isinstance(value, ast.Dict):
        return _sure([key.value if isinstance(key, ast.Constant) else None for key in value.keys])
    if isinstance(value, ast.Call) and _is_dict_call(value):
        return _sure([keyword.arg for keyword in value.keywords])
    return _NONE if isinstance(value, _NO_DICT) else None


def _is_dict_call(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Name) and call.func.id == "dict" and not call.args


def _sure(names: list[object]) -> Keys | None:
    known = frozenset(name for name in names if isinstance(name, str))
    return Keys(known, known) if len(known) == len(set(names)) else None


def _keys_of_name(name: str, main: ast.FunctionDef) -> Keys | None:
    """Keys of a local that is bound once, to a dict, and then has keys set by constant name.

    None where anything else happens to it that could give it other keys.
    """
    parents = {child: part for part in ast.walk(main) for child in ast.iter_child_nodes(part)}
    uses = [part for part in ast.walk(main) if isinstance(part, ast.Name) and part.id == name]
    bindings = [use for use in uses if isinstance(use.ctx, ast.Store)]
    bound = _value_bound(parents.get(bindings[0])) if len(bindings) == 1 else None
    first = _keys(bound) if bound is not None else None
    if first is None or isinstance(bound, _NO_DICT):
        return first
    sure, possible = set(first.sure), set(first.possible)
    for use in uses:
        around = parents[use]
        if use in bindings or isinstance(around, ast.Return):
            continue
        if not isinstance(around, ast.Subscript) or around.value is not use or isinstance(around.ctx, ast.Del):
            return None
        key = around.slice.value if isinstance(around.slice, ast.Constant) else None
        if isinstance(around.ctx, ast.Store):
            if not isinstance(key, str):
                return None
            possible.add(key)
            if parents[around] in main.body:
                sure.add(key)
    return Keys(frozenset(sure), frozenset(possible))


def _value_bound(statement: ast.AST | None) -> ast.expr | None:
    return statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
