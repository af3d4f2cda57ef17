"""What the documents tell people to type is there: commands with their options, make's targets, files, tools, settings."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from ftprep.invoke import all_operators
from plugin_host.cli import group

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "PRIVACY.md")),
    *sorted((ROOT / "readme").glob("*.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
_SPOKEN = re.compile(r"`([^`\n]+)`")
_BLOCK = re.compile(r"^ *```(?:bash|sh|console)\n(.*?)^ *```", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
_TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def typed(document: Path) -> list[str]:
    """Lines of shell blocks, and what stands between backticks."""
    content = document.read_text("utf-8")
    blocks = "\n".join(_BLOCK.findall(content)).replace("\\\n", " ")
    return [line.split("  #")[0].strip() for line in (*blocks.splitlines(), *_SPOKEN.findall(content))]


def commands(document: Path) -> list[list[str]]:
    """The words behind `ftprep`, where a line calls it."""
    found = []
    for line in typed(document):
        words = [word for word in line.split() if "=" not in word or word.startswith("-")]
        if words and words[0].split("/")[-1] == "ftprep" and len(words) > 1:
            found.append(shlex.split(line.replace("…", "X"))[line.split().index(words[0]) + 1 :])
    return found


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_commands_are_there(document):
    context = click.Context(group)
    for words in commands(document):
        command = group.get_command(context, words[0])
        assert command is not None, f"ftprep has no command {words[0]}"
        options = {name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts)}
        for word in words[1:]:
            if word.startswith("--"):
                assert word.split("=")[0] in options, f"ftprep {words[0]} has no option {word}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_targets_are_there(document):
    for line in typed(document):
        words = line.split()
        if words[:1] == ["make"] and len(words) > 1:
            assert words[1] in _TARGETS, f"make {words[1]}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    for link in _LINK.findall(document.read_text("utf-8")):
        if not link.startswith(("http://", "https://", "mailto:")):
            assert (document.parent / link).exists(), link


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_workflows_are_there(document):
    for name in re.findall(r"workflows/([a-z_]+\.(?:yml|svg))", document.read_text("utf-8")):
        assert (ROOT / "workflows" / name).exists() or (ROOT / "docs" / "workflows" / name).exists(), name


def test_both_readmes_name_every_tool_and_workflow():
    for document in (ROOT / "README.md", ROOT / "readme" / "README_zh_Hans.md"):
        content = document.read_text("utf-8")
        for name in [
            *(operator.name for operator in all_operators()),
            *(p.name for p in (ROOT / "workflows").glob("*.yml")),
        ]:
            assert f"`{name}`" in content, f"{document.name} says nothing of {name}"
