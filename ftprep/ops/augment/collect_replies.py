"""A language model's replies → records."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal

import orjson

from ftprep.errors import InputDataError, ModelError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.augment._labelled import LABELS, NOTHING, find_labelled
from ftprep.ops.augment._lenient import find_objects
from ftprep.ops.augment._recipes import STATE_SUFFIX, BatchState, Recipe, get_recipe
from ftprep.record import Lineage, Record, Turn, record_id
from ftprep.report import Reject

STEP = "collect_replies"
SOURCE = "replies"
_ID = re.compile(r"b(\d{1,5})")


class CollectRepliesOptions(Options):
    recipe: Literal["generate_from_seeds"] = setting("generate_from_seeds", help="The recipe that the prompts were made with.")


@operator(
    "source",
    CollectRepliesOptions,
    value_inputs=("replies",),
    reasons={
        "no_reply": ("The model gave no reply for this prompt.", "模型没有对该提示词作出回复。"),
        "no_record_in_reply": ("No record can be read from this reply.", "该回复中读不出任何记录。"),
        "cut_off": ("The reply ends in the middle of this record.", "回复在这条记录中间被截断。"),
        "missing_field": ("A field that the recipe needs is missing or empty.", "缺少配方要求的字段，或该字段为空。"),
    },
    variables={
        "made": {"type": "number", "description": "New records read from the replies."},
        "missing": {"type": "number", "description": "Records asked for that did not come."},
    },
)
def collect_replies(options: CollectRepliesOptions, context: Context) -> Iterator[Record | Reject]:
    """Turns a language model's replies into records, and says what could not be read.

    Replies may come in any state: fenced, with prose around, broken or cut JSON, numbered or labelled text. What is
    whole is saved, nothing is completed or invented. Bind `dataset` to the files of `make_batches`: new records then
    name the records that they were made after, and prompts without a reply are told.
    """
    recipe = get_recipe(options.recipe)
    batches = _state(context)
    replies = context.values.get("replies") or []
    texts = [replies] if isinstance(replies, str) else [_as_text(reply) for reply in replies]
    if context.text.strip():
        texts.append(context.text)
    if not texts and not batches:
        raise InputDataError(
            en="No replies were given: bind the iteration's output to `replies`, or paste replies into `text`.",
            zh="没有收到回复：请把迭代节点的输出接到 replies，或在 text 中粘贴回复。",
        )
    if batches and not any(text.strip() for text in texts):
        raise ModelError(
            en=f"The model answered none of the {len(batches)} prompts. Check the model set in the LLM node, its key and its quota.",
            zh=f"{len(batches)} 条提示词，模型一条也没有回答。请检查 LLM 节点所选的模型、密钥和额度。",
        )
    return _collected(recipe, batches, texts, context)


def _collected(
    recipe: Recipe, batches: Mapping[str, BatchState], texts: list[str], context: Context
) -> Iterator[Record | Reject]:
    counts = dict.fromkeys(batches, 0)
    ordered = list(batches)
    answered: set[str] = set()
    row = 0
    for index, text in enumerate(texts):
        place = ordered[index] if len(texts) == len(ordered) else ""
        found = False
        for values, cut in read_reply(text, recipe):
            found, row = True, row + 1
            batch = _batch_of(values, batches) or place
            answered.add(batch)
            item = _record(recipe, values, cut, row, batches.get(batch))
            if isinstance(item, Record):
                context.report.made += 1
                if batch in counts:
                    counts[batch] += 1
            yield item
        if not found and text.strip():
            row += 1
            answered.add(place)
            yield Reject("no_record_in_reply", STEP, SOURCE, row, text, detail=f"reply {index + 1}")
    for batch in ordered:
        if batch not in answered:
            row += 1
            yield Reject("no_reply", STEP, SOURCE, row, {"batch": batch, **batches[batch]}, detail=f"batch {batch}")
    asked = sum(state["records"] for state in batches.values())
    missing = sum(max(0, state["records"] - counts[batch]) for batch, state in batches.items())
    context.variables.update(made=context.report.made, missing=missing)
    if missing:
        context.report.note(
            en=f"The prompts asked for {asked} records; {missing} did not come or could not be read.",
            zh=f"提示词共请求 {asked} 条记录，其中 {missing} 条没有返回或无法读取。",
        )


def read_reply(text: str, recipe: Recipe) -> Iterator[tuple[dict[str, Any], str]]:
    """(fields, the field in which the reply was cut or "") for each record found in a reply."""
    objects = [pair for found in find_objects(text) for pair in _flattened(found.values, found.cut, found.cut_field, recipe)]
    if objects:
        yield from objects
        return
    for values in find_labelled(text, recipe.fields):
        yield dict(values), ""


def _flattened(values: dict[str, Any], cut: bool, cut_field: str, recipe: Recipe) -> Iterator[tuple[dict[str, Any], str]]:
    """The record itself, or those in a list that it wraps ({"data": [...]}); nothing for objects of other kinds."""
    named = {_field_name(key): value for key, value in values.items()}
    if named.keys() & recipe.fields.keys() or (cut and _field_name(cut_field) in recipe.fields):
        yield named, (_field_name(cut_field) or "end") if cut else ""
        return
    for value in values.values():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                yield from _flattened(item, False, "", recipe)


def _field_name(key: str) -> str:
    name = key.strip().lower()
    return next((field for field, aliases in LABELS.items() if name in aliases), name)


def _record(
    recipe: Recipe, values: dict[str, Any], cut: str, row: int, batch: BatchState | None
) -> Record | Reject:
    texts = {name: _plain(values.get(name)) for name in recipe.fields}
    missing = [name for name in recipe.required if not texts[name]]
    if missing and cut:
        return Reject("cut_off", STEP, SOURCE, row, values, detail=f"cut in {cut}")
    if missing:
        return Reject("missing_field", STEP, SOURCE, row, values, detail=", ".join(missing))
    context_text = texts.get("input") or ""
    turns = [
        Turn("user", texts["instruction"], "" if context_text.lower() in NOTHING else context_text),
        Turn("assistant", texts["output"]),
    ]
    parents = tuple(batch["parents"]) if batch else ()
    content = [turn.to_row() for turn in turns]
    return Record(record_id(SOURCE, row, content), turns, lineage=Lineage(SOURCE, row, recipe.name, parents, (STEP,)))


def _plain(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, int | float):
        return str(value)
    return orjson.dumps(value, default=str).decode()


def _batch_of(values: Mapping[str, Any], batches: Mapping[str, BatchState]) -> str:
    match = _ID.fullmatch(str(values.get("id", "")).strip().lower())
    return match[0] if match and match[0] in batches else ""


def _as_text(reply: Any) -> str:
    """A reply as an iteration gives it: text, or an object that holds it."""
    if reply is None:
        return ""
    if isinstance(reply, str):
        return reply
    if isinstance(reply, Mapping) and isinstance(reply.get("text"), str):
        return str(reply["text"])
    return orjson.dumps(reply, default=str).decode()


def _state(context: Context) -> dict[str, BatchState]:
    """What make_batches left beside its records; {} where its files were not bound."""
    batches: dict[str, BatchState] = {}
    for file in context.files:
        if file.name.endswith(STATE_SUFFIX):
            batches |= orjson.loads(file.path.read_bytes()).get("batches", {})
    return batches
