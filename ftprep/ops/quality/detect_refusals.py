"""Finding answers that refuse, talk in formulas or office tone, or have the wrong length for talk."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ftprep.errors import SettingsError
from ftprep.operator import Context, Drop, Options, Products, Step, operator, setting
from ftprep.ops.quality._outlet import Mode, Outlet
from ftprep.record import Record
from ftprep.text import refusal, tone
from ftprep.text.answer import Answer
from ftprep.text.refusal import Judgement, judge_answer
from ftprep.text.tone import tone_of

REASONS = {
    "refusal": (
        "The assistant refuses, or says nothing but apologies, promises or whom to ask; the detail names the signs.",
        "助手拒绝回答，或只有道歉、承诺、推给他人而没有回答；详情中列出判断依据。",
    ),
    "partial_refusal": (
        "The assistant refuses a part, and answers another or something else; the detail names the signs.",
        "助手拒绝了一部分，只回答了另一部分或别的内容；详情中列出判断依据。",
    ),
    "boilerplate": (
        "The assistant answers in formulas: as an AI language model, I hope this helps, for reference only.",
        "回答带有套话：“作为一个人工智能语言模型”“希望对您有帮助”“仅供参考”等。",
    ),
    "official_tone": ("The answer is written as an office writes.", "回答带官腔、公文腔。"),
    "service_tone": ("The answer is written as a customer service writes.", "回答是客服腔。"),
    "answer_too_long": (
        "An answer is longer than max_characters, where that is set.",
        "设置了 max_characters，且回答超过它。",
    ),
    "answer_too_short": (
        "An answer is shorter than min_characters, where that is set.",
        "设置了 min_characters，且回答不到它。",
    ),
}
"""From the weightiest to the slightest: a record with several findings goes by the first of them that is asked for."""


class DetectRefusalsOptions(Options):
    mode: Mode = setting(
        "label",
        help="label: every record stays, and labels say what was found and by which signs. split: what `take` names leaves "
        "the data set, and is also written to a file of its own, ready to be rewritten. drop: it leaves the data set.",
    )
    take: tuple[str, ...] = setting(
        ("refusal", "partial_refusal"),
        help="What split and drop take out, separated by commas: refusal, partial_refusal, boilerplate, official_tone, "
        "service_tone, answer_too_long, answer_too_short. Unless told otherwise only the first two: formulas, tone and "
        "lengths are labelled, and stay. Labels name all of them.",
    )
    max_characters: int | None = setting(
        None,
        ge=1,
        help="Longest answer for talk, in characters. Empty, as it is by default: long answers are not looked for.",
    )
    min_characters: int | None = setting(
        None,
        ge=1,
        help="Shortest answer for talk, in characters. Empty, as it is by default: short answers, as an acknowledgement, are "
        "fine.",
    )


@operator("filter", DetectRefusalsOptions, reasons=REASONS)
def detect_refusals(options: DetectRefusalsOptions, context: Context) -> Step:
    """Finds answers that refuse in whole or in part, say nothing but apologies, promises or "ask a professional", talk in
    formulas or in the tone of offices and customer services, in Chinese and English; labels them, splits them off for
    rewriting, or drops them. Lengths are looked for where they are set.

    Sentences that are quoted, or that tell what somebody else said, refuse nothing. Every answer of the assistant is
    read with the question before it: a "no" to whether something is allowed is an answer, and so is the letter of
    refusal that was asked for. Of a preference record the chosen answer is read, for a refusal may be what is rejected.
    """
    unknown = [name for name in options.take if name not in REASONS]
    if unknown:
        raise SettingsError(
            en=f"Setting take: choose from {', '.join(REASONS)}.", zh=f"设置 take：可选 {'、'.join(REASONS)}。"
        )
    return Detection(options, context)


class Finding(NamedTuple):
    """What was found in an answer, and the names of the signs that decided."""

    name: str
    why: tuple[str, ...]


class Detection:
    """The step."""

    def __init__(self, options: DetectRefusalsOptions, context: Context) -> None:
        self._options = options
        self._report = context.report
        self._outlet = Outlet(options.mode, context, "detect_refusals")

    def __call__(self, record: Record) -> Record | Drop:
        found: dict[str, dict[int, tuple[str, ...]]] = {}
        for number, answer, question in _answers(record):
            for finding in self._findings(answer, question):
                found.setdefault(finding.name, {})[number] = finding.why
        if not found:
            return record
        labelled = record.with_labels(**_labels(found))
        reason = next((name for name in REASONS if name in found and name in self._options.take), None)
        if reason is None or self._options.mode == "label":
            for name in found:
                self._report.count(name, record.id)
        return labelled if reason is None else self._outlet(labelled, reason, _detail(found[reason]))

    def finish(self) -> Products:
        return self._outlet.finish()

    def _findings(self, answer: str, question: str) -> Iterator[Finding]:
        read = Answer(answer)
        judgement = judge_answer(read, question)
        manner = tone_of(read)
        if judgement.kind in _KINDS and not (manner.tone == "service" and _only_closes(judgement)):
            yield Finding(_KINDS[judgement.kind], judgement.why)
        if manner.tone is not None:
            yield Finding(f"{manner.tone}_tone", manner.why)
        longest, shortest = self._options.max_characters, self._options.min_characters
        if longest is not None and len(answer) > longest:
            yield Finding("answer_too_long", ())
        if shortest is not None and len(answer) < shortest:
            yield Finding("answer_too_short", ())


_KINDS: Mapping[str, str] = {"full": "refusal", "partial": "partial_refusal", "boilerplate": "boilerplate"}


def _only_closes(judgement: Judgement) -> bool:
    """Whether an answer has a closing formula alone: which customer services end on, and is their tone."""
    return judgement.kind == "boilerplate" and all(name.endswith("_closing") for name in judgement.why)


def _answers(record: Record) -> Iterator[tuple[int, str, str]]:
    """Each answer of the assistant with its number, from 1, and what the user said before it; of a preference record the
    chosen one too."""
    question, number = "", 0
    for turn in [*record.turns, *(record.chosen or ())]:
        if turn.role == "user":
            question = turn.content
        elif turn.role == "assistant":
            number += 1
            yield number, turn.content, question


def _detail(answers: Mapping[int, tuple[str, ...]]) -> str:
    """Each answer with its signs in both languages, as far as there are any."""
    return "; ".join(f"answer {number}{_signs(why)}" for number, why in answers.items())


def _signs(why: tuple[str, ...]) -> str:
    if not why:
        return ""
    return ": " + ", ".join(f"{name} ({' / '.join(_in_words(name))})" for name in why)


def _in_words(name: str) -> tuple[str, str]:
    return tone.in_words(name) if name.startswith(("official", "service")) else refusal.in_words(name)


def _labels(found: Mapping[str, Mapping[int, tuple[str, ...]]]) -> dict[str, object]:
    """`refusal` (full, partial), `boilerplate`, `tone` (official, service, or both), `answer_length`; `findings`: each with
    the numbers of its answers; `signs`: what decided, with the words for it."""
    labels: dict[str, object] = {"findings": {name: list(answers) for name, answers in found.items()}}
    names = dict.fromkeys(name for answers in found.values() for why in answers.values() for name in why)
    if names:
        labels["signs"] = {name: dict(zip(("en", "zh"), _in_words(name), strict=True)) for name in names}
    if "refusal" in found or "partial_refusal" in found:
        labels["refusal"] = "full" if "refusal" in found else "partial"
    if "boilerplate" in found:
        labels["boilerplate"] = True
    tones = [name for name in ("official", "service") if f"{name}_tone" in found]
    if tones:
        labels["tone"] = ", ".join(tones)
    for length in ("long", "short"):
        if f"answer_too_{length}" in found:
            labels["answer_length"] = length
    return labels
