"""Which subclasses of an SDK class a module shows, found in its source: imported names count, as they do for the SDK."""

from __future__ import annotations

import ast
from pathlib import Path


def visible_subclasses(path: Path, root: Path, base: str) -> list[str]:
    """Names in the module at `path` that are subclasses of `base` (a class of dify_plugin), `base` itself left out.

    Imports are followed into the repository's own packages; of others only dify_plugin has such classes.
    """
    return sorted(name for name, is_sub in _names(path, root, base, ()).items() if is_sub and name != base)


def _names(path: Path, root: Path, base: str, above: tuple[Path, ...]) -> dict[str, bool]:
    """Name → whether it is `base` or a subclass of it."""
    known: dict[str, bool] = {}
    for part in _statements(path) if path not in above else ():
        if isinstance(part, ast.ImportFrom) and part.module and not part.level:
            theirs = _imported(part.module, root, base, (*above, path))
            for alias in part.names:
                known |= theirs if alias.name == "*" else {alias.asname or alias.name: theirs.get(alias.name, False)}
        elif isinstance(part, ast.ClassDef):
            known[part.name] = any(_is_known(expression, known, base) for expression in part.bases)
        elif isinstance(part, ast.Assign) and isinstance(part.value, ast.Name):
            value = known.get(part.value.id, False)
            known |= {target.id: value for target in part.targets if isinstance(target, ast.Name)}
    return known


def _statements(path: Path) -> list[ast.stmt]:
    try:
        return ast.parse(path.read_text("utf-8")).body
    except (OSError, SyntaxError, ValueError):
        return []


def _imported(module: str, root: Path, base: str, above: tuple[Path, ...]) -> dict[str, bool]:
    if module == "dify_plugin" or module.startswith("dify_plugin."):
        return {base: True}
    place = root.joinpath(*module.split("."))
    return _names(place / "__init__.py" if place.is_dir() else place.with_suffix(".py"), root, base, above)


def _is_known(expression: ast.expr, known: dict[str, bool], base: str) -> bool:
    if isinstance(expression, ast.Name):
        return known.get(expression.id, False)
    return isinstance(expression, ast.Attribute) and expression.attr == base
