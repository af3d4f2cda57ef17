"""What there is to check at a path: a repository, a folder, or one file of a kind that its content tells."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from plugin_host.check.bundle import check_bundle, check_manifest, check_provider, check_tool
from plugin_host.check.findings import Finding
from plugin_host.check.loose import load, mapping
from plugin_host.check.workflow import check_workflow
from plugin_host.check.workflow.catalogue import Catalogue
from plugin_host.check.workflow.model import Workflow
from plugin_host.tool_yaml import ROOT

_YAML = (".yml", ".yaml")


def check_path(path: Path, catalogue: Catalogue | None = None) -> list[Finding]:
    """Every finding at `path`. `catalogue` is of the tools that workflows may use; this repository's by default."""
    if path.is_dir() and (path / "manifest.yaml").exists():
        workflows = _files(path / "workflows")
        return [*check_bundle(path), *_all(workflows, path, catalogue or Catalogue.of(path))]
    if path.is_dir():
        return _all(_files(path), path, catalogue or _ours())
    return _file(path, path.name, catalogue or _ours())


def _all(paths: Iterable[Path], root: Path, catalogue: Catalogue) -> list[Finding]:
    return [finding for path in paths for finding in _file(path, str(path.relative_to(root)), catalogue)]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.suffix in _YAML)


def _file(path: Path, name: str, catalogue: Catalogue) -> list[Finding]:
    try:
        content = load(path)
    except (OSError, yaml.YAMLError) as error:
        told = str(error).replace("\n", " ")
        return [_finding(name, "unreadable", f"This is not readable YAML: {told}", f"不是可读的 YAML：{told}")]
    kind = _kind(content)
    if kind == "workflow":
        return check_workflow(Workflow(mapping(content), catalogue, path.stat().st_size), name)
    if kind == "manifest":
        return check_manifest(path.parent)
    if kind == "provider":
        return check_provider(_root_above(path), path)
    if kind == "tool":
        return check_tool(_root_above(path), path)
    return [
        _finding(
            name,
            "unknown_file",
            "This is no workflow, manifest, provider or tool: none of their keys is at its top.",
            "这不是工作流、manifest、提供者或工具文件：顶层没有它们的键。",
        )
    ]


def _kind(content: Any) -> str:
    top = mapping(content)
    if "workflow" in top or top.get("kind") == "app":
        return "workflow"
    if "plugins" in top or top.get("type") == "plugin":
        return "manifest"
    if "identity" in top:
        return "provider" if "tools" in top else "tool"
    return ""


def _root_above(path: Path) -> Path:
    """The folder of the manifest that a provider or tool belongs to."""
    return next((folder for folder in path.resolve().parents if (folder / "manifest.yaml").exists()), path.parent)


@cache
def _ours() -> Catalogue:
    return Catalogue.of(ROOT)


def _finding(file: str, rule: str, en: str, zh: str) -> Finding:
    return Finding(file, "", rule, "error", en, zh)
