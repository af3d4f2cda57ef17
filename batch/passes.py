"""One unit or shard through a chain of steps, into a folder of its own.

The folder is there when all in it is done, and not before: what is killed leaves nothing that counts.
"""

from __future__ import annotations

import contextlib
import pickle
import shutil
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from batch.accounts import to_json
from batch.chain import Chain, laid_down
from batch.folders import passed
from batch.inputs import NotADataSet, read_unit
from batch.lines import Unit
from batch.recipe import Recipe
from batch.rejects import Rejects
from batch.rows import RowWriter
from batch.signed import write_signed
from ftprep.operator import Context, Drop
from ftprep.reading import Reading
from ftprep.record import Record
from ftprep.report import Reject, Report

RECORDS = "records.jsonl"
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

    @property
    def size(self) -> int:
        """Of what it reads, in bytes."""
        if self.unit is not None:
            return self.unit.size
        return (self.shard / RECORDS).stat().st_size if self.shard is not None else 0

    def run(self, folder: Path) -> dict[str, Any]:
        """A file that turns out to be no data set, be it at its end, gives no records, and the account says why."""
        try:
            return self._run(folder, None)
        except NotADataSet as finding:
            shutil.rmtree(folder)
            folder.mkdir()
            return self._run(folder, finding)

    def _run(self, folder: Path, finding: NotADataSet | None) -> dict[str, Any]:
        recipe = self.recipe
        first = self.start if self.unit else self.start - 1  # the step whose records come in
        last = self.end == len(recipe.line)
        following = None if last else recipe.line[self.end]
        with contextlib.ExitStack() as closing:
            rejects = Rejects(folder)
            closing.callback(rejects.close)
            chain = Chain(recipe, range(first, self.end), folder, rejects, self.task)
            records = None if last and recipe.formatter else _Records(folder)
            if records is not None:
                closing.callback(records.close)
            source = self._records(chain, folder) if finding is None else self._none(chain, finding)
            through = (out for record, line in source if (out := chain.feed(record, line)) is not None)
            if following is not None and following.kind == "deduplicator":
                made = following.operator().factory(following.options(), Context(Report(following.name), folder))
                write_signed(made.sign(_written(through, records)), folder / SIGNED)
            else:
                for _ in _written(through, records):
                    pass
            chain.finish()
        return self._summary(chain, folder, records) | {"no_data": [finding.en, finding.zh] if finding else None}

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
                chain.turn_away(item, report, link.place)
            else:
                report.kept += 1
                yield laid_down(item)

    def _none(self, chain: Chain, finding: NotADataSet) -> Iterator[tuple[Record, bytes]]:
        name = self.unit.name if self.unit else ""
        chain.links[0].report.passed_over.append(passed(name, finding.en, finding.zh))
        return iter(())

    def _judged(self, chain: Chain) -> Iterator[tuple[Record, bytes]]:
        """The shard's records that may go on. What goes no further is written; it has been counted where it was
        decided, so this link's account is dropped."""
        if self.shard is None:
            return
        verdicts = read_verdicts(self.verdicts) if self.verdicts else {}
        link = chain.links[0]
        report = link.report
        for position, (record, line) in enumerate(read_records(self.shard / RECORDS)):
            report.read += 1
            if (drop := verdicts.get(position)) is not None:
                chain.reject(record, drop, report, link.place)
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
                    taps.append({"place": tap.place, "report": to_json(tap.report), "state": state})
                else:
                    state_path(folder, tap.place).write_bytes(pickle.dumps(state, 5))
                    taps.append({"place": tap.place, "report": to_json(tap.report)})
        read = chain.links[0].report.read
        return {
            "read": read,
            "records": records.count if records else sum(tap["report"]["kept"] for tap in taps if "state" in tap),
            "rejected": sum(account["rejected"] for account in (*reports, *(tap["report"] for tap in taps))),
            "bytes": self.size,
            "reports": reports,
            "taps": taps,
        }


def state_path(folder: Path, place: int) -> Path:
    """What an analyzer knows of a shard."""
    return folder / f"{place}.state"


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
