"""What is still to be asked: records in batches, or prompts that show a few of them; and what is left at the end."""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ftprep.operator import Context
from ftprep.ops.augment._batches import Prompter, PromptOptions
from ftprep.ops.augment._private import holds_personal_data
from ftprep.ops.augment._recipes import BatchState
from ftprep.ops.augment._views import MAX_CHARACTERS, MAX_SAMPLE_CHARACTERS, as_line, shown, size
from ftprep.record import Record, dumps
from ftprep.report import Reject
from ftprep.text.tokens import estimate_tokens


@dataclass(frozen=True, slots=True)
class Job:
    """A prompt to be asked, the records in it by id, and what it asks for."""

    number: int
    prompt: str
    parents: dict[str, Record]
    state: BatchState
    attempt: int = 1

    @property
    def batch(self) -> str:
        return f"b{self.number}"


class Jobs:
    """Gives jobs one by one; records that can't be sent become rejects, drained by `refused`."""

    def __init__(
        self,
        step: str,
        options: PromptOptions,
        prompter: Prompter,
        context: Context,
        *,
        left: int | None,
        send_all: bool,
    ) -> None:
        self._step = step
        self._options = options
        self._prompter = prompter
        self._send_all = send_all
        self._number = 0
        self._refused: list[Reject] = []
        self._put_back: list[Record] = []
        self._source = iter(context.dataset if left is None else context.aside)
        self._seeds: list[Record] = []
        self._left = left if left is not None else -(-options.count // prompter.per_call)
        self.each = prompter.recipe.batch == "each"

    @property
    def prompts_left(self) -> int:
        """Prompts not asked yet, by a recipe that writes new records."""
        return self._left

    def fresh(self) -> Generator[Job]:
        """Every job that was not asked before."""
        return self._divided() if self.each else self._sampled()

    def retry(self, records: Sequence[Record], attempt: int) -> Job:
        """Records whose reply could not be used, once more, in a prompt of their own."""
        return self._job(records, self._prompter.asked, attempt)

    def refused(self) -> Iterator[Reject]:
        """Records met since the last call that were not sent, and rows that could not be read."""
        while self._refused:
            yield self._refused.pop(0)

    def put_back(self, job: Job) -> None:
        """A job that the time did not suffice for."""
        if self.each:
            self._put_back += job.parents.values()
        else:
            self._left += 1

    def write_pending(self, path: Path) -> int:
        """Writes what is left into a file that the next call reads, and says how much: records, or prompts."""
        if not self.each:
            pending, records = self._left, iter(self._seeds if self._left else ())
        else:
            pending, records = 0, self._remaining()
        with path.open("wb") as out:
            for record in records:
                out.write(dumps(record.to_row()) + b"\n")
                pending += self.each
        if not pending:
            path.unlink()
        return pending

    def _remaining(self) -> Iterator[Record]:
        yield from self._put_back
        for item in self._source:
            if isinstance(item, Record):
                yield item
            else:
                self._refused.append(item)

    def _divided(self) -> Generator[Job]:
        batch: list[Record] = []
        tokens = 0
        try:
            for item in self._source:
                row = self._sendable(item)
                if row is None or isinstance(item, Reject):
                    continue
                cost = estimate_tokens(row)
                if batch and (len(batch) >= self._prompter.per_call or tokens + cost > self._options.max_tokens):
                    full, batch, tokens = batch, [item], cost
                    yield self._job(full, self._prompter.asked)
                else:
                    batch.append(item)
                    tokens += cost
            if batch:
                full, batch = batch, []
                yield self._job(full, self._prompter.asked)
        finally:
            self._put_back += batch  # closed in the middle: these were drawn and never asked

    def _sampled(self) -> Generator[Job]:
        self._seeds = self._draw_seeds()
        seeds = self._seeds
        if not seeds and not self._prompter.recipe.needs:
            self._left = 0
            return
        per_call, show = self._prompter.per_call, min(self._options.seeds, len(seeds))
        while self._left > 0:
            rng = random.Random(f"{self._options.seed}:{self._left}")  # noqa: S311 - a draw that can be repeated
            asked = min(per_call, self._options.count - (self._left - 1) * per_call) if self._left == 1 else per_call
            self._left -= 1
            yield self._job(rng.sample(seeds, show), max(1, asked))

    def _draw_seeds(self) -> list[Record]:
        """As many as the prompts will show, drawn evenly from all that may be sent."""
        room = max(1, self._left * self._options.seeds)
        rng = random.Random(self._options.seed)  # noqa: S311 - see above
        drawn: list[Record] = []
        seen = 0
        for item in self._source:
            if isinstance(item, Reject) or self._sendable(item) is None:
                continue
            seen += 1
            if len(drawn) < room:
                drawn.append(item)
            elif (place := rng.randrange(seen)) < room:
                drawn[place] = item
        return drawn

    def _sendable(self, item: Record | Reject) -> str | None:
        """The line that a prompt would show; None for what is not sent, which is refused."""
        if isinstance(item, Reject):
            self._refused.append(item)
            return None
        limit = MAX_CHARACTERS if self.each else MAX_SAMPLE_CHARACTERS
        row = shown(item, self._prompter.recipe.view, limit=limit)
        reason = ""
        if row is None:
            reason = "nothing_to_show"
        elif self.each and size(item) > MAX_CHARACTERS:
            reason = "too_long_for_prompt"
        elif not self._send_all and holds_personal_data(item):
            reason = "personal_data"
        if row is not None and not reason:
            return as_line(row)
        if self.each or reason == "personal_data":
            lineage = item.lineage
            self._refused.append(Reject(reason, self._step, lineage.source, lineage.row, item.to_row(), item.id))
        return None

    def _job(self, records: Sequence[Record], asked: int, attempt: int = 1) -> Job:
        self._number += 1
        limit = MAX_CHARACTERS if self.each else MAX_SAMPLE_CHARACTERS
        items = [row for record in records if (row := shown(record, self._prompter.recipe.view, limit=limit))]
        prompt = self._prompter.prompt(f"b{self._number}", items, asked)
        state: BatchState = {"parents": [record.id for record in records], "records": asked}
        return Job(self._number, prompt, {record.id: record for record in records}, state, attempt)
