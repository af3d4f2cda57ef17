"""What each preset asks of a record, with where each figure is from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Unit = Literal["characters", "words", "tokens"]


class Bound(NamedTuple):
    number: int
    unit: Unit


@dataclass(frozen=True, slots=True)
class Limits:
    """The thresholds in force; None switches a check off. SOURCES says where the figures are from."""

    min_length: Bound | None = None
    max_length: Bound | None = None
    dialogue: bool = False
    echo: bool = False
    placeholder: bool = False
    truncated: Literal["off", "sure", "likely"] = "off"
    repetition: Literal["off", "looping", "gopher"] = "looping"
    gibberish: bool = True
    max_symbols: float | None = None
    max_digits: float | None = None
    max_urls: float | None = None
    max_spaces: float | None = None
    max_ellipsis_lines: float | None = None
    max_bullet_lines: float | None = None
    max_short_lines: float | None = None
    min_ended_lines: float | None = None
    min_word_length: float | None = None
    max_word_length: float | None = None
    min_alphabetic_words: float | None = None
    min_stop_words: int | None = None
    min_language_score: float = 0.5


PRESETS = {
    "chat": Limits(dialogue=True, echo=True, placeholder=True, truncated="sure", max_symbols=0.5, max_digits=0.5),
    "instruction": Limits(
        dialogue=True, echo=True, placeholder=True, truncated="likely", max_symbols=0.5, max_digits=0.5
    ),
    "web": Limits(
        min_length=Bound(10, "characters"),
        placeholder=True,
        max_symbols=0.25,
        max_digits=0.15,
        max_urls=0.2,
        max_spaces=0.25,
        min_language_score=0.8,
    ),
    "pretraining": Limits(
        repetition="gopher",
        min_length=Bound(50, "words"),
        max_length=Bound(100_000, "words"),
        placeholder=True,
        max_symbols=0.25,
        max_digits=0.15,
        max_urls=0.2,
        max_spaces=0.25,
        max_ellipsis_lines=0.3,
        max_bullet_lines=0.9,
        max_short_lines=0.67,
        min_ended_lines=0.12,
        min_word_length=3,
        max_word_length=10,
        min_alphabetic_words=0.8,
        min_stop_words=2,
        min_language_score=0.8,
    ),
}
"""chat asks for no length: a short acknowledgement is an answer."""

CHINESE_FACTOR = 3.0
"""By which a bound on a share of characters is wider for a text that is mostly Chinese: the sources drew theirs from
English, where a word and its space have six characters; a Chinese word has two, so that each mark and digit weighs
three times as much. Never beyond MOST."""
MOST = 0.5
"""Of a text's characters: with more of them marks or digits it is none that is read, in any language."""
MIN_LINES = 5
"""Of so many lines the shares of bad ones say something; a letter of four lines is no menu."""

_GOPHER = "Gopher (Rae et al. 2021, table A1)"
_FINEWEB = "FineWeb (Penedo et al. 2024)"
_JUICER = "Data-Juicer (Chen et al. 2023), its default"
_CURATOR = "NeMo Curator, its default"

SOURCES = {
    "min_length": f"web: {_JUICER} 10 characters; pretraining: {_GOPHER} 50 words",
    "max_length": f"{_GOPHER} 100,000 words",
    "repetition": f"looping: {_JUICER} 0.5 of 10-grams; gopher: {_GOPHER} duplicate lines and paragraphs 0.3 (characters 0.2), "
    "top 2- to 4-grams 0.20 to 0.16, duplicate 5- to 10-grams 0.15 to 0.10",
    "max_symbols": f"{_JUICER} 0.25, for mostly Chinese text and for code 0.5; chat and instruction: 0.5, for code, "
    "formulas and tables",
    "max_digits": f"{_CURATOR} 0.15, for mostly Chinese text 0.45; chat and instruction: 0.5, more than half of an "
    "answer that was not asked for figures",
    "max_urls": f"{_CURATOR} 0.2",
    "max_spaces": f"{_CURATOR} 0.25, indentation apart",
    "max_ellipsis_lines": f"{_GOPHER} 0.3",
    "max_bullet_lines": f"{_GOPHER} 0.9",
    "max_short_lines": f"{_FINEWEB} 0.67 of at most 30 characters",
    "min_ended_lines": f"{_FINEWEB} 0.12; like all bounds on lines from 5 lines on, and not of code",
    "min_word_length": f"{_GOPHER} 3, of English; neither of Chinese nor of code",
    "max_word_length": f"{_GOPHER} 10, of English; neither of Chinese nor of code",
    "min_alphabetic_words": f"{_GOPHER} 0.8, of English; neither of Chinese nor of code",
    "min_stop_words": f"{_GOPHER} 2; of Chinese function characters, classical ones among them; not of code",
    "min_language_score": f"web and pretraining: {_JUICER} 0.8; chat and instruction: 0.5, for their texts are short",
}


def in_presets(name: str) -> str:
    """What each preset sets a threshold to, for its help: "chat 0.5, instruction 0.5, web 0.25, pretraining 0.25".

    >>> in_presets("max_urls"), in_presets("min_length")
    ('chat off, instruction off, web 0.2, pretraining 0.2', 'chat off, instruction off, web 10 characters, pretraining 50 words')
    """
    return ", ".join(f"{preset} {_told(getattr(limits, name))}" for preset, limits in PRESETS.items())


def _told(value: object) -> str:
    if value is None or value is False:
        return "off"
    if isinstance(value, Bound):
        return f"{value.number:,} {value.unit}"
    return "on" if value is True else str(value)
