"""Which subclasses of an SDK class a module shows, found in its source: imported names count, as they do for the SDK."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Literal

_SDK = "dify_plugin"
Kind = Literal["base", "subclass", "other"]


def visible_subclasses(path: Path, root: Path, base: str) -> list[str]:
    """Names in the module at `path` that are subclasses of `base` (a class of dify_plugin), `base` itself left out.

    A name is followed through imports into the repository's own modules, and only that name.
    """
    modules = _Modules(root, base)
    return sorted(name for name in modules.names(path) if modules.kind(path, name) == "subclass")


class _Modules:
    """What the names in the repository's modules stand for."""

    def __init__(self, root: Path, base: str) -> None:
        self._root = root
        self._base = base
        self._read: dict[Path, dict[str, ast.stmt]] = {}
        self._asked: set[tuple[Path, str]] = set()

    def names(self, path: Path) -> dict[str, ast.stmt]:
        """Every name at the module's top → the statement that binds it."""
        if path not in self._read:
            self._read[path] = {}
            for part in _statements(path):
                self._read[path] |= dict.fromkeys(self._bound(part), part)
        return self._read[path]

    def kind(self, path: Path, name: str) -> Kind:
        """What a name in a module stands for."""
        if (path, name) in self._asked:  # a circle of imports
            return "other"
        part = self.names(path).get(name)
        self._asked.add((path, name))
        try:
            return self._kind_of_statement(path, part, name)
        finally:
            self._asked.discard((path, name))

    def _kind_of_statement(self, path: Path, part: ast.stmt | None, name: str) -> Kind:
        match part:
            case ast.ImportFrom():
                original = next((alias.name for alias in part.names if (alias.asname or alias.name) == name), name)
                module = part.module or ""
                if module.split(".")[0] == _SDK:
                    return "base" if original == self._base else "other"
                return self.kind(self._place(module), original)
            case ast.ClassDef():
                inherits = any(self._kind_of(path, expression) != "other" for expression in part.bases)
                return "subclass" if inherits else "other"
            case ast.Assign():
                return self._kind_of(path, part.value)
        return "other"

    def _kind_of(self, path: Path, expression: ast.expr) -> Kind:
        if isinstance(expression, ast.Attribute):
            return "base" if expression.attr == self._base else "other"
        return self.kind(path, expression.id) if isinstance(expression, ast.Name) else "other"

    def _bound(self, part: ast.stmt) -> list[str]:
        if isinstance(part, ast.ClassDef):
            return [part.name]
        if isinstance(part, ast.Assign):
            return [target.id for target in part.targets if isinstance(target, ast.Name)]
        if isinstance(part, ast.ImportFrom) and not part.level:
            if any(alias.name == "*" for alias in part.names):
                module = part.module or ""
                return [self._base] if module.split(".")[0] == _SDK else list(self.names(self._place(module)))
            return [alias.asname or alias.name for alias in part.names]
        return []

    def _place(self, module: str) -> Path:
        place = self._root.joinpath(*module.split("."))
        return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _statements(path: Path) -> list[ast.stmt]:
    try:
        return ast.parse(path.read_text("utf-8")).body
    except (OSError, SyntaxError, ValueError):
        return []
