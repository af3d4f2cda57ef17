"""One record → the rows that it becomes in a format, or the reason why it becomes none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Protocol

from ftprep.operator import Drop
from ftprep.ops.formats._fit import fitted
from ftprep.ops.formats._formats import FORMATS, Style, Task, task_of
from ftprep.ops.formats._rounds import joinable, joined, pieces, tokens_of, windows
from ftprep.ops.formats._texts import (
    Change,
    drop_system,
    fill_name,
    move_system,
    remove_thinking,
    separate_thinking,
    set_system,
)  # fmt: skip
from ftprep.record import Record, Turn
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


class Builder:
    """Makes rows of records. `task` is known from the first record on; `left_out` are columns that no row has."""

    def __init__(self, wishes: Wishes, report: Report) -> None:
        self._wishes = wishes
        self._report = report
        self._format = FORMATS[wishes.format]
        self._changes = list(_changes(wishes))
        self._group: list[Record] = []
        self.task: Task | None = None if wishes.task == "auto" else wishes.task  # type: ignore[assignment]
        self.tokens = 0
        self.left_out: set[str] = set()

    def rows(self, record: Record) -> list[dict[str, Any]] | Drop:
        original = record
        for name, change in self._changes:
            changed = change(record)
            if changed is not record:
                self._report.count(name, record.id)
                record = changed
        if (drop := self._choose_task(record)) is not None:
            return drop
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

    def _choose_task(self, record: Record) -> Drop | None:
        own = task_of(record)
        if self.task is None:
            shapes = self._format.shapes
            self.task = own if own in shapes else next(iter(shapes))
        if self.task not in self._format.shapes:
            return Drop("other_task", f"{self._format.name} has no {self.task}")
        if own != self.task and not (self._wishes.misfit == "move" and self.task in ("sft", "pretrain")):
            return Drop("other_task", f"{own}, not {self.task}")
        return None

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
        shape = self._format.shape(self.task or "sft", self._wishes.style)
        if (where := _empty(record)) is not None:
            return Drop("empty_text", where)
        try:
            row, moves = fitted(record, shape, move=self._wishes.misfit == "move")
        except ShapeError as error:
            return Drop(error.reason, ", ".join(part for part in (error.detail, place) if part))
        for name in moves:
            self._report.count(name, record.id)
        return row

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


__all__ = ["Builder", "Turn", "Wishes"]
