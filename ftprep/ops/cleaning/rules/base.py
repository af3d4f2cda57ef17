"""What a cleaning rule is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

Change = Callable[[str], str]


class Settings(Protocol):
    """The settings that rules read (CleanTextOptions has them)."""

    def __getattr__(self, name: str) -> Any: ...


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `make` gives what it does under these settings, or None where it is switched off.

    `gates` are RE2 patterns: a text in which none occurs is left alone by the rule. `needed` stands in for what RE2
    can't see. `in_code` says that the rule also works inside code blocks, `in_json` that it may touch text that is
    a JSON document.
    """

    name: str
    make: Callable[[Any], Change | None]
    gates: Sequence[str] = ()
    needed: Callable[[str], bool] | None = None
    in_code: bool = False
    in_json: bool = False
