"""Putting right what is mechanical in a conversation, and pointing at what is not."""

from __future__ import annotations

from typing import Literal

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Step, operator, setting
from ftprep.ops.dialogue._repair import repaired, tidy
from ftprep.ops.dialogue._signals import SIGNALS, signals
from ftprep.record import Record


class CheckDialogueOptions(Options):
    repair: bool = setting(
        True,
        help="Merge one speaker's following turns, take out empty and repeated turns, what the assistant says before "
        "anybody asked, and what nobody answers at the end.",
    )
    mode: Literal["label", "drop"] = setting(
        "label",
        help="label: records with a signal stay, and labels.dialogue names the signals and their turns, for people or a "
        "model to judge. drop: records with a signal that is listed in `take` go to the rejects.",
    )
    take: tuple[str, ...] = setting(
        ("role_order", "speaker_confusion", "echo"),
        help="Signals for which records are dropped, separated by commas: role_order, speaker_confusion, repeated_answer, "
        "echo, contradiction, unrelated_answer. repeated_answer, contradiction and unrelated_answer are mere signs.",
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
    speakers, contradictions, answers that share nothing with the question. Repairs what is mechanical and says so.

    What rules can only suspect is labelled for a judge. Records that hold plain text and no conversation pass.
    """
    unknown = [name for name in options.take if name not in SIGNALS]
    if unknown:
        raise SettingsError(
            en=f"Setting take: choose from {', '.join(SIGNALS)}.", zh=f"设置 take：可选 {'、'.join(SIGNALS)}。"
        )

    def step(record: Record) -> Record | Drop:
        if not record.turns and record.text is not None:
            return record
        turns = record.turns
        if not tidy(turns):
            answered_elsewhere = record.chosen is not None
            if options.repair:
                turns = repaired(
                    turns, lambda change: context.report.count(change, record.id), keeps_end=answered_elsewhere
                )
            roles = {turn.role for turn in turns if turn.content.strip() or turn.input}
            if "user" not in roles or not (answered_elsewhere or roles & {"assistant", "tool_call"}):
                return Drop("no_dialogue")
        found = signals(turns)
        out = record if turns is record.turns else record.replace(turns=turns)
        if not found:
            return out
        for name in found:
            context.report.count(name, record.id)
        reason = next((name for name in SIGNALS if name in found and name in options.take), None)
        if options.mode == "drop" and reason is not None:
            return Drop(reason, f"turn {', '.join(map(str, found[reason]))}")
        return out.with_labels(dialogue=found)

    return step
