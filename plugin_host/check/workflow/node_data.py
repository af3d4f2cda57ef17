"""Nodes' data as the engine's own classes see them: what they refuse, and where in the data.

graphon takes most of a second to import, so that it is imported when the first node is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that a class refuses: `kind` and `expected` are pydantic's, `message` its sentence."""

    path: Path
    kind: str
    expected: str
    message: str


def faults(data: Mapping[str, Any]) -> list[Fault]:
    """What keeps the engine from loading a node of this data; [] for kinds of node that it does not run."""
    from plugin_host.engine.nodes import SUPPORTED, node_class

    if not isinstance(data.get("type"), str) or data["type"] not in SUPPORTED:
        return []
    try:
        node_class(data).validate_node_data(data)
    except ValidationError as error:
        return _deepest([_fault(data, one) for one in error.errors(include_url=False)])
    except (ValueError, TypeError, KeyError) as error:  # what graphon's own validators raise besides
        return [Fault((), "value_error", "", str(error))]
    return []


def _fault(data: Mapping[str, Any], error: Mapping[str, Any]) -> Fault:
    context = error.get("ctx") or {}
    missing = error["type"] == "missing"
    path = tuple(_walked(data, error["loc"], missing=missing))
    return Fault(path, error["type"], str(context.get("expected", "")), str(error["msg"]))


def _walked(data: Any, place: Sequence[str | int], *, missing: bool) -> Iterator[str | int]:
    """The place without pydantic's names for the members of a union, which are no keys of the data."""
    at = data
    for number, part in enumerate(place):
        inner = value_at(at, (part,))
        if inner is not None or (isinstance(at, Mapping) and part in at):
            at = inner
        elif not (missing and number == len(place) - 1):
            continue
        yield part


def _deepest(found: list[Fault]) -> list[Fault]:
    """One fault a place, and none about a whole whose part is told: a union complains once for each of its members."""
    first: dict[Path, Fault] = {}
    for fault in found:
        first.setdefault(fault.path, fault)
    return [
        fault
        for path, fault in first.items()
        if not any(other[: len(path)] == path for other in first if len(other) > len(path))
    ]


def value_at(data: Any, path: Path) -> Any:
    """The value at a fault's place; None where it is missing."""
    for part in path:
        try:
            data = data[part]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def place_of(data: Any, path: Path) -> str:
    """`outputs.summary.value_type`, `cases[0].conditions[1].value`: list items by their variable where they have one."""
    out = ""
    for part in path:
        inner = value_at(data, (part,))
        if isinstance(part, int):
            name = inner.get("variable") if isinstance(inner, Mapping) else None
            out += f".{name}" if isinstance(name, str) and name else f"[{part}]"
        else:
            out += f".{part}"
        data = inner
    return out.lstrip(".")
