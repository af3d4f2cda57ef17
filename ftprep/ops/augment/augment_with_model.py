"""A recipe over a whole data set, by a language model that the tool itself asks."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from ftprep.errors import SettingsError
from ftprep.operator import Context, Products, operator, setting
from ftprep.ops.augment._asking import Asker, Usage
from ftprep.ops.augment._batches import REASONS as BATCH_REASONS
from ftprep.ops.augment._batches import Prompter, PromptOptions
from ftprep.ops.augment._checks import REASONS as CHECK_REASONS
from ftprep.ops.augment._collection import REASONS as COLLECTION_REASONS
from ftprep.ops.augment._collection import Collection
from ftprep.ops.augment._jobs import Job, Jobs
from ftprep.ops.augment._recipes import STATE_SUFFIX, get_recipe
from ftprep.ports import OutputFile
from ftprep.record import Record, dumps
from ftprep.report import Reject

STEP = "augment_with_model"
AGAIN = ("no_reply", "no_record_in_reply", "cut_off", "missing_field", "answered_twice")
"""Reasons of the reply, not of the record: another try may mend them."""


class AugmentWithModelOptions(PromptOptions):
    concurrency: int = setting(8, help="Calls at a time. More are faster; providers limit them.", ge=1, le=64)
    budget_seconds: int = setting(
        480,
        help="Time after which no further call is begun (the daemon ends a tool after 600 s). What is left goes on in the next call.",
        ge=1,
        le=540,
        panel=False,
    )
    calls_per_minute: int = setting(
        0, help="Calls begun in a minute at most; 0: as many as there is room for.", ge=0, panel=False
    )
    attempts: int = setting(
        2, help="How often a record is asked for whose reply could not be used.", ge=1, le=5, panel=False
    )
    allow_personal_data: bool = setting(
        False, help="Send records that hold personal data too. Off: they are rejected, unsent; mask them first."
    )


@operator(
    "source",
    AugmentWithModelOptions,
    asks_model=True,
    reasons={
        **BATCH_REASONS,
        **COLLECTION_REASONS,
        **CHECK_REASONS,
        "model_failed": ("The model gave no answer, however often it was asked.", "多次调用后模型仍未回答。"),
        "personal_data": (
            "It holds personal data and was not sent: mask it first.",
            "含有个人信息，未发送：请先脱敏。",
        ),
    },
    variables={
        "pending": {"type": "number", "description": "Records (or prompts) that the next call must do; 0: finished."},
        "made": {"type": "number", "description": "Records that came back and passed the recipe's checks."},
        "usage": {
            "type": "object",
            "description": "What all calls so far cost.",
            "properties": {
                name: {"type": "number"}
                for name in ("calls", "failed", "prompt_tokens", "completion_tokens", "seconds")
            },
        },
    },
)
def augment_with_model(options: AugmentWithModelOptions, context: Context) -> Iterable[Record | Reject]:
    """Runs a recipe over a whole data set by a language model: many calls at a time, with retries and a time budget.

    When the time is up it gives what is done; the rest lies in a file beside it. Bind `dataset` to these files in a
    next call and it goes on where it ended: nothing is asked or paid for twice. Every record ends done, rejected or
    pending. Records with personal data are not sent unless that is allowed. A refusal that the model was to rewrite
    and leaves, since the question asks for harm, was the right answer: it is kept, with labels.refusal_kept.
    """
    if context.model is None:
        raise SettingsError(en="Choose a model: this tool asks one.", zh="请选择模型：该工具需要调用大模型。")
    if not get_recipe(options.recipe).needs:
        context.dataset.check_given()
    asker = Asker(
        context.model,
        concurrency=options.concurrency,
        budget=options.budget_seconds,
        calls_per_minute=options.calls_per_minute,
    )
    return _Run(options, context, asker)


class _Run:
    """A source that finishes: what is left, and what it cost."""

    def __init__(self, options: AugmentWithModelOptions, context: Context, asker: Asker) -> None:
        self._context = context
        self._asker = asker
        self._attempts = options.attempts
        self._earlier = _state(context)
        prompter = Prompter(options)
        self._recipe = prompter.recipe
        left = self._earlier.get("prompts_left", 0) if self._earlier else None
        self._jobs = Jobs(STEP, options, prompter, context, left=left, send_all=options.allow_personal_data)
        self._fresh = self._jobs.fresh()
        self._collection = Collection(STEP, prompter.recipe)
        self._again: deque[Job] = deque()
        self._products = Products()

    def __iter__(self) -> Iterator[Record | Reject]:
        if self._earlier:
            yield from self._context.dataset
            yield from (reject for reject in self._context.rejects if reject.step == STEP)
        for job, reply in self._asker.ask_all(self._draw):
            yield from self._jobs.refused()
            yield from self._failed(job) if reply is None else self._answered(job, reply.text)
        self._leave()
        yield from self._jobs.refused()

    def finish(self) -> Products:
        return self._products

    def _draw(self) -> tuple[Job, str] | None:
        """What is asked again comes first."""
        job = self._again.popleft() if self._again else next(self._fresh, None)
        if job is None:
            return None
        self._collection.open(job.batch, job.state, job.parents)
        return job, job.prompt

    def _answered(self, job: Job, text: str) -> Iterator[Record | Reject]:
        collection = self._collection
        taken = [*collection.take(text, job.batch, f"reply to {job.batch}"), *collection.unanswered(job.batch)]
        collection.close(job.batch)
        again: list[Record] = []
        for item in taken:
            parent = job.parents.get(item.id) if isinstance(item, Reject) and self._jobs.each else None
            if isinstance(item, Reject) and parent and item.reason in AGAIN and job.attempt < self._attempts:
                again.append(parent)
            else:
                yield item
        if again:
            self._again.append(self._jobs.retry(again, job.attempt + 1))

    def _failed(self, job: Job) -> Iterator[Reject]:
        self._collection.close(job.batch)
        if self._asker.time_left <= 0:
            self._jobs.put_back(job)
            return
        if not self._jobs.each:
            yield Reject("model_failed", STEP, "replies", job.number, {"batch": job.batch, **job.state})
            return
        for parent in job.parents.values():
            lineage = parent.lineage
            yield Reject("model_failed", STEP, lineage.source, lineage.row, parent.to_row(), parent.id)

    def _leave(self) -> None:
        """Writes down what the next call goes on with, and what it cost so far."""
        self._fresh.close()
        for job in self._again:
            self._jobs.put_back(job)
        aside = self._path(".aside.jsonl")
        pending = self._jobs.write_pending(aside)
        usage = _added(self._earlier.get("usage", {}), self._asker.usage)
        made = self._collection.made + self._earlier.get("made", 0)
        state = self._path(STATE_SUFFIX)
        left = {"recipe": self._recipe.name, "usage": usage, "made": made, "prompts_left": self._jobs.prompts_left}
        state.write_bytes(dumps(left))
        self._context.report.made = self._collection.made
        self._collection.tell(self._context.report)
        files = [OutputFile(state, "companion")]
        self._products = Products(
            variables={"pending": pending, "made": made, "usage": usage},
            files=[OutputFile(aside, "companion", pending), *files] if aside.exists() else files,
            summary=[
                {
                    "en": f"Called the model {usage['calls']:.0f} times so far: {usage['prompt_tokens']:,.0f} + "
                    f"{usage['completion_tokens']:,.0f} tokens, {made} records made, {pending} left to do.",
                    "zh": f"累计调用模型 {usage['calls']:.0f} 次，token {usage['prompt_tokens']:,.0f} + "
                    f"{usage['completion_tokens']:,.0f}；生成 {made} 条，剩余 {pending} 条待处理。",
                }
            ],
        )
        if pending:
            self._context.report.note(
                en="The time was up. Bind `dataset` to these files in a next call to go on.",
                zh="本次时间已到。把这些文件接到下一次调用的 dataset 即可继续。",
            )

    def _path(self, suffix: str) -> Path:
        return self._context.work_dir / f"{self._context.stem}.{STEP}{suffix}"


def _state(context: Context) -> dict[str, Any]:
    """What an earlier call left; {} where this is the first."""
    for file in context.files:
        if file.name.endswith(f".{STEP}{STATE_SUFFIX}"):
            state: dict[str, Any] = orjson.loads(file.path.read_bytes())
            return state
    return {}


def _added(earlier: dict[str, float], usage: Usage) -> dict[str, float]:
    now = {name: getattr(usage, name) for name in Usage.__slots__}
    return {name: round(value + earlier.get(name, 0), 1) for name, value in now.items()}
