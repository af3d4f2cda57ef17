"""Rules for what is not a workflow: manifest, provider, tools, and the files around them."""

from __future__ import annotations

from pathlib import Path

import yaml

from plugin_host.check.bundle.manifest import MANIFEST_RULES
from plugin_host.check.bundle.model import Bundle, ProviderFile, ToolFile
from plugin_host.check.bundle.provider import PROVIDER_RULES
from plugin_host.check.bundle.surroundings import SURROUNDINGS_RULES
from plugin_host.check.bundle.tool import TOOL_RULES
from plugin_host.check.bundle.tool_code import TOOL_CODE_RULES
from plugin_host.check.findings import Finding
from plugin_host.check.loose import load

__all__ = [
    "MANIFEST_RULES",
    "PROVIDER_RULES",
    "SURROUNDINGS_RULES",
    "TOOL_CODE_RULES",
    "TOOL_RULES",
    "Bundle",
    "check_bundle",
    "check_manifest",
    "check_provider",
    "check_tool",
]


def check_bundle(root: Path) -> list[Finding]:
    """Every finding in the plugin whose manifest lies in `root`; its workflows apart."""
    bundle = Bundle(root)
    found = check_manifest(root)
    for path in sorted({*bundle.provider_paths, *(root / "provider").glob("*.yaml")}):
        found += check_provider(root, path)
    for path in sorted({*bundle.tool_paths, *(root / "tools").glob("*.yaml")}):
        found += check_tool(root, path)
    return found + SURROUNDINGS_RULES.apply(bundle, "")


def check_manifest(root: Path) -> list[Finding]:
    return _readable(root / "manifest.yaml", root) or MANIFEST_RULES.apply(Bundle(root), "manifest.yaml")


def check_provider(root: Path, path: Path) -> list[Finding]:
    return _readable(path, root) or PROVIDER_RULES.apply(ProviderFile(root, path), _name(path, root))


def check_tool(root: Path, path: Path) -> list[Finding]:
    tool = ToolFile(root, path)
    name = _name(path, root)
    return _readable(path, root) or [*TOOL_RULES.apply(tool, name), *TOOL_CODE_RULES.apply(tool, name)]


def _readable(path: Path, root: Path) -> list[Finding]:
    try:
        content = load(path)
    except (OSError, yaml.YAMLError) as error:
        told = str(error).replace("\n", " ") if isinstance(error, yaml.YAMLError) else type(error).__name__
        return [Finding(_name(path, root), "", "unreadable", "error", f"It can't be read: {told}", f"无法读取：{told}")]
    if not isinstance(content, dict):
        return [Finding(_name(path, root), "", "unreadable", "error", "It holds no mapping.", "内容不是映射。")]
    return []


def _name(path: Path, root: Path) -> str:
    return (
        str(path.resolve().relative_to(root.resolve())) if path.resolve().is_relative_to(root.resolve()) else path.name
    )
