"""Speed of operators on records in memory: CPU seconds of this process, the best of some rounds."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.chat_corpus import megabytes
from ftprep.operator import Context, Options
from ftprep.record import Record
from ftprep.report import Report


def speed(factory: Callable[[Any, Context], Any], options: Options, records: list[Record], rounds: int = 3) -> float:
    """MB of UTF-8 in a CPU second."""
    step = factory(options, Context(Report(factory.__name__), Path()))
    for record in records[:200]:
        step(record)
    best = min(_once(step, records) for _ in range(rounds))
    return megabytes(records) / best


def _once(step: Callable[[Record], Any], records: list[Record]) -> float:
    begun = time.process_time()
    for record in records:
        step(record)
    return time.process_time() - begun
