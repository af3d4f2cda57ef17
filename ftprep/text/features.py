"""Scored features of a text, from a YAML table of patterns: which of them it has.

A sieve says first which branches of which patterns are worth a look; in ordinary text hardly any is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, cached_property
from importlib import resources
from itertools import chain
from typing import Any, NamedTuple

import yaml

from ftprep.text.pieces import branches
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
        self.branches: list[str] = []
        self._words = words
        self._of: list[int] = []
        """Of each branch the feature's index, …"""
        for number, row in enumerate(rows):
            self.features.append(Feature(row["name"], float(row["weight"]), row["en"], row["zh"], row.get("kind", "")))
            for pattern in row["any"]:
                some = branches(_expanded(pattern, macros))
                self.branches += some
                self._of += [number] * len(some)
        self._weights = [self.features[number].weight for number in self._of]
        """… and its weight."""

    @cached_property
    def _sieve(self) -> Sieve:
        return Sieve(self.branches, self._words)

    def found(self, text: str, at_least: float = 0.0) -> list[Feature]:
        """The features that a text has, in the table's order; none where their weights can't reach `at_least`."""
        return self.confirmed(text, self.suspected(text)[0], at_least)

    def suspected(self, text: str) -> tuple[list[int], set[int]]:
        """What has to be looked at of it, for `confirmed`, and which of the table's `words` it has."""
        return _look(self._sieve, text)

    def confirmed(self, text: str, hits: Sequence[int], at_least: float = 0.0) -> list[Feature]:
        """Those of the suspected ones that it has; none where their weights can't reach `at_least`."""
        if not hits or (at_least > 0 and self._most(hits) < at_least):
            return []
        data = _encoded(text)
        sure: set[int] = set()
        for branch in hits:
            if self._of[branch] not in sure and occurs(self.branches[branch])(data):
                sure.add(self._of[branch])
        return [self.features[number] for number in sorted(sure)]

    def speaks(self, text: str, hits: Sequence[int], at_least: float = 0.0) -> bool:
        """Whether it has any suspected one that adds to the score, where their weights can reach `at_least`."""
        for_it = [branch for branch in hits if self._weights[branch] > 0]
        if not for_it or (at_least > 0 and self._most(for_it) < at_least):
            return False
        data = _encoded(text)
        return any(occurs(self.branches[branch])(data) for branch in for_it)

    def occurring(self, text: str, hits: Sequence[int]) -> list[int]:
        """Those of the suspected ones that a part of the text may have: that it has, or that look for an end of it."""
        data = _encoded(text)
        return [hit for hit in hits if _is_anchored(self.branches[hit]) or occurs(self.branches[hit])(data)]

    def _most(self, hits: Sequence[int]) -> float:
        if len(hits) == 1:
            return self._weights[hits[0]]
        weights = {self._of[branch]: self._weights[branch] for branch in hits}
        return sum(weight for weight in weights.values() if weight > 0)


class OnePass:
    """Several tables, whose suspects one pass over a text finds."""

    def __init__(self, tables: Sequence[FeatureTable]) -> None:
        self._sieve = Sieve(list(chain.from_iterable(table.branches for table in tables)))
        self._of = [(number, branch) for number, table in enumerate(tables) for branch in range(len(table.branches))]
        """Of each pattern the table, and its number there."""
        self._tables = range(len(tables))

    def suspected(self, text: str) -> list[list[int]]:
        """Of each table what has to be looked at, for its `confirmed`."""
        found: list[list[int]] = [[] for _ in self._tables]
        for hit in _look(self._sieve, text)[0]:
            number, branch = self._of[hit]
            found[number].append(branch)
        return found


def _look(sieve: Sieve, text: str) -> tuple[list[int], set[int]]:
    try:
        return sieve.look(text)
    except UnicodeEncodeError:  # lone surrogates
        return sieve.look(text.encode("utf-8", "replace").decode())


@cache
def _is_anchored(pattern: str) -> bool:
    return re.search(r"(?<!\[)\^|\$", pattern) is not None


@cache
def compiled(pattern: str) -> Any:
    """Compiled when it is first needed: of some thousand most data sets need few."""
    import re2

    return re2.compile(pattern, _options())


@cache
def occurs(pattern: str) -> Callable[[bytes], Any]:
    """Tells of a text in UTF-8 whether the pattern occurs in it, in half the time of a search, which tells where.

    >>> [bool(occurs("free (?:gift|prize)")(text)) for text in (b"a free prize", b"free")]
    [True, False]
    """
    import re2

    one = re2.Set.SearchSet(_options())
    one.Add(pattern)
    one.Compile()
    return one.Match  # type: ignore[no-any-return]


def _options() -> Any:
    import re2

    options = re2.Options()
    options.max_mem = 16 << 20
    options.never_capture = True
    options.log_errors = False
    return options


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
