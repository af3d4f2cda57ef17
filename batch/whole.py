"""A step that must see all records before it can tell which of them go: over the shards of the pass before it."""

from __future__ import annotations

import os
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO, Self

import orjson

from batch.accounts import told
from batch.chain import check
from batch.passes import INDEX, RECORDS, SIGNED, read_records
from batch.recipe import Recipe
from batch.signed import read_signed
from ftprep.operator import Context, Drop, Products
from ftprep.record import Record, dumps
from ftprep.report import MAX_EXAMPLES, Report

FILES = "files"
_OPEN_FILES = 128
_INDEX_BYTES = 8


@dataclass(frozen=True, slots=True)
class Whole:
    """Step `at` of the recipe's line over `shards`; leaves `verdicts-NUMBER.jsonl` for each of them, and its files."""

    recipe: Recipe
    at: int
    shards: tuple[Path, ...]

    def run(self, folder: Path) -> dict[str, Any]:
        step = self.recipe.line[self.at]
        report = Report(step.name)
        files = folder / FILES
        files.mkdir()
        made = step.operator().factory(
            step.options(), Context(report, files, stem=f"{self.recipe.name}{self.recipe.mark(self.at)}")
        )
        with Shards(self.shards) as shards:
            if step.kind == "deduplicator":
                for shard in self.shards:
                    for some in read_signed(shard / SIGNED):
                        made.add_signed(some)
            else:
                for record in shards:
                    made.add(record)
            made.settle(shards.read)
            self._judge(shards, made.verdict, report, folder)
        finish = getattr(made, "finish", None)
        products: Products = finish() if finish is not None else Products()
        check(report)
        return told(report, [(file.path.name, file.role, file.records or 0) for file in products.files])

    def _judge(self, shards: Shards, verdict: Callable[[int], Drop | None], report: Report, folder: Path) -> None:
        position = 0
        for number, count in enumerate(shards.counts, 1):
            with verdict_path(folder, number).open("wb") as out:
                for inner in range(count):
                    report.read += 1
                    drop = verdict(position)
                    if drop is None:
                        report.kept += 1
                    else:
                        wanted = len(report.examples.get(drop.reason, ())) < MAX_EXAMPLES
                        report.reject(drop.reason, shards.read(position).id if wanted else "")
                        out.write(dumps([inner, drop.reason, drop.detail]) + b"\n")
                    position += 1


def verdict_path(folder: Path, number: int) -> Path:
    return folder / f"verdicts-{number:06d}.jsonl"


class Shards:
    """The records of all shards, by their position over all; 8 bytes a record of the shards that are open."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self.counts = [(folder / INDEX).stat().st_size // _INDEX_BYTES for folder in folders]
        self._ends = list(accumulate(self.counts))
        self._open: OrderedDict[int, tuple[BinaryIO, int, array[int]]] = OrderedDict()

    def __iter__(self) -> Iterator[Record]:
        for folder in self._folders:
            for record, _ in read_records(folder / RECORDS):
                yield record

    def read(self, position: int) -> Record:
        number = bisect_right(self._ends, position)
        inner = position - (self._ends[number - 1] if number else 0)
        file, size, starts = self._file(number)
        end = starts[inner + 1] if inner + 1 < len(starts) else size
        return Record.from_row(orjson.loads(os.pread(file.fileno(), end - starts[inner], starts[inner])))

    def _file(self, number: int) -> tuple[BinaryIO, int, array[int]]:
        """The file, its size and where records begin. The one that was not used for longest is closed where too many are open."""
        if number not in self._open:
            if len(self._open) >= _OPEN_FILES:
                self._open.popitem(last=False)[1][0].close()
            folder = self._folders[number]
            path = folder / RECORDS
            self._open[number] = (path.open("rb", buffering=0), path.stat().st_size, _index(folder / INDEX))
        self._open.move_to_end(number)
        return self._open[number]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for file, _, _ in self._open.values():
            file.close()


def _index(path: Path) -> array[int]:
    starts = array("q")
    with path.open("rb") as source:
        starts.fromfile(source, path.stat().st_size // starts.itemsize)
    return starts
