"""A clause taken as a statement: its core with what denies it taken out, and whom it names. Pure pattern work."""

from __future__ import annotations

import re
from typing import Final

from ftprep.text.stop_words import ENGLISH

_ZH_NO: Final = re.compile(r"没有?|不(?!错|少|过|同|久|止|仅|但|如|料|禁|满|足|论|管|好意思|客气|用谢|起)|无法")
OPPOSITES: Final = {
    "closed": "open",
    "unavailable": "available",
    "excluded": "included",
    "forbidden": "allowed",
    "prohibited": "allowed",
    "impossible": "possible",
    "unable": "able",
}
"""What says the same as not and the other."""
DENIES: Final = re.compile(rf"不|没|无|n(?:'t|(?<=\bn)(?:o|ot|ever)|(?<=\bcann)ot)\b|\b(?:{'|'.join(OPPOSITES)})\b")
"""In lower case. Without one of these a text denies nothing."""
_ZH_EITHER: Final = re.compile(r"(.)[不没]\1")
"""会不会, 有没有: a question."""
_ZH_LEAD: Final = re.compile(
    r"^(?:但是?|可是|不过|其实|说实话|抱歉|不好意思|对|是的?|嗯|啊|哦|很遗憾|提醒您|要?注意|因为|由于|所以|因此|而且|并且|另外|毕竟|确实|当然|没错)+"
)
_EN_LEAD: Final = re.compile(
    r"^(?:(?:because|since|as|so|and|but|actually|unfortunately|sorry|well|yes|no|sure) )+", re.IGNORECASE
)
_ZH_SOFT: Final = re.compile(r"可以|能够?|会|是|有|的|也|都|就|真|从来|一直|其实|很|们")
_EN_WORD: Final = re.compile(r"[a-z0-9']+")
_EN_NO: Final = frozenset("not never cannot no can't won't don't doesn't didn't isn't aren't wasn't weren't".split())
_EN_SOFT: Final = frozenset(
    """a an the do does did can could will would shall is are was were be been am have has had yes no but and so well
    actually unfortunately sorry please note that it's i'm afraid indeed really also just still always because since as""".split()
)
SURNAMES: Final = "王李张刘陈杨赵吴周徐孙朱胡郭何林罗郑梁宋唐许邓冯韩曹曾彭萧蔡潘董袁蒋杜苏魏吕丁沈姜范谭廖姚邹熊陆孔崔邱秦顾侯邵孟龙段雷钱汤黎贺赖龚"
_ZH_CALLED: Final = re.compile(
    rf"^(.{{2,14}}?)(?:就是|是|名叫|叫|由(?:[一-鿿]{{1,10}}?的[一-鿿]{{0,4}}?)?)(?!何[时人处种等事])([{SURNAMES}][一-鿿])(?!色)"
)
_POINTING: Final = re.compile(r"^[这那他她它我你您谁](?![个次项门款][一-鿿]{2,12}由)")
_EN_CALLED: Final = re.compile(
    r"^(.+?)\b(?:is|was|by|named|called)\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?([A-Z][a-z]+)(?=$|\s+[A-Z][a-z]+|[\s;])"
)


def core(clause: str) -> tuple[str, bool]:
    """What a lower-case clause says, without what denies it, and whether it affirms that; ("", True) where too little
    is left to know it again by.

    >>> core("孕妇可以吃这个药") == ("孕妇吃这个药", True), core("孕妇不能吃这个药")
    (True, ('孕妇吃这个药', False))
    >>> core("the app works offline") == ("app work offline", True), core("the app doesn't work offline")
    (True, ('app work offline', False))
    >>> core("we are closed on sundays"), core("we are not closed on sundays")
    (('we open on sunday', False), ('we open on sunday', True))
    >>> core("unfortunately you cannot pay in cash"), core("you can pay in cash")
    (('you pay in cash', False), ('you pay in cash', True))
    """
    if clause.isascii():
        words = _EN_WORD.findall(clause)
        left = [_stem(OPPOSITES.get(word, word)) for word in words if word not in _EN_SOFT and word not in _EN_NO]
        if sum(word not in ENGLISH for word in left) < 2:
            return "", True
        return " ".join(left), sum(word in _EN_NO or word in OPPOSITES for word in words) % 2 == 0
    if clause.endswith("了") or _ZH_EITHER.search(clause):
        return "", True
    said = _ZH_LEAD.sub("", clause)
    bare, denials = _ZH_NO.subn("", said)
    bare = _ZH_SOFT.sub("", bare).strip()
    return (bare, denials % 2 == 0) if len(bare) >= 4 else ("", True)


def without_lead(clause: str) -> str:
    """The clause without what joins it to the one before.

    >>> without_lead("因为我们店在三楼"), without_lead("because the van has 12 seats")
    ('我们店在三楼', 'the van has 12 seats')
    """
    return _EN_LEAD.sub("", clause) if clause.isascii() else _ZH_LEAD.sub("", clause) or clause


def _stem(word: str) -> str:
    """Works, work: what "does" leaves of a verb. A beginning of the word."""
    if word.endswith(("oes", "ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def called(clause: str) -> tuple[str, str] | None:
    """(who or what, the name that the clause gives them), from a clause in its own letter case.

    >>> called("班主任叫吴敏"), called("Your driver today is Ahmed"), called("这件是黄色的")
    (('班主任', '吴敏'), ('driver today', 'ahmed'), None)
    """
    if clause.isascii():
        match = _EN_CALLED.match(clause)
        if match is None:
            return None
        subject = " ".join(word for word in _EN_WORD.findall(match[1].lower()) if word not in ENGLISH)
        return (subject, match[2].lower()) if subject else None
    match = _ZH_CALLED.match(_ZH_LEAD.sub("", clause))
    return None if match is None or _POINTING.match(match[0]) else (match[1], match[2])
