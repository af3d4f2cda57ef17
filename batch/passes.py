"""One unit or shard through a chain of steps, into a folder of its own.

The folder is there when all in it is done, and not before: what is killed leaves nothing that counts.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from batch.accounts import to_json
from batch.chain import Chain, laid_down
from batch.inputs import Unit, read_unit
from batch.recipe import Recipe
from batch.rows import RowWriter
from batch.signed import write_signed
from ftprep.io.write import JsonlWriter
from ftprep.operator import Context, Drop
from ftprep.reading import Reading
from ftprep.record import Record
from ftprep.report import Reject, Report

RECORDS = "records.jsonl"
REJECTS = "rejects.jsonl"
INDEX = "index.bin"
SUMMARY = "summary.json"
SIGNED = "signed.bin"


@dataclass(frozen=True, slots=True)
class Pass:
    """Steps [start, end) of the recipe's line over a unit of the input, or over a `shard` that an earlier pass left,
    with the `verdicts` on it."""

    recipe: Recipe
    start: int
    end: int
    unit: Unit | None = None
    shard: Path | None = None
    verdicts: Path | None = None
    task: str = ""

    def run(self, folder: Path) -> dict[str, Any]:
        rejects = JsonlWriter(folder / REJECTS)
        recipe = self.recipe
        first = self.start if self.unit else self.start - 1  # the step whose records come in
        steps = [(recipe.line[at], [tap for place, tap in recipe.taps if place == at]) for at in range(first, self.end)]
        chain = Chain(steps, folder, rejects, self.task)
        last = self.end == len(recipe.line)
        keeps = not (last and recipe.formatter)
        records = _Records(folder) if keeps else None
        source = self._records(chain, folder)
        through = (out for record, line in source if (out := chain.feed(record, line)) is not None)
        following = None if last else recipe.line[self.end]
        if following is not None and following.kind == "deduplicator":
            made = following.operator().factory(following.options(), Context(Report(following.name), folder))
            write_signed(made.sign(_written(through, records)), folder / SIGNED)
        else:
            for _ in _written(through, records):
                pass
        chain.finish()
        rejects.close()
        if records is not None:
            records.close()
        return self._summary(chain, folder, records)

    def _records(self, chain: Chain, folder: Path) -> Iterator[tuple[Record, bytes]]:
        link = chain.links[0]
        report = link.report
        if self.unit is None:
            yield from self._judged(chain)
            return
        reading = reading_of(self.recipe)
        for item in read_unit(self.unit, reading, link.name, report, folder):
            report.read += 1
            if isinstance(item, Reject):
                chain.turn_away(item, report)
            else:
                report.kept += 1
                yield laid_down(item)

    def _judged(self, chain: Chain) -> Iterator[tuple[Record, bytes]]:
        """The shard's records that may go on. What goes no further is written; it has been counted where it was
        decided, so this link's account is dropped."""
        if self.shard is None:
            return
        verdicts = read_verdicts(self.verdicts) if self.verdicts else {}
        report = chain.links[0].report
        for position, (record, line) in enumerate(read_records(self.shard / RECORDS)):
            report.read += 1
            if (drop := verdicts.get(position)) is not None:
                chain.reject(record, drop, report)
            else:
                report.kept += 1
                yield record, line

    def _summary(self, chain: Chain, folder: Path, records: _Records | None) -> dict[str, Any]:
        own = chain.links if self.unit else chain.links[1:]
        reports = [to_json(link.report) for link in own]
        taps = []
        for link in chain.links:
            for tap in link.taps:
                state = tap.sink.state()
                if isinstance(tap.sink, RowWriter):
                    taps.append({"report": to_json(tap.report), "state": state})
                else:
                    (folder / f"{tap.report.operator}.state").write_bytes(pickle.dumps(state, 5))
                    taps.append({"report": to_json(tap.report)})
        read = chain.links[0].report.read
        return {
            "read": read,
            "records": records.count if records else sum(tap["report"]["kept"] for tap in taps if "state" in tap),
            "rejected": chain.rejected,
            "bytes": self.unit.size if self.unit else 0,
            "reports": reports,
            "taps": taps,
        }


class _Records:
    """Records on disk, with an index of where each begins."""

    def __init__(self, folder: Path) -> None:
        self._file = (folder / RECORDS).open("wb", buffering=1 << 20)
        self._index = folder / INDEX
        self._starts = array("q")
        self._size = 0

    @property
    def count(self) -> int:
        return len(self._starts)

    def write(self, line: bytes) -> None:
        self._starts.append(self._size)
        self._size += self._file.write(line) + self._file.write(b"\n")

    def close(self) -> None:
        self._file.close()
        with self._index.open("wb") as out:
            self._starts.tofile(out)


def _written(records: Iterator[tuple[Record, bytes]], out: _Records | None) -> Iterator[Record]:
    for record, line in records:
        if out is not None:
            out.write(line)
        yield record


def read_records(path: Path) -> Iterator[tuple[Record, bytes]]:
    """Each record with its line."""
    with path.open("rb", buffering=1 << 20) as source:
        for line in source:
            yield Record.from_row(orjson.loads(line)), line[:-1]


def read_verdicts(path: Path) -> dict[int, Drop]:
    """Position in the shard → why the record goes no further."""
    with path.open("rb") as source:
        return {position: Drop(reason, detail) for position, reason, detail in map(orjson.loads, source)}


def reading_of(recipe: Recipe) -> Reading:
    """How the first step reads."""
    options = recipe.line[0].options().model_dump()
    named = ("question_column", "answer_column", "text_column")
    return Reading(
        format=options["format"],
        header=options["header"],
        text_unit=options["text_unit"],
        **{name: options[name].strip() for name in named},
    )
