"""The steps that see one record at a time, one behind the other: a record goes through all of them in one pass.

The result is that of one call after another, where a data set lies in a file between two steps: so what a step makes
is taken as it would be read back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from batch.recipe import Recipe
from batch.rejects import Rejects
from batch.rows import RowWriter
from ftprep.errors import AccountError
from ftprep.operator import Context, Drop
from ftprep.record import Record, dumps
from ftprep.report import Reject, Report

STEM = "dataset"
"""What the names of files begin with that steps leave beside their records."""


@dataclass(slots=True)
class Link:
    """A step at work, what looks on behind it, and its account."""

    place: int
    name: str
    report: Report
    made: Any = None
    taps: list[Tap] = field(default_factory=list)


@dataclass(slots=True)
class Tap:
    """An analyzer, or the writer of formatted rows."""

    place: int
    report: Report
    sink: Any


class Chain:
    """`feed` every record in turn, then `finish`. Rejects go to `rejects`, records that come through to `kept`."""

    def __init__(
        self,
        recipe: Recipe,
        places: range,
        folder: Path,
        rejects: Rejects,
        task: str,
    ) -> None:
        """`places` on the recipe's line; a step that has been decided elsewhere has no part in it but its taps.
        `task`: what formatted rows are for, "" to find out."""
        self.folder = folder
        self._recipe = recipe
        self._rejects = rejects
        self.links = [self._link(place, task) for place in places]

    def _link(self, place: int, task: str) -> Link:
        step = self._recipe.line[place]
        report = Report(step.name)
        link = Link(place, step.name, report)
        if step.kind in ("mapper", "filter"):
            link.made = step.operator().factory(step.options(), self._context(report, place))
        for number, (at, tap) in enumerate(self._recipe.taps):
            if at != place:
                continue
            own, own_place = Report(tap.name), self._recipe.tap_place(number)
            sink = (
                RowWriter(tap.options(), own, self.folder, task)
                if tap.kind == "formatter"
                else tap.operator().factory(tap.options(), self._context(own, own_place))
            )
            link.taps.append(Tap(own_place, own, sink))
        return link

    def _context(self, report: Report, place: int) -> Context:
        """All steps of a chain lay their files in one folder."""
        return Context(report, self.folder, stem=f"{STEM}{self._recipe.mark(place)}")

    def feed(self, record: Record, line: bytes) -> tuple[Record, bytes] | None:
        """The record as it comes out, with its line; None where a step dropped it. The first link has it already."""
        for number, link in enumerate(self.links):
            if number:
                link.report.read += 1
                result = link.made(record)
                if isinstance(result, Drop):
                    self.reject(record, result, link.report, link.place)
                    return None
                if result is not record:
                    link.report.changed += 1
                    record, line = laid_down(result.replace(lineage=result.lineage.with_step(link.name)))
                link.report.kept += 1
            for tap in link.taps:
                self._look_on(tap, record)
        return record, line

    def _look_on(self, tap: Tap, record: Record) -> None:
        tap.report.read += 1
        drop = tap.sink.add(record)
        if drop is None:
            tap.report.kept += 1
        else:
            self.reject(record, drop, tap.report, tap.place)

    def reject(self, record: Record, drop: Drop, report: Report, place: int) -> None:
        lineage = record.lineage
        self.turn_away(
            Reject(drop.reason, report.operator, lineage.source, lineage.row, record.to_row(), record.id, drop.detail),
            report,
            place,
        )

    def turn_away(self, reject: Reject, report: Report, place: int) -> None:
        report.reject(reject.reason, reject.id)
        self._rejects.write(reject, place)

    def finish(self) -> None:
        """Ends every step; files that they left (records set aside …) stay in the folder. Checks the account."""
        for link in self.links:
            finish = getattr(link.made, "finish", None)
            if finish is not None:
                finish()
            for report in (link.report, *(tap.report for tap in link.taps)):
                check(report)


def laid_down(record: Record) -> tuple[Record, bytes]:
    """The record as it stands in a file between two steps, and its line there.

    Texts that JSON takes as they are come back as they are. Values of any other kind may change on the way (a tuple
    into a list, half a character into U+FFFD), so they are read again.
    """
    row = record.to_row()
    try:
        line = orjson.dumps(row)
    except TypeError:
        line = dumps(row)
    else:
        if _only_texts(record):
            return record, line
    return Record.from_row(orjson.loads(line)), line


def _only_texts(record: Record) -> bool:
    if record.meta or record.labels:
        return False
    for turns in (record.turns, record.chosen, record.rejected):
        for turn in turns or ():
            if turn.extra is not None:
                return False
    return True


def check(report: Report) -> None:
    """Raises AccountError where records were lost or doubled."""
    if report.read != report.kept + report.rejected:
        raise AccountError(
            en=f"{report.operator} read {report.read} records, kept {report.kept} and rejected {report.rejected}. "
            "Please report this.",
            zh=f"{report.operator} 读入 {report.read} 条，保留 {report.kept} 条，剔除 {report.rejected} 条，数目不符。请报告此问题。",
        )
