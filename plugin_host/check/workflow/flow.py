"""Whether a function can run to its end without returning. What can't be known counts as not."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterator, Sequence

_NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
_ENDING = ("exit", "quit")


def falls_off(body: Sequence[ast.stmt]) -> bool:
    """Whether some way leads through these statements to what comes after them."""
    return all(_passes(statement) for statement in body)


def _passes(statement: ast.stmt) -> bool:
    match statement:
        case ast.Return() | ast.Raise() | ast.Break() | ast.Continue():
            return False
        case ast.If():
            return _passes_if(statement)
        case ast.With() | ast.AsyncWith():
            return falls_off(statement.body)
        case ast.Try() | ast.TryStar():
            body = falls_off([*statement.body, *statement.orelse])
            ways = body or any(falls_off(handler.body) for handler in statement.handlers)
            return ways and falls_off(statement.finalbody)
        case ast.For() | ast.AsyncFor() | ast.While() | ast.Match():
            # A loop or match that leaves the function somewhere may always do so: how often it goes round, and whether
            # its cases are all there are, is not written down.
            endless = isinstance(statement, ast.While) and _constant(statement.test) is True
            return not endless and not any(isinstance(part, ast.Return | ast.Raise) for part in _inside(statement))
        case ast.Assert():
            return _constant(statement.test) is not False
        case ast.Expr(value=ast.Call() as call):
            return _returns(call)
        case _:
            return True


def _passes_if(statement: ast.If) -> bool:
    known = _constant(statement.test)
    if known is not None:
        return falls_off(statement.body if known else statement.orelse)
    return falls_off(statement.body) or falls_off(statement.orelse)


def _returns(call: ast.Call) -> bool:
    """Whether a call that stands alone surely comes back: sys.exit() does not, nor need a function like fail()."""
    if isinstance(call.func, ast.Attribute):
        return call.func.attr not in (*_ENDING, "_exit", "abort")
    return isinstance(call.func, ast.Name) and hasattr(builtins, call.func.id) and call.func.id not in _ENDING


def _constant(test: ast.expr) -> bool | None:
    return bool(test.value) if isinstance(test, ast.Constant) else None


def _inside(statement: ast.AST) -> Iterator[ast.AST]:
    todo = list(ast.iter_child_nodes(statement))
    while todo:
        part = todo.pop()
        yield part
        if not isinstance(part, _NESTED):
            todo += ast.iter_child_nodes(part)
