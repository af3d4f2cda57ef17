"""Whether an answer is written as offices write, or as customer services do, rather than as people talk."""

from __future__ import annotations

from typing import Final, Literal

from ftprep.text.features import feature_table
from ftprep.text.plain_form import plain_form

Tone = Literal["official", "service"]

THRESHOLD: Final = 0.6
"""One plain sign is enough in a short answer …"""
LONG: Final = 200
LONG_THRESHOLD: Final = 1.0
"""… and not in one of so many characters."""
_LOOKED_AT: Final = 1000


def tone_of(text: str) -> Tone | None:
    """`official`, `service`, or None for any other.

    >>> tone_of("您反映的问题我局已收悉，现已转交相关部门办理。"), tone_of("行，我明天带给你。")
    ('official', None)
    """
    return tone_of_plain(plain_form(text))


def tone_of_plain(text: str) -> Tone | None:
    """The same for a text that is in its plain form already."""
    if text.isascii():  # told in Chinese only
        return None
    threshold = LONG_THRESHOLD if len(text) > LONG else THRESHOLD
    found = feature_table("tone").found(text[:_LOOKED_AT], threshold)
    sums: dict[Tone, float] = {"official": 0.0, "service": 0.0}
    for feature in found:
        sums["official" if feature.name.startswith("official") else "service"] += feature.weight
    best: Tone = "official" if sums["official"] >= sums["service"] else "service"
    return best if sums[best] >= threshold else None
