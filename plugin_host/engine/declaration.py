"""What the plugin declares: its provider, and the parameters of its tools, from the YAML files in its folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Declaration:
    """Reads manifest.yaml at once, and a tool's file when it is first asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._manifest = self._read("manifest.yaml")
        self._provider = self._read(self._manifest["plugins"]["tools"][0])
        self.provider: str = self._provider["identity"]["name"]
        """The provider's bare name, as the plugin's process wants it."""
        self.provider_id = f"{self._manifest['author']}/{self._manifest['name']}/{self.provider}"
        """author/plugin/provider, as workflows write it."""
        self._parameters: dict[str, tuple[Mapping[str, Any], ...]] = {}

    @cached_property
    def tools(self) -> Mapping[str, str]:
        """Names of the tools → their files. The provider's list names files after the tools."""
        return {Path(entry).stem: entry for entry in self._provider.get("tools") or ()}

    def parameters(self, tool: str) -> tuple[Mapping[str, Any], ...]:
        """The declared parameters of a tool. Raises KeyError."""
        if tool not in self._parameters:
            self._parameters[tool] = tuple(self._read(self.tools[tool]).get("parameters") or ())
        return self._parameters[tool]

    def _read(self, path: str) -> dict[str, Any]:
        loaded = yaml.load((self._root / path).read_text("utf-8"), LOADER)  # noqa: S506 - a safe loader, the fast one
        return loaded if isinstance(loaded, dict) else {}
