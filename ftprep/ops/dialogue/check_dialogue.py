"""Putting right what is mechanical in a conversation, and pointing at what is not."""

from __future__ import annotations

from itertools import chain
from typing import Any, Literal

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Step, operator, setting
from ftprep.ops.dialogue._repair import Changes, is_empty, repaired, tidy
from ftprep.ops.dialogue._signals import SIGNALS, signals
from ftprep.record import Record

REMOVED = "removed_turns"
"""The column of meta for what a repair took out: there masking reaches it as it does the rest."""


class CheckDialogueOptions(Options):
    repair: bool = setting(
        True,
        help="Merge one speaker's following turns, take out empty turns (blank, invisible or nothing but punctuation), "
        "repeated turns and rounds, what the assistant says before anybody asked, and what nobody answers at the end. "
        "labels.repairs names each repair and its turns as they came, meta.removed_turns holds what was taken out.",
    )
    mode: Literal["label", "drop"] = setting(
        "label",
        help="label: every record stays, and labels.dialogue names the signals and their turns, for people or a model to "
        "judge; no_dialogue where nobody asks or nobody answers. drop: such records go to the rejects, and those with a "
        "signal that is listed in `take`. Turns are counted from 1 as they stand in the result, a system prompt included.",
    )
    take: tuple[str, ...] = setting(
        ("empty_turn", "begins_with_answer", "ends_without_answer", "role_order", "speaker_confusion", "echo"),
        help="Signals for which mode=drop drops records, separated by commas: empty_turn, begins_with_answer, "
        "ends_without_answer, role_order, speaker_confusion, repeated_answer, echo, contradiction, unrelated_answer. repeated_answer, contradiction and unrelated_answer are "
        "mere signs.",
    )


@operator(
    "filter",
    CheckDialogueOptions,
    reasons={
        "no_dialogue": ("Nobody asks, or nobody answers.", "没有用户发言，或没有助手回答。"),
        **SIGNALS,
    },
)
def check_dialogue(options: CheckDialogueOptions, context: Context) -> Step:
    """Checks conversations: role order and alternation, empty and repeated turns, an end on the assistant, confused
    speakers, contradictions, answers of another subject than the question. Repairs what is mechanical and says so.

    What rules can only suspect is labelled for a judge. Records that hold plain text and no conversation pass.
    """
    unknown = [name for name in options.take if name not in SIGNALS]
    if unknown:
        raise SettingsError(
            en=f"Setting take: choose from {', '.join(SIGNALS)}.", zh=f"设置 take：可选 {'、'.join(SIGNALS)}。"
        )
    return _Check(options, context)


class _Check:
    def __init__(self, options: CheckDialogueOptions, context: Context) -> None:
        self.repairs, self.drops, self.take = options.repair, options.mode == "drop", options.take
        self.report = context.report

    def __call__(self, record: Record) -> Record | Drop:
        if not record.turns and record.text is not None:
            return record
        turns, changes = record.turns, Changes()
        if not tidy(turns):
            if _one_sided(record):
                return Drop("no_dialogue") if self.drops else self._marked(record, changes, {"no_dialogue": []})
            if self.repairs:
                turns, changes = repaired(turns, keeps_end=record.chosen is not None)
        found = signals(turns, keeps_end=record.chosen is not None)
        reason = next((name for name in SIGNALS if name in found and name in self.take), None) if self.drops else None
        if reason is not None:
            return Drop(reason, f"turn {', '.join(map(str, found[reason]))}")
        if turns is not record.turns:
            record = record.replace(turns=turns)
        return self._marked(record, changes, found) if found or changes.named else record

    def _marked(self, record: Record, changes: Changes, found: dict[str, list[int]]) -> Record:
        """The record with what was found and repaired, each counted in the report."""
        for name in (*chain.from_iterable([name] * len(turns) for name, turns in changes.named.items()), *found):
            self.report.count(name, record.id)
        told: dict[str, Any] = {"dialogue": found} if found else {}
        if changes.named:
            told["repairs"] = changes.named
        record = record.with_labels(**told)
        if not changes.removed:
            return record
        before = record.meta.get(REMOVED)
        earlier = before if isinstance(before, list) else []
        return record.replace(meta={**record.meta, REMOVED: [*earlier, *changes.removed]})


def _one_sided(record: Record) -> bool:
    roles = {turn.role for turn in record.turns if turn.input or not is_empty(turn)}
    return "user" not in roles or not (record.chosen is not None or roles & {"assistant", "tool_call"})
