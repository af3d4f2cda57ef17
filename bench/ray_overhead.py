"""Ray beside the pool on this machine: run by an interpreter that has Ray (build/ray-env), `-m bench.ray_overhead`.

Seconds a record are the slope between two sizes, so that starting is apart. Beside them the stage that shuffles, and
the same tasks handed out by Ray Data instead of Ray's tasks.
"""

from __future__ import annotations

import importlib
import json
import pickle
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from batch.cluster import Cluster
from batch.job import Engine, Job
from batch.pool import Pool, Task, perform
from batch.recipe import load_recipe
from bench.bench_batch import RECIPE
from bench.many_chats import write_many

SIZES = (4_000, 20_000)
SHARD_BYTES = 1 << 20


class ByRayData:
    """The tasks of a stage as rows of a data set. Arrow would give every summary the fields of all: they go as bytes."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, dict[str, Any]]]:
        data = importlib.import_module("ray.data")
        rows = [{"number": number, "task": pickle.dumps(task)} for number, task in enumerate(tasks)]
        done = data.from_items(rows, override_num_blocks=len(rows)).map(_done)
        for row in done.iter_rows():
            yield row["number"], json.loads(row["summary"])


def _done(row: dict[str, Any]) -> dict[str, Any]:
    task = pickle.loads(row["task"])  # noqa: S301 - written above
    return {"number": row["number"], "summary": json.dumps(perform(task)).encode()}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="ftprep-bench-") as name:
        folder = Path(name)
        small, large = (write_many(folder / f"{size}.jsonl", size) for size in SIZES)
        with Pool(2) as pool:
            base = _slope("pool", pool, small, large, folder)
        with Cluster("local") as ray:
            for label, engine in (("Ray, tasks and shuffle", ray), ("Ray Data for the tasks", ByRayData())):
                mine = _slope(label, engine, small, large, folder)
                print(f"{label} / pool: {mine / base:.2f} × a record", flush=True)


def _slope(label: str, engine: Engine, small: Path, large: Path, folder: Path) -> float:
    seconds = []
    for turn, data in enumerate((small, small, large)):  # the first warms up
        begun = time.monotonic()
        Job(load_recipe(RECIPE), folder / f"{label}-{turn}", engine).run([str(data)], SHARD_BYTES)
        seconds.append(time.monotonic() - begun)
    slope = (seconds[2] - seconds[1]) / (SIZES[1] - SIZES[0])
    took = ", ".join(f"{each:.1f}" for each in seconds)
    print(f"{label}: {took} s ({SIZES[0]} twice, {SIZES[1]}), {slope * 1e6:.0f} µs a record", flush=True)
    return slope


if __name__ == "__main__":
    main()
