"""Records → prompts for a language model, a list to iterate over."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Products, Sink, operator, setting
from ftprep.ops.augment._checks import script
from ftprep.ops.augment._prompt import build_prompt
from ftprep.ops.augment._recipes import FIRST, STATE_SUFFIX, BatchState, Recipe, get_recipe, recipe_names
from ftprep.ops.augment._views import MAX_CHARACTERS, MAX_SAMPLE_CHARACTERS, as_line, shown, size
from ftprep.ports import OutputFile
from ftprep.record import Record, dumps
from ftprep.text.tokens import estimate_tokens

if TYPE_CHECKING:
    RecipeName = str
else:
    RecipeName = Literal[recipe_names()]

MAX_BATCHES = 400
"""Dify stops a run after 500 node executions; an iteration of one LLM node spends one a batch."""


class MakeBatchesOptions(Options):
    recipe: RecipeName = setting(FIRST, help="What the model is asked to do.")
    persona: str = setting("", help="Who the assistant is: name, standing, history, habits of speech.", input=True)
    scene: str = setting("", help="Where and when a dialogue takes place, and why.", input=True)
    style: str = setting("", help="A manner of speaking.", input=True)
    extra: str = setting("", help="A further demand, put into every prompt.", input=True)
    count: int = setting(
        20,
        help="New records wanted in all, by recipes that write new ones; for documents: questions a section.",
        ge=1,
        le=20_000,
    )
    per_call: int = setting(
        0, help="Records a prompt; 0: as the recipe says. More are cheaper and less careful.", ge=0, le=50
    )
    max_tokens: int = setting(
        3000, help="Estimated tokens of data a prompt, where the model works on each record.", ge=200, le=100_000
    )
    prompt_language: Literal["auto", "zh", "en"] = setting(
        "auto", help="Language of the prompts; automatic: of each batch's records."
    )
    max_batches: int = setting(
        MAX_BATCHES, help="Prompts in one run: Dify stops a run after 500 steps.", ge=1, le=100_000, panel=False
    )
    seeds: int = setting(3, help="Records shown in a prompt that only shows the manner.", ge=0, le=10, panel=False)
    turns: int = setting(8, help="Turns a new dialogue should have, about.", ge=2, le=60, panel=False)
    seed: int = setting(0, help="Which records are drawn: the same number draws the same ones.", panel=False)


@operator(
    "batcher",
    MakeBatchesOptions,
    reasons={
        "too_long_for_prompt": (
            f"Longer than {MAX_CHARACTERS} characters: split it first.",
            f"超过 {MAX_CHARACTERS} 个字符，请先拆分。",
        ),
        "nothing_to_show": ("Holds nothing that this recipe works on.", "没有该配方可处理的内容。"),
        "beyond_this_run": (
            "There was no prompt left for it in one run: send it in the next.",
            "本次运行的提示词数已用完，请在下次运行处理。",
        ),
    },
    variables={
        "batches": {
            "type": "array",
            "items": {"type": "string"},
            "description": "The prompts, one a batch, to iterate over.",
        },
        "batch_count": {"type": "number", "description": "How many prompts there are."},
    },
)
def make_batches(options: MakeBatchesOptions, context: Context) -> Sink:
    """Turns records into prompts for a language model: a list to iterate over with an LLM node.

    Every prompt carries ids that the replies must repeat, and its data between marks that the data can't close. Recipes
    that write new records show a few drawn ones in each prompt; the others divide all records into batches. The
    records pass on; beside them goes a small state file that says what each prompt held, so that `collect_replies`
    finds the parents of what comes back and what is missing.
    """
    recipe = get_recipe(options.recipe)
    for name in recipe.needs:
        if not getattr(options, name).strip():
            raise SettingsError(
                en=f"The recipe {recipe.name} needs a {name}: fill it in.",
                zh=f"配方 {recipe.name} 需要填写 {name}（{_ZH[name]}）。",
            )
    return _Sampled(options, context, recipe) if recipe.batch == "sample" else _Divided(options, context, recipe)


_ZH = {"persona": "人设", "scene": "场景", "style": "风格"}


class _Prompts:
    """The prompts of a call, and what each held."""

    def __init__(self, options: MakeBatchesOptions, context: Context, recipe: Recipe) -> None:
        self.options = options
        self.context = context
        self.recipe = recipe
        self.prompts: list[str] = []
        self.state: dict[str, BatchState] = {}

    def write(self, items: list[dict[str, Any]], parents: list[str], asked: int) -> None:
        options, batch = self.options, f"b{len(self.prompts) + 1}"
        if self.recipe.batch == "each":
            items = [{"id": f"{batch}-{number}", **item} for number, item in enumerate(items, 1)]
        settings: Mapping[str, str] = {name: getattr(options, name) for name in ("persona", "scene", "style", "extra")}
        language: str = options.prompt_language
        if language == "auto":
            language = (
                script("\n".join(as_line(item) for item in items) + "".join(settings.values()) * (not items)) or "zh"
            )
            language = _back(language) if self.recipe.name == "back_translate_return" else language
        numbers = {"count": asked, "turns": options.turns}
        self.prompts.append(build_prompt(self.recipe, language, batch, items, settings, numbers))
        self.state[batch] = {"parents": parents, "records": asked}

    def products(self) -> Products:
        path = self.context.work_dir / f"{self.context.stem}.make_batches{STATE_SUFFIX}"
        path.write_bytes(dumps({"recipe": self.recipe.name, "batches": self.state}))
        count = len(self.prompts)
        if not count:
            self.context.report.note(en="There is nothing to ask the model.", zh="没有需要交给模型的内容。")
        tokens = sum(estimate_tokens(prompt) for prompt in self.prompts)
        return Products(
            files=[OutputFile(path, "companion")],
            variables={"batches": self.prompts, "batch_count": count},
            summary=[
                {
                    "en": f"{self.recipe.purpose['en']}: {count} calls of the model, about {tokens:,} tokens of prompts.",
                    "zh": f"{self.recipe.purpose['zh']}：需调用模型 {count} 次，提示词约 {tokens:,} 个 token。",
                }
            ],
        )


class _Sampled:
    """Draws the records to show as they go by (a reservoir), so that memory holds only what prompts will show."""

    def __init__(self, options: MakeBatchesOptions, context: Context, recipe: Recipe) -> None:
        self._prompts = _Prompts(options, context, recipe)
        self._options = options
        self._view = recipe.view
        self._per_call = options.per_call or recipe.per_call
        self._random = random.Random(options.seed)  # noqa: S311 - a draw that can be repeated, nothing secret
        wanted = -(-options.count // self._per_call)
        self._batches = min(wanted, options.max_batches)
        self._needs_records = not recipe.needs
        if wanted > self._batches:
            reach = self._batches * self._per_call
            context.report.note(
                en=f"{options.count} records need {wanted} calls; one run allows {self._batches}: {reach} records are asked for.",
                zh=f"{options.count} 条需要 {wanted} 次调用，而一次运行最多 {self._batches} 次：本次请求 {reach} 条。",
            )
        self._room = self._batches * options.seeds
        self._seen = 0
        self._reservoir: list[Record] = []

    def add(self, record: Record) -> Drop | None:
        if shown(record, self._view) is None:
            return None
        self._seen += 1
        if len(self._reservoir) < self._room:
            self._reservoir.append(record)
        elif (place := self._random.randrange(self._seen)) < self._room:
            self._reservoir[place] = record
        return None

    def finish(self) -> Products:
        if self._reservoir or not self._needs_records:
            for number in range(self._batches):
                chosen = self._chosen(number * self._options.seeds)
                items = [row for record in chosen if (row := shown(record, self._view, limit=MAX_SAMPLE_CHARACTERS))]
                asked = min(self._per_call, self._options.count - number * self._per_call)
                self._prompts.write(items, [record.id for record in chosen], asked)
        return self._prompts.products()

    def _chosen(self, start: int) -> list[Record]:
        """The next seeds in turn, shuffled anew for each round, so that each is shown before any is again."""
        count = len(self._reservoir)
        places = [
            self._order((start + n) // count)[(start + n) % count] for n in range(min(self._options.seeds, count))
        ]
        return [self._reservoir[place] for place in places]

    def _order(self, turn: int) -> list[int]:
        order = list(range(len(self._reservoir)))
        random.Random(f"{self._options.seed}:{turn}").shuffle(order)  # noqa: S311 - see above
        return order


class _Divided:
    """Divides all records into batches, by count and by estimated tokens, in order."""

    def __init__(self, options: MakeBatchesOptions, context: Context, recipe: Recipe) -> None:
        self._prompts = _Prompts(options, context, recipe)
        self._options = options
        self._recipe = recipe
        self._per_call = options.per_call or recipe.per_call
        self._items: list[dict[str, Any]] = []
        self._parents: list[str] = []
        self._tokens = 0

    def add(self, record: Record) -> Drop | None:
        row = shown(record, self._recipe.view)
        if row is None:
            return Drop("nothing_to_show")
        if size(record) > MAX_CHARACTERS:
            return Drop("too_long_for_prompt", f"{size(record)} characters")
        tokens = estimate_tokens(as_line(row))
        if self._items and (len(self._items) >= self._per_call or self._tokens + tokens > self._options.max_tokens):
            self._flush()
        if not self._items and len(self._prompts.prompts) >= self._options.max_batches:
            return Drop("beyond_this_run")
        self._items.append(row)
        self._parents.append(record.id)
        self._tokens += tokens
        return None

    def finish(self) -> Products:
        if self._items:
            self._flush()
        return self._prompts.products()

    def _flush(self) -> None:
        asked = min(self._options.count, 20) if self._recipe.many else 1
        self._prompts.write(self._items, self._parents, asked)
        self._items, self._parents, self._tokens = [], [], 0


def _back(language: str) -> str:
    """The second step of back-translation is worded in the language that it leads back to."""
    return "en" if language == "zh" else "zh"
