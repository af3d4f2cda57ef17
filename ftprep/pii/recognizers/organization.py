"""Organisations, on demand: by what their names end with, and by the words before them that people say of employers,
firms and schools, in Chinese and in English. A name without either is not found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, MAYBE, Recognizer
from ftprep.pii.recognizers.person_en_names import GIVEN, PLACES
from ftprep.text.english import common_words

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
_PART = r"[A-Z][\w&'’-]*(?:\.\w+)*"
_CUE = (
    r"(?:work(?:s|ed|ing)? (?:at|for|with)|employ(?:ed|ee|ees) (?:at|by|of)|(?:job|intern|internship|position|career|engineer|manager|analyst|partner|consultant) (?:at|with)"
    r"|(?:CEO|CTO|CFO|founder|co-founder|chairman|director|president|owner|head|subsidiary|customer|client|employee|shareholder|branch) of|joined|hired by|laid off by|acquired(?: by)?|merged with|on behalf of"
    r"|shares? (?:of|in)|invested in|contract with|invoice (?:from|for)|account (?:with|at)|subscription (?:to|with)|studied at|graduated from|enrolled at"
    r"|(?:writes|wrote|plays|played|recorded) for|(?:published|manufactured|made|sponsored|distributed|developed|powered|operated|run|sold|released) by)"
)
_CUED = re.compile(
    rf"\b(?i:{_CUE}) (?:the )?((?:{_PART})(?:(?:,? (?:and |& |of (?:the )?)?|-)(?:{_PART})){{0,4}})(?!\w)"
)
_DOES = (
    r"(?:(?:is|was|are|were) (?:an?|the) (?:\w+[ -]){0,3}?(?:company|firm|group|band|trio|quartet|startup|start-up|bank|school|manufacturer|maker|retailer|provider|supplier|charity|publisher|newspaper|label|club|airline|agency|chain|brand|organi[sz]ation)\b"
    r"|(?:is|was|were) (?:founded|co-founded|formed|established|headquartered|acquired|bought|sued|listed)\b|(?:has|had|have) (?:its|their) headquarters|(?:employs|acquired|went public|filed for bankruptcy)\b)"
)
_DOING = re.compile(rf"(?<![\w.'’-])(?:The )?((?:{_PART})(?:[ -](?:of |and |& )?(?:{_PART})){{0,4}}) (?={_DOES})")
"""What firms, bands and schools do or are, and people are not."""
_CUED_CHINESE = re.compile(
    r"(?:就职于|任职于|供职于|受雇于|毕业于|就读于|入职了?|跳槽到了?)([\u4e00-\u9fffA-Za-z0-9（）()·]{2,16}?)(?=[，。；、,.;!！?？\s]|的|担任|任|做|当|$)"
    r"|在([\u4e00-\u9fffA-Za-z0-9]{2,12}?)(?=(?:工作|上班|实习|任职|就职|当会计|做会计|读书|上学))"
)
_DAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december".split()
)
_NO_EMPLOYERS = frozenset(
    "家 家里 外地 外面 国外 国内 本地 老家 农村 城里 这里 那里 这边 那边 哪里 哪儿 线上 公司 学校 单位 工厂 医院 银行 北京 上海 广州 深圳 杭州 成都 重庆 天津 南京 武汉 西安 苏州 香港 澳门 台湾 美国 英国 日本 德国 法国 加拿大 澳大利亚 新加坡".split()
)
"""Where people work or learn without being told of a firm."""


def find(text: str) -> Iterator[Finding]:
    for match in _CHINESE.finditer(text):
        yield Finding(ENTITY, *match.span(), LIKELY if match.group(1) else MAYBE)
    for match in _ENGLISH.finditer(text):
        yield Finding(ENTITY, match.start(), match.start() + len(match.group().rstrip()), LIKELY)
    yield from _cued(text)


def _cued(text: str) -> Iterator[Finding]:
    for match in (*_CUED.finditer(text), *_DOING.finditer(text)):
        first = match.group(1).split(" ")[0].split("-")[0].removesuffix("'s").removesuffix("’s").rstrip(",.").casefold()
        if first not in PLACES | GIVEN | _DAYS | common_words(300):
            yield Finding(ENTITY, match.start(1), match.start(1) + len(match.group(1).rstrip(" .,'’")), MAYBE)
    for match in _CUED_CHINESE.finditer(text):
        which = match.lastindex or 0
        name = match.group(which)
        if name not in _NO_EMPLOYERS and _is_noun(name):
            yield Finding(ENTITY, *match.span(which), MAYBE)


def _is_noun(words: str) -> bool:
    """Whether nothing but names and things stands there, by the tagger: 在阿里巴巴工作, not 在认真工作 or 在晚上工作."""
    import rjieba

    return all(tag[:1] in "nxezjgl" for _, tag in rjieba.tag(words))


RECOGNIZER = Recognizer(
    "organization",
    ENTITY,
    (
        f"{_SURE_ENDS}|{_ENDS}",
        rf"\b(?i:{_CUE}) (?:the )?[A-Z]",
        rf"[A-Z][^ ]* {_DOES}",
        "就职于|任职于|供职于|受雇于|毕业于|就读于|入职|跳槽到|在[\u4e00-\u9fffA-Za-z0-9]{2,12}?(?:工作|上班|实习|任职|就职|当会计|做会计|读书|上学)",
        r"\b(?:Inc|Corp|Corporation|Company|Co|LLC|LLP|Ltd|Limited|GmbH|PLC|Group|Holdings|Partners|University|College|Institute|Hospital|Bank|Foundation|Association|Ministry|Technologies|Industries|Ventures|Associates|AG|S\.?A|Airlines|Motors|Pharmaceuticals|Software|Systems|Solutions|Analytics|Capital|Labs?|Department|Companies)\b",
    ),
    find,
    on_demand=True,
)
