"""deduplicate beside datasketch and data-juicer at the same setting: character 5-grams, 128 permutations, 25 x 5 bands.

Each peer lives in an environment of its own (build/bench/…), made at the first run from the package index; without one
its comparison is left out, with the reason. CPU seconds without imports. Ours includes laying records down on disk and
the exact check of every candidate; datasketch compares estimates, data-juicer trusts its bands. Then the whole runs, as
a user starts them: `ftprep tool deduplicate` and `dj-process`, from a file of rows to a file of rows, start and imports
included. FTPREP_BENCH_MILLION=1 adds a million records.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.floors import held, left_out
from bench.near_duplicates import corpus, records
from ftprep.operator import Context
from ftprep.ops.dedup.deduplicate import DeduplicateOptions, deduplicate
from ftprep.report import Report
from ftprep.spool import Spool

BUILD = Path(__file__).resolve().parent.parent / "build" / "bench"
PEERS = {
    "datasketch": (["datasketch==2.0.0"], 5),
    "data-juicer": (["py-data-juicer==1.6.1", "aiohttp"], 20),
}
"""Name → (what is installed, how many times faster we mean to be)."""
BESIDE_PEERS = 10_000
OUR_RUNS = 5
"""On each side of a peer's run, which takes as many seconds as all of them: their median counts."""
BASE = 100_000
SIZES = (20_000, BASE)
RECALL = 0.995


def run() -> None:
    taken: dict[int, dict[str, float]] = {}
    for size in SIZES if not os.environ.get("FTPREP_BENCH_MILLION") else (*SIZES, 1_000_000):
        answer = subprocess.run(
            [sys.executable, "-m", "bench.bench_dedup", str(size)],
            check=True,
            capture_output=True,
            text=True,
            cwd=BUILD.parent.parent,
        )
        taken[size] = measured = json.loads(answer.stdout)
        print(_told(size, measured, taken), flush=True)
    texts = corpus(BESIDE_PEERS).texts
    _beside_peers(texts)
    _whole_runs(texts)


def _told(size: int, measured: dict[str, float], taken: dict[int, dict[str, float]]) -> str:
    seconds, memory, recall = measured["seconds"], measured["memory"], measured["recall"]
    limits = [
        held(f"recall over {size}", recall, least=RECALL),
        held(f"wrongly dropped of {size}", measured["wrong"], most=0),
    ]
    if size == BASE:
        limits.append(held(f"CPU s of {size}", seconds, most=40))
        limits.append(held(f"MB of {size}", memory, most=400))
    if size > BASE:
        growth = seconds / size / (taken[BASE]["seconds"] / BASE)
        limits.append(f"{growth:.2f} times the time a record {held(f'time a record at {size}', growth, most=1.15)}")
        limits.append(held(f"MB of {size} beside the corpus", memory - measured["corpus"], most=1500))
    return (
        f"{size} records: {seconds:.1f} CPU s; memory {memory:.0f} MB, of which the corpus {measured['corpus']:.0f}; "
        f"near-duplicates at J >= 0.7: recall {recall:.4f}, wrongly dropped {measured['wrong']:.0f} {' '.join(limits)}"
    )


def _beside_peers(texts: list[str]) -> None:
    """Ours is timed on both sides of each peer's run: a machine that has other work does not always have as much."""
    items = records(texts)
    print(f"{BESIDE_PEERS} texts, ours: {len(texts) - len(_dropped(items))} stay", flush=True)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(text) + "\n" for text in texts)
        file.flush()
        for name, (packages, aim) in PEERS.items():
            taken = _ours(items)
            theirs = _peer(name, packages, file.name)
            seconds = statistics.median(taken + _ours(items))
            if isinstance(theirs, str):
                print(left_out(name, theirs), flush=True)
            else:
                print(
                    f"{name}: {theirs['seconds']:.1f} CPU s, {theirs['kept']} stay; ours {seconds:.2f} CPU s, "
                    f"{theirs['seconds'] / seconds:.1f} times as fast {held(name, theirs['seconds'] / seconds, least=aim)}",
                    flush=True,
                )


def _whole_runs(texts: list[str]) -> None:
    """CPU seconds of both programs from start to end, on the same file."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = folder / "rows.jsonl"
        rows.write_text("".join(json.dumps({"text": text}, ensure_ascii=False) + "\n" for text in texts), "utf-8")
        recipe = folder / "recipe.yaml"
        recipe.write_text(_RECIPE.format(rows=rows, out=folder / "theirs" / "out.jsonl"), "utf-8")
        ours = _cpu_seconds(
            [sys.executable, "-m", "plugin_host.cli", "tool", "deduplicate", str(rows), "--out", str(folder / "ours")]
        )
        theirs = _cpu_seconds([str(BUILD / "data-juicer" / "bin" / "dj-process"), "--config", str(recipe)])
    if ours is None or theirs is None:
        print(left_out("whole runs", f"{'ours' if ours is None else 'data-juicer'} did not run"), flush=True)
    else:
        print(
            f"whole runs of {len(texts)} texts: ours {ours:.1f} CPU s, dj-process {theirs:.1f} CPU s; "
            f"ours is {theirs / ours:.1f} times as fast",
            flush=True,
        )


def _cpu_seconds(command: list[str]) -> float | None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        subprocess.run(command, check=True, capture_output=True, cwd=BUILD.parent.parent)
    except (subprocess.CalledProcessError, OSError):
        return None
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


_RECIPE = """
project_name: beside
dataset_path: {rows}
export_path: {out}
np: 1
process:
  - document_minhash_deduplicator:
      tokenization: character
      window_size: 5
      num_permutations: 128
      num_bands: 25
      num_rows_per_band: 5
      jaccard_threshold: 0.8
      lowercase: true
"""


def _ours(items: list) -> list[float]:  # type: ignore[type-arg]
    taken = []
    for _ in range(OUR_RUNS):
        begun = time.process_time()
        _dropped(items)
        taken.append(time.process_time() - begun)
    return taken


def _dropped(items: list, threshold: float = 0.8) -> set[int]:  # type: ignore[type-arg]
    made = deduplicate(DeduplicateOptions(threshold=threshold, keep="first"), Context(Report("deduplicate"), Path()))
    with tempfile.TemporaryDirectory() as folder, Spool(Path(folder)) as spool:
        for record in items:
            made.add(record)
            spool.append(record)
        made.settle(spool.read)
    return {at for at in range(len(items)) if made.verdict(at) is not None}


def _peer(name: str, packages: list[str], path: str) -> dict[str, float] | str:
    """What the peer measured, or why it could not be asked."""
    home = BUILD / name
    python = home / "bin" / "python"
    try:
        if not python.exists():
            subprocess.run([sys.executable, "-m", "venv", str(home)], check=True, capture_output=True)
            subprocess.run([str(python), "-m", "pip", "install", "-q", *packages], check=True, capture_output=True)
        script = str(Path(__file__).with_name("dedup_peers.py"))
        answer = subprocess.run([str(python), script, name, path], check=True, capture_output=True, text=True)
        return dict(json.loads(answer.stdout.strip().splitlines()[-1]))
    except (subprocess.CalledProcessError, OSError) as error:
        return f"it could not be installed or run ({type(error).__name__})"


def _one_size(size: int) -> None:
    """Time, memory, recall and precision at one size, in a process of its own."""
    made = corpus(size)
    items = records(made.texts)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    begun = time.process_time()
    dropped = _dropped(items, threshold=0.7)
    seconds = time.process_time() - begun
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    variants = {variant for _, variant, _ in made.pairs}
    measured = {
        "seconds": seconds,
        "memory": after,
        "corpus": before,
        "recall": len(variants & dropped) / len(variants),
        "wrong": len(dropped - variants),
    }
    print(json.dumps(measured))


if __name__ == "__main__":
    _one_size(int(sys.argv[1]))
