"""A reply in any state → the fields of each record in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ftprep.ops.augment._labelled import LABELS, find_labelled
from ftprep.ops.augment._lenient import find_objects
from ftprep.ops.augment._recipes import Recipe

MAX_CHARACTERS = 400_000
"""Of one reply: Dify cuts a node's output there too. What is beyond is not read."""


def read_reply(text: str, recipe: Recipe) -> Iterator[tuple[dict[str, Any], str]]:
    """(fields, the field in which the reply was cut or "") for each record found in a reply."""
    text = text[:MAX_CHARACTERS]
    objects = [
        pair for found in find_objects(text) for pair in _flattened(found.values, found.cut, found.cut_field, recipe)
    ]
    if objects:
        yield from objects
        return
    for values in find_labelled(text, recipe.fields):
        yield dict(values), ""


def _flattened(
    values: dict[str, Any], cut: bool, cut_field: str, recipe: Recipe
) -> Iterator[tuple[dict[str, Any], str]]:
    """The record itself, or those in a list that it wraps ({"data": [...]}); nothing for objects of other kinds."""
    named = {_field_name(key, recipe): value for key, value in values.items()}
    if named.keys() & recipe.fields.keys() or (cut and _field_name(cut_field, recipe) in recipe.fields):
        yield named, (_field_name(cut_field, recipe) or "end") if cut else ""
        return
    for value in values.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _flattened(item, False, "", recipe)


def _field_name(key: str, recipe: Recipe) -> str:
    name = key.strip().lower()
    if name in recipe.fields or name == "id":
        return name
    if name in ("conversations", "conversation", "dialogue", "turns", "对话") and "messages" in recipe.fields:
        return "messages"
    return next((field for field, aliases in LABELS.items() if field in recipe.fields and name in aliases), name)
