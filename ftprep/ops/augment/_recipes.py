"""Recipes: one YAML file each, saying what a model is asked and what its reply must hold."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

import yaml

from ftprep.errors import SettingsError

FOLDER = Path(__file__).resolve().parents[2] / "recipes"
STATE_SUFFIX = ".state.json"
"""Of the file that `make_batches` lays beside the records for `collect_replies`."""

_PLACE = re.compile(r"\[\[(\w+)\]\]")


class BatchState(TypedDict):
    """What a prompt showed and asked for: ids of records, number of new records."""

    parents: list[str]
    records: int


@dataclass(frozen=True, slots=True)
class Recipe:
    """`batch` is sample (a prompt shows a few seeds, drawn anew) or each (a prompt carries some records to work on).

    `fields` maps each field of a record in the reply to required or optional.
    """

    name: str
    purpose: Mapping[str, str]
    batch: str
    fields: Mapping[str, str]
    prompt: Mapping[str, str]
    defaults: Mapping[str, Any] = field(default_factory=dict)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name, need in self.fields.items() if need == "required")

    def render(self, language: str, values: Mapping[str, object]) -> str:
        """The prompt with each [[place]] filled; what is filled in is not looked at again."""
        return _PLACE.sub(lambda match: str(values[match[1]]), self.prompt[language]).strip()


@functools.cache
def get_recipe(name: str) -> Recipe:
    """The recipe of that name. Raises SettingsError where there is none."""
    path = FOLDER / f"{name}.yaml"
    if name not in recipe_names():
        known = ", ".join(recipe_names())
        raise SettingsError(en=f"There is no recipe {name!r}. There are: {known}.", zh=f"没有名为 {name!r} 的配方。现有：{known}。")
    return Recipe(**yaml.safe_load(path.read_text("utf-8")))


@functools.cache
def recipe_names() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))
