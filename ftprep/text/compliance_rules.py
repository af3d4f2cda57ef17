"""The rules of `compliance`, read from their tables: what speaks for a category, and the contexts that excuse it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final, NamedTuple

import yaml

from ftprep.text.features import compiled
from ftprep.text.pieces import alternatives, necessary_piece

_TABLES: Final = ("compliance", "compliance_en")
_REACH: Final = {"clause": 60, "sentence": 150, "near": 120, "by": 50}
"""Characters to either side of a hit in which a context counts."""
_ENDS: Final = {
    "clause": (",", ";", ":", "!", "?", "。", "\n", ". ", "…"),
    "sentence": ("!", "?", "。", "\n", ". "),
    "near": (),
    "by": (),
}


class Context(NamedTuple):
    """Words beside a hit that excuse or confirm it: within the clause or the sentence, near, or close by."""

    within: str
    pattern: str

    def stands_by(self, text: str, start: int, end: int) -> bool:
        """Over the hit or to either side of it."""
        low, high = self._window(text, start, end)
        return compiled(self.pattern).search(text[low:high]) is not None

    def stands_beside(self, text: str, start: int, end: int) -> bool:
        """To either side of the hit: no hit confirms itself."""
        low, high = self._window(text, start, end)
        return any(compiled(self.pattern).search(side) for side in (text[low:start], text[end:high]))

    def _window(self, text: str, start: int, end: int) -> tuple[int, int]:
        reach, ends = _REACH[self.within], _ENDS[self.within]
        low, high = max(0, start - reach), min(len(text), end + reach)
        for mark in ends:
            low = max(low, text.rfind(mark, low, start) + len(mark) if mark in text[low:start] else low)
            high = found if (found := text.find(mark, end, high)) >= 0 else high
        return low, high


class Rule(NamedTuple):
    """A pattern that speaks for a category with some weight, and a piece of it for the gate."""

    category: str
    sign: str
    weight: float
    pattern: str
    gate: str
    unless: tuple[Context, ...] = ()
    needs: tuple[Context, ...] = ()
    """One of these must stand beside it."""

    @property
    def gapless(self) -> bool:
        """Whether it finds nothing but words of its own."""
        return self.pattern == self.gate and "\\w" not in self.pattern

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """(start, end) of what nothing excuses."""
        for match in compiled(self.pattern).finditer(text):
            start, end = match.span()
            place = (text, start, end)
            confirmed = not self.needs or any(context.stands_beside(*place) for context in self.needs)
            if confirmed and not any(context.stands_by(*place) for context in self.unless):
                yield start, end


@cache
def compliance_rules() -> tuple[Rule, ...]:
    """All rules of the tables, in their order."""
    bodies = [
        yaml.safe_load(resources.files("ftprep.text").joinpath(f"tables/{name}.yaml").read_text("utf-8"))
        for name in _TABLES
    ]
    patterns: dict[str, list[str]] = {}
    within: dict[str, str] = {}
    for body in bodies:
        for name, context in body["contexts"].items():
            patterns.setdefault(name, []).append(_written_out("|".join(context["any"]), body["macros"]))
            within[name] = context["within"]
    contexts = {name: Context(within[name], "|".join(some)) for name, some in patterns.items()}
    return tuple(rule for body in bodies for row in body["features"] for rule in _rules(row, body["macros"], contexts))


def _rules(row: Mapping[str, Any], macros: Mapping[str, str], contexts: Mapping[str, Context]) -> Iterator[Rule]:
    """A rule for all words of a feature, and one for each of its patterns with gaps: small patterns are quick, and the
    gate says which of them are worth a look."""
    category, _, sign = row["name"].partition(".")
    unless = tuple(contexts[name] for name in row.get("unless", ()))
    needs = tuple(contexts[name] for name in row.get("needs", ()))
    pattern = _written_out("|".join(row["any"]), macros)
    words = []
    for branch in alternatives(pattern):
        piece = necessary_piece(branch)
        if piece == branch:
            words.append(branch)
        else:
            yield Rule(category, sign, float(row["weight"]), branch, piece, unless, needs)
    if words:
        yield Rule(category, sign, float(row["weight"]), "|".join(words), "|".join(words), unless, needs)


def _written_out(pattern: str, macros: Mapping[str, str]) -> str:
    for _ in range(2):  # macros may stand in macros
        for name, text in macros.items():
            pattern = pattern.replace("{" + name + "}", text)
    return pattern
