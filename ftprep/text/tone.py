"""Whether an answer is written as offices write, or as customer services do, rather than as people talk: in Chinese and
in English, each by its own table."""

from __future__ import annotations

from functools import cache
from typing import Final, Literal, NamedTuple

from ftprep.text.answer import TONES, Answer
from ftprep.text.features import feature_table

Tone = Literal["official", "service"]

THRESHOLD: Final = 0.6
"""One plain sign is enough in a short answer …"""
LONG: Final = 200
LONG_THRESHOLD: Final = 1.0
"""… and not in one of so many characters. English takes about three times as many to say the same."""
LETTERS: Final = 3
_LOOKED_AT: Final = 1000


class ToneJudgement(NamedTuple):
    """`why` names the features of the tone."""

    tone: Tone | None
    why: tuple[str, ...]


_PLAIN: Final = ToneJudgement(None, ())


def tone_of(answer: Answer) -> ToneJudgement:
    """The tone of an answer, with what decided.

    >>> tone_of(Answer("您反映的问题我局已收悉，现已转交相关部门办理。")).tone, tone_of(Answer("行，我明天带给你。")).tone
    ('official', None)
    >>> tone_of(Answer("Rest assured, our team is looking into it.")).tone
    'service'
    """
    if not answer.tone:
        return _PLAIN
    threshold = LONG_THRESHOLD if len(answer.text) > LONG * (1 if answer.chinese else LETTERS) else THRESHOLD
    table = feature_table("tone_zh" if answer.chinese else "tone_en")
    found = table.confirmed(answer.text[:_LOOKED_AT], answer.tone, threshold)
    if not found:
        return _PLAIN
    sums: dict[Tone, float] = {"official": 0.0, "service": 0.0}
    for feature in found:
        sums[_side(feature.name)] += feature.weight
    best: Tone = "official" if sums["official"] >= sums["service"] else "service"
    if sums[best] < threshold:
        return _PLAIN
    return ToneJudgement(best, tuple(feature.name for feature in found if _side(feature.name) == best))


def in_words(name: str) -> tuple[str, str]:
    """What a feature of a tone says, in English and in Chinese."""
    return _words()[name]


@cache
def _words() -> dict[str, tuple[str, str]]:
    return {feature.name: (feature.en, feature.zh) for table in TONES for feature in feature_table(table).features}


def _side(name: str) -> Tone:
    return "official" if name.startswith("official") else "service"
