"""A recipe: the steps of a data set's way and their settings, from a workflow or from a list of operators.

A list is YAML, a name alone or a name with settings:

    - clean_text
    - deduplicate: {threshold: 0.9}
    - format_dataset: {format: sharegpt}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from batch.fitness import check_fit
from batch.from_workflow import steps_of
from batch.step import Step
from ftprep.errors import InputDataError, SettingsError

FIRST = "load_dataset"
WHOLE = ("deduplicator", "selector", "splitter")
"""Kinds that decide when all records have been seen."""
ASIDE = ("analyzer", "formatter", "splitter")
"""Kinds that nothing of the line comes behind: they look on, or end it."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """`line`: the steps that every record goes along, in order, the first one reads. `taps`: analyzers and the
    formatter, each with the number of the step of the line that it hangs on."""

    name: str
    line: tuple[Step, ...]
    taps: tuple[tuple[int, Step], ...] = ()

    def segments(self) -> list[tuple[int, int]]:
        """Stretches [from, to) of the line: single steps that need to see the whole, and what lies between."""
        out, start = [], 0
        for number, step in enumerate(self.line):
            if step.kind in WHOLE:
                out += [(start, number), (number, number + 1)]
                start = number + 1
        return [*out, (start, len(self.line))]

    @property
    def formatter(self) -> Step | None:
        return next((step for _, step in self.taps if step.kind == "formatter"), None)

    @property
    def steps(self) -> tuple[Step, ...]:
        """All steps, the line's first: what a step is to its account, its rejects and its files is its place here, for
        an operator may stand in a recipe more than once."""
        return (*self.line, *(step for _, step in self.taps))

    def tap_place(self, tap: int) -> int:
        return len(self.line) + tap

    def mark(self, place: int) -> str:
        """What tells a step's files from those of an earlier step of the same name: "", "-2", "-3" …"""
        steps = self.steps
        same = sum(step.name == steps[place].name for step in steps[: place + 1])
        return f"-{same}" if same > 1 else ""

    def label(self, place: int) -> str:
        return f"{self.steps[place].name}{self.mark(place)}"

    def identity(self) -> list[Any]:
        """What makes two recipes the same."""
        return [
            [step.to_json() for step in self.line],
            [[at, step.to_json()] for at, step in self.taps],
        ]


@dataclass(slots=True)
class _Branch:
    line: list[Step] = field(default_factory=list)
    taps: list[tuple[int, Step]] = field(default_factory=list)


def load_recipe(path: Path, values: Mapping[str, Any] | None = None) -> Recipe:
    """The recipe in a file. `values`: a workflow's inputs, in place of its own defaults. Raises FtprepError."""
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        raise InputDataError(
            en=f"{path.name} can't be read as YAML. Give an exported workflow or a list of operators.",
            zh=f"{path.name} 不是可读的 YAML。请给出导出的工作流，或算子列表。",
        ) from None
    if isinstance(content, dict) and "workflow" in content:
        steps = steps_of(content, values or {})
    else:
        listed = content.get("steps") if isinstance(content, dict) else content
        if not isinstance(listed, list) or not listed:
            raise InputDataError(
                en=f"{path.name} is neither a workflow nor a list of operators.",
                zh=f"{path.name} 既不是工作流，也不是算子列表。",
            )
        if values:
            raise SettingsError(
                en=f"{path.name} is a list of operators, which has no inputs to set ({', '.join(values)}): write the settings "
                "in the list.",
                zh=f"{path.name} 是算子列表，没有可设置的输入（{'、'.join(values)}）：请把设置写在列表里。",
            )
        steps = _chained([_listed(entry) for entry in listed])
    return _arranged(path.stem, steps)


def _chained(steps: Sequence[Step]) -> list[tuple[int, Step]]:
    """Each takes the records of the one before, or of the one before that where it wrote rows for a trainer."""
    out, parent = [], -1
    for number, step in enumerate(steps):
        out.append((parent, step))
        parent = parent if step.kind == "formatter" else number
    return out


def _listed(entry: Any) -> Step:
    if isinstance(entry, str):
        return Step.of(entry, {})
    if isinstance(entry, dict) and len(entry) == 1:
        name, settings = next(iter(entry.items()))
        if settings is None or isinstance(settings, dict):
            return Step.of(str(name), settings or {})
    raise SettingsError(
        en="A list of operators holds names, or a name with its settings: `- deduplicate: {threshold: 0.9}`.",
        zh="算子列表的每一项是名称，或名称加设置，例如 `- deduplicate: {threshold: 0.9}`。",
    )


def _arranged(name: str, steps: Sequence[tuple[int, Step]]) -> Recipe:
    """`steps`: each with the number of the one whose records it takes (-1: the input)."""
    branch = _Branch()
    if not steps or steps[0][1].name != FIRST:
        branch.line.append(Step.of(FIRST, {}))
    place: list[int] = []
    """Of each step, the place on the line that what it hands on belongs to."""
    for number, (parent, step) in enumerate(steps):
        check_fit(step, first=number == 0)
        at = 0 if parent < 0 else place[parent]
        if parent >= 0 and steps[parent][1].kind in ("formatter", "splitter"):
            raise SettingsError(
                en=f"{step.name} takes what {steps[parent][1].name} wrote for a trainer; bind it to the step before.",
                zh=f"{step.name} 接在 {steps[parent][1].name} 写出的训练文件之后；请改接到它的前一步。",
            )
        if step.kind in ("analyzer", "formatter"):
            branch.taps.append((at, step))
            place.append(at)
            continue
        if branch.line and at != len(branch.line) - 1:
            raise SettingsError(
                en="The workflow forks into two lines of records; a batch runs one. Make a recipe of each.",
                zh="工作流分成了两条数据线；批处理只运行一条。请各写一个配方。",
            )
        branch.line.append(step)
        place.append(len(branch.line) - 1)
    _check_end(branch)
    return Recipe(name, tuple(branch.line), tuple(branch.taps))


def _check_end(branch: _Branch) -> None:
    last = len(branch.line) - 1
    formatters = [at for at, step in branch.taps if step.kind == "formatter"]
    early = any(step.kind == "splitter" for step in branch.line[:-1]) or any(at != last for at in formatters)
    if early or len(formatters) + (branch.line[-1].kind == "splitter") > 1:
        raise SettingsError(
            en="A formatter or splitter must be the end of the records' line, and there can be one of them only.",
            zh="格式化或划分必须在数据线的末端，且只能有一个。",
        )


__all__ = ["ASIDE", "FIRST", "WHOLE", "Recipe", "Step", "load_recipe"]
