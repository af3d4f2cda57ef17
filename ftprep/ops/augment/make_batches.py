"""Records → prompts for a language model, a list to iterate over."""

from __future__ import annotations

import random
from typing import Literal

import regex

from ftprep.operator import Context, Drop, Options, Products, Sink, operator, setting
from ftprep.ops.augment._recipes import STATE_SUFFIX, BatchState, Recipe, get_recipe
from ftprep.ports import OutputFile
from ftprep.record import Record, dumps

MAX_BATCHES = 400
"""Dify stops a run after 500 node executions; an iteration of one LLM node spends one a batch."""

MAX_SEED_CHARACTERS = 1500
"""Of one seed in a prompt: a longer one is cut, since it only shows the manner."""

_HAN = regex.compile(r"\p{Han}")


class MakeBatchesOptions(Options):
    recipe: Literal["generate_from_seeds"] = setting("generate_from_seeds", help="What the model is asked to do.")
    count: int = setting(20, help="New records wanted. Each costs one part of a model call.", ge=1, le=20_000)
    per_call: int = setting(5, help="New records asked for in one call: more are cheaper and more alike.", ge=1, le=20)
    seeds: int = setting(3, help="Records shown in a prompt.", ge=1, le=10)
    prompt_language: Literal["auto", "zh", "en"] = setting("auto", help="Language of the prompts; automatic: of each batch's records.")
    extra: str = setting("", help="A further demand, put into every prompt: a subject, a persona, a tone.", input=True)
    seed: int = setting(0, help="Which records are drawn: the same number draws the same ones.", panel=False)


@operator(
    "batcher",
    MakeBatchesOptions,
    variables={
        "batches": {"type": "array", "items": {"type": "string"}, "description": "The prompts, one a batch, to iterate over."},
        "batch_count": {"type": "number", "description": "How many prompts there are."},
    },
)
def make_batches(options: MakeBatchesOptions, context: Context) -> Sink:
    """Turns records into prompts for a language model: a list to iterate over with an LLM node.

    Every prompt carries an id that the replies must repeat, and its data between marks that the data can't close.
    The records pass on unchanged; beside them goes a small state file that says which records each prompt showed and
    how many it asked for, so that `collect_replies` finds the parents of what comes back and what is missing.
    """
    return _Batches(options, context, get_recipe(options.recipe))


class _Batches:
    """Draws the seeds as records go by (a reservoir), so that memory holds only what prompts will show."""

    def __init__(self, options: MakeBatchesOptions, context: Context, recipe: Recipe) -> None:
        self._options = options
        self._context = context
        self._recipe = recipe
        self._random = random.Random(options.seed)  # noqa: S311 - a draw that can be repeated, nothing secret
        wanted = -(-options.count // options.per_call)
        self._batches = min(wanted, MAX_BATCHES)
        if wanted > MAX_BATCHES:
            reach = MAX_BATCHES * options.per_call
            context.report.note(
                en=f"{options.count} records need {wanted} calls; one run allows {MAX_BATCHES}: {reach} records are asked for.",
                zh=f"{options.count} 条需要 {wanted} 次调用，而一次运行最多 {MAX_BATCHES} 次：本次请求 {reach} 条。",
            )
        self._room = self._batches * options.seeds
        self._seen = 0
        self._reservoir: list[Record] = []
        self._state: dict[str, BatchState] = {}

    def add(self, record: Record) -> Drop | None:
        if not any(text.strip() for text in record.texts()):
            return None
        self._seen += 1
        if len(self._reservoir) < self._room:
            self._reservoir.append(record)
        elif (place := self._random.randrange(self._seen)) < self._room:
            self._reservoir[place] = record
        return None

    def finish(self) -> Products:
        prompts = [self._prompt(number) for number in range(1, self._batches + 1)] if self._reservoir else []
        if not prompts:
            self._context.report.note(en="No record could serve as a seed.", zh="没有可用作种子的记录。")
        path = self._context.work_dir / f"{self._context.stem}.make_batches{STATE_SUFFIX}"
        path.write_bytes(dumps({"recipe": self._recipe.name, "batches": self._state}))
        return Products(
            files=[OutputFile(path, "companion")],
            variables={"batches": prompts, "batch_count": len(prompts)},
            summary=[
                {
                    "en": f"{len(prompts)} prompts for the model, {self._options.per_call} new records asked for in each.",
                    "zh": f"生成 {len(prompts)} 条提示词，每条请模型编写 {self._options.per_call} 条新记录。",
                }
            ],
        )

    def _prompt(self, number: int) -> str:
        """The seeds are taken in turn, shuffled anew for each round, so that each is shown before any is again."""
        options = self._options
        start = (number - 1) * options.seeds
        size = len(self._reservoir)
        chosen = [self._reservoir[self._order((start + n) // size)[(start + n) % size]] for n in range(min(options.seeds, size))]
        items = [shown(record) for record in chosen]
        language = options.prompt_language if options.prompt_language != "auto" else _language(items)
        asked = min(options.per_call, options.count - (number - 1) * options.per_call)
        self._state[f"b{number}"] = {"parents": [record.id for record in chosen], "records": asked}
        return self._recipe.render(
            language,
            {
                "items": "\n".join(items),
                "records": asked,
                "batch": f"b{number}",
                "extra": f"5. {options.extra.strip()}" if options.extra.strip() else "",
            },
        )

    def _order(self, turn: int) -> list[int]:
        order = list(range(len(self._reservoir)))
        random.Random(f"{self._options.seed}:{turn}").shuffle(order)  # noqa: S311 - see above
        return order


def shown(record: Record) -> str:
    """A record as one line of JSON for a prompt. `<` and `>` are escaped: no data can close the marks around it."""
    if record.text is not None:
        row: object = {"text": record.text[:MAX_SEED_CHARACTERS]}
    elif [turn.role for turn in record.turns] in (["user", "assistant"], ["system", "user", "assistant"]):
        user, assistant = record.turns[-2:]
        row = {
            "instruction": user.content[:MAX_SEED_CHARACTERS],
            "input": (user.input or "")[:MAX_SEED_CHARACTERS],
            "output": assistant.content[:MAX_SEED_CHARACTERS],
        }
    else:
        left, turns = MAX_SEED_CHARACTERS, []
        for turn in record.turns:
            turns.append({"role": turn.role, "content": turn.full_content()[: max(left, 0)]})
            left -= len(turn.content)
            if left <= 0:
                break
        row = {"messages": turns}
    return dumps(row).decode().replace("<", "\\u003c").replace(">", "\\u003e")


def _language(items: list[str]) -> str:
    text = "".join(items)
    return "zh" if len(_HAN.findall(text)) * 10 >= len(text) else "en"
