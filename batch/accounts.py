"""Reports of parts: as JSON, and joined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from batch.recipe import Recipe
from ftprep.report import MAX_NOTES, Report

_LANGUAGES = ("en", "zh")
_TIMES = re.compile(r"(?<=[(（])(\d+)(?=×\)| 次）)")
"""How often something was repaired, as ftprep.io.account says it."""


def told(report: Report, files: Sequence[Sequence[Any]] = ()) -> dict[str, Any]:
    """What a task over the whole says of itself: its account, and the (name, role, records) of files that it made."""
    return {
        "read": report.read,
        "records": report.kept,
        "rejected": report.rejected,
        "bytes": 0,
        "reports": [to_json(report)],
        "taps": [],
        "files": [list(file) for file in files],
    }


class Reports:
    """The accounts of a recipe's steps, joined over the shards: by the step's place, for an operator may stand in a recipe
    more than once."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._found: dict[int, Report] = {}

    def __getitem__(self, place: int) -> Report:
        return self._found[place]

    def take(self, start: int, summaries: Sequence[Mapping[str, Any]]) -> None:
        """Of a pass or whole step that begins at `start`, all shards' in order."""
        found: dict[int, list[Report]] = {}
        for summary in summaries:
            for place, row in enumerate(summary["reports"], start):
                found.setdefault(place, []).append(from_json(row))
            for tap in summary["taps"]:
                found.setdefault(tap["place"], []).append(from_json(tap["report"]))
        for place, reports in found.items():
            step = self._recipe.steps[place]
            self._found[place] = joined(reports, step.name, step.operator().figures)

    def take_tap(self, tap: int, summary: Mapping[str, Any]) -> None:
        """Of an analyzer when it has seen all."""
        self._found[self._recipe.tap_place(tap)] = from_json(summary["reports"][0])

    @property
    def end(self) -> Report:
        """Of what the records come out of."""
        last = len(self._recipe.line) - 1
        taps = self._recipe.taps
        return self[
            next((self._recipe.tap_place(at) for at, (_, tap) in enumerate(taps) if tap.kind == "formatter"), last)
        ]

    @property
    def rejected(self) -> int:
        """Records that go no further, by all steps so far."""
        return sum(report.rejected for report in self._found.values())


def tap_state(summary: Mapping[str, Any]) -> dict[str, Any] | None:
    """What the formatter knows of a shard."""
    return next((tap["state"] for tap in summary["taps"] if "state" in tap), None)


def to_json(report: Report) -> dict[str, Any]:
    return {f.name: getattr(report, f.name) for f in fields(report)}


def from_json(row: Mapping[str, Any]) -> Report:
    return Report(**{**row, "reasons": Counter(row["reasons"]), "changes": Counter(row["changes"])})


def joined(parts: Sequence[Report], operator: str, schema: Mapping[str, Any]) -> Report:
    """The account of all parts, in order. Inputs of one name become one; `schema` says how figures add up."""
    whole = Report(operator)
    for part in parts:
        whole.merge(part)
        for name, figure in part.figures.items():
            whole.figures[name] = _added(whole.figures.get(name), figure, schema.get(name, {}))
    inputs: dict[tuple[str, str], dict[str, Any]] = {}
    for row in whole.inputs:
        known = inputs.setdefault((row["name"], row["format"]), {**row, "read": 0, "rejected": 0})
        known["read"] += row["read"]
        known["rejected"] += row["rejected"]
    whole.inputs = list(inputs.values())
    whole.notes = _notes(note for part in parts for note in part.notes)
    return whole


def _notes(notes: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Each sentence once. Those of one file's shards differ in how often something was done, in each language at one
    place: that adds up."""
    found: dict[tuple[str, ...], int] = {}
    for note in notes:
        pieces = [_TIMES.split(note[language]) for language in _LANGUAGES]
        counted = all(len(piece) == 3 for piece in pieces)
        key = tuple((f"{piece[0]}\0{piece[2]}" if counted else "".join(piece)) for piece in pieces)
        found[key] = found.get(key, 0) + (int(pieces[0][1]) if counted else 0)
    told = [
        {language: text.replace("\0", str(times)) for language, text in zip(_LANGUAGES, key, strict=True)}
        for key, times in found.items()
    ]
    return told[:MAX_NOTES]


def _added(one: Any, other: Any, schema: Mapping[str, Any]) -> Any:
    """Numbers add up, lists of objects by their first property (their numbers add up), of texts each once; of anything
    else the first stays."""
    if one is None:
        return other
    if isinstance(one, int | float) and not isinstance(one, bool):
        return one + other
    if isinstance(one, list):
        properties = schema.get("items", {}).get("properties")
        if not properties:
            return list(dict.fromkeys([*one, *other]))
        key = next(iter(properties))
        rows = {row[key]: row for row in one}
        for row in other:
            known = rows.get(row[key])
            rows[row[key]] = (
                row if known is None else {n: _added(known.get(n), v, properties.get(n, {})) for n, v in row.items()}
            )
        return list(rows.values())
    return one
