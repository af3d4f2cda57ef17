"""A recipe over all files: plan, passes, whole steps, closing. What is done already is not done again."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol, runtime_checkable

import orjson

from batch.accounts import from_json, joined
from batch.closing import Figures, Shard, formatted, place, told
from batch.inputs import Unit, find_files, units_of
from batch.passes import Pass, reading_of
from batch.pool import Task
from batch.recipe import Recipe
from batch.spread import POSITIONS, Gathered, Group, dealt, shard_starts
from batch.storage import Source, check_writable, hand_over, is_address, read_if_there
from batch.whole import FILES, Shards, Whole, verdict_path
from ftprep.errors import AccountError, SettingsError
from ftprep.reasons import reason_texts
from ftprep.record import dumps
from ftprep.report import Report

SHARDS = 200
SMALLEST_SHARD, LARGEST_SHARD = 1 << 20, 64 << 20
"""Bytes. About two hundred shards, so that no process waits long for the last one of a stage; of very large inputs more,
so that none takes long to be done anew."""
MANIFEST = "manifest.json"
VERSION = 1
"""Of what lies in the work folder: another one starts anew."""

Summary = Mapping[str, Any]


class Engine(Protocol):
    """Runs tasks somewhere, and gives (number, summary) as they are done."""

    def run(self, tasks: Sequence[Task]) -> Iterator[tuple[int, dict[str, Any]]]: ...


@runtime_checkable
class Shuffles(Protocol):
    """An engine that brings rows of one key together."""

    def meetings(self, shards: Sequence[Path], starts: Sequence[int], *, openings: bool) -> Iterator[tuple[Any, Any]]:
        """Pairs of positions that share a key (batch.spread), of signed shards whose first records have these
        positions."""
        ...


@dataclass(slots=True)
class Stage:
    """How far one stage of a job is."""

    name: str
    tasks: int
    done: int = 0
    records: int = 0
    rejected: int = 0
    bytes: int = 0
    total_bytes: int = 0


Told = Callable[[Stage], None]


class Job:
    """`run` once; again with the same input and settings it goes on where it was."""

    def __init__(
        self, recipe: Recipe, out: Path | str, engine: Engine, told: Told | None = None, scratch: Path | None = None
    ) -> None:
        """`out` is a folder, or an address of object storage; then what is made lies in `scratch` until it is handed
        over: a folder that every worker sees."""
        self._recipe = recipe
        self._to = str(out) if is_address(str(out)) else ""
        self._out = _scratch(self._to, scratch) if self._to else Path(out)
        self._work = self._out / "work"
        self._engine = engine
        self._told = told
        self._units: list[Unit] = []
        self._reports: dict[str, Report] = {}

    def run(self, inputs: Sequence[str], shard_bytes: int = 0) -> dict[str, Any]:
        """Gives the manifest. `shard_bytes` of input are a task; 0: by the size of the whole. Raises FtprepError."""
        files, passed = find_files(inputs)
        whole = sum(file.size for file in files)
        shard_bytes = shard_bytes or max(SMALLEST_SHARD, min(LARGEST_SHARD, whole // SHARDS))
        identity = _identity(self._recipe, files, shard_bytes)
        if (known := _manifest_at(f"{self._to or self._out}/{MANIFEST}")) is not None:
            _check_same(known.get("identity"), identity)
            return known
        if self._to:
            check_writable(self._to)
        self._units = self._planned(files, identity, shard_bytes)
        parts, states = self._passes()
        return self._close(parts, states, files, passed, identity)

    def _planned(self, files: Sequence[Source], identity: str, shard_bytes: int) -> list[Unit]:
        self._work.mkdir(parents=True, exist_ok=True)
        for stale in self._work.glob("**/*.tmp"):  # what killed processes left
            shutil.rmtree(stale, ignore_errors=True)
        path = self._work / "plan.json"
        if path.exists():
            plan = orjson.loads(path.read_bytes())
            _check_same(plan["identity"], identity)
            return [Unit(**unit) for unit in plan["units"]]
        reading = reading_of(self._recipe)
        units = [unit for file in files for unit in units_of(file, reading, shard_bytes)]
        _write(path, {"identity": identity, "units": [asdict(unit) for unit in units]})
        return units

    def _passes(self) -> tuple[list[tuple[Path, ...]], list[Summary]]:
        """(of each shard, the folders of its passes; the last pass's summaries)."""
        recipe, numbers = self._recipe, range(1, len(self._units) + 1)
        folders: list[tuple[Path, ...]] = [() for _ in numbers]
        summaries: list[Summary] = []
        verdicts: Path | None = None
        for segment, (start, end) in enumerate(recipe.segments()):
            if segment % 2:
                verdicts = self._work / f"{segment}-{recipe.line[start].name}"
                self._take([self._whole(start, verdicts, tuple(of_shard[-1] for of_shard in folders))])
                continue
            stage = self._work / f"{segment}-pass"
            tasks = [Task(stage / f"{n:06d}", self._pass(n, start, end, folders[n - 1], verdicts)) for n in numbers]
            name = " + ".join(step.name for step in recipe.line[start:end]) or "…"
            summaries = self._stage(name, tasks)
            if segment == len(recipe.segments()) - 1:
                summaries = self._of_one_task(tasks, summaries)
            self._take(summaries)
            folders = [(*of_shard, task.folder) for of_shard, task in zip(folders, tasks, strict=True)]
        return folders, summaries

    def _whole(self, at: int, verdicts: Path, shards: tuple[Path, ...]) -> Summary:
        """A step that must see all records: in one process, or over the cluster where its engine can shuffle."""
        recipe, name = self._recipe, self._recipe.line[at].name
        work: Whole | Gathered = Whole(recipe, at, shards)
        if recipe.line[at].kind == "deduplicator" and isinstance(self._engine, Shuffles) and not verdicts.exists():
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
        states = [_state(summary) for summary in found]
        task = next((state["task"] for state in states if state and state["task"]), "")
        wrong = [at for at, state in enumerate(states) if state and state["task"] not in ("", task)]
        if wrong:
            again = []
            for at in wrong:
                work = tasks[at].work
                assert isinstance(work, Pass)  # noqa: S101 - made above
                shutil.rmtree(tasks[at].folder)
                fields = {name: getattr(work, name) for name in Pass.__slots__}
                again.append(Task(tasks[at].folder, Pass(**{**fields, "task": task})))
            for at, summary in zip(wrong, self._stage("format_dataset", again), strict=True):
                found[at] = summary
        return found

    def _stage(self, name: str, tasks: Sequence[Task]) -> list[Summary]:
        stage = Stage(name, len(tasks), total_bytes=sum(_size(task) for task in tasks))
        out: dict[int, Summary] = {}
        for number, summary in self._engine.run(tasks):
            out[number] = summary
            stage.done += 1
            stage.records += summary["read"]
            stage.rejected += summary["rejected"]
            stage.bytes += summary["bytes"]
            if self._told is not None:
                self._told(stage)
        return [out[number] for number in range(len(tasks))]

    def _take(self, summaries: Sequence[Summary]) -> None:
        """Joins the accounts of steps and taps over the shards."""
        found: dict[str, list[Report]] = {}
        for summary in summaries:
            for row in (*summary["reports"], *(tap["report"] for tap in summary["taps"])):
                found.setdefault(row["operator"], []).append(from_json(row))
        by_name = {step.name: step for step in (*self._recipe.line, *(tap for _, tap in self._recipe.taps))}
        for name, reports in found.items():
            self._reports[name] = joined(reports, name, by_name[name].operator().figures)

    def _close(
        self,
        parts: list[tuple[Path, ...]],
        summaries: Sequence[Summary],
        files: Sequence[Source],
        passed: Sequence[str],
        identity: str,
    ) -> dict[str, Any]:
        recipe, final = self._recipe, self._work / "final"
        states = [state for summary in summaries if (state := _state(summary))]
        columns = frozenset(column for state in states for column in state["columns"])
        total = len(parts)
        shards = [
            Task(final / f"shard-{n:06d}", Shard(recipe, n, total, folders, columns))
            for n, folders in enumerate(parts, 1)
        ]
        analyzers = [at for at, (_, step) in enumerate(recipe.taps) if step.kind == "analyzer"]
        figures = [Task(final / f"figures-{at}", Figures(recipe, at, tuple(parts))) for at in analyzers]
        done = self._stage("closing 收尾", [*figures, *shards])  # figures take longest
        made: list[dict[str, Any]] = []
        for task, summary in (*zip(shards, done[len(figures) :], strict=True), *zip(figures, done, strict=False)):
            for row in summary.get("reports", ()):
                self._reports[row["operator"]] = from_json(row)
            made += [self._handed_out(task.folder / file["name"], file) for file in summary["files"]]
        made += self._whole_files()
        if (formatter := recipe.formatter) is not None:
            info = formatted(recipe, states, self._reports[formatter.name])
            if info is not None and any(state["rows"] for state in states):
                path = self._out / "dataset_info.json"
                path.write_bytes(info)
                made.append(told(path, "companion", 0) | {"name": path.name})
        return self._manifest(made, files, passed, identity)

    def _whole_files(self) -> list[dict[str, Any]]:
        """What a splitter or selector wrote by itself."""
        out = []
        for segment, (start, _) in enumerate(self._recipe.segments()):
            if segment % 2:
                folder = self._work / f"{segment}-{self._recipe.line[start].name}"
                summary = orjson.loads((folder / "summary.json").read_bytes())
                for name, role, records in summary["files"]:
                    file = told(folder / FILES / name, "data" if role == "dataset" else role, records)
                    out.append(self._handed_out(folder / FILES / name, file))
        return out

    def _handed_out(self, source: Path, file: Mapping[str, Any]) -> dict[str, Any]:
        folder = {"data": "data", "rejects": "rejects", "aside": "aside"}.get(file["role"], "reports")
        target = self._out / folder / file["name"]
        target.parent.mkdir(exist_ok=True)
        place(source, target)
        return {**file, "name": f"{folder}/{file['name']}"}

    def _manifest(
        self, made: Sequence[dict[str, Any]], files: Sequence[Source], passed: Sequence[str], identity: str
    ) -> dict[str, Any]:
        """Written last: once it is there, all is done."""
        recipe = self._recipe
        line = [self._reports[step.name] for step in recipe.line]
        end = self._reports[recipe.formatter.name] if recipe.formatter else line[-1]
        rejected = sum(report.rejected for report in {id(r): r for r in (*line, end)}.values())
        if line[0].read != end.kept + rejected:
            raise AccountError(
                en=f"{line[0].read} records were read, {end.kept} kept and {rejected} rejected. Please report this.",
                zh=f"读入 {line[0].read} 条，保留 {end.kept} 条，剔除 {rejected} 条，数目不符。请报告此问题。",
            )
        steps = [*recipe.line, *(step for _, step in recipe.taps)]
        manifest = {
            "recipe": recipe.name,
            "steps": [step.to_json() for step in steps],
            "read": line[0].read,
            "kept": end.kept,
            "rejected": rejected,
            "inputs": [{"name": file.name, "bytes": file.size} for file in files],
            "passed_over": list(passed),
            "files": list(made),
            "reports": [self._reports[step.name].to_dict(reason_texts(step.operator())) for step in steps],
            "identity": identity,
        }
        _write(self._out / MANIFEST, manifest)
        if self._to:  # the manifest last here too
            hand_over(self._out, [*(file["name"] for file in made), MANIFEST], self._to)
            shutil.rmtree(self._out, ignore_errors=True)
        shutil.rmtree(self._work, ignore_errors=True)
        return manifest


def _manifest_at(address: str) -> dict[str, Any] | None:
    """Not all storages show a file only when it is whole: half a manifest is none."""
    try:
        known: dict[str, Any] = orjson.loads(read_if_there(address) or b"")
    except orjson.JSONDecodeError:
        return None
    return known


def _scratch(to: str, folder: Path | None) -> Path:
    """The same one for the same output: what was killed goes on there."""
    name = f"ftprep-{hashlib.sha256(to.encode()).hexdigest()[:16]}"
    return (folder or Path(tempfile.gettempdir())) / name


def _state(summary: Summary) -> dict[str, Any] | None:
    """What the formatter knows of a shard."""
    return next((tap["state"] for tap in summary["taps"] if "state" in tap), None)


def _size(task: Task) -> int:
    unit = getattr(task.work, "unit", None)
    return unit.size if unit is not None else 0


def _identity(recipe: Recipe, files: Sequence[Source], shard_bytes: int) -> str:
    """Of the work: the same recipe over the same files."""
    marks = [(file.name, file.size, file.mark) for file in files]
    settings = [[step.name, step.settings] for step in (*recipe.line, *(tap for _, tap in recipe.taps))]
    return hashlib.sha256(dumps([VERSION, recipe.identity(), settings, marks, shard_bytes])).hexdigest()


def _check_same(known: Any, identity: str) -> None:
    if known != identity:
        raise SettingsError(
            en="The output folder belongs to another input or other settings. Choose an empty folder, or repeat the former ones.",
            zh="该输出文件夹属于另一次输入或另一组设置。请换一个空文件夹，或沿用原来的输入与设置。",
        )


def _write(path: Path, content: Mapping[str, Any]) -> None:
    """As a whole or not at all."""
    draft = path.with_name(path.name + ".draft")
    draft.write_bytes(orjson.dumps(content, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS))
    draft.replace(path)
