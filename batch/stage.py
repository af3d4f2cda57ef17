"""One stage of a job: its tasks over an engine, and how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from batch.pool import Task, found_done

Summary = Mapping[str, Any]


class Engine(Protocol):
    """Runs tasks somewhere, and gives (number, summary) as they are done."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, dict[str, Any]]]: ...


@dataclass(slots=True)
class Stage:
    """How far one stage of a job is."""

    name: str
    tasks: int
    done: int = 0
    records: int = 0
    rejected: int = 0
    """Of the whole job so far, each record once."""
    bytes: int = 0
    total_bytes: int = 0
    found: int = 0
    """Of what is done, the tasks that an earlier call did: they say nothing about speed."""
    found_bytes: int = 0

    def add(self, summary: Summary) -> None:
        self.done += 1
        self.records += summary["read"]
        self.rejected += summary["rejected"]
        self.bytes += summary["bytes"]


Told = Callable[[Stage], None]


def run_stage(engine: Engine, stage: Stage, tasks: Sequence[Task], told: Told | None) -> list[Summary]:
    """The tasks' summaries, in their order. What is done already is not handed out."""
    out: dict[int, Summary] = {}
    for number, task in enumerate(tasks):
        if (summary := found_done(task)) is not None:
            out[number] = summary
            stage.add(summary)
    stage.found, stage.found_bytes = stage.done, stage.bytes
    if told is not None:
        told(stage)
    waiting = [number for number in range(len(tasks)) if number not in out]
    for at, summary in engine.run([tasks[number] for number in waiting]):
        out[waiting[at]] = summary
        stage.add(summary)
        if told is not None:
            told(stage)
    return [out[number] for number in range(len(tasks))]
