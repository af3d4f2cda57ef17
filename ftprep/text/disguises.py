"""A text as `plain_form` has it, with more of its disguises taken off: for filters that look for words that people hide.

Signs and pictures between characters, accents on Latin letters, a 0 or @ as a first letter, traditional characters, and
the commonest words in pinyin, alone or mixed with characters.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import product
from typing import Final

from ftprep.text.gate import Gate
from ftprep.text.plain_form import plain_form
from ftprep.text.traditional import simplified

_SIGN: Final = "\u2190-\u245f\u2500-\u2bff\U0001f000-\U0001faff"
"""Arrows, boxes, dingbats and pictures. A stop takes their place, which `plain_form` lifts from between characters."""
_SIGNS: Final = re.compile(f"[{_SIGN}][\u200d\ufe0f{_SIGN}]*")
_ACCENTS: Final = re.compile("[\u00c0-\u024f\u0300-\u036f\u1e00-\u1eff]+")
_FIRST_LETTER: Final = re.compile(r"[0@](?<![a-z0-9.@_-].)(?=[a-z]{3})")
_WITHIN: Final = re.compile(r"[!@$](?<=[a-z].)(?=[a-z]{2})")
_LETTERS: Final = {"0": "o", "@": "a", "!": "i", "$": "s"}
_BETWEEN_CHARACTERS: Final = re.compile(" +(?<=[一-鿿] )(?=[一-鿿])")

_IN_PINYIN: Final = """
    冰毒 bing'du 毒品 du'pin 吸毒 xi'du 贩毒 fan'du 海洛因 hai'luo'yin 可卡因 ke'ka'yin 大麻 da'ma 摇头丸 yao'tou'wan
    麻古 ma'gu 笑气 xiao'qi 迷药 mi'yao 赌博 du'bo 网赌 wang'du 赌球 du'qiu 赌钱 du'qian 赌场 du'chang 百家乐 bai'jia'le
    六合彩 liu'he'cai 时时彩 shi'shi'cai 老虎机 lao'hu'ji 博彩 bo'cai 裸聊 luo'liao 约炮 yue'pao 做爱 zuo'ai 色情 se'qing
    黄片 huang'pian 成人 cheng'ren 视频 shi'pin 援交 yuan'jiao 口交 kou'jiao 强奸 qiang'jian 迷奸 mi'jian 裸照 luo'zhao
    一夜情 yi'ye'qing 卖淫 mai'yin 幼女 you'nv 幼女 you'nu 萝莉 luo'li 自杀 zi'sha 自残 zi'can 割腕 ge'wan 轻生 qing'sheng
    跳楼 tiao'lou 不想活 bu'xiang'huo 想死 xiang'si 杀人 sha'ren 杀了你 sha'le'ni 杀你全家 sha'ni'quan'jia
    弄死你 nong'si'ni 砍死你 kan'si'ni 打死你 da'si'ni 枪支 qiang'zhi 手枪 shou'qiang 弹药 dan'yao 炸药 zha'yao
    炸弹 zha'dan 子弹 zi'dan 雷管 lei'guan 军火 jun'huo 出售 chu'shou 习近平 xi'jin'ping 法轮功 fa'lun'gong
    共产党 gong'chan'dang 天安门 tian'an'men 台独 tai'du 黑鬼 hei'gui 支那 zhi'na 我想 wo'xiang 我要 wo'yao 有货 you'huo
    免费 mian'fei
"""
"""Of each category the words that are commonest in pinyin, and a few that stand beside them."""


def undisguised(text: str) -> str:
    """The text in simplified characters and plain letters.

    >>> undisguised("賣可🌿卡🌿因"), undisguised("cócaïne, h🔥e🔥r🔥o, 0nline c@sino")
    ('卖可卡因', 'cocaine, hero, online casino')
    """
    if not text.isascii():
        if _disguises().hits(text):
            text = _ACCENTS.sub(_bare, _SIGNS.sub(".", text))
        text = simplified(text)
    plain = plain_form(text)
    if "0" in plain or "@" in plain:
        plain = _FIRST_LETTER.sub(lambda match: _LETTERS[match[0]], plain)
    if "!" in plain or "@" in plain or "$" in plain:
        plain = _WITHIN.sub(lambda match: _LETTERS[match[0]], plain)
    return plain


@cache
def _disguises() -> Gate:
    """One look for what most texts have nothing of."""
    return Gate([f"[{_SIGN}]", _ACCENTS.pattern])


def pinyin_gate() -> str:
    """What RE2 finds in every text that `in_characters` has work in."""
    return "|".join(
        rf"\b{loose}\b" if written.isascii() else rf"\b{loose}" if written[0].isascii() else rf"{loose}\b"
        if written[-1].isascii() else loose
        for written, loose, _ in _spellings()
    )  # fmt: skip


def in_characters(text: str) -> str:
    """An undisguised text whose commonest words in pinyin are in characters.

    >>> in_characters("se qing shi pin, 冰du一克, 网du"), in_characters("a zishao pot")
    ('色情视频, 冰毒一克, 网赌', 'a zishao pot')
    """
    pattern, characters = _reader()
    read = pattern.sub(lambda match: characters[match[0].replace(" ", "")], text)
    return _BETWEEN_CHARACTERS.sub("", read)


@cache
def _reader() -> tuple[re.Pattern[str], dict[str, str]]:
    spelled = sorted(_spellings(), key=lambda spelling: -len(spelling[0]))
    pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(loose for _, loose, _ in spelled)})(?![a-z])")
    return pattern, {written: word for written, _, word in spelled}


@cache
def _spellings() -> tuple[tuple[str, str, str], ...]:
    """(as written, as a pattern, word): each character in pinyin or not, one in pinyin at least."""
    parts = _IN_PINYIN.split()
    return tuple(
        ("".join(some), " ?".join(some), word)
        for word, pinyin in zip(parts[::2], parts[1::2], strict=True)
        for some in product(*zip(pinyin.split("'"), word, strict=True))
        if "".join(some) != word
    )


def _bare(match: re.Match[str]) -> str:
    """Letters without their accents."""
    apart = unicodedata.normalize("NFD", match[0])
    return "".join(char for char in apart if not unicodedata.combining(char))
