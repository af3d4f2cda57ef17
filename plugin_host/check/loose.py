"""Reading YAML that may hold anything where something else was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml


def mapping(value: Any) -> dict[str, Any]:
    """The value where it is a mapping (keys as text), else {}."""
    return {str(key): item for key, item in value.items()} if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """The value where it is a list, else []."""
    return value if isinstance(value, list) else []


def mappings(value: Any) -> list[dict[str, Any]]:
    """The mappings of a list."""
    return [mapping(item) for item in items(value) if isinstance(item, dict)]


def text(value: Any) -> str:
    """The value where it is text, else ''."""
    return value if isinstance(value, str) else ""


def selector(value: Any) -> tuple[str, ...]:
    """A value selector [node, variable, …]; () where there is none."""
    return tuple(value) if isinstance(value, list) and all(isinstance(part, str) for part in value) else ()


class DuplicateKeyError(yaml.YAMLError):
    """A mapping has a key twice: PyYAML keeps the last in silence, Dify's own reader refuses the file."""


_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's is ten times as fast, where PyYAML was built with it."""


class _Loader(_Base):  # type: ignore[misc]
    pass


def _mapping_once(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    seen: set[str] = set()
    for key, _ in node.value:
        if isinstance(key, yaml.ScalarNode) and key.tag != "tag:yaml.org,2002:merge":
            if key.value in seen:
                raise DuplicateKeyError(f"key {key.value!r} twice, line {key.start_mark.line + 1}")
            seen.add(key.value)
    loader.flatten_mapping(node)
    made: dict[Any, Any] = loader.construct_mapping(node, deep=True)
    return made


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping_once)


def load(path: Path) -> Any:
    """The file's content. Raises yaml.YAMLError or UnicodeDecodeError (a ValueError)."""
    try:
        return yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (TypeError, ValueError, RecursionError) as error:  # keys that can't be keys, dates that are none, …
        raise yaml.YAMLError(f"{type(error).__name__}: {error}") from None
