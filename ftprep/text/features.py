"""Scored features of a text, from a YAML table of patterns: which of them it has.

A gate of necessary pieces says first which features are worth a look; in ordinary text hardly any is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from ftprep.text.gate import Gate
from ftprep.text.pieces import alternatives, necessary_piece


class Feature(NamedTuple):
    name: str
    weight: float
    en: str
    zh: str
    kind: str = ""
    """What it is among the others, where a table tells kinds apart."""


class FeatureTable:
    """The features of a table."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], macros: Mapping[str, str]) -> None:
        import re2

        options = re2.Options()
        options.max_mem = 64 << 20
        options.never_capture = True
        options.log_errors = False
        self.features: list[Feature] = []
        self._patterns: list[Any] = []
        gates = []
        for row in rows:
            pattern = "|".join(_expanded(each, macros) for each in row["any"])
            self.features.append(Feature(row["name"], float(row["weight"]), row["en"], row["zh"], row.get("kind", "")))
            self._patterns.append(re2.compile(pattern, options))
            gates.append("|".join(map(necessary_piece, alternatives(pattern))))
        self._gate = Gate(gates)

    def found(self, text: str, at_least: float = 0.0) -> list[Feature]:
        """The features that a text has, in the table's order; none where their weights can't reach `at_least`."""
        return self.confirmed(text, self._gate.hits(text), at_least)

    def suspected(self, text: str) -> list[int]:
        """The indexes of those that it may have, by the gate alone; none where they would all speak against."""
        hits = self._gate.hits(text)
        return hits if any(self.features[index].weight > 0 for index in hits) else []

    def confirmed(self, text: str, hits: list[int], at_least: float) -> list[Feature]:
        """Those of the suspected ones that it has."""
        if not hits or sum(weight for index in hits if (weight := self.features[index].weight) > 0) < at_least:
            return []
        return [self.features[index] for index in hits if self._patterns[index].search(text)]


@cache
def feature_table(*names: str) -> FeatureTable:
    """The tables of `ftprep/text/tables/<name>.yaml` as one, read once."""
    rows: list[Mapping[str, Any]] = []
    macros: dict[str, str] = {}
    for name in names:
        body = yaml.safe_load(resources.files("ftprep.text").joinpath(f"tables/{name}.yaml").read_text("utf-8"))
        rows += body["features"]
        macros |= body.get("macros", {})
    return FeatureTable(rows, macros)


def _expanded(pattern: str, macros: Mapping[str, str]) -> str:
    """The pattern with {name} replaced by the macro of that name, macros within macros too."""
    for _ in range(3):
        for name, text in macros.items():
            pattern = pattern.replace("{" + name + "}", text)
    return pattern
