"""What LLaMA-Factory 0.9.5 does with a row: its loader, converter, processors and formatters, followed step by step.

A row goes the way of the real code: into columns with one type each, through the converter of its formatting, past the
processor of its stage, which skips what has the wrong number of messages, and through the formatters, which end the
training where a content is no text or a piece of JSON is none. `make validate-trainers` compares with the real thing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ftprep.ops.formats._trainers._dataset_entry import Entry
from ftprep.ops.formats._trainers._file import FileFacts
from ftprep.ops.formats._trainers._finding import Finding, LostRow
from ftprep.ops.formats._trainers._llamafactory_convert import Converted, Converter, Stage
from ftprep.ops.formats._trainers._llamafactory_encode import Encoder, ToolFormat
from ftprep.ops.formats._trainers._llamafactory_reasons import REASONS

__all__ = ["REASONS", "LlamaFactory", "Stage", "ToolFormat"]


class LlamaFactory:
    """The checker of one file."""

    def __init__(self, entry: Entry, stage: Stage, file: FileFacts, *, tool_format: ToolFormat = "qwen") -> None:
        self.entry = entry
        self.stage = stage
        self._file = file
        self._converter = Converter(entry, stage, file)
        self._encoder = Encoder(stage, tool_format)

    def about_file(self) -> list[Finding]:
        """What is wrong with the file, or with what dataset_info.json says of it, as a whole."""
        entry, out = self.entry, []
        if not self._file.table.keys:
            out.append(Finding("abort", "empty_file"))
        if entry.formatting not in ("alpaca", "sharegpt", "openai"):
            out.append(Finding("abort", "bad_formatting"))
        elif entry.formatting == "openai":
            out.append(Finding("changed", "openai_formatting"))
        if entry.ranking != (self.stage == "rm"):
            out.append(Finding("abort", "wrong_stage"))
        return out

    def reading(self, place: int) -> Finding | None:
        return self._file.bad.get(place)

    def check(self, row: Any) -> list[Finding]:
        """The findings, the one that loses the row first."""
        row = self._file.as_object(row)
        if row is None:
            return [Finding("abort", "not_an_object")]
        notes: list[Finding] = [Finding("changed", "not_as_objects")] if self._file.reads_as_text else []
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
        raise LostRow("dropped", converted.missing or "answer_not_text", str(self.entry.columns["response"]))


def _pretrain(converted: Converted, notes: list[Finding]) -> None:
    if not converted.prompt:
        raise LostRow("abort", "no_turns")
    text = converted.prompt[0][1]
    if not isinstance(text, str):
        raise LostRow("abort", "content_not_text")
    if not text.strip():
        notes.append(Finding("warned", "empty_question"))
