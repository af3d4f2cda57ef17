"""Scored features of a text, from a YAML table of patterns: which of them it has.

A sieve says first which branches of which patterns are worth a look; in ordinary text hardly any is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

import yaml

from ftprep.text.pieces import alternatives
from ftprep.text.sieve import Sieve


class Feature(NamedTuple):
    name: str
    weight: float
    en: str
    zh: str
    kind: str = ""
    """What it is among the others, where a table tells kinds apart."""


class FeatureTable:
    """The features of a table."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], macros: Mapping[str, str], words: Sequence[str] = ()) -> None:
        self.features: list[Feature] = []
        self._branches: list[str] = []
        self._of: list[int] = []
        """Of each branch the feature's index."""
        for number, row in enumerate(rows):
            self.features.append(Feature(row["name"], float(row["weight"]), row["en"], row["zh"], row.get("kind", "")))
            for pattern in row["any"]:
                branches = alternatives(_expanded(pattern, macros))
                self._branches += branches
                self._of += [number] * len(branches)
        self._sieve = Sieve(self._branches, words)

    def found(self, text: str, at_least: float = 0.0) -> list[Feature]:
        """The features that a text has, in the table's order; none where their weights can't reach `at_least`."""
        return self.confirmed(text, self.suspected(text)[0], at_least)

    def suspected(self, text: str) -> tuple[list[int], set[int]]:
        """What has to be looked at of it, for `confirmed`, and which of the table's `words` it has."""
        try:
            return self._sieve.look(text)
        except UnicodeEncodeError:  # lone surrogates
            return self._sieve.look(text.encode("utf-8", "replace").decode())

    def may_speak_for(self, hits: Sequence[int]) -> bool:
        """Whether any of the suspected ones would add to the score."""
        return any(self.features[self._of[branch]].weight > 0 for branch in hits)

    def confirmed(self, text: str, hits: list[int], at_least: float) -> list[Feature]:
        """Those of the suspected ones that it has."""
        possible = {self._of[branch] for branch in hits}
        if not hits or sum(weight for number in possible if (weight := self.features[number].weight) > 0) < at_least:
            return []
        data = _encoded(text)
        sure: set[int] = set()
        for branch in hits:
            if self._of[branch] not in sure and compiled(self._branches[branch]).search(data):
                sure.add(self._of[branch])
        return [self.features[number] for number in sorted(sure)]


@cache
def compiled(pattern: str) -> Any:
    """Compiled when it is first needed: of some thousand most data sets need few."""
    import re2

    options = re2.Options()
    options.max_mem = 64 << 20
    options.never_capture = True
    options.log_errors = False
    return re2.compile(pattern, options)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


@cache
def feature_table(*names: str, words: str = "") -> FeatureTable:
    """The tables of `ftprep/text/tables/<name>.yaml` as one, read once; `words` names a list that is looked for beside."""
    rows: list[Mapping[str, Any]] = []
    macros: dict[str, str] = {}
    for name in names:
        body = yaml.safe_load(resources.files("ftprep.text").joinpath(f"tables/{name}.yaml").read_text("utf-8"))
        rows += body["features"]
        macros |= body.get("macros", {})
    return FeatureTable(rows, macros, _words(words) if words else ())


def _words(name: str) -> list[str]:
    """A list of words or pieces; a 0 in it is any digit."""
    words = resources.files("ftprep.text").joinpath(f"tables/{name}.txt").read_text("utf-8").split()
    return [word.replace("0", digit) for word in words for digit in ("0123456789" if "0" in word else "0")]


def _expanded(pattern: str, macros: Mapping[str, str]) -> str:
    """The pattern with {name} replaced by the macro of that name, macros within macros too."""
    for _ in range(3):
        for name, text in macros.items():
            pattern = pattern.replace("{" + name + "}", text)
    return pattern
