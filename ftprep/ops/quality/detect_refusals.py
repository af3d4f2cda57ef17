"""Finding answers that refuse, talk in formulas or office tone, or have the wrong length for talk."""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Products, Step, operator, setting
from ftprep.ops.quality._outlet import Mode, Outlet
from ftprep.record import Record
from ftprep.text.plain_form import plain_form
from ftprep.text.refusal import judge_plain
from ftprep.text.tone import tone_of_plain

_LOOKED_AT = 4000
"""Characters of an answer. Refusals begin early, and formulas of a longer one do little harm."""

REASONS = {
    "refusal": (
        "The assistant refuses, or apologizes without an answer.",
        "助手拒绝回答，或只道歉而没有回答。",
    ),
    "partial_refusal": (
        "The assistant refuses a part, and answers another or something else.",
        "助手拒绝了一部分，只回答了另一部分或别的内容。",
    ),
    "boilerplate": (
        "The assistant answers in formulas: as an AI language model, I hope this helps, for reference only.",
        "回答带有套话：“作为一个人工智能语言模型”“希望对您有帮助”“仅供参考”等。",
    ),
    "official_tone": ("The answer is written as an office writes.", "回答带官腔、公文腔。"),
    "service_tone": ("The answer is written as a customer service writes.", "回答是客服腔。"),
    "answer_too_long": ("An answer is longer than max_characters.", "回答长于 max_characters。"),
    "answer_too_short": ("An answer is shorter than min_characters.", "回答短于 min_characters。"),
}
"""From the weightiest to the slightest: a record with several findings goes by the first of them that is asked for."""


class DetectRefusalsOptions(Options):
    mode: Mode = setting(
        "label",
        help="label: every record stays, and labels say what was found. split: what was found leaves the data set, and is "
        "also written to a file of its own, ready to be rewritten. drop: it leaves the data set.",
    )
    take: tuple[str, ...] = setting(
        ("refusal", "partial_refusal"),
        help="What split and drop take out, separated by commas: refusal, partial_refusal, boilerplate, official_tone, "
        "service_tone, answer_too_long, answer_too_short. Labels name all of them.",
    )
    max_characters: int | None = setting(
        None, ge=1, help="Longest answer for talk, in characters. Empty: long answers are not looked for."
    )
    min_characters: int | None = setting(
        None,
        ge=1,
        help="Shortest answer for talk, in characters. Empty: short answers, as an acknowledgement, are fine.",
    )


@operator("filter", DetectRefusalsOptions, reasons=REASONS)
def detect_refusals(options: DetectRefusalsOptions, context: Context) -> Step:
    """Finds answers that refuse in whole or in part, apologize without answering, talk in formulas or in the tone of
    offices and customer services, in Chinese and English; labels them, splits them off for rewriting, or drops them.

    Sentences that are quoted, or that tell what somebody else said, refuse nothing. Every answer of the assistant is
    read; of a preference record the chosen one, for a refusal may be what is rejected.
    """
    unknown = [name for name in options.take if name not in REASONS]
    if unknown:
        raise SettingsError(
            en=f"Setting take: choose from {', '.join(REASONS)}.", zh=f"设置 take：可选 {'、'.join(REASONS)}。"
        )
    return Detection(options, context)


class Detection:
    """The step."""

    def __init__(self, options: DetectRefusalsOptions, context: Context) -> None:
        self._options = options
        self._report = context.report
        self._outlet = Outlet(options.mode, context, "detect_refusals")

    def __call__(self, record: Record) -> Record | Drop:
        found: dict[str, list[int]] = {}
        for number, answer in _answers(record):
            for name in self._findings(answer):
                found.setdefault(name, []).append(number)
        if not found:
            return record
        for name in found:
            self._report.count(name, record.id)
        labelled = record.with_labels(**_labels(found))
        reason = next((name for name in REASONS if name in found and name in self._options.take), None)
        if reason is None:
            return labelled
        return self._outlet(labelled, reason, f"answer {', '.join(map(str, found[reason]))}")

    def finish(self) -> Products:
        return self._outlet.finish()

    def _findings(self, answer: str) -> Iterator[str]:
        plain = plain_form(answer[:_LOOKED_AT])
        match judge_plain(plain).kind:
            case "full":
                yield "refusal"
            case "partial":
                yield "partial_refusal"
            case "boilerplate":
                yield "boilerplate"
        if (tone := tone_of_plain(plain)) is not None:
            yield f"{tone}_tone"
        longest, shortest = self._options.max_characters, self._options.min_characters
        if longest is not None and len(answer) > longest:
            yield "answer_too_long"
        if shortest is not None and len(answer) < shortest:
            yield "answer_too_short"


def _answers(record: Record) -> Iterator[tuple[int, str]]:
    """Each answer of the assistant with its number, from 1; of a preference record the chosen one too."""
    turns = [*record.turns, *(record.chosen or ())]
    yield from enumerate((turn.content for turn in turns if turn.role == "assistant"), 1)


def _labels(found: dict[str, list[int]]) -> dict[str, object]:
    """`refusal` (full, partial), `boilerplate`, `tone`, `answer_length`; `findings`: each with the numbers of its answers."""
    labels: dict[str, object] = {"findings": found}
    if "refusal" in found or "partial_refusal" in found:
        labels["refusal"] = "full" if "refusal" in found else "partial"
    if "boilerplate" in found:
        labels["boilerplate"] = True
    for tone in ("official", "service"):
        if f"{tone}_tone" in found:
            labels["tone"] = tone
            break
    for length in ("long", "short"):
        if f"answer_too_{length}" in found:
            labels["answer_length"] = length
    return labels
