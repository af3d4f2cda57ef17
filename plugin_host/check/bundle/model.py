"""The plugin's files as the rules see them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from plugin_host.check.loose import items, load, mapping, mappings, text


def content(path: Path) -> dict[str, Any]:
    """A YAML file's mapping; {} where it is not to be had."""
    try:
        return mapping(load(path))
    except (OSError, yaml.YAMLError):
        return {}


@dataclass(frozen=True, eq=False)
class Bundle:
    root: Path

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        return content(self.root / "manifest.yaml")

    @cached_property
    def provider_paths(self) -> list[Path]:
        return [self.root / str(path) for path in items(mapping(self.manifest.get("plugins")).get("tools"))]

    @cached_property
    def tool_paths(self) -> list[Path]:
        return [self.root / str(tool) for path in self.provider_paths for tool in items(content(path).get("tools"))]

    def read(self, name: str) -> str | None:
        """A text file of the plugin; None where it is missing."""
        try:
            return (self.root / name).read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            return None


@dataclass(frozen=True, eq=False)
class _File:
    """A YAML file that says who it is and which Python file does the work."""

    root: Path
    path: Path

    @cached_property
    def data(self) -> Mapping[str, Any]:
        return content(self.path)

    @property
    def identity(self) -> Mapping[str, Any]:
        return mapping(self.data.get("identity"))

    @property
    def source(self) -> str:
        return text(mapping(mapping(self.data.get("extra")).get("python")).get("source"))


class ProviderFile(_File):
    pass


class ToolFile(_File):
    @property
    def name(self) -> str:
        return text(self.identity.get("name"))

    @property
    def parameters(self) -> list[dict[str, Any]]:
        return mappings(self.data.get("parameters"))
