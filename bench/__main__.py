"""Runs every `bench/bench_<subject>.py`, or those named: `python -m bench pii cleaning`. Status 1 where a floor is missed."""

from __future__ import annotations

import importlib
import pkgutil
import sys

import bench
from bench.floors import MISSED

PREFIX = "bench_"


def main(wanted: list[str]) -> int:
    subjects = sorted(
        module.name.removeprefix(PREFIX)
        for module in pkgutil.iter_modules(bench.__path__)
        if module.name.startswith(PREFIX)
    )
    unknown = sorted(set(wanted) - set(subjects))
    if unknown:
        print(f"There is no bench of {', '.join(unknown)}. There are: {', '.join(subjects)}.")
        return 2
    for subject in wanted or subjects:
        print(f"\n== {subject}", flush=True)
        importlib.import_module(f"bench.{PREFIX}{subject}").run()
    for line in MISSED:
        print(f"MISSED {line}", flush=True)
    return 1 if MISSED else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
