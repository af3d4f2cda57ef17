"""What a workflow asks of a model: calls for 1,000 records, and how many records fit one run, by the recipe."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ftprep.ops.augment._recipes import Recipe, get_recipe
from ftprep.ops.augment.make_batches import MAX_BATCHES

_ASKING = ("make_batches", "augment_with_model")


@dataclass(frozen=True, slots=True)
class Cost:
    """Of a workflow with one choice of recipe; `recipe` "" where it asks none."""

    recipe: str
    calls: int
    """For 1,000 records: those read, those written (`of_new`), or the sections of documents."""
    of_new: bool
    most: int | None
    """Records that fit one run; None where only time limits them."""


def costs(workflow: Mapping[str, Any]) -> list[Cost]:
    """One entry for each recipe that can be chosen; none where no recipe is asked."""
    nodes = workflow["workflow"]["graph"]["nodes"]
    start = next(node["data"] for node in nodes if node["data"]["type"] == "start")
    offered = {entry["variable"]: entry.get("options", []) for entry in start["variables"]}
    asking = [node["data"] for node in nodes if node["data"].get("tool_name") in _ASKING]
    chains = {data["tool_name"] == "augment_with_model" for data in asking}
    if chains == {True}:  # nodes that go on where the one before ended ask nothing twice
        asking = asking[:1]
    fixed = [name for data in asking if isinstance(name := data["tool_configurations"]["recipe"]["value"], str)]
    chosen = [name for data in asking if isinstance(name := data["tool_configurations"]["recipe"]["value"], list)]
    most = None if chains == {True} else min(map(_batches, asking), default=0)
    choices: Iterator[list[str]] = (
        ([*fixed, recipe] for recipe in offered[chosen[0][1]]) if chosen else iter([fixed] if fixed else [])
    )
    return [_cost([get_recipe(name) for name in names], most) for names in choices]


def _cost(recipes: list[Recipe], most: int | None) -> Cost:
    calls = sum(-(-1000 // recipe.per_call) for recipe in recipes)
    fits = None if most is None else most * min(recipe.per_call for recipe in recipes)
    return Cost(recipes[-1].name, calls, recipes[-1].batch == "sample", fits)


def _batches(data: Mapping[str, Any]) -> int:
    """Of a node make_batches, its own limit or the default."""
    lines = str(data["tool_configurations"]["options"]["value"]).split("\n")
    own = dict(line.split("=", 1) for line in lines if "=" in line)
    return int(own.get("max_batches", MAX_BATCHES))
