"""Organisations, on demand: by what their names end with, in Chinese and in English. A name without such an end is not found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, MAYBE, Recognizer

ENTITY = "ORGANIZATION"

_SURE_ENDS = "股份有限公司|有限责任公司|有限公司|集团公司|律师事务所|会计师事务所|人民法院|人民检察院|公安局|派出所|研究院|研究所|基金会|出版社|电视台|居委会|村委会|管理局"
_ENDS = "集团|公司|银行|大学|学院|医院|中学|小学|幼儿园|协会|委员会|事务所|工作室|酒店|饭店|药店|超市|分行|支行|分公司|子公司"
_STOP = "的在是到去从住我你您他她它们了和与及或请把给向往被让这那有没为对跟就都也还说问于由将该本某各每某找来叫进出一家所个间座很多几全其"
_CHINESE = re.compile(
    rf"(?:(?![{_STOP}])[\u4e00-\u9fffA-Za-z0-9]|[（(][\u4e00-\u9fff]{{2,6}}[）)]){{2,16}}?(?:({_SURE_ENDS})|{_ENDS})(?![\u4e00-\u9fff]{{0,1}}(?:生活|生|里|门口))"
)
_NAME = r"[A-Z][\w&'’.-]*"
_ENGLISH = re.compile(
    rf"(?<![\w.])(?:{_NAME},? ){{1,5}}?(?:Inc|Corp(?:oration)?|Compan(?:y|ies)|Co|LLC|LLP|Ltd|Limited|GmbH|AG|S\.?A|PLC|Group|Holdings|Partners|Associates|Ventures|Technologies|Industries|University|College|Institute|Hospital|Bank|Foundation|Association|Ministry"
    r"|Airlines|Motors|Pharmaceuticals|Software|Systems|Solutions|Analytics|Capital|Labs?)\b\.?|\b(?:University|Bank|Ministry|Department|Institute|College) of (?:[A-Z]\w+ ?){1,3}"
)


def find(text: str) -> Iterator[Finding]:
    for match in _CHINESE.finditer(text):
        yield Finding(ENTITY, *match.span(), LIKELY if match.group(1) else MAYBE)
    for match in _ENGLISH.finditer(text):
        yield Finding(ENTITY, match.start(), match.start() + len(match.group().rstrip()), LIKELY)


RECOGNIZER = Recognizer(
    "organization",
    ENTITY,
    (
        f"{_SURE_ENDS}|{_ENDS}",
        r"\b(?:Inc|Corp|Corporation|Company|Co|LLC|LLP|Ltd|Limited|GmbH|PLC|Group|Holdings|Partners|University|College|Institute|Hospital|Bank|Foundation|Association|Ministry|Technologies|Industries|Ventures|Associates|AG|S\.?A|Airlines|Motors|Pharmaceuticals|Software|Systems|Solutions|Analytics|Capital|Labs?|Department|Companies)\b",
    ),
    find,
    on_demand=True,
)
