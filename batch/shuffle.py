"""Rows (key, position) of all records brought together by key, as tasks: laid down by parts of the keys, shard by shard,
then each part read over all shards. What a dying worker took with it is done anew, and a job that goes on finds what is
done: why no engine's own shuffle does it stands in docs/scale.md, with figures.
"""

from __future__ import annotations

import shutil
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from batch.passes import SIGNED
from batch.pool import SUMMARY, Task
from batch.signed import read_signed
from ftprep.ops.dedup._signature import KEYED, WITH_TEXT
from ftprep.text.minhash import BANDS

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

_PART_BYTES = 64 << 20
"""Of signatures whose keys come together in one task."""
_MOST_PARTS = 4096
_PAIRS = "pairs.bin"
_ROWS = "rows.bin"
_ENDS = "ends.bin"
_ROW_BYTES = 16
_BAND_STEP = 0x9E3779B97F4A7C15


def shuffled(
    run: Callable[[Sequence[Task]], Iterable[Any]], shards: Sequence[Path], starts: Sequence[int], *, openings: bool
) -> Iterator[tuple[Numbers, Numbers]]:
    """Which records meet, part by part. `run` does tasks in any order."""
    parts = min(_MOST_PARTS, 1 + sum((shard / SIGNED).stat().st_size for shard in shards) // _PART_BYTES)
    place = shards[0].parent.with_name(f"{shards[0].parent.name}-keys-{parts}")
    keyed = [
        Task(place / f"shard-{number:06d}", Keyed(shard, start, openings, parts))
        for number, (shard, start) in enumerate(zip(shards, starts, strict=True), 1)
    ]
    folders = tuple(task.folder for task in keyed)
    met_in = [Task(place / f"part-{part:06d}", Met(folders, part)) for part in range(parts)]
    if not all((task.folder / SUMMARY).exists() for task in met_in):
        for tasks in (keyed, met_in):
            deque(run(tasks), maxlen=0)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    for task in met_in:
        yield met(task.folder)


def meeting_keys(shard: Path, first: int, *, openings: bool) -> tuple[Numbers, Numbers]:
    """(keys, positions) of a shard whose first record has position `first`. Two texts that are equal or share a band
    share a key; that two others do by chance only makes a group larger."""
    import numpy as np

    steps = np.uint64(_BAND_STEP) * np.arange(1, BANDS + 1, dtype=np.uint64)
    keys: list[Numbers] = [np.empty(0, np.uint64)]
    positions: list[Numbers] = [np.empty(0, np.int64)]
    for some in read_signed(shard / SIGNED):
        here = np.arange(first, first + len(some))
        first += len(some)
        marks = np.frombuffer(some.marks, np.uint8)
        with_text = (marks & WITH_TEXT).astype(bool)
        keys.append((np.frombuffer(some.keys, np.uint64).reshape(-1, BANDS) + steps).ravel())
        positions.append(np.repeat(here[(marks & KEYED).astype(bool)], BANDS))
        keys.append(np.frombuffer(some.digests, np.uint64)[::2][with_text])
        positions.append(here[with_text])
        if openings:
            opened = np.frombuffer(some.first_turns, np.uint64)
            keys.append(opened[opened > 0] ^ np.uint64(_BAND_STEP))
            positions.append(here[opened > 0])
    return np.concatenate(keys), np.concatenate(positions)


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


@dataclass(frozen=True, slots=True)
class Keyed:
    """Rows (key, position) of a shard, in the order of the parts that their keys belong to."""

    shard: Path
    first: int
    openings: bool
    parts: int

    def run(self, folder: Path) -> dict[str, Any]:
        import numpy as np

        keys, positions = meeting_keys(self.shard, self.first, openings=self.openings)
        part = keys % np.uint64(self.parts)
        order = np.argsort(part, kind="stable")
        np.stack((keys, positions.astype(np.uint64)), axis=1)[order].tofile(folder / _ROWS)
        np.cumsum(np.bincount(part.astype(np.int64), minlength=self.parts)).tofile(folder / _ENDS)
        return {"read": 0, "rejected": 0, "bytes": 0}


@dataclass(frozen=True, slots=True)
class Met:
    """Which records meet in one part of the keys, over all shards."""

    keyed: tuple[Path, ...]
    part: int

    def run(self, folder: Path) -> dict[str, Any]:
        import numpy as np

        found = [_slice(rows, self.part) for rows in self.keyed]
        keys, positions = np.concatenate(found).T
        np.stack(meetings(keys, positions.astype(np.int64)), axis=1).tofile(folder / _PAIRS)
        return {"read": 0, "rejected": 0, "bytes": 0}


def _slice(keyed: Path, part: int) -> Numbers:
    import numpy as np

    ends = np.fromfile(keyed / _ENDS, np.int64)
    begin = int(ends[part - 1]) if part else 0
    count = 2 * (int(ends[part]) - begin)
    return np.fromfile(keyed / _ROWS, np.uint64, count, offset=begin * _ROW_BYTES).reshape(-1, 2)


def met(folder: Path) -> tuple[Numbers, Numbers]:
    """The pairs that a task of `Met` left."""
    import numpy as np

    pairs = np.fromfile(folder / _PAIRS, np.int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1]
