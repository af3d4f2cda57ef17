"""Recipes: one YAML file each in ftprep/recipes/, saying what a model is asked and what its reply must hold.

purpose   {zh, en}: one line, shown where a recipe is chosen
batch     sample: a prompt shows a few records, drawn anew; each: a prompt carries records to work on
view      what of a record the model sees: pair, answer, dialogue, text, pivot
makes     what becomes of a reply: pair, dialogue, answer, preference, labels, scores, pivot, replaced
fields    of each object in the reply: required or optional
checks    what a new record must pass (ftprep/ops/augment/_checks.py lists them)
task      {zh, en}: the task; [[count]] and [[turns]] are filled in
needs     inputs that must be given (persona, scene, style); uses: those that may be
per_call  records a prompt by default; many: several objects for one record; values, scale: what fields may hold
declines  whether the task allows the model to leave every required field empty for a record
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypedDict

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from ftprep.errors import SettingsError

FOLDER = Path(__file__).resolve().parents[2] / "recipes"
FIRST = "generate_from_seeds"

STATE_SUFFIX = ".state.json"
"""Of the file that `make_batches` lays beside the records for `collect_replies`."""

ITEM_ID = re.compile(r"(b\d{1,5})(?:-(\d{1,3}))?")
"""b3: a batch; b3-2: its second record."""

View = Literal["pair", "answer", "dialogue", "text", "pivot"]
Makes = Literal["pair", "dialogue", "answer", "preference", "labels", "scores", "pivot", "replaced"]


class BatchState(TypedDict):
    """What a prompt showed and asked for: ids of its records, how many new ones (a record, where it works on each)."""

    parents: list[str]
    records: int


class Recipe(BaseModel):
    """A recipe, read and checked. `name` is the file's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    purpose: Mapping[str, str]
    batch: Literal["sample", "each"]
    view: View
    makes: Makes
    fields: Mapping[str, Literal["required", "optional"]]
    checks: Mapping[str, Any]
    task: Mapping[str, str]
    per_call: int
    needs: tuple[Literal["persona", "scene", "style"], ...] = ()
    uses: tuple[Literal["persona", "scene", "style"], ...] = ()
    many: bool = False
    declines: bool = False
    values: Mapping[str, tuple[str, ...]] = {}
    scale: tuple[int, int] = (1, 5)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, need in self.fields.items() if need == "required")


@functools.cache
def get_recipe(name: str) -> Recipe:
    """The recipe of that name. Raises SettingsError where there is none, or where its file is wrong."""
    if name not in recipe_names():
        known = ", ".join(recipe_names())
        raise SettingsError(
            en=f"There is no recipe {name!r}. There are: {known}.", zh=f"没有名为 {name!r} 的配方。现有：{known}。"
        )
    try:
        return Recipe(name=name, **yaml.safe_load((FOLDER / f"{name}.yaml").read_text("utf-8")))
    except (ValidationError, yaml.YAMLError, TypeError) as error:
        raise SettingsError(
            en=f"The recipe file {name}.yaml is wrong: {error}", zh=f"配方文件 {name}.yaml 有误：{error}"
        ) from None


@functools.cache
def recipe_names() -> tuple[str, ...]:
    """Every recipe, the default first."""
    names = sorted(path.stem for path in FOLDER.glob("*.yaml"))
    return (FIRST, *(name for name in names if name != FIRST))
