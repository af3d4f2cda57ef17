"""data-juicer's nearest recipe to ours, in an environment whose interpreter runs this file: HTML, code points, white
space; e-mail, IP and links by pattern; near duplicates; length, repetition, special characters; JSON Lines out.
bench_pipeline says what differs from bench/same_steps.yml.

    python pipeline_peer.py TEXTS.jsonl PROCESSES RESULT.json

Start-up is apart: a few records go through first. Seconds of the clock and of processors (its processes end with each
step, and are counted then) and records kept go to a file, for its log redirects what is printed. Nothing of ours is
imported."""

import json
import os
import resource
import sys
import tempfile
import time

STEPS = [
    {"clean_html_mapper": None},
    {"fix_unicode_mapper": None},
    {"whitespace_normalization_mapper": None},
    {"clean_email_mapper": {"repl": "<EMAIL>"}},
    {"clean_ip_mapper": {"repl": "<IP>"}},
    {"clean_links_mapper": {"repl": "<URL>"}},
    {
        "document_minhash_deduplicator": {
            "tokenization": "character",
            "window_size": 5,
            "num_permutations": 128,
            "num_bands": 25,
            "num_rows_per_band": 5,
            "jaccard_threshold": 0.8,
            "lowercase": True,
        }
    },
    {"text_length_filter": {"min_len": 10}},
    {"character_repetition_filter": {"rep_len": 10, "max_ratio": 0.6}},
    {"special_characters_filter": {"max_ratio": 0.6}},
]


def run(data: str, folder: str, workers: int) -> int:
    from data_juicer.config import init_configs  # type: ignore[import-not-found]
    from data_juicer.core import DefaultExecutor  # type: ignore[import-not-found]

    config = os.path.join(folder, "recipe.yaml")  # noqa: PTH118 - another interpreter, same style as its API
    out = os.path.join(folder, "out.jsonl")  # noqa: PTH118
    settings = {
        "project_name": "bench",
        "dataset_path": data,
        "export_path": out,
        "np": workers,
        "use_cache": False,
        "open_tracer": False,
        "process": STEPS,
    }
    with open(config, "w", encoding="utf-8") as target:  # noqa: PTH123
        json.dump(settings, target)
    DefaultExecutor(init_configs(["--config", config])).run()
    with open(out, encoding="utf-8") as lines:  # noqa: PTH123
        return sum(1 for _ in lines)


def processor() -> float:
    """Seconds of this process and of those that it ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


if __name__ == "__main__":
    path, workers, result = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    with tempfile.TemporaryDirectory() as scratch:
        first = os.path.join(scratch, "first.jsonl")  # noqa: PTH118
        with open(path, encoding="utf-8") as lines, open(first, "w", encoding="utf-8") as few:  # noqa: PTH123
            few.writelines(line for _, line in zip(range(200), lines))  # noqa: B905 - older interpreters
        launched = time.monotonic()
        run(first, scratch, workers)
        begun, used = time.monotonic(), processor()
        kept = run(path, scratch, workers)
        taken = {
            "wall": time.monotonic() - begun,
            "processor": processor() - used,
            "start": begun - launched,
            "kept": kept,
        }
    with open(result, "w", encoding="utf-8") as out:  # noqa: PTH123
        json.dump(taken, out)
