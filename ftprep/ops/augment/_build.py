"""A reply's fields → what the recipe makes of them: a new record, or its parent with something exchanged or added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from ftprep.ops.augment._fields import NOTHING, ROLES, field_name
from ftprep.ops.augment._recipes import Recipe
from ftprep.ops.augment._views import PIVOT
from ftprep.record import Lineage, Record, Turn, record_id

SOURCE = "replies"


class UnusableFieldError(ValueError):
    """A field that can't be used; its text is the reason's detail."""


def build(recipe: Recipe, values: Mapping[str, Any], parents: Sequence[Record], row: int) -> Record:
    """The record. Raises UnusableFieldError where a required field is missing or of no use."""
    texts = {name: plain(values.get(name)) for name in recipe.fields if name != "messages"}
    missing = [name for name in recipe.required if name != "messages" and not texts[name]]
    if missing:
        raise UnusableFieldError(", ".join(missing))
    parent = parents[0] if recipe.batch == "each" and parents else None
    match recipe.makes:
        case "pair":
            return _new(recipe, _pair({**_input_kept(recipe, parent), **texts}, parent), parents, row)
        case "dialogue":
            return _new(recipe, _dialogue(values.get("messages"), parent), parents, row)
        case "labels":
            return _needed(parent).with_labels(**_chosen(recipe, texts))
        case "scores":
            return _needed(parent).with_labels(judge=_scores(recipe, texts))
        case "pivot":
            return _needed(parent).with_labels(**{PIVOT: texts})
        case "preference":
            return _preference(_needed(parent), texts["rejected"])
        case "replaced":
            return _needed(parent).replace(turns=_pair(texts, parent))
        case _:
            return _rewritten(recipe, _needed(parent), texts["output"], row)


def plain(value: Any) -> str:
    """A field as text: numbers, true and false as they are written, nothing for null, JSON for lists and objects."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return (
        str(value)
        if isinstance(value, int | float) and not isinstance(value, bool)
        else orjson.dumps(value, default=str).decode()
    )


def _needed(parent: Record | None) -> Record:
    if parent is None:
        raise UnusableFieldError("id")
    return parent


def _new(recipe: Recipe, turns: list[Turn], parents: Sequence[Record], row: int) -> Record:
    lineage = Lineage(SOURCE, row, recipe.name, tuple(parent.id for parent in parents), ("collect_replies",))
    return Record(record_id(SOURCE, row, [turn.to_row() for turn in turns]), turns, lineage=lineage)


def _pair(texts: Mapping[str, str], parent: Record | None) -> list[Turn]:
    context = texts.get("input", "")
    turns = [
        Turn("user", texts["instruction"], "" if context.lower() in NOTHING else context),
        Turn("assistant", texts["output"]),
    ]
    return _with_system(turns, parent)


def _input_kept(recipe: Recipe, parent: Record | None) -> dict[str, str]:
    """The parent's input, where a recipe shows it and asks for none: it stays as it is."""
    if parent is None or recipe.view != "pair" or "input" in recipe.fields:
        return {}
    turns = [turn for turn in parent.turns if turn.role != "system"]
    return {"input": turns[0].input or ""} if [turn.role for turn in turns] == ["user", "assistant"] else {}


def _with_system(turns: list[Turn], parent: Record | None) -> list[Turn]:
    """A parent's system prompt stays in front of what was made from it."""
    if parent is not None and parent.system is not None and turns[0].role != "system":
        return [parent.turns[0], *turns]
    return turns


def _dialogue(value: Any, parent: Record | None) -> list[Turn]:
    if not isinstance(value, list) or not value:
        raise UnusableFieldError("messages")
    turns = []
    for item in value:
        if not isinstance(item, dict):
            raise UnusableFieldError("messages")
        named = {field_name(key, ("role", "content")): value for key, value in item.items()}
        role = ROLES.get(plain(named.get("role")).lower())
        content = plain(named.get("content"))
        if role is None or not content:
            raise UnusableFieldError("messages")
        turns.append(Turn(role, content))
    return _with_system(turns, parent)


def _rewritten(recipe: Recipe, parent: Record, output: str, row: int) -> Record:
    """The parent with its last answer exchanged: a new record with the old one as its parent."""
    last = max((n for n, turn in enumerate(parent.turns) if turn.role == "assistant"), default=-1)
    if last < 0:
        raise UnusableFieldError("id")
    old = parent.turns[last]
    turns = [*parent.turns[:last], old.with_content(output), *parent.turns[last + 1 :]]
    made = _new(recipe, turns, [parent], row)
    return made.replace(meta=parent.meta, tools=parent.tools)


def _preference(parent: Record, rejected: str) -> Record:
    if not parent.turns or parent.turns[-1].role != "assistant":
        raise UnusableFieldError("id")
    return parent.replace(turns=parent.turns[:-1], chosen=[parent.turns[-1]], rejected=[Turn("assistant", rejected)])


def _chosen(recipe: Recipe, texts: Mapping[str, str]) -> dict[str, str]:
    """Labels; those with a fixed choice must be one of it."""
    out = {}
    for name, text in texts.items():
        allowed = recipe.values.get(name)
        value = text.lower().replace(" ", "_").replace("-", "_") if allowed else text
        if allowed and value not in allowed:
            raise UnusableFieldError(name)
        out[name] = value
    return out


def _scores(recipe: Recipe, texts: Mapping[str, str]) -> dict[str, Any]:
    """Whole or half numbers within the scale, their mean beside them as `overall`."""
    low, high = recipe.scale
    scores: dict[str, float] = {}
    for name, text in texts.items():
        if name == "reason" or not text:
            continue
        try:
            score = float(text.split("/")[0])
        except ValueError:
            raise UnusableFieldError(name) from None
        if not low <= score <= high:
            raise UnusableFieldError(name)
        scores[name] = score
    if not scores:
        raise UnusableFieldError("scores")
    overall = round(sum(scores.values()) / len(scores), 2)
    return {**scores, "overall": overall, "reason": texts.get("reason", "")}
