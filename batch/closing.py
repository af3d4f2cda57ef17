"""What is done when all parts are: formatted shards, figures, the account."""

from __future__ import annotations

import hashlib
import pickle
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from batch.accounts import from_json, joined, tap_state, to_json
from batch.chain import STEM, check
from batch.passes import RECORDS, SUMMARY, state_path
from batch.recipe import Recipe
from batch.rejects import reject_lines, rejects_of
from batch.rows import ROWS, layout_of, lines, used_fills, write_lines
from batch.step import Step
from ftprep.errors import SettingsError
from ftprep.operator import Context, Products
from ftprep.ops.formats._dataset_info import entry, written
from ftprep.ops.formats._formats import FORMATS
from ftprep.ops.formats._parquet import column_types, write_parquet
from ftprep.reasons import reason_text, reason_texts
from ftprep.report import Reject, Report

_BLOCK = 1 << 20
Parts = Sequence[tuple[Path, ...]]
"""Of each shard, the folders of its passes."""


@dataclass(frozen=True, slots=True)
class Shard:
    """The files of shard `number` of `total` as they are handed out: data, and what was rejected on the way."""

    recipe: Recipe
    number: int
    total: int
    folders: tuple[Path, ...]
    columns: frozenset[str] = field(default_factory=frozenset)

    def run(self, folder: Path) -> dict[str, Any]:
        stem = f"part-{self.number:05d}-of-{self.total:05d}"
        last = self.folders[-1]
        summary = orjson.loads((last / SUMMARY).read_bytes())
        made: list[dict[str, Any]] = []
        formatter = self.recipe.formatter
        if formatter is not None:
            if (state := tap_state(summary)) is not None and state["rows"]:
                made += [told(path, "data", rows) for path, rows in self._formatted(formatter, last, folder, stem)]
        elif self.recipe.line[-1].kind != "splitter" and summary["records"]:
            target = folder / f"{stem}.jsonl"
            place(last / RECORDS, target)
            made.append(told(target, "data", summary["records"]))
        rejects = folder / f"{stem}.rejects.jsonl"
        count = 0
        with rejects.open("wb", buffering=_BLOCK) as out:
            for source in self.folders:
                for line in reject_lines(source):
                    out.write(line)
                    count += 1
        if count:
            made.append(told(rejects, "rejects", count))
        else:
            rejects.unlink()
        for source in self.folders:  # records that steps set aside
            for path in sorted(source.glob("*.aside.jsonl")):
                target = folder / f"{stem}{path.name.removeprefix(STEM)}"
                place(path, target)
                made.append(told(target, "aside", sum(1 for _ in _lines(path))))
        return {"read": 0, "records": summary["records"], "rejected": 0, "bytes": 0, "files": made}

    def _formatted(self, step: Step, source: Path, folder: Path, stem: str) -> Iterator[tuple[Path, int]]:
        options = step.options()
        fills = used_fills(options, set(self.columns))
        layout = layout_of(options)
        state = tap_state(orjson.loads((source / SUMMARY).read_bytes()))
        assert state is not None  # noqa: S101 - there is a formatter
        if layout == "parquet":
            types = column_types(set(self.columns))
            files = write_parquet(folder, stem, lambda: lines(source / ROWS, fills), state["rows"], types, None)
            yield from ((file.path, file.records or 0) for file in files)
            return
        target = folder / f"{stem}.{layout}"
        if layout == "jsonl" and not fills.keys() - set(state["everywhere"]):
            place(source / ROWS, target)
        else:
            write_lines(lines(source / ROWS, fills), layout, target)
        yield target, state["rows"]


@dataclass(frozen=True, slots=True)
class Figures:
    """An analyzer over all parts: their states joined, then finished."""

    recipe: Recipe
    tap: int
    parts: Parts

    def run(self, folder: Path) -> dict[str, Any]:
        at, step = self.recipe.taps[self.tap]
        place = self.recipe.tap_place(self.tap)
        last = next(number for number, (start, end) in enumerate(_passes(self.recipe)) if start <= at < end)
        report = _joined_taps(step, place, [folders[last] for folders in self.parts])
        context = Context(
            report,
            folder,
            stem=f"{self.recipe.name}{self.recipe.mark(place)}",
            rejects=_Rejects(self.parts, at + 1),
            reason_text=reason_text,
        )
        sink = step.operator().factory(step.options(), context)
        for folders in self.parts:
            # our own file, written by a task of this job
            sink.absorb(pickle.loads(state_path(folders[last], place).read_bytes()))  # noqa: S301
        products: Products = sink.finish()
        check(report)
        files = [told(file.path, "report", 0) for file in products.files]
        return {"read": 0, "records": 0, "rejected": 0, "bytes": 0, "reports": [to_json(report)], "files": files}


def _passes(recipe: Recipe) -> list[tuple[int, int]]:
    """Of each pass, the places on the line that its taps may hang on: those of its steps, and of the whole step before
    it."""
    passes = recipe.segments()[::2]
    return [(start - bool(number), end) for number, (start, end) in enumerate(passes)]


def _joined_taps(step: Step, place: int, folders: Sequence[Path]) -> Report:
    found = []
    for folder in folders:
        taps = orjson.loads((folder / SUMMARY).read_bytes())["taps"]
        found += [from_json(tap["report"]) for tap in taps if tap["place"] == place]
    return joined(found, step.name, step.operator().figures)


class _Rejects:
    """What the first steps of the line dropped, the last step's first: as the files come from one tool to the next."""

    def __init__(self, parts: Parts, steps: int) -> None:
        self._parts = parts
        self._steps = steps

    def __iter__(self) -> Iterator[Reject]:
        for place in reversed(range(self._steps)):
            for folders in self._parts:
                for folder in folders:
                    yield from rejects_of(folder, place)


def formatted(recipe: Recipe, states: Sequence[Mapping[str, Any]], report: Report) -> bytes | None:
    """Fills in the formatter's figures, and gives the dataset_info.json where its trainer reads one."""
    step = recipe.formatter
    if step is None:
        return None
    options = step.options()
    form = FORMATS[getattr(options, "format")]  # noqa: B009 - of format_dataset's options
    columns = set().union(*(state["columns"] for state in states))
    task: Any = next((state["task"] for state in states if state["task"]), "sft")
    splits = sorted(set().union(*(state["splits"] for state in states)))
    if len(splits) > 1:
        raise SettingsError(
            en=f"The data has been divided ({', '.join(split or 'rest' for split in splits)}): make a batch of each split's files.",
            zh=f"数据已经划分（{'、'.join(split or '其余' for split in splits)}）：请对每个划分的文件各运行一次批处理。",
        )
    left_out = sorted(set().union(*(state["left_out"] for state in states)))[:20]
    report.figures |= {
        "format": form.name,
        "task": task,
        "rows": sum(state["rows"] for state in states),
        "tokens": sum(state["tokens"] for state in states),
        "columns": sorted(column for column in columns if "." not in column),
        "splits": [],
    }
    if "warnings" in step.operator().figures:
        _warn(step, states, report)
    if left_out:
        report.note(
            en=f"Columns that are not written: {', '.join(left_out)}. Name them in `columns` to keep them.",
            zh=f"未写出的列：{'、'.join(left_out)}。如需保留，请在 columns 中写明。",
        )
    if form.layout != "json":
        return None
    return written({recipe.name: entry(form.name, task, "data", columns)})


def _warn(step: Step, states: Sequence[Mapping[str, Any]], report: Report) -> None:
    """What the trainer takes and yet would rather not."""
    counts: Counter[str] = Counter()
    for state in states:
        counts.update(state["warnings"])
    texts = reason_texts(step.operator())
    report.figures["warnings"] = [
        {"reason": reason, "count": count, "en": texts[reason][0], "zh": texts[reason][1]}
        for reason, count in counts.most_common()
    ]
    for reason, count in counts.most_common():
        report.note(en=f"{reason} × {count}: {texts[reason][0]}", zh=f"{reason} × {count}：{texts[reason][1]}")


def _lines(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=_BLOCK) as source:
        yield from (line for line in source if line != b"\n")


def place(source: Path, target: Path) -> None:
    """The same file at another place, without a copy where the disk can do so."""
    target.unlink(missing_ok=True)
    try:
        target.hardlink_to(source)
    except OSError:
        shutil.copyfile(source, target)


def told(path: Path, role: str, records: int) -> dict[str, Any]:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            digest.update(block)
    return {
        "name": path.name,
        "role": role,
        "records": records,
        "bytes": path.stat().st_size,
        "sha256": digest.hexdigest(),
    }
