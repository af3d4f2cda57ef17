"""Ours beside data-juicer in one run, two processes each: the same ten steps on the same file, and clean_only.yml beside
them. `python -m bench.bench_pipeline 20000` takes another size.

Start-up is apart on both sides: a few records go through before the clock starts. Seconds of the clock tell something
only on a machine that does nothing else; seconds of processors, children included, stand beside them. The same steps
take us seconds and the peer minutes, in which a shared machine changes its pace: ours runs before the peer and behind
it, three times each, and the median counts.

The peer lives in build/bench/data-juicer, as in bench_dedup; without it the comparison is left out, with the reason.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import psutil

from batch.job import Job
from batch.pool import Pool
from batch.recipe import Recipe, load_recipe
from bench.bench_batch import RECIPE
from bench.floors import MISSED, held, left_out
from bench.many_chats import many_chats, write_many

AIM = 20
AIM_SIZE = 20_000
"""From here on: fewer records are through before the peer's processes are warm."""
SIZE = 2_000
WORKERS = 2
TIMES = 3
SAME_STEPS = Path(__file__).with_name("same_steps.yml")
DIFFERS = """what differs in the same steps: of markup, theirs drops every tag, ours tells HTML from code and takes the main text
  of whole pages; of code points, theirs runs all repairs of ftfy (quotes uncurled too), ours mends wrong encodings, NFC,
  width and invisible characters, each where a first look finds cause; e-mail, IP and links are one pattern each there,
  checked, numbered within the record and looked for again here; near duplicates are what shares a band there, compared
  piece by piece here; here every reject is written with its reason, and a run that was killed goes on.
  filter_quality's other checks are off here, and nothing is formatted or counted.
what clean_only.yml does besides: turns with roles, some forty kinds of personal data with names, noise and one-sided
  dialogues, rows for a trainer, statistics with a report."""
_PEER = Path(__file__).resolve().parents[1] / "build" / "bench" / "data-juicer" / "bin" / "python"
_SCRIPT = Path(__file__).with_name("pipeline_peer.py")
_FEW = 200
_FEW_SHARD = 10_000
"""Bytes, so that the few records make work for every process."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Seconds of the clock and of processors, seconds until all was ready, and records kept."""

    wall: float
    processor: float
    start: float
    kept: int

    def line(self, name: str) -> str:
        return (
            f"{name}: {self.wall:.2f} s, {self.processor:.2f} s of processors, {self.kept} stay "
            f"(start-up apart: {self.start:.1f} s)"
        )


def run(size: int = SIZE) -> None:
    print(f"{size} records, {WORKERS} processes, load of the machine {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory(prefix="ftprep-bench-") as name:
        folder = Path(name)
        texts = _texts(folder / "texts.jsonl", size)
        (whole,) = _ours(load_recipe(RECIPE), write_many(folder / "chats.jsonl", size), folder / "whole", 1)
        print(whole.line("clean_only.yml, ours"), flush=True)
        runs = _ours(load_recipe(SAME_STEPS), texts, folder / "before", TIMES)
        theirs = _theirs(texts, folder) if _PEER.exists() else None
        runs += _ours(load_recipe(SAME_STEPS), texts, folder / "behind", TIMES)
    same = sorted(runs, key=lambda taken: taken.wall)[len(runs) // 2]
    print(same.line(f"same steps, ours, from {min(r.wall for r in runs):.2f} to {max(r.wall for r in runs):.2f} s"))
    if theirs is None:
        print(left_out("data-juicer", "python -m bench dedup makes its environment"))
        return
    print(theirs.line("data-juicer"))
    for what, ours in (("same steps", same), ("clean_only.yml, which does more", whole)):
        ratio = theirs.wall / ours.wall
        aim = held(f"data-juicer on {size} records", ratio, least=AIM) if ours is same and size >= AIM_SIZE else ""
        print(
            f"{what}: ours is {ratio:.1f} times as fast by the clock {aim}, "
            f"{theirs.processor / ours.processor:.1f} times by processors"
        )
    print(DIFFERS)


def _texts(path: Path, size: int) -> Path:
    """The chats as one text each, which is what the peer reads."""
    with path.open("w", encoding="utf-8") as out:
        for record in many_chats(size):
            out.write(json.dumps({"text": "\n".join(record.texts())}, ensure_ascii=False) + "\n")
    return path


def _ours(recipe: Recipe, data: Path, out: Path, times: int) -> list[Taken]:
    few = out.with_suffix(".few.jsonl")
    with data.open("rb") as source:
        few.write_bytes(b"".join(source.readline() for _ in range(_FEW)))
    begun = time.monotonic()
    with Pool(WORKERS) as pool:
        Job(recipe, out.with_suffix(".few"), pool).run([str(few)], _FEW_SHARD)
        start = time.monotonic() - begun
        taken = []
        for number in range(times):
            job = Job(recipe, out / str(number), pool)
            wall, processor, manifest = _clocked(partial(job.run, [str(data)]))
            taken.append(Taken(wall, processor, start, manifest["kept"]))
    return taken


def _clocked(work: Callable[[], dict[str, Any]]) -> tuple[float, float, dict[str, Any]]:
    before, begun = _processor(), time.monotonic()
    done = work()
    return time.monotonic() - begun, _processor() - before, done


def _processor() -> float:
    """Seconds of this process and of its workers, which live on."""
    me = psutil.Process()
    return sum(sum(process.cpu_times()[:2]) for process in (me, *me.children(recursive=True)))


def _theirs(texts: Path, folder: Path) -> Taken:
    """Its log takes hold of stdout, so what it measured comes in a file."""
    said = folder / "peer.json"
    done = subprocess.run(
        [str(_PEER), str(_SCRIPT), str(texts), str(WORKERS), str(said)],
        check=False,
        cwd=folder,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"data-juicer failed: {done.stderr[-2000:]}")
    return Taken(**json.loads(said.read_text("utf-8")))


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
    sys.exit(bool(MISSED))
