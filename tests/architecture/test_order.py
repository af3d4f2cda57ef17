"""The house's order: small files, a table of cases and a tool for each operator, nothing of one machine."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
import yaml

from ftprep.operator import operator_names

ROOT = Path(__file__).resolve().parents[2]
MAX_LINES = 400
FOLDERS = ("ftprep", "ftprep_dify", "plugin_host", "batch", "bench", "tools", "provider", "scripts", "tests")
_THIS_MACHINE = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/")


def python_files() -> list[Path]:
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


@pytest.mark.parametrize("path", python_files(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_is_small(path: Path):
    lines = path.read_text("utf-8").count("\n")
    assert lines <= MAX_LINES, f"{lines} lines: it wants to be two"


@pytest.mark.parametrize("name", sorted(operator_names()))
def test_an_operator_has_its_table_of_cases(name: str):
    path = ROOT / "tests" / "cases" / f"{name}.jsonl"
    assert path.exists()
    assert path.read_text("utf-8").strip()


@pytest.mark.parametrize("name", sorted(operator_names()))
def test_an_operator_has_its_tool(name: str):
    assert (ROOT / "tools" / f"{name}.yaml").exists(), f"make new-tool NAME={name}"
    assert (ROOT / "tools" / f"{name}.py").exists()
    provider = yaml.safe_load((ROOT / "provider" / "data_prep.yaml").read_text("utf-8"))
    assert f"tools/{name}.yaml" in provider["tools"]


def test_a_tool_has_its_operator():
    assert {path.stem for path in (ROOT / "tools").glob("*.yaml")} == set(operator_names())


def test_test_files_have_names_of_their_own():
    """pytest imports them by name: two of one name, and one of them is not run."""
    folders = [path.parent for path in (ROOT / "tests").rglob("__init__.py")]
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py") if path.parent not in folders)
    assert [name for name, count in names.items() if count > 1] == []


def test_nothing_names_this_machine():
    try:
        told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git clone")
    found = []
    for name in filter(None, told.split("\0")):
        path = ROOT / name
        if path.suffix in (".py", ".md", ".sh", ".yml", ".yaml", ".toml", ".txt") and path.is_file():
            for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
                if _THIS_MACHINE.search(line):
                    found.append(f"{name}:{number}")
    assert found == []
