"""One record → the rows that it becomes in a format, or the reason why it becomes none."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Protocol

from ftprep.operator import Drop
from ftprep.ops.formats._fit import (
    fitted,
    for_training,
    known_fields_only,
    ordered,
    weighted,
    without_fields,
    without_names,
)
from ftprep.ops.formats._formats import FORMATS, Style, Task, task_of
from ftprep.ops.formats._rounds import joinable, joined, pieces, tokens_of, windows
from ftprep.ops.formats._rules import checker_for, losing
from ftprep.ops.formats._texts import (
    Change,
    drop_system,
    fill_name,
    move_system,
    remove_thinking,
    separate_thinking,
    set_system,
)  # fmt: skip
from ftprep.ops.formats._trainers._finding import Checker, Finding
from ftprep.record import Record
from ftprep.report import Report
from ftprep.shapes import ShapeError
from ftprep.text.tokens import estimate_tokens

JOINED_ROUNDS = 5
"""Rounds in a joined conversation where no window says otherwise."""


class Wishes(Protocol):
    """The settings that say how records become rows."""

    @property
    def format(self) -> str: ...
    @property
    def misfit(self) -> str: ...
    @property
    def system(self) -> str: ...
    @property
    def rounds(self) -> str: ...
    @property
    def thinking(self) -> str: ...
    @property
    def max_tokens(self) -> int: ...
    @property
    def task(self) -> str: ...
    @property
    def style(self) -> Style: ...
    @property
    def system_when(self) -> str: ...
    @property
    def system_place(self) -> str: ...
    @property
    def persona(self) -> str: ...
    @property
    def author(self) -> str: ...
    @property
    def window(self) -> int: ...
    @property
    def columns(self) -> tuple[str, ...]: ...


_ORDER = frozenset(
    (
        "role_order",
        "odd_count",
        "even_count",
        "first_not_user",
        "last_not_assistant",
        "not_alternating",
        "system_in_the_middle",
    )
)
"""Findings that cutting and joining turns may put right."""


class _Refused(Exception):  # noqa: N818 - no error: a verdict on its way out
    def __init__(self, reason: str, detail: str = "") -> None:
        self.drop = Drop(reason, detail)
        super().__init__(reason)


class _NoRules:
    def about_file(self) -> list[Finding]:
        return []

    def reading(self, place: int) -> None:
        del place

    def check(self, row: Any) -> list[Finding]:
        del row
        return []


class Builder:
    """Makes rows of records. `task` is known from the first record on; `left_out` are columns that no row has."""

    def __init__(self, wishes: Wishes, report: Report) -> None:
        self._wishes = wishes
        self._report = report
        self._format = FORMATS[wishes.format]
        self._changes = list(_changes(wishes))
        self._group: list[Record] = []
        self._checker: Checker | None = None
        self._rejected_as: str | None = None
        self.warnings: Counter[str] = Counter()
        self.task: Task | None = None if wishes.task == "auto" else wishes.task  # type: ignore[assignment]
        self.tokens = 0
        self.left_out: set[str] = set()

    def rows(self, record: Record) -> list[dict[str, Any]] | Drop:
        original = record
        record = self._plain(record)
        for name, change in self._changes:
            changed = change(record)
            if changed is not record:
                self._report.count(name, record.id)
                record = changed
        try:
            record = self._for_task(record)
        except _Refused as refused:
            return refused.drop
        divided = self._divided(record)
        if isinstance(divided, Drop):
            return divided
        rows = []
        for number, piece in enumerate(divided, 1):
            made = self._row(piece, f"row {number} of {len(divided)}" if len(divided) > 1 else "")
            if isinstance(made, Drop):
                return made
            rows.append(made)
        if self._wishes.rounds == "join" and joinable(record):
            return self._joined(record)
        self.left_out |= original.meta.keys() - set(self._wishes.columns)
        return [*self.rest(), *(self._finished(row, piece) for row, piece in zip(rows, divided, strict=True))]

    def rest(self) -> list[dict[str, Any]]:
        """The row of the conversation that was being joined."""
        group, self._group = self._group, []
        if not group:
            return []
        whole = joined(group)
        row = self._row(whole, "")
        if isinstance(row, Drop):  # its parts fitted
            return [self._finished(part, one) for one in group if not isinstance(part := self._row(one, ""), Drop)]
        return [self._finished(row, whole)]

    def _plain(self, record: Record) -> Record:
        """Without what no trainer of this format reads."""
        if self._format.trainer != "openai" and (bare := without_names(record)) is not record:
            self._report.count("names_left_out", record.id)
            record = bare
        if (known := known_fields_only(record)) is not record:
            self._report.count("message_fields_left_out", record.id)
            record = known
        return record

    def _for_task(self, record: Record) -> Record:
        """The record as one of the file's task. Raises _Refused."""
        own, move = task_of(record), self._wishes.misfit == "move"
        shapes = self._format.shapes
        if self.task is None:
            self.task = own if own in shapes else next(iter(shapes))
        if self.task not in shapes:
            raise _Refused("other_task", f"{self._format.name} has no {self.task}")
        if own != self.task:
            if not move or self.task not in ("sft", "pretrain"):
                raise _Refused("other_task", f"{own}, not {self.task}")
            if self.task == "sft":
                try:
                    record, done = for_training(record)
                except ShapeError as error:
                    raise _Refused(error.reason, error.detail) from None
                if done:
                    self._report.count(done, record.id)
        if weighted(record) and not self._format.weights:
            if not move:
                raise _Refused("has_fields", "weight")
            record = without_fields(record)
            self._report.count("training_fields_left_out", record.id)
        return record

    def _divided(self, record: Record) -> list[Record] | Drop:
        parts = [record]
        match self._wishes.rounds:
            case "split":
                parts = windows(record, self._wishes.window)
            case "single":
                parts = windows(record, 1)
        if len(parts) > 1:
            self._report.count("conversation_divided", record.id)
        limit = self._wishes.max_tokens
        if limit and record.text is None:
            out: list[Record] = []
            for part in parts:
                cut = pieces(part, limit)
                if cut is None:
                    return Drop("too_long")
                out += cut
            if len(out) > len(parts) or any(a is not b for a, b in zip(out, parts, strict=False)):
                self._report.count("conversation_cut", record.id)
            parts = out
        return parts

    def _joined(self, record: Record) -> list[dict[str, Any]]:
        out = []
        first = self._group[0] if self._group else None
        if first is not None:
            size = self._wishes.window or JOINED_ROUNDS
            limit = self._wishes.max_tokens
            full = len(self._group) >= size
            full = full or (
                limit > 0 and sum(tokens_of(one.turns) for one in self._group) + tokens_of(record.turns) > limit
            )
            if full or (first.system, first.tools, first.lineage.source) != (
                record.system,
                record.tools,
                record.lineage.source,
            ):
                out = self.rest()
        self._group.append(record)
        if len(self._group) > 1:
            self._report.count("records_joined", record.id)
        return out

    def _row(self, record: Record, place: str) -> dict[str, Any] | Drop:
        if (where := _empty(record)) is not None:
            return Drop("empty_text", _joined_detail(where, place))
        move = self._wishes.misfit == "move"
        shape = self._format.shape(self.task or "sft", self._wishes.style)
        try:
            row, moves = fitted(record, shape, move=move)
            row = self._uniform(row)
            findings = self._findings(row)
            if move and (lost := losing(findings)) is not None and lost.reason in _ORDER:
                record, more = ordered(record)
                row, moves = fitted(record, shape, move=move)
                moves += more
                findings = self._findings(row)
        except ShapeError as error:
            return Drop(error.reason, _joined_detail(error.detail, place))
        if (lost := losing(findings)) is not None:
            return Drop(lost.reason, _joined_detail(lost.where, place))
        for name in dict.fromkeys(moves):
            self._report.count(name, record.id)
        for finding in findings:
            self.warnings[finding.reason] += 1
        return row

    def _uniform(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row with columns that go with those of the rows before.

        ms-swift drops rows without `rejected_response` once a row of the file has one: a file has that or the other.
        """
        if self._format.tools_as_text and isinstance(row.get("tools"), list):
            row["tools"] = json.dumps(row["tools"], ensure_ascii=False)
        if not row.keys() & {"rejected_response", "rejected_messages"}:
            return row
        if self._rejected_as is None:
            self._rejected_as = "rejected_response" if "rejected_response" in row else "rejected_messages"
        if self._rejected_as in row:
            return row
        if "rejected_messages" in row:
            raise ShapeError("long_answer", "rejected")
        rejected = {"role": "assistant", "content": row["rejected_response"]}
        others = {key: value for key, value in row.items() if key != "rejected_response"}
        return {**others, "rejected_messages": [*row["messages"][:-1], rejected]}

    def _findings(self, row: dict[str, Any]) -> list[Finding]:
        if self._checker is None:
            self._checker = checker_for(self._format, self.task or "sft") or _NoRules()
        return self._checker.check(row)

    def _finished(self, row: dict[str, Any], record: Record) -> dict[str, Any]:
        self.tokens += sum(estimate_tokens(text) for text in record.texts())
        for column in self._wishes.columns:
            if column not in row:
                row[column] = record.id if column == "id" else record.meta.get(column, record.labels.get(column))
        return row


def _changes(wishes: Wishes) -> Iterator[tuple[str, Change]]:
    if wishes.system:
        yield "system_set", set_system(wishes.system, always=wishes.system_when == "always")
    if wishes.system_place == "question":
        yield "system_moved_to_question", move_system
    elif wishes.system_place == "none":
        yield "system_left_out", drop_system
    if wishes.persona or wishes.author:
        yield "name_filled_in", fill_name(wishes.persona, wishes.author)
    if wishes.thinking == "remove":
        yield "thinking_removed", remove_thinking
    elif wishes.thinking == "separate":
        yield "thinking_separated", separate_thinking


def _joined_detail(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def _empty(record: Record) -> str | None:
    """Where a record holds nothing to learn from: trainers take it, and learn to say nothing."""
    if record.text is not None and not record.text.strip():
        return "text"
    for number, turn in enumerate(record.turns, 1):
        if (
            turn.role in ("user", "assistant", "tool_call")
            and not turn.content.strip()
            and not (turn.input or "").strip()
        ):
            return f"turn {number}"
    for name, answer in (("chosen", record.chosen), ("rejected", record.rejected)):
        if answer is not None and not any(turn.content.strip() for turn in answer):
            return name
    return None
