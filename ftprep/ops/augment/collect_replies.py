"""A language model's replies → records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal

import orjson

from ftprep.errors import InputDataError, ModelError
from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.augment._build import SOURCE, UnusableFieldError, build
from ftprep.ops.augment._checks import REASONS, Checks
from ftprep.ops.augment._recipes import ITEM_ID, STATE_SUFFIX, BatchState, Recipe, get_recipe, recipe_names
from ftprep.ops.augment._replies import read_reply
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
        "no_reply": ("The model gave no reply for this prompt or record.", "模型没有对该提示词或记录作出回复。"),
        "no_record_in_reply": ("No record can be read from this reply.", "该回复中读不出任何记录。"),
        "cut_off": ("The reply ends in the middle of this record.", "回复在这条记录中间被截断。"),
        "missing_field": (
            "A field that the recipe needs is missing, empty or of no use.",
            "缺少配方要求的字段，或该字段为空、不可用。",
        ),
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
    record whose reply failed is in the rejects as it was, to be sent round again.
    """
    state = _state(context)
    recipe = get_recipe(options.recipe if options.recipe != "auto" else state.get("recipe", "generate_from_seeds"))
    batches: dict[str, BatchState] = state.get("batches", {})
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
    wanted = {parent for batch in batches.values() for parent in batch["parents"]}
    parents = {item.id: item for item in context.dataset if isinstance(item, Record) and item.id in wanted}
    return _Collection(recipe, batches, parents, context).collect(texts)


class _Collection:
    """What comes back, matched with what was asked."""

    def __init__(
        self, recipe: Recipe, batches: Mapping[str, BatchState], parents: Mapping[str, Record], context: Context
    ) -> None:
        self._recipe = recipe
        self._batches = batches
        self._parents = parents
        self._context = context
        self._checks = Checks(recipe, list(parents.values()) if recipe.batch == "sample" else [])
        self._good: dict[str, int] = dict.fromkeys(batches, 0)
        self._answered: set[str] = set()
        self._row = 0

    def collect(self, texts: Sequence[str]) -> Iterator[Record | Reject]:
        ordered = list(self._batches)
        for index, text in enumerate(texts):
            place = ordered[index] if len(texts) == len(ordered) else ""
            found = False
            for values, cut in read_reply(text, self._recipe):
                found = True
                yield self._item(values, cut, place)
            if not found and text.strip():
                self._answered.add(place)
                yield self._reject("no_record_in_reply", text, f"reply {index + 1}")
        yield from self._unanswered()
        self._account()

    def _item(self, values: dict[str, Any], cut: str, place: str) -> Record | Reject:
        batch, number = self._address(values, place)
        parents = self._parents_of(batch, number)
        key = f"{batch}-{number}" if number else batch
        self._answered |= {batch, key}
        self._row += 1
        try:
            record = build(self._recipe, values, parents, self._row)
        except UnusableFieldError as problem:
            self._row -= 1
            return self._reject(
                "cut_off" if cut else "missing_field", values, f"cut in {cut}" if cut else str(problem), parents
            )
        reason = self._checks.fail(record, parents[0] if parents else None)
        if reason is not None:
            self._row -= 1
            return self._reject(reason, values, "", parents)
        self._context.report.made += 1
        if batch in self._good:
            self._good[batch] += 1
        return record

    def _address(self, values: Mapping[str, Any], place: str) -> tuple[str, int]:
        """(batch, number of the record in it or 0), by the id in the reply.

        Where it gives none, the reply's place among all tells the batch, and the record too where it is the only one.
        An id of nobody stands for nobody.
        """
        given = str(values.get("id") or "").strip().lower()
        if match := ITEM_ID.fullmatch(given):
            batch, number = match[1], int(match[2] or 0)
        else:
            batch, number = place, int(given) if given.isdecimal() and len(given) < 4 else 0
        if batch not in self._batches or (given and not number and self._recipe.batch == "each"):
            return "", 0
        parents = len(self._batches[batch]["parents"])
        if not given and self._recipe.batch == "each" and parents == 1:
            number = 1
        return (batch, number) if number <= parents else ("", 0)

    def _parents_of(self, batch: str, number: int) -> list[Record]:
        if not batch:
            return []
        ids = self._batches[batch]["parents"]
        if self._recipe.batch == "each":
            ids = ids[number - 1 : number] if number else []
        return [self._parents[identity] for identity in ids if identity in self._parents]

    def _unanswered(self) -> Iterator[Reject]:
        for batch, state in self._batches.items():
            if self._recipe.batch == "sample":
                if batch not in self._answered:
                    yield self._reject("no_reply", {"batch": batch, **state}, f"batch {batch}")
                continue
            for number in range(1, len(state["parents"]) + 1):
                if f"{batch}-{number}" not in self._answered:
                    parents = self._parents_of(batch, number)
                    yield self._reject(
                        "no_reply", {"batch": batch, "record": state["parents"][number - 1]}, batch, parents
                    )

    def _reject(self, reason: str, original: Any, detail: str, parents: Sequence[Record] = ()) -> Reject:
        """For a recipe that works on each record the original is that record, with what came back in its labels."""
        self._row += 1
        if self._recipe.batch == "each" and parents:
            parent = parents[0]
            lineage = parent.lineage
            failed = parent if reason == "no_reply" else parent.with_labels(failed_reply=original)
            return Reject(reason, STEP, lineage.source, lineage.row, failed.to_row(), parent.id, detail)
        return Reject(reason, STEP, SOURCE, self._row, original, detail=detail)

    def _account(self) -> None:
        each = self._recipe.batch == "each"
        asked = sum(state["records"] * (len(state["parents"]) if each else 1) for state in self._batches.values())
        wanted = {b: state["records"] * (len(state["parents"]) if each else 1) for b, state in self._batches.items()}
        missing = sum(max(0, wanted[batch] - good) for batch, good in self._good.items())
        self._context.variables.update(made=self._context.report.made, missing=missing)
        if missing:
            self._context.report.note(
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
