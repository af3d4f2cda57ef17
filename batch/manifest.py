"""What a batch hands out: its files, and the manifest that tells of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from batch.accounts import Reports
from batch.closing import place, told
from batch.folders import Passed
from batch.pool import SUMMARY
from batch.recipe import Recipe
from batch.storage import Source
from batch.whole import FILES
from ftprep.errors import AccountError
from ftprep.reasons import reason_texts

_FOLDERS = {"data": "data", "rejects": "rejects", "aside": "aside"}


class Handed:
    """Files on their way from the tasks' folders to the output."""

    def __init__(self, out: Path) -> None:
        self.files: list[dict[str, Any]] = []
        self._out = out

    def take(self, folder: Path, files: Sequence[Mapping[str, Any]]) -> None:
        """Of a task of the closing."""
        for file in files:
            role = _FOLDERS.get(file["role"], "reports")
            target = self._out / role / file["name"]
            target.parent.mkdir(exist_ok=True)
            place(folder / file["name"], target)
            self.files.append({**file, "name": f"{role}/{file['name']}"})

    def take_whole(self, folder: Path) -> None:
        """What a splitter or selector wrote by itself."""
        files = folder / FILES
        for name, role, records in orjson.loads((folder / SUMMARY).read_bytes())["files"]:
            self.take(files, [told(files / name, "data" if role == "dataset" else role, records)])


def manifest_of(
    recipe: Recipe,
    reports: Reports,
    made: Sequence[Mapping[str, Any]],
    files: Sequence[Source],
    passed: Sequence[Passed],
    identity: str,
) -> dict[str, Any]:
    """Raises AccountError where records were lost or doubled."""
    first, end, rejected = reports[0], reports.end, reports.rejected
    if first.read != end.kept + rejected:
        raise AccountError(
            en=f"{first.read} records were read, {end.kept} kept and {rejected} rejected. Please report this.",
            zh=f"读入 {first.read} 条，保留 {end.kept} 条，剔除 {rejected} 条，数目不符。请报告此问题。",
        )
    labels = [{"name": recipe.label(at)} for at in range(len(recipe.steps))]
    return {
        "recipe": recipe.name,
        "steps": [label | step.to_json() for label, step in zip(labels, recipe.steps, strict=True)],
        "read": first.read,
        "kept": end.kept,
        "rejected": rejected,
        "inputs": [{"name": file.name, "bytes": file.size} for file in files],
        "passed_over": [*passed, *first.passed_over],
        "files": list(made),
        "reports": [
            label | reports[at].to_dict(reason_texts(step.operator()))
            for at, (label, step) in enumerate(zip(labels, recipe.steps, strict=True))
        ],
        "identity": identity,
    }
