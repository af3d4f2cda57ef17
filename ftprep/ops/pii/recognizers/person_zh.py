"""Chinese names of people: by the words around them, and by the tagger behind a gate of surnames.

rjieba (jieba's dictionary and HMM) tags names nr; alone it takes many words for names, so a tagged word counts only where
it begins with a surname and is as long as a name, and where it is no common word. Words that only name a role (妈妈, 老师)
are nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.ops.pii._finding import Finding
from ftprep.ops.pii._names import SURNAMES_COMPOUND, SURNAMES_FREQUENT, SURNAMES_RARE, SURNAMES_TRADITIONAL
from ftprep.ops.pii.recognizers.base import Recognizer
from ftprep.ops.pii.recognizers.person_words import NEVER_CHARS, NOT_NAMES, TITLES

ENTITY = "PERSON"

_SURNAME = f"(?:{'|'.join(SURNAMES_COMPOUND)}|[{SURNAMES_FREQUENT}{SURNAMES_RARE}{SURNAMES_TRADITIONAL}])"
_HAN = r"[\u4e00-\u9fff]"
_GIVEN = rf"(?:(?![{NEVER_CHARS}]){_HAN})"
_NAME = rf"{_SURNAME}{_GIVEN}{{1,2}}"
_FOREIGN = r"[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}"
_END = r"(?=$|[^\u4e00-\u9fff]|[的是在和与跟说呢吗吧啊了也有先女小同老师您你我，。！？])"

_CUE = re.compile(
    r"(?:我叫|我的名字(?:是|叫)|名字(?:是|叫)|名叫|叫做|本人(?:是)?|姓名|联系人|收件人|收货人|寄件人|签收人|负责人|经办人|法定代表人|法人代表|法人|户主|户名|持卡人|开户人|申请人|投保人|被保险人|受益人|患者|病人|嫌疑人|被告人?|原告人?"
    r"|客户|顾客|学员|考生|家长|业主|租客|房东|司机|乘客|主讲人?|记者|编剧|导演|主演|作者|署名|落款|此致敬礼|敬启|亲爱的|尊敬的|你好|您好)"
    r"(?:姓名|名称|名字)?(?:[:：]|是|为|叫|[ \t　,，])*"
    rf"({_NAME}|{_FOREIGN}){_END}"
)
_I_AM = re.compile(rf"(?:我是|这是|他是|她是|找|联系|转告|通知|@|请|问)(?:一下)?({_SURNAME}{_GIVEN}{{1,2}}){_END}")
_TITLED = re.compile(rf"({_SURNAME}{_GIVEN}{{0,2}}?)({TITLES})")
_NICK = re.compile(
    rf"(?<!{_HAN})?([小老阿]{_SURNAME})(?=$|[^\u4e00-\u9fff]|[，。！？说您你们的和跟来去在也是呀啊呢吗吧哥姐])"
)


def find(text: str) -> Iterator[Finding]:
    for match in _CUE.finditer(text):
        name = match.group(1)
        if name not in NOT_NAMES:
            strong = match.group()[0] not in "你您请客记作"
            yield Finding(ENTITY, *match.span(1), 0.9 if strong else 0.65)
    for match in _TITLED.finditer(text):
        if match.group() not in NOT_NAMES and match.group(1) not in NOT_NAMES:
            yield Finding(ENTITY, *match.span(), 0.8)
    yield from _tagged(text)


def _tagged(text: str) -> Iterator[Finding]:
    import rjieba

    at = 0
    for word, tag in rjieba.tag(text):
        size = len(word)
        if tag[:2] == "nr" and size > 1 and word not in NOT_NAMES:
            surname = _SURNAME_RE.match(word)
            if surname and 2 <= size <= 4 and not any(char in NEVER_CHARS for char in word[surname.end() :]):
                yield Finding(ENTITY, at, at + size, 0.7)
            elif tag == "nrt" or "·" in word:
                yield Finding(ENTITY, at, at + size, 0.45)
            else:
                yield Finding(ENTITY, at, at + size, 0.4)
        at += size


_SURNAME_RE = re.compile(_SURNAME)

RECOGNIZER = Recognizer(
    "person_zh",
    ENTITY,
    (f"[{SURNAMES_FREQUENT}{SURNAMES_RARE}{SURNAMES_TRADITIONAL}][一-鿿]", r"[一-鿿][·•・][一-鿿]"),
    find,
)
