"""Applies an operator to a stream of records, writes what it keeps and rejects, and accounts for every one."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from pathlib import Path
from typing import Any

from ftprep.errors import AccountError
from ftprep.io import DatasetWriter
from ftprep.operator import Context, Deduplicator, Drop, Operator, Options, Products, Selector, Sink, Step
from ftprep.ports import Progress
from ftprep.record import Record
from ftprep.report import Reject, Report
from ftprep.spool import Spool

_TICK_RECORDS = 500
_TICK_SECONDS = 2.0

Keep = Callable[[Record], None]


def run(
    operator: Operator,
    options: Options,
    context: Context,
    items: Iterable[Record | Reject],
    writer: DatasetWriter,
    *,
    keep: Keep | None = None,
    progress: Progress | None = None,
) -> Products:
    """Runs `operator` over `items` into `writer`. `keep` is told every record kept, in order.

    Raises AccountError where records read are not records kept plus rejected.
    """
    report = context.report
    sides = _Sides(operator, report, writer, keep)
    made = operator.factory(options, context)
    source = iter(made if operator.kind == "source" else items)
    stream = _counted(source, report, sides, progress)
    try:
        _apply(operator, made, stream, sides, context, progress)
    finally:
        _close(stream, source)
    finish = getattr(made, "finish", None)
    products: Products = finish() if finish is not None else Products()
    if report.read != report.kept + report.rejected:
        raise AccountError(
            en=f"{operator.name} read {report.read} records, kept {report.kept} and rejected {report.rejected}. "
            "Please report this.",
            zh=f"{operator.name} 读入 {report.read} 条，保留 {report.kept} 条，剔除 {report.rejected} 条，数目不符。请报告此问题。",
        )
    return products


def _apply(
    operator: Operator, made: Any, stream: Iterator[Record], sides: _Sides, context: Context, progress: Progress | None
) -> None:
    match operator.kind:
        case "mapper" | "filter":
            _steps(made, stream, sides)
        case "deduplicator":
            against = (
                _counted(iter(made.against), context.report, sides, progress)
                if made.keep_against
                else (item for item in made.against if isinstance(item, Record))
            )
            _deduplicate(made, stream, against, sides, context.work_dir)
        case "source":
            for record in stream:
                sides.kept(record)
        case "selector" | "splitter":
            _select(made, stream, sides, context.work_dir)
        case _:
            _sink(made, stream, sides)


def _close(*streams: Iterator[Any]) -> None:
    """Ends generators where an error left them: what they have open is closed now, not whenever memory is swept."""
    for stream in streams:
        if isinstance(stream, Generator):
            stream.close()


class _Sides:
    """Where records go: kept or rejected, counted either way."""

    def __init__(self, operator: Operator, report: Report, writer: DatasetWriter, keep: Keep | None) -> None:
        self._step = operator.name
        self._writes = operator.writes_records
        self._report = report
        self._writer = writer
        self._keep = keep

    def kept(self, record: Record) -> None:
        self._report.kept += 1
        if self._writes:
            self._writer.keep(record)
        if self._keep is not None:
            self._keep(record)

    def changed(self, record: Record) -> None:
        self._report.changed += 1
        self.kept(record.replace(lineage=record.lineage.with_step(self._step)))

    def dropped(self, record: Record, drop: Drop) -> None:
        lineage = record.lineage
        self.rejected(
            Reject(drop.reason, self._step, lineage.source, lineage.row, record.to_row(), record.id, drop.detail)
        )

    def rejected(self, reject: Reject) -> None:
        self._report.reject(reject.reason, reject.id)
        self._writer.reject(reject)


def _counted(
    items: Iterable[Record | Reject], report: Report, sides: _Sides, progress: Progress | None
) -> Iterator[Record]:
    told = time.monotonic()
    for item in items:
        report.read += 1
        if progress is not None and report.read % _TICK_RECORDS == 0 and time.monotonic() - told > _TICK_SECONDS:
            told = time.monotonic()
            progress(report.read, None)
        if isinstance(item, Record):
            yield item
        else:
            sides.rejected(item)


def _steps(step: Step, stream: Iterable[Record], sides: _Sides) -> None:
    for record in stream:
        result = step(record)
        if isinstance(result, Drop):
            sides.dropped(record, result)
        elif result is record:
            sides.kept(record)
        else:
            sides.changed(result)


def _deduplicate(
    made: Deduplicator, stream: Iterable[Record], against: Iterable[Record], sides: _Sides, folder: Path
) -> None:
    """`against` is in the account only where it comes out with the rest."""
    with Spool(folder) as spool:
        for record in against:
            made.add(record, fixed=True)
            spool.append(record)
        fixed = len(spool)
        for record in stream:
            made.add(record)
            spool.append(record)
        made.settle(spool.read)
        for position, record in enumerate(spool):
            drop = made.verdict(position)
            if drop is not None:
                sides.dropped(record, drop)
            elif position >= fixed or made.keep_against:
                sides.kept(record)


def _select(made: Selector, stream: Iterable[Record], sides: _Sides, folder: Path) -> None:
    with Spool(folder) as spool:
        for record in stream:
            made.add(record)
            spool.append(record)
        made.settle(spool.read)
        for position, record in enumerate(spool):
            drop = made.verdict(position)
            if drop is None:
                sides.kept(record)
            else:
                sides.dropped(record, drop)


def _sink(made: Sink, stream: Iterable[Record], sides: _Sides) -> None:
    for record in stream:
        drop = made.add(record)
        if drop is None:
            sides.kept(record)
        else:
            sides.dropped(record, drop)
