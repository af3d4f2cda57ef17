"""A recipe over all files: plan, passes, whole steps, closing. What is done already is not done again."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

from batch.accounts import Reports, tap_state
from batch.closing import Figures, Shard, formatted, told
from batch.folders import Passed
from batch.inputs import NotADataSet, find_files, units_of
from batch.lines import Unit
from batch.manifest import Handed, manifest_of
from batch.output import MANIFEST, PLAN, Output, check_same, write
from batch.passes import Pass, reading_of
from batch.pool import SUMMARY, Task, remove
from batch.recipe import Recipe
from batch.spread import POSITIONS, Gathered, Group, dealt, shard_starts
from batch.stage import Engine, Stage, Summary, Told, run_stage
from batch.storage import Source
from batch.trouble import plain_words
from batch.whole import Shards, Whole, verdict_path
from ftprep.record import dumps

SHARDS = 200
SMALLEST_SHARD, LARGEST_SHARD = 1 << 20, 64 << 20
"""Bytes. About two hundred shards, so that no process waits long for the last one of a stage; of very large inputs more,
so that none takes long to be done anew."""
VERSION = 3
"""Of what lies in the work folder: another one starts anew."""
_NAMES_TOLD = 5


@runtime_checkable
class Shuffles(Protocol):
    """An engine that brings rows of one key together."""

    def meetings(self, shards: Sequence[Path], starts: Sequence[int], *, openings: bool) -> Iterator[tuple[Any, Any]]:
        """Pairs of positions that share a key (batch.spread), of signed shards whose first records have these
        positions."""
        ...


class Job:
    """`run` once; again with the same input and settings it goes on where it was."""

    def __init__(
        self, recipe: Recipe, out: Path | str, engine: Engine, told: Told | None = None, scratch: Path | None = None
    ) -> None:
        """`out` is a folder, or an address of object storage; then what is made lies in `scratch` until it is handed
        over: a folder that every worker sees."""
        self._recipe = recipe
        self._output = Output(out, scratch)
        self._work = self._output.work
        self._engine = engine
        self._told = told
        self._units: list[Unit] = []
        self._reports = Reports(recipe)

    def run(self, inputs: Sequence[str], shard_bytes: int = 0) -> dict[str, Any]:
        """Gives the manifest. `shard_bytes` of input are a task; 0: by the size of the whole. Raises FtprepError."""
        output = self._output
        with plain_words(output.told):
            files, passed = find_files(inputs, output.places)
            whole = sum(file.size for file in files)
            shard_bytes = shard_bytes or max(SMALLEST_SHARD, min(LARGEST_SHARD, whole // SHARDS))
            identity = _identity(self._recipe, files, shard_bytes)
            if (known := output.known(identity)) is not None:
                output.tidy_behind()
                return known
            output.check_own()
            with output.held():
                if (known := output.known(identity)) is not None:  # by a run that has just ended
                    output.tidy()
                    return known
                return self._made(files, passed, identity, shard_bytes)

    def _made(
        self, files: Sequence[Source], passed: Sequence[Passed], identity: str, shard_bytes: int
    ) -> dict[str, Any]:
        output = self._output
        output.check_writable()
        self._units = self._planned(files, identity, shard_bytes)
        parts, states = self._passes()
        made = self._closed(parts, states)
        manifest = manifest_of(self._recipe, self._reports, made, files, passed, identity)
        write(output.folder / MANIFEST, manifest)  # once it is there, all is done
        output.hand_over([*(file["name"] for file in made), MANIFEST])  # and there too it comes last
        output.tidy()
        return manifest

    def _planned(self, files: Sequence[Source], identity: str, shard_bytes: int) -> list[Unit]:
        self._output.clean()
        if (plan := self._output.plan()) is not None:
            check_same(plan["identity"], identity)
            return [Unit(**unit) for unit in plan["units"]]
        reading = reading_of(self._recipe)
        stage = Stage("planning 规划", len(files), total_bytes=sum(file.size for file in files))
        units: list[Unit] = []
        for file in files:
            units += units_of(file, reading, shard_bytes)
            stage.done += 1
            stage.bytes += file.size
            if self._told is not None:
                self._told(stage)
        write(self._work / PLAN, {"identity": identity, "units": [asdict(unit) for unit in units]})
        return units

    def _passes(self) -> tuple[list[tuple[Path, ...]], list[Summary]]:
        """(of each shard, the folders of its passes; the last pass's summaries)."""
        recipe, numbers = self._recipe, range(1, len(self._units) + 1)
        folders: list[tuple[Path, ...]] = [() for _ in numbers]
        summaries: list[Summary] = []
        verdicts: Path | None = None
        for segment, (start, end) in enumerate(recipe.segments()):
            if segment % 2:
                verdicts = self._whole_folder(segment, start)
                self._reports.take(start, [self._whole(start, verdicts, tuple(of_shard[-1] for of_shard in folders))])
                continue
            stage = self._work / f"{segment}-pass"
            tasks = [Task(stage / f"{n:06d}", self._pass(n, start, end, folders[n - 1], verdicts)) for n in numbers]
            name = " + ".join(step.name for step in recipe.line[start:end]) or "…"
            summaries = self._stage(name, tasks)
            if segment == 0:
                self._check_any(summaries)
            if segment == len(recipe.segments()) - 1:
                summaries = self._of_one_task(tasks, summaries)
            self._reports.take(start, summaries)
            folders = [(*of_shard, task.folder) for of_shard, task in zip(folders, tasks, strict=True)]
        return folders, summaries

    def _check_any(self, summaries: Sequence[Summary]) -> None:
        """A file that is no data set is passed over; where none is one, that is an error, and the place is free again."""
        found = [summary["no_data"] for summary in summaries]
        if not all(found):
            return
        shutil.rmtree(self._work, ignore_errors=True)
        names = [unit.name for unit in self._units]
        more = f" … (+{len(names) - _NAMES_TOLD})" if len(names) > _NAMES_TOLD else ""
        listed = ", ".join(names[:_NAMES_TOLD]) + more
        en, zh = found[0]
        if len(found) > 1:
            en, zh = f"None of the files is a data set: {listed}. {en}", f"没有一个文件是数据集：{listed}。{zh}"
        raise NotADataSet(en=en, zh=zh)

    def _whole_folder(self, segment: int, at: int) -> Path:
        return self._work / f"{segment}-{self._recipe.line[at].name}"

    def _whole(self, at: int, verdicts: Path, shards: tuple[Path, ...]) -> Summary:
        """A step that must see all records: in one process, or over the cluster where its engine can shuffle."""
        recipe, name = self._recipe, self._recipe.line[at].name
        work: Whole | Gathered = Whole(recipe, at, shards)
        done = (verdicts / SUMMARY).exists()
        if recipe.line[at].kind == "deduplicator" and isinstance(self._engine, Shuffles) and not done:
            groups = self._groups(at, verdicts, shards)
            self._stage(name, groups)
            work = Gathered(recipe, at, shards, tuple(task.folder for task in groups))
        (summary,) = self._stage(name, [Task(verdicts, work)])
        return summary

    def _groups(self, at: int, verdicts: Path, shards: tuple[Path, ...]) -> list[Task]:
        """Of records that may be alike. Found anew, they are the same."""
        assert isinstance(self._engine, Shuffles)  # noqa: S101 - looked at by the caller
        with Shards(shards) as all_shards:
            starts = shard_starts(all_shards.counts)
        openings = bool(getattr(self._recipe.line[at].options(), "same_first_turn", False))
        folder = verdicts.with_name(f"{verdicts.name}-groups")
        folder.mkdir(exist_ok=True)
        tasks = []
        for number, positions in enumerate(dealt(self._engine.meetings(shards, starts, openings=openings)), 1):
            path = folder / f"{number:06d}.{POSITIONS}"
            positions.tofile(path)
            tasks.append(Task(folder / f"{number:06d}", Group(self._recipe, at, shards, path)))
        return tasks

    def _pass(self, number: int, start: int, end: int, before: tuple[Path, ...], verdicts: Path | None) -> Pass:
        if not before:
            return Pass(self._recipe, start, end, unit=self._units[number - 1])
        judged = verdict_path(verdicts, number) if verdicts else None
        return Pass(self._recipe, start, end, shard=before[-1], verdicts=judged)

    def _of_one_task(self, tasks: Sequence[Task], summaries: Sequence[Summary]) -> list[Summary]:
        """Rows of all shards are for what the first row is for: shards that took themselves for something else are
        formatted anew. Seldom any are."""
        found = list(summaries)
        states = [tap_state(summary) for summary in found]
        task = next((state["task"] for state in states if state and state["task"]), "")
        wrong = [at for at, state in enumerate(states) if state and state["task"] not in ("", task)]
        if wrong:
            again = []
            for at in wrong:
                work = tasks[at].work
                assert isinstance(work, Pass)  # noqa: S101 - made above
                remove(tasks[at].folder)
                fields = {name: getattr(work, name) for name in Pass.__slots__}
                again.append(Task(tasks[at].folder, Pass(**{**fields, "task": task})))
            right = sum(summary["rejected"] for at, summary in enumerate(found) if at not in wrong)
            for at, summary in zip(wrong, self._stage("format_dataset", again, right), strict=True):
                found[at] = summary
        return found

    def _stage(self, name: str, tasks: Sequence[Task], rejected: int = 0) -> list[Summary]:
        """`rejected` so far beyond what has been taken into the account."""
        total = sum(task.work.size for task in tasks if isinstance(task.work, Pass))
        stage = Stage(name, len(tasks), rejected=self._reports.rejected + rejected, total_bytes=total)
        return run_stage(self._engine, stage, tasks, self._told)

    def _closed(self, parts: list[tuple[Path, ...]], summaries: Sequence[Summary]) -> list[dict[str, Any]]:
        """The files as they are handed out."""
        recipe, final = self._recipe, self._work / "final"
        states = [state for summary in summaries if (state := tap_state(summary))]
        columns = frozenset(column for state in states for column in state["columns"])
        total = len(parts)
        shards = [
            Task(final / f"shard-{n:06d}", Shard(recipe, n, total, folders, columns))
            for n, folders in enumerate(parts, 1)
        ]
        analyzers = [at for at, (_, step) in enumerate(recipe.taps) if step.kind == "analyzer"]
        figures = [Task(final / f"figures-{at}", Figures(recipe, at, tuple(parts))) for at in analyzers]
        done = self._stage("closing 收尾", [*figures, *shards])  # figures take longest
        for at, summary in zip(analyzers, done, strict=False):
            self._reports.take_tap(at, summary)
        handed = Handed(self._output.folder)
        for task, summary in (*zip(shards, done[len(figures) :], strict=True), *zip(figures, done, strict=False)):
            handed.take(task.folder, summary["files"])
        for segment, (start, _) in enumerate(recipe.segments()):
            if segment % 2:
                handed.take_whole(self._whole_folder(segment, start))
        if recipe.formatter is not None:
            info = formatted(recipe, states, self._reports.end)
            if info is not None and any(state["rows"] for state in states):
                path = self._output.folder / "dataset_info.json"
                path.write_bytes(info)
                handed.files.append(told(path, "companion", 0) | {"name": path.name})
        return handed.files


def _identity(recipe: Recipe, files: Sequence[Source], shard_bytes: int) -> str:
    """Of the work: the same recipe over the same files."""
    marks = [(file.name, file.size, file.mark) for file in files]
    settings = [[step.name, step.settings] for step in recipe.steps]
    return hashlib.sha256(dumps([VERSION, recipe.identity(), settings, marks, shard_bytes])).hexdigest()


__all__ = ["Engine", "Job", "Stage"]
