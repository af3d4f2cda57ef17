"""Text that no one wrote to be read: keys struck at random, characters thrown together, damage beyond repair."""

from __future__ import annotations

import re
from functools import cache
from itertools import repeat
from typing import Final

from ftprep.text.stop_words import ENGLISH

SAMPLE: Final = 240
"""Characters looked at: noise is noise from the beginning."""
MIN_PAIRS: Final = 12
MEAN_SURPRISE: Final = 5.2
"""Bits a pair of letters. English prose has 3.6, German 3.8, pinyin 3.4, words typed at random 5.5 to 8."""
RARE_SHARE: Final = 0.35
DAMAGED_SHARE: Final = 0.2
SINGLES_SHARE: Final = 0.75

_SURPRISE: Final = (
    "94349759496343949232666769 26463779359267368445377959 39572883493478278462499979 36651769279496369545478969 "
    "47325568799443756224866479 39783369199477298465487959 47791843398453469336379997 29861799299567299473599969 "
    "45444549998441359543959695 27772777574777357737177777 46961949299494769929574969 37641799298388369854579938 "
    "24971999398548329856499969 38333527496675468732559979 65447659696432549244354699 28662785498388349253488969 "
    "88558888888585888558088888 38551769396645369434567959 59492684397567447832388959 37572794299568369344597959 "
    "44464659499342549233799999 29990999299988599989999999 29653793299593399335996799 45392595299559729762979659 "
    "75463977399443429523975959 28880888388848488888888868"
).split()
"""Row: first letter, column: second; -log2 of how often the second follows, of 4,552 words of Python's documentation."""

_COUNT: Final = 10_000
_HAN: Final = re.compile("[㐀-鿿]")
_LETTER: Final = "A-Za-zİK"
_LETTER_PAIR: Final = re.compile(f"[{_LETTER}][{_LETTER}]")
"""In lower case, two letters of English."""
_HAN_RUN: Final = re.compile("[一-鿿]{12,}")
_DOUBLED: Final = re.compile(r"([一-鿿])\1")
_LAUGHTER: Final = frozenset("哈呵嘻嘿呜嘤啊哦噢嗯嘛呀啦好对是快来去行谢拜喵汪咚哒")
_FUNCTION: Final = re.compile("[的了是不我你他她在有这那就和也都吗呢吧啊说要会到很没人上个们为以可与之其而于]")
_DAMAGE: Final = re.compile("\ufffd|锟斤拷|锟斤|斤拷|烫烫|屯屯|[ÃÂäåæçèé][\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹Œ‘’“”•–—™š›œ]+")

_SIGNS: Final = frozenset("\ufffd锟斤烫屯ÃÂäåæçèé")
"""Without one of them there is no damage."""


def is_gibberish(text: str) -> bool:
    """Whether most of a text is noise.

    >>> is_gibberish("asdfghjkl qwerty zxcvbn"), is_gibberish("The pH of 0.1 M HCl is 1.0"), is_gibberish("哈哈哈哈哈哈")
    (True, False, False)
    """
    text = text[:SAMPLE]
    if len(text) < 8:
        return False
    if text.isascii():
        return _random_letters(text)
    noticed = _odd(_LETTER).search(text) and (_odd().search(text) or _LETTER_PAIR.search(text))
    if not (noticed or _thrown_together(text)):
        return False
    distinct = set(text)
    if not distinct.isdisjoint(_SIGNS) and sum(map(len, _DAMAGE.findall(text))) > DAMAGED_SHARE * len(text):
        return True
    wide = sum(map("一".__le__, distinct))  # hardly anything but Chinese, Japanese and Korean characters comes after
    if 2 * wide >= len(distinct):
        return wide >= 6 and _random_han(text, distinct)
    return _random_letters(text)


def _random_letters(text: str) -> bool:
    lower = text.lower()
    words = lower.split()
    if 6 * len(ENGLISH.intersection(words)) >= len(words) or text.isupper():
        return False
    pairs, surprise = divmod(sum(map(_pair_table().get, map(str.__add__, lower, lower[1:]), repeat(0))), _COUNT)
    return pairs >= MIN_PAIRS and surprise > MEAN_SURPRISE * pairs


@cache
def _pair_table() -> dict[str, int]:
    """Two letters → their surprise, and _COUNT so that one sum adds up both surprises and pairs."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    return {
        first + second: _COUNT + int(bits)
        for first, row in zip(letters, _SURPRISE, strict=True)
        for second, bits in zip(letters, row, strict=True)
    }


def _random_han(text: str, distinct: set[str]) -> bool:
    strange = distinct - _common_han()
    if len(strange) > RARE_SHARE * len(distinct):
        rare = len(_HAN.findall("".join(strange)))
        if rare > RARE_SHARE * len(_HAN.findall("".join(distinct))):
            return True
    return _thrown_together(text)


def _thrown_together(text: str) -> bool:
    """Whether characters stand doubled, or in a long run that holds no word."""
    beginning = text[:80]
    if _DOUBLED.search(beginning, 0, (len(beginning) + 3) // 2):  # else the other half has too few
        doubled = _DOUBLED.findall(beginning)
        if 4 * len(doubled) > len(beginning) and len(set(doubled) - _LAUGHTER) > 3:
            return True
    run = _HAN_RUN.search(text)
    return run is not None and _FUNCTION.search(run[0]) is None and _falls_apart(run[0])


def _falls_apart(run: str) -> bool:
    """Whether a segmenter finds hardly any word in a run of characters. Slow, and asked for hardly any text."""
    import rjieba

    return sum(len(word) == 1 for word in rjieba.cut(run)) > SINGLES_SHARE * len(run)


@cache
def _odd(beside: str = "") -> re.Pattern[str]:
    """A sign of damage or an uncommon Chinese character, or one of what is given beside. Without one, and without
    letters, only the order of common characters can make noise."""
    rare = {chr(code) for code in range(0x3400, 0xA000)} - _common_han()
    return re.compile(f"[{''.join(sorted(rare | _SIGNS))}{beside}]")


@cache
def _common_han() -> frozenset[str]:
    """The characters of everyday writing: the first levels of GB 2312 (3,755) and of Big5 (5,401)."""
    simplified = bytes(byte for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF) for byte in (high, low))
    traditional = bytes(
        byte for high in range(0xA4, 0xC7) for low in (*range(0x40, 0x7F), *range(0xA1, 0xFF)) for byte in (high, low)
    )
    return frozenset(simplified.decode("gb2312", "ignore")) | frozenset(traditional.decode("big5", "ignore"))
