"""Reports of parts: as JSON, and joined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

from batch.recipe import Recipe
from ftprep.report import Report


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


def joined(parts: Iterable[Report], operator: str, schema: Mapping[str, Any]) -> Report:
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
    return whole


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
