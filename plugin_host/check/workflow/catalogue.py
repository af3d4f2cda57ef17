"""The tools that a workflow may use and that are known here: those of this repository's plugin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from plugin_host.check.loose import items, load, mapping, mappings, text

PROVIDER_TYPES = ("builtin", "plugin")
DIFYS_OWN = ("audio", "code", "time", "webscraper")
"""Tool providers inside Dify itself: no plugin, no dependency."""


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """A tool as a workflow sees it: parameters by name, variables by name."""

    name: str
    parameters: Mapping[str, Mapping[str, Any]]
    variables: Mapping[str, Mapping[str, Any]]

    @classmethod
    def from_yaml(cls, content: Any) -> ToolSpec:
        tool = mapping(content)
        return cls(
            text(mapping(tool.get("identity")).get("name")),
            {text(parameter.get("name")): parameter for parameter in mappings(tool.get("parameters"))},
            {
                name: mapping(schema)
                for name, schema in mapping(mapping(tool.get("output_schema")).get("properties")).items()
            },
        )


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`plugin` is author/name, `providers` maps author/name/provider → tool name → ToolSpec."""

    plugin: str = ""
    version: str = ""
    providers: Mapping[str, Mapping[str, ToolSpec]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path) -> Catalogue:
        """The catalogue of the plugin whose manifest lies in `root`; what can't be read is left out."""
        manifest = _read(root / "manifest.yaml")
        plugin = f"{manifest.get('author', '')}/{manifest.get('name', '')}"
        providers = {}
        for path in items(mapping(manifest.get("plugins")).get("tools")):
            provider = _read(root / str(path))
            name = text(mapping(provider.get("identity")).get("name"))
            tools = [ToolSpec.from_yaml(_read(root / str(tool))) for tool in items(provider.get("tools"))]
            providers[f"{plugin}/{name}"] = {tool.name: tool for tool in tools}
        return cls(plugin, str(manifest.get("version", "")), providers)

    def is_ours(self, provider_id: str) -> bool:
        return bool(self.plugin) and provider_id.startswith(f"{self.plugin}/")

    def tool(self, provider_id: str, name: str) -> ToolSpec | None:
        return self.providers.get(provider_id, {}).get(name)


def _read(path: Path) -> dict[str, Any]:
    try:
        return mapping(load(path))
    except (OSError, yaml.YAMLError):
        return {}
