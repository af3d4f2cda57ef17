"""deduplicate beside datasketch and data-juicer at the same setting: character 5-grams, 128 permutations, 25 x 5 bands.

Each peer lives in an environment of its own (build/bench/…), made at the first run from the package index; without one
its comparison is left out, with the reason. CPU seconds without imports. Ours includes laying records down on disk and
the exact check of every candidate; datasketch compares estimates, data-juicer trusts its bands. FTPREP_BENCH_MILLION=1
adds a million records.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
SIZES = (20_000, 100_000)


def run() -> None:
    for size in SIZES if not os.environ.get("FTPREP_BENCH_MILLION") else (*SIZES, 1_000_000):
        answer = subprocess.run(
            [sys.executable, "-m", "bench.bench_dedup", str(size)],
            check=True,
            capture_output=True,
            text=True,
            cwd=BUILD.parent.parent,
        )
        print(answer.stdout.strip(), flush=True)
    texts = corpus(BESIDE_PEERS).texts
    seconds, kept = _ours(texts)
    print(f"{BESIDE_PEERS} texts, ours: {seconds:.1f} CPU s, {kept} stay", flush=True)
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.writelines(json.dumps(text) + "\n" for text in texts)
        file.flush()
        for name, (packages, aim) in PEERS.items():
            theirs = _peer(name, packages, file.name)
            if isinstance(theirs, str):
                print(f"{name}: left out, {theirs}", flush=True)
            else:
                print(
                    f"{name}: {theirs['seconds']:.1f} CPU s, {theirs['kept']} stay; "
                    f"ours is {theirs['seconds'] / seconds:.1f} times as fast (aim {aim})",
                    flush=True,
                )


def _ours(texts: list[str]) -> tuple[float, int]:
    items = records(texts)
    _dropped(records(texts[:20]))
    begun = time.process_time()
    dropped = _dropped(items)
    return time.process_time() - begun, len(texts) - len(dropped)


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
    print(
        f"{size} records: {seconds:.1f} CPU s; memory {after:.0f} MB, of which the corpus {before:.0f}; near-duplicates at "
        f"J >= 0.7: recall {len(variants & dropped) / len(variants):.4f}, wrongly dropped {len(dropped - variants)}"
    )


if __name__ == "__main__":
    _one_size(int(sys.argv[1]))
