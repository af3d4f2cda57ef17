"""`ftprep batch` with clean_only.yml: two processes against one, and a large input against a small one.

As part of `make bench`: 2,000 and 8,000 records. `python -m bench.bench_batch 100000 1000000` takes other sizes; the
million takes a quarter of an hour on two cores. Wall time tells something only on a machine that does nothing else, so
the processor time of the workers stands beside it, and the small input is run before the large one and behind it: the
quicker one counts.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from batch.job import Job
from batch.pool import Pool
from batch.recipe import load_recipe
from bench.floors import MISSED, held
from bench.many_chats import write_many

SIZES = (2_000, 8_000)
HELD_SIZE = 100_000
"""Records from which the floors are held: below, the start of the processes counts for too much."""
RECIPE = Path(__file__).resolve().parents[1] / "workflows" / "clean_only.yml"
_LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one run: records read, seconds of the clock and of processors, the most memory of all its processes."""

    records: int
    wall: float
    processor: float
    peak: int


def run(sizes: tuple[int, ...] = SIZES) -> None:
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors", flush=True)
    with tempfile.TemporaryDirectory(prefix="ftprep-bench-") as name:
        folder = Path(name)
        small, large = (write_many(folder / f"{size}.jsonl", size) for size in (sizes[0], sizes[-1]))
        one, two = (_measured(small, folder / f"small-{workers}", workers) for workers in (1, 2))
        many = _measured(large, folder / "large", 2)
        two = min(two, _measured(small, folder / "small-again", 2), key=lambda measured: measured.wall)
    gain, grown = one.wall / two.wall, many.records / many.wall / (two.records / two.wall)
    large = sizes[0] >= HELD_SIZE
    print(f"2 processes / 1: {gain:.2f} × in wall time {held('two processes', gain, least=1.7) if large else ''}")
    print(
        f"large / small: {grown:.2f} × the throughput in wall time {held('the large input', grown, least=0.85) if large else ''}"
    )
    if large:
        print(f"memory of all processes: {many.peak / 1e6:.0f} MB {held('memory in MB', many.peak / 1e6, most=1500)}")
    print(f"               {two.processor / two.records / (many.processor / many.records):.2f} × in processor time")


def _measured(data: Path, out: Path, workers: int) -> Measured:
    peak = _Peak()
    peak.start()
    before = _processor()
    begun = time.monotonic()
    with Pool(workers) as pool:
        manifest = Job(load_recipe(RECIPE), out, pool).run([str(data)])
    wall = time.monotonic() - begun
    got = Measured(manifest["read"], wall, _processor() - before, peak.stop())
    print(
        f"{workers} processes, {got.records} records, {data.stat().st_size / 1e6:.0f} MB: {got.wall:.1f} s, "
        f"{got.records / got.wall:.0f} records/s, {data.stat().st_size / 1e6 / got.processor:.2f} MB/s of a processor, "
        f"{got.processor / got.records * 1e6:.0f} µs of processor a record, {got.peak / 1e6:.0f} MB in all",
        flush=True,
    )
    return got


def _processor() -> float:
    """Seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


class _Peak(threading.Thread):
    """The most memory that this process and its children held together."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._ended = threading.Event()
        self._most = 0

    def run(self) -> None:
        me = psutil.Process()
        while not self._ended.wait(_LOOK_SECONDS):
            total = 0
            for process in (me, *me.children(recursive=True)):
                try:
                    total += process.memory_info().rss
                except psutil.Error:
                    continue
            self._most = max(self._most, total)

    def stop(self) -> int:
        self._ended.set()
        self.join()
        return self._most


if __name__ == "__main__":
    run(tuple(map(int, sys.argv[1:])) or SIZES)
    sys.exit(bool(MISSED))
