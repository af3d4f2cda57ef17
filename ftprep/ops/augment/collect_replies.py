"""A language model's replies → records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal

import orjson

from ftprep.errors import InputDataError, ModelError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.augment._checks import REASONS
from ftprep.ops.augment._collection import REASONS as COLLECTION_REASONS
from ftprep.ops.augment._collection import Collection
from ftprep.ops.augment._recipes import STATE_SUFFIX, BatchState, Recipe, get_recipe, recipe_names
from ftprep.record import Record
from ftprep.report import Reject

if TYPE_CHECKING:
    RecipeChoice = str
else:
    RecipeChoice = Literal[("auto", *recipe_names())]

STEP = "collect_replies"


class CollectRepliesOptions(Options):
    recipe: RecipeChoice = setting("auto", help="The recipe of the prompts; automatic: as make_batches wrote it down.")


@operator(
    "source",
    CollectRepliesOptions,
    value_inputs=("replies",),
    reasons={
        **COLLECTION_REASONS,
        **REASONS,
    },
    variables={
        "made": {"type": "number", "description": "Records read from the replies that passed the recipe's checks."},
        "missing": {"type": "number", "description": "Records asked for that did not come, or did not pass."},
    },
)
def collect_replies(options: CollectRepliesOptions, context: Context) -> Iterator[Record | Reject]:
    """Turns a language model's replies into records, and says what could not be read.

    Replies may come in any state: fenced, with prose around, broken or cut JSON, numbered or labelled text. What is
    whole is saved, nothing is completed or invented; then the recipe's checks decide. Bind `dataset` to the files of
    `make_batches`: new records then name those they were made from, and what was asked and did not come is told. A
    record whose reply failed is in the rejects as it was, to be sent round again. A refusal that the model was to
    rewrite and leaves, since the question asks for harm, was the right answer: it is kept, with labels.refusal_kept.
    """
    state = _state(context)
    recipe = get_recipe(options.recipe if options.recipe != "auto" else state.get("recipe", "generate_from_seeds"))
    batches: dict[str, BatchState] = state.get("batches", {})
    replies = context.values.get("replies") or []
    texts = [replies] if isinstance(replies, str) else [_as_text(reply) for reply in replies]
    if context.text.strip():
        texts.append(context.text)
    if not texts and not state:  # no prompts, no replies: there was nothing to ask
        raise InputDataError(
            en="No replies were given: bind the iteration's output to `replies`, or paste replies into `text`.",
            zh="没有收到回复：请把迭代节点的输出接到 replies，或在 text 中粘贴回复。",
        )
    if batches and not any(text.strip() for text in texts):
        raise ModelError(
            en=f"The model answered none of the {len(batches)} prompts. Check the model set in the LLM node, its key and its quota.",
            zh=f"{len(batches)} 条提示词，模型一条也没有回答。请检查 LLM 节点所选的模型、密钥和额度。",
        )
    wanted = {parent for batch in batches.values() for parent in batch["parents"]}
    seen = context.dataset if wanted else ()
    parents = {item.id: item for item in seen if isinstance(item, Record) and item.id in wanted}
    return _collected(recipe, batches, parents, texts, context)


def _collected(
    recipe: Recipe, batches: Mapping[str, BatchState], parents: Mapping[str, Record], texts: list[str], context: Context
) -> Iterator[Record | Reject]:
    collection = Collection(STEP, recipe, list(parents.values()) if recipe.batch == "sample" else ())
    for batch, state in batches.items():
        collection.open(batch, state, parents)
    ordered = list(batches)
    for index, text in enumerate(texts):
        yield from collection.take(text, ordered[index] if len(texts) == len(ordered) else "", f"reply {index + 1}")
    for batch in ordered:
        yield from collection.unanswered(batch)
    asked, missing = collection.missing()
    context.report.made = collection.made
    collection.tell(context.report)
    context.variables.update(made=collection.made, missing=missing)
    if missing:
        context.report.note(
            en=f"The prompts asked for {asked} records; {missing} did not come, could not be read or did not pass.",
            zh=f"提示词共请求 {asked} 条记录，其中 {missing} 条没有返回、无法读取或未通过检查。",
        )


def _as_text(reply: Any) -> str:
    """A reply as an iteration gives it: text, null where a call failed, or an object that holds the text."""
    if reply is None:
        return ""
    if isinstance(reply, str):
        return reply
    if isinstance(reply, Mapping) and isinstance(reply.get("text"), str):
        return str(reply["text"])
    return orjson.dumps(reply, default=str).decode()


def _state(context: Context) -> dict[str, Any]:
    """What make_batches left beside its records; {} where its files were not bound."""
    state: dict[str, Any] = {}
    for file in context.files:
        if file.name.endswith(f".make_batches{STATE_SUFFIX}"):
            state = orjson.loads(file.path.read_bytes())
    return state
