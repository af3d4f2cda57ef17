"""A reply in any state → the fields of each record in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ftprep.ops.augment._fields import ROLES, aliases_of, field_name, is_template
from ftprep.ops.augment._labelled import find_labelled, find_talks
from ftprep.ops.augment._lenient import Found, find_objects
from ftprep.ops.augment._recipes import ITEM_ID, Recipe
from ftprep.ops.augment._tabular import find_rows, find_tagged
from ftprep.ops.augment._wrapping import unwrapped

MAX_CHARACTERS = 400_000
"""Of one reply: Dify cuts a node's output there too. What is beyond is not read."""

Item = tuple[dict[str, Any], str]
"""The fields of a record, and the one in which the reply was cut, or ""."""


def read_reply(text: str, recipe: Recipe) -> Iterator[Item]:
    """(fields, the field in which the reply was cut or "") for each record found in a reply.

    JSON is looked for first; only where no object of it is a record, elements, tables and labelled text are.
    """
    text = unwrapped(text[:MAX_CHARACTERS])
    items = list(_from_objects(text, recipe))
    if not items:
        items = [(dict(values), "") for values in _from_text(text, recipe)]
    yield from (item for item in items if not _is_template(item[0], recipe))


def _from_text(text: str, recipe: Recipe) -> list[dict[str, Any]]:
    if "messages" in recipe.fields:
        return [{"messages": talk} for talk in find_talks(text)]
    return (
        find_tagged(text, recipe.fields) or find_rows(text, recipe.fields) or list(find_labelled(text, recipe.fields))
    )


def _from_objects(text: str, recipe: Recipe, *, nested: bool = False) -> Iterator[Item]:
    found = find_objects(text, aliases_of(recipe.fields))
    if "messages" in recipe.fields and found and all(_is_turn(item.values) for item in found if not item.cut):
        yield from _talks(text, found)
        return
    for item in found:
        yield from _flattened(item.values, item.cut, item.cut_field, recipe, nested=nested)


def _flattened(values: dict[str, Any], cut: bool, cut_field: str, recipe: Recipe, *, nested: bool) -> Iterator[Item]:
    """The record itself, or those in a list that it wraps ({"data": [...]}); nothing for objects of other kinds."""
    named: dict[str, Any] = {}
    for key, value in values.items():
        named.setdefault(field_name(key, recipe.fields), value)
    field = field_name(cut_field, recipe.fields) if cut_field else ""
    named |= _from_turns(values, recipe)
    if named.keys() & recipe.fields.keys() or (cut and field in recipe.fields):
        yield named, (field or "end") if cut else ""
        return
    for key, value in values.items():
        identity = key.strip().lower()
        if ITEM_ID.fullmatch(identity) and recipe.batch == "each":
            yield from _keyed(identity, value, recipe)
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _flattened(item, False, "", recipe, nested=nested)
            elif isinstance(item, str) and not nested and item.lstrip()[:1] in ("{", "["):
                yield from _from_objects(item, recipe, nested=True)


def _keyed(identity: str, value: Any, recipe: Recipe) -> Iterator[Item]:
    """{"b1-2": …}: an answer under its id, alone or with its fields."""
    if isinstance(value, dict):
        yield {**{field_name(key, recipe.fields): item for key, item in value.items()}, "id": identity}, ""
    elif len(recipe.required) == 1:
        yield {recipe.required[0]: value, "id": identity}, ""


def _from_turns(values: dict[str, Any], recipe: Recipe) -> dict[str, Any]:
    """Instruction and output of a pair that came as a talk of two turns."""
    if recipe.makes != "pair":
        return {}
    for value in values.values():
        if (
            isinstance(value, list)
            and len(value) == 2
            and all(isinstance(turn, dict) and _is_turn(turn) for turn in value)
        ):
            turns = [{field_name(key, ("role", "content")): text for key, text in turn.items()} for turn in value]
            if [ROLES.get(str(turn["role"]).lower()) for turn in turns] == ["user", "assistant"]:
                return {"instruction": turns[0]["content"], "output": turns[1]["content"]}
    return {}


def _is_turn(values: dict[str, Any]) -> bool:
    return {"role", "content"} <= {field_name(key, ("role", "content")) for key in values}


def _talks(text: str, turns: list[Found]) -> Iterator[Item]:
    """Turns that follow each other within one array, as dialogues."""
    talk: list[dict[str, Any]] = []
    for turn, following in zip(turns, [*turns[1:], None], strict=True):
        talk.append(turn.values)
        if following is None or text[turn.end : following.start].strip(" \n\t,，、"):
            yield {"messages": talk}, "messages" if turn.cut else ""
            talk = []


def _is_template(values: dict[str, Any], recipe: Recipe) -> bool:
    """Whether a model gave back the element that the prompt showed as an example."""
    texts = [values.get(name) for name in recipe.required]
    if recipe.fields.keys() == {"messages"} and isinstance(texts[0], list):
        texts = [turn.get("content") if isinstance(turn, dict) else None for turn in texts[0]]
    return bool(texts) and all(isinstance(text, str) and is_template(text.strip()) for text in texts)
