"""What LLaMA-Factory 0.9.5 does with a row: its loader, converter, processors and formatters, followed step by step.

A row goes the way of the real code: into columns with one type each, through the converter of its formatting, past the
processor of its stage, which skips what has the wrong number of messages, and through the formatters, which end the
training where a content is no text or a piece of JSON is none. `make validate-trainers` compares with the real thing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ftprep.ops.formats._trainers._columns import Column, beyond_64_bits
from ftprep.ops.formats._trainers._dataset_entry import Entry
from ftprep.ops.formats._trainers._finding import Finding, LostRow
from ftprep.ops.formats._trainers._llamafactory_convert import Converted, Converter, Stage
from ftprep.ops.formats._trainers._llamafactory_encode import Encoder, ToolFormat
from ftprep.ops.formats._trainers._llamafactory_reasons import REASONS

__all__ = ["REASONS", "LlamaFactory", "Stage", "ToolFormat"]


class LlamaFactory:
    """The checker of one file. `lines`: whether it is JSON Lines or an array."""

    def __init__(self, entry: Entry, stage: Stage, *, lines: bool, tool_format: ToolFormat = "qwen") -> None:
        self.entry = entry
        self.stage = stage
        self._lines = lines
        self._table = Column()
        self._converter = Converter(entry, stage, self._table, lines=lines)
        self._encoder = Encoder(stage, tool_format)
        self._seen = 0
        self._bad: dict[int, str] = {}
        self._rare: dict[int, str] = {}

    def see(self, row: Any, place: int, raw: bytes | None) -> None:
        self._seen += 1
        if self._is_blank(row) and self._seen > 1:
            return
        if not isinstance(row, Mapping):
            self._bad[place] = "not_an_object"
            return
        if raw is not None and b"\\u" in raw and self._lines and _has_half_character(raw):
            self._bad[place] = "half_character"
        if not self._lines and beyond_64_bits(row):
            self._bad[place] = "number_too_large"
        self._table.see(row, place)

    def _is_blank(self, row: Any) -> bool:
        """What becomes a row without values, in front of all others excepted: a null line, an empty list in an array."""
        return row is None if self._lines else row == []

    def settle(self) -> list[Finding]:
        entry, out = self.entry, []
        if self._seen == 0 or not self._table.keys:
            out.append(Finding("abort", "empty_file"))
        if entry.formatting not in ("alpaca", "sharegpt", "openai"):
            out.append(Finding("abort", "bad_formatting"))
        elif entry.formatting == "openai":
            out.append(Finding("changed", "openai_formatting"))
        if entry.ranking != (self.stage == "rm"):
            out.append(Finding("abort", "wrong_stage"))
        for path, place in self._table.conflicts(""):
            self._bad.setdefault(place, "mixed_types")
            self._rare.setdefault(place, path)
        return out

    def check_place(self, place: int) -> Finding | None:
        """What is wrong with the row for the file's sake: the whole file does not load."""
        reason = self._bad.get(place)
        return None if reason is None else Finding("abort", reason, self._rare.get(place, ""))

    def check(self, row: Any) -> list[Finding]:
        """The findings, the one that loses the row first."""
        if self._is_blank(row):
            row = {}
        if not isinstance(row, Mapping):
            return [Finding("abort", "not_an_object")]
        notes: list[Finding] = []
        try:
            self._walk(row, notes)
        except LostRow as lost:
            return [lost.finding, *notes]
        return notes

    def _walk(self, row: Mapping[str, Any], notes: list[Finding]) -> None:
        converted = self._converter.convert(row, notes)
        if self.stage == "pt":
            _pretrain(converted, notes)
            return
        self._count(converted)
        self._encoder.encode(converted, notes)
        self._encoder.harm(converted, notes)

    def _count(self, converted: Converted) -> None:
        prompt, response = len(converted.prompt), len(converted.response)
        wanted = {"sft": response == 1, "rm": response >= 2, "kto": response >= 2}[self.stage]
        if prompt % 2 == 1 and wanted:
            return
        if self.stage == "kto":
            broken = response == 0 or not converted.response[0][1]
            raise LostRow("abort" if broken else "dropped", "breaks_the_next" if broken else "label_not_bool")
        if self.stage == "rm":
            raise LostRow("dropped", "choice_not_text")
        if self.entry.formatting != "alpaca":
            raise LostRow("dropped", "odd_count")
        column = self.entry.columns["response"]
        known = self._table.keys.get(column) if column else None
        raise LostRow(
            "dropped",
            self._converter.why_no_text(column, "answer_not_text") if known else "answer_not_text",
            str(column),
        )


def _pretrain(converted: Converted, notes: list[Finding]) -> None:
    if not converted.prompt:
        raise LostRow("abort", "no_turns")
    text = converted.prompt[0][1]
    if not isinstance(text, str):
        raise LostRow("abort", "content_not_text")
    if not text.strip():
        notes.append(Finding("warned", "empty_question"))


def _has_half_character(raw: bytes) -> bool:
    """Whether JSON escapes in there make half of a surrogate pair."""
    try:
        return any("\ud800" <= character <= "\udfff" for character in json.dumps(json.loads(raw), ensure_ascii=False))
    except (ValueError, RecursionError):
        return False
