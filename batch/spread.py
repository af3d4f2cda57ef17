"""Deduplication over the whole by a shuffle: signatures → band keys → groups → exact check → clusters.

Every record is signed where it lies. Rows (key, position), a row for each band key and for each digest, are shuffled by
key; records that share one, directly or through others, are a group. What repeats what is decided inside a group alone,
so groups are dealt out, and each is compared by the very operator that runs in one process: the result is the same,
however the rows were shuffled.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import orjson

from batch.accounts import from_json, to_json, told
from batch.chain import check
from batch.meetings import Meetings
from batch.passes import SIGNED
from batch.recipe import Recipe
from batch.signed import read_signed
from batch.whole import Shards, verdict_path
from ftprep.operator import Context
from ftprep.ops.dedup._verdicts import Unlooked
from ftprep.record import dumps
from ftprep.report import Report

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

PART_RECORDS = 20_000
"""Records that meet others, in one task. A group is never cut."""
POSITIONS = "positions.bin"
VERDICTS = "verdicts.jsonl"
_AT_ONCE = 1 << 20


def dealt(pairs: Iterable[tuple[Numbers, Numbers]], size: int = PART_RECORDS) -> Iterator[Numbers]:
    """Positions that meet others, in parts of about `size`, whole groups in each, in ascending order."""
    import numpy as np

    forest = Meetings()
    for one, other in pairs:
        for at in range(0, len(one), _AT_ONCE):
            forest.add(one[at : at + _AT_ONCE], other[at : at + _AT_ONCE])
    nodes, groups = forest.groups()
    order = np.argsort(groups, kind="stable")
    starts = np.flatnonzero(np.diff(groups[order], prepend=-1))
    begin = 0
    for end in (*starts[1:], len(order)):
        if end - begin >= size or end == len(order):
            if end > begin:
                yield np.sort(nodes[order[begin:end]])
            begin = end


@dataclass(frozen=True, slots=True)
class Group:
    """The records at `positions` (a file of numbers), compared with each other."""

    recipe: Recipe
    at: int
    shards: tuple[Path, ...]
    positions: Path

    def run(self, folder: Path) -> dict[str, Any]:
        import numpy as np

        step = self.recipe.line[self.at]
        report = Report(step.name)
        positions = [int(position) for position in np.fromfile(self.positions, np.int64)]
        made = step.operator().factory(step.options(), Context(report, folder))
        with Shards(self.shards) as shards, (folder / VERDICTS).open("wb") as out:
            for position in positions:
                made.add(shards.read(position))
            made.settle(lambda inner: shards.read(positions[inner]))
            for inner, position in enumerate(positions):
                if (drop := made.verdict(inner)) is not None:
                    row = [position, drop.reason, drop.detail, shards.read(position).id]
                    out.write(dumps(row) + b"\n")
                    report.reject(drop.reason, "")
        return {"read": len(positions), "rejected": report.rejected, "bytes": 0, "reports": [to_json(report)]}


@dataclass(frozen=True, slots=True)
class Gathered:
    """The verdicts of all groups, as one process would have left them."""

    recipe: Recipe
    at: int
    shards: tuple[Path, ...]
    groups: tuple[Path, ...]

    def run(self, folder: Path) -> dict[str, Any]:
        report = Report(self.recipe.line[self.at].name)
        with Shards(self.shards) as shards:
            counts = shards.counts
        rows = heapq.merge(*(_rows(group / VERDICTS) for group in self.groups))
        following = next(rows, None)
        begin = 0
        for number, count in enumerate(counts, 1):
            with verdict_path(folder, number).open("wb") as out:
                while following is not None and following[0] < begin + count:
                    position, reason, detail, identity = following
                    report.reject(reason, identity)
                    out.write(dumps([position - begin, reason, detail]) + b"\n")
                    following = next(rows, None)
            begin += count
        unlooked = Unlooked()
        for shard in self.shards:
            for some in read_signed(shard / SIGNED):
                unlooked.count_all(some)
        settings = self.recipe.line[self.at].options().model_dump()
        unlooked.tell(report, settings["fields"], settings["best_field"])
        report.read = begin
        report.kept = begin - report.rejected
        found = [figures for group in self.groups for figures in _figures(group)]
        report.figures |= {
            "compared_against": 0,
            "clusters": sum(figures["clusters"] for figures in found),
            "largest_cluster": max((figures["largest_cluster"] for figures in found), default=0),
        }
        check(report)
        return told(report)


def _rows(path: Path) -> Iterator[list[Any]]:
    source: BinaryIO
    with path.open("rb") as source:
        for line in source:
            yield orjson.loads(line)


def _figures(group: Path) -> Iterator[dict[str, Any]]:
    for row in orjson.loads((group / "summary.json").read_bytes())["reports"]:
        yield from_json(row).figures


def shard_starts(counts: Sequence[int]) -> list[int]:
    """Position of each shard's first record."""
    starts, at = [], 0
    for count in counts:
        starts.append(at)
        at += count
    return starts
