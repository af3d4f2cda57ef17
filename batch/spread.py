"""Deduplication over the whole by an engine's shuffle: signatures → band keys → groups → exact check → clusters.

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
_BAND_STEP = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1


def meeting_keys(shard: Path, first: int, *, openings: bool) -> tuple[Numbers, Numbers]:
    """(keys, positions) of a shard whose first record has position `first`. Two texts that are equal or share a band
    share a key; that two others do by chance only makes a group larger."""
    import numpy as np

    keys: list[int] = []
    positions: list[int] = []
    for position, signed in enumerate(read_signed(shard / SIGNED), first):
        signature = signed.signature
        found = [(int(key) + _BAND_STEP * (band + 1)) & _WORD for band, key in enumerate(signed.keys)]
        if signature.digest:
            found.append(int.from_bytes(signature.digest[:8], "little"))
        if openings and signature.first_turn:
            found.append(int(signature.first_turn) ^ _BAND_STEP)
        keys += found
        positions += [position] * len(found)
    return np.array(keys, np.uint64), np.array(positions, np.int64)


def meetings(keys: Numbers, positions: Numbers) -> tuple[Numbers, Numbers]:
    """Of rows that hold every row of their keys: (the first position that has a key, another one that has it)."""
    import numpy as np

    order = np.lexsort((positions, keys))
    keys, positions = keys[order], positions[order]
    new = np.ones(len(keys), bool)
    new[1:] = keys[1:] != keys[:-1]
    first = positions[np.maximum.accumulate(np.where(new, np.arange(len(keys)), 0))] if len(keys) else positions
    pairs = np.unique(np.stack((first[~new], positions[~new]), axis=1), axis=0)
    return pairs[:, 0], pairs[:, 1]


def dealt(pairs: Iterable[tuple[Numbers, Numbers]], size: int = PART_RECORDS) -> Iterator[Numbers]:
    """Positions that meet others, in parts of about `size`, whole groups in each, in ascending order."""
    import numpy as np

    found = list(pairs)
    one = np.concatenate([np.empty(0, np.int64), *(a for a, _ in found)])
    other = np.concatenate([np.empty(0, np.int64), *(b for _, b in found)])
    nodes = np.unique(np.concatenate((one, other)))
    a, b = np.searchsorted(nodes, one), np.searchsorted(nodes, other)
    group = np.arange(len(nodes))
    while True:  # each takes the least number that it or what it meets has, and then that number's own
        before = group.copy()
        least = np.minimum(group[a], group[b])
        np.minimum.at(group, a, least)
        np.minimum.at(group, b, least)
        group = group[group]
        if (group == before).all():
            break
    order = np.argsort(group, kind="stable")
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    begin = 0
    for end in (*starts[1:], len(order)):
        if end - begin >= size or end == len(order):
            if end > begin:
                yield nodes[np.sort(order[begin:end])]
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
            for signed in read_signed(shard / SIGNED):
                unlooked.count(signed.signature, signed.score)
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
