"""clean_only.yml beside data-juicer's nearest recipe (bench/pipeline_peer.py tells it, and what differs), both with two
processes, start-up of data-juicer apart, ours included. `python -m bench.bench_pipeline 20000` takes another size.

The peer lives in build/bench/data-juicer, as in bench_dedup; without it the comparison is left out, with the reason.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from batch.job import Job
from batch.pool import Pool
from batch.recipe import load_recipe
from bench.bench_batch import RECIPE
from bench.many_chats import many_chats, write_many

AIM = 20
SIZE = 2_000
WORKERS = 2
_PEER = Path(__file__).resolve().parents[1] / "build" / "bench" / "data-juicer" / "bin" / "python"
_SCRIPT = Path(__file__).with_name("pipeline_peer.py")


def run(size: int = SIZE) -> None:
    with tempfile.TemporaryDirectory(prefix="ftprep-bench-") as name:
        folder = Path(name)
        data = write_many(folder / "chats.jsonl", size)
        begun = time.monotonic()
        with Pool(WORKERS) as pool:
            manifest = Job(load_recipe(RECIPE), folder / "out", pool).run([str(data)])
        ours = time.monotonic() - begun
        print(f"{size} records, ours: {ours:.1f} s, {manifest['kept']} stay", flush=True)
        if not _PEER.exists():
            print("data-juicer: left out, python -m bench.bench_dedup makes its environment")
            return
        texts = folder / "texts.jsonl"
        with texts.open("w", encoding="utf-8") as out:
            for record in many_chats(size):
                out.write(json.dumps({"text": "\n".join(record.texts())}, ensure_ascii=False) + "\n")
        done = subprocess.run(
            [str(_PEER), str(_SCRIPT), str(texts), str(WORKERS)],
            cwd=folder,
            capture_output=True,
            text=True,
            check=True,
        )
        theirs = json.loads(done.stdout.strip().splitlines()[-1])
        print(
            f"data-juicer: {theirs['seconds']:.1f} s, {theirs['kept']} stay; ours is "
            f"{theirs['seconds'] / ours:.1f} times as fast (aim {AIM})"
        )


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
