"""Whether an answer is written as offices write, or as customer services do, rather than as people talk: in Chinese and
in English, each by its own table."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal, NamedTuple

from ftprep.text.features import feature_table
from ftprep.text.plain_form import plain_form
from ftprep.text.ready import ready

Tone = Literal["official", "service"]

THRESHOLD: Final = 0.6
"""One plain sign is enough in a short answer …"""
LONG: Final = 200
LONG_THRESHOLD: Final = 1.0
"""… and not in one of so many characters. English takes about three times as many to say the same."""
LETTERS: Final = 3
_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_LOOKED_AT: Final = 1000


class ToneJudgement(NamedTuple):
    """`why` names the features of the tone."""

    tone: Tone | None
    why: tuple[str, ...]


_PLAIN: Final = ToneJudgement(None, ())


def tone_of(text: str) -> Tone | None:
    """`official`, `service`, or None for any other.

    >>> tone_of("您反映的问题我局已收悉，现已转交相关部门办理。"), tone_of("行，我明天带给你。")
    ('official', None)
    >>> tone_of("Rest assured, our team is looking into it."), tone_of("I'll bring it tomorrow.")
    ('service', None)
    """
    return judge_tone(ready(plain_form(text))).tone


def judge_tone(text: str) -> ToneJudgement:
    """The same for a text that is in its plain form and ready, with what decided."""
    english = text.isascii() or _CHINESE.search(text) is None
    threshold = LONG_THRESHOLD if len(text) > LONG * (LETTERS if english else 1) else THRESHOLD
    found = feature_table("tone_en" if english else "tone_zh").found(text[:_LOOKED_AT], threshold)
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
    return {
        feature.name: (feature.en, feature.zh)
        for table in ("tone_zh", "tone_en")
        for feature in feature_table(table).features
    }


def _side(name: str) -> Tone:
    return "official" if name.startswith("official") else "service"
