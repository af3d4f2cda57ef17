"""Records → prompts for a language model, a list to iterate over."""

from __future__ import annotations

import random
from typing import Any

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Products, Sink, operator, setting
from ftprep.ops.augment._batches import REASONS, Prompter, PromptOptions
from ftprep.ops.augment._recipes import STATE_SUFFIX, BatchState
from ftprep.ops.augment._views import MAX_CHARACTERS, MAX_SAMPLE_CHARACTERS, as_line, shown, size
from ftprep.ports import OutputFile
from ftprep.record import Record, dumps
from ftprep.text.tokens import estimate_tokens

MAX_BATCHES = 400
"""Dify stops a run after 500 node executions; an iteration of one LLM node spends one a batch."""

MAX_BYTES = 2_000_000
"""Of all prompts of a run, and of one prompt: they go out as one message, and one of 5 MiB would end the plugin."""


class MakeBatchesOptions(PromptOptions):
    max_batches: int = setting(
        MAX_BATCHES, help="Prompts in one run: Dify stops a run after 500 steps.", ge=1, le=100_000, panel=False
    )


@operator(
    "batcher",
    MakeBatchesOptions,
    reasons={
        **REASONS,
        "beyond_this_run": (
            "There was no prompt left for it in one run: send it in the next.",
            "本次运行的提示词数已用完，请在下次运行处理。",
        ),
    },
    variables={
        "batches": {
            "type": "array",
            "items": {"type": "string"},
            "maxItems": MAX_BATCHES,
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
    prompter = Prompter(options)
    kind = _Sampled if prompter.recipe.batch == "sample" else _Divided
    return kind(options, context, prompter)


class _Prompts:
    """The prompts of a call, and what each held."""

    def __init__(self, context: Context, prompter: Prompter) -> None:
        self.context = context
        self.prompter = prompter
        self.prompts: list[str] = []
        self.state: dict[str, BatchState] = {}
        self._bytes = 0

    @property
    def full(self) -> bool:
        """Whether the prompts hold as much as one message should. The last may go beyond it, by itself at most."""
        return self._bytes >= MAX_BYTES

    def write(self, items: list[dict[str, Any]], parents: list[str], asked: int) -> None:
        batch = f"b{len(self.prompts) + 1}"
        prompt = self.prompter.prompt(batch, items, asked)
        size = len(dumps(prompt))
        if size > MAX_BYTES:
            raise SettingsError(
                en=f"A prompt would have {size:,} bytes, more than {MAX_BYTES:,}: shorten persona, scene, style or extra, "
                "or lower per_call.",
                zh=f"一个提示词将有 {size:,} 字节，超过 {MAX_BYTES:,}：请缩短 persona、scene、style 或 extra，或调小 per_call。",
            )
        self.prompts.append(prompt)
        self.state[batch] = {"parents": parents, "records": asked}
        self._bytes += size
        if self.full:
            self.context.report.note(
                en=f"One run holds {MAX_BYTES:,} bytes of prompts, which are full after {len(self.prompts)} of them.",
                zh=f"一次运行的提示词最多 {MAX_BYTES:,} 字节，到第 {len(self.prompts)} 个已满。",
            )

    def products(self) -> Products:
        path = self.context.work_dir / f"{self.context.stem}.make_batches{STATE_SUFFIX}"
        path.write_bytes(dumps({"recipe": self.prompter.recipe.name, "batches": self.state}))
        count = len(self.prompts)
        if not count:
            self.context.report.note(en="There is nothing to ask the model.", zh="没有需要交给模型的内容。")
        tokens = sum(estimate_tokens(prompt) for prompt in self.prompts)
        return Products(
            files=[OutputFile(path, "companion")],
            variables={"batches": self.prompts, "batch_count": count},
            summary=[
                {
                    "en": f"{self.prompter.recipe.purpose['en']}: {count} calls of the model, about {tokens:,} tokens of prompts.",
                    "zh": f"{self.prompter.recipe.purpose['zh']}：需调用模型 {count} 次，提示词约 {tokens:,} 个 token。",
                }
            ],
        )


class _Sampled:
    """Draws the records to show as they go by (a reservoir), so that memory holds only what prompts will show."""

    def __init__(self, options: MakeBatchesOptions, context: Context, prompter: Prompter) -> None:
        self._prompts = _Prompts(context, prompter)
        self._options = options
        self._view = prompter.recipe.view
        self._per_call = prompter.per_call
        self._random = random.Random(options.seed)  # noqa: S311 - a draw that can be repeated, nothing secret
        wanted = -(-options.count // self._per_call)
        self._batches = min(wanted, options.max_batches)
        self._needs_records = not prompter.recipe.needs
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
                if self._prompts.full:
                    reach = number * self._per_call
                    self._prompts.context.report.note(
                        en=f"{reach} of {self._options.count} records are asked for; ask for the rest in the next run.",
                        zh=f"本次请求 {self._options.count} 条中的 {reach} 条，其余请在下次运行请求。",
                    )
                    break
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

    def __init__(self, options: MakeBatchesOptions, context: Context, prompter: Prompter) -> None:
        self._prompts = _Prompts(context, prompter)
        self._options = options
        self._prompter = prompter
        self._items: list[dict[str, Any]] = []
        self._parents: list[str] = []
        self._tokens = 0

    def add(self, record: Record) -> Drop | None:
        row = shown(record, self._prompter.recipe.view)
        if row is None:
            return Drop("nothing_to_show")
        if size(record) > MAX_CHARACTERS:
            return Drop("too_long_for_prompt", f"{size(record)} characters")
        tokens = estimate_tokens(as_line(row))
        if self._items and (
            len(self._items) >= self._prompter.per_call or self._tokens + tokens > self._options.max_tokens
        ):
            self._flush()
        if not self._items and (self._prompts.full or len(self._prompts.prompts) >= self._options.max_batches):
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
        self._prompts.write(self._items, self._parents, self._prompter.asked)
        self._items, self._parents, self._tokens = [], [], 0
