"""Chinese names of people: by the words around them, and by the tagger behind a gate of surnames.

rjieba (jieba's dictionary and HMM) tags names nr; alone it takes many words for names, so a tagged word counts only where
it begins with a surname and is as long as a name, and where it is no common word. Words that only name a role (妈妈, 老师)
are nobody's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.names import SURNAMES_COMPOUND, SURNAMES_FREQUENT, SURNAMES_RARE, SURNAMES_TRADITIONAL
from ftprep.pii.recognizers.base import Recognizer
from ftprep.pii.recognizers.person_words import (
    GIVEN_CHARS,
    NEVER_AFTER_A_CUE,
    NEVER_CHARS,
    NOT_NAMES,
    NOUN_ENDS,
    PLAIN_TITLES,
    TITLES,
)

ENTITY = "PERSON"

_SURNAME = f"(?:{'|'.join(SURNAMES_COMPOUND)}|[{SURNAMES_FREQUENT}{SURNAMES_RARE}{SURNAMES_TRADITIONAL}])"
_HAN = r"[\u4e00-\u9fff]"
_GIVEN = rf"(?:(?![{NEVER_CHARS}]){_HAN})"
_NAME = rf"{_SURNAME}{_GIVEN}{{1,2}}"
_FOREIGN = r"[\u4e00-\u9fff]{1,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}"
_END = r"(?=$|[^\u4e00-\u9fff]|[称表的是在和与跟说呢吗吧啊了也有先女小同老师您你我，。！？])"

_GIVEN_CUED = rf"(?:(?![{NEVER_AFTER_A_CUE}]){_HAN})"
_OWN = "我叫|我的名字(?:是|叫)|名字(?:是|叫)|名叫|叫做|姓名"
_ROLES = (
    "报警人|报案人|委托人|受托人|代理人|担保人|监护人|见证人|证明人|订票人|购票人|乘车人|乘机人|入住人|预订人|取件人|发件人|发货人|订货人|推荐人|介绍人|主持人|记录人|审核人|填表人|签字人|借款人|出租人|承租人|同行人|同行"
    "|受害人|被害人|当事人|目击者|死者|伤者|驾驶员|驾驶人|业务员|快递员|配送员|辅导员|班主任|家属|父亲|母亲|丈夫|妻子|配偶|儿子|女儿"
)
_CUES = (
    _ROLES
    + "|我叫|我的名字(?:是|叫)|名字(?:是|叫)|名叫|叫做|本人(?:是)?|姓名|联系人|收件人|收货人|寄件人|(?:收货|收件|寄件|发货|联系)信息|签收人|负责人|经办人|法定代表人|法人代表|法人|户主|户名|持卡人|开户人|申请人|投保人|被保险人|受益人|患者|病人|嫌疑人|被告人?|原告人?"
    "|客户|顾客|学员|考生|家长|业主|租客|房东|司机|乘客|主讲人?|记者|编剧|导演|主演|作者|署名|落款|此致敬礼|敬启|亲爱的|尊敬的|你好|您好"
)
_CUE = re.compile(
    rf"(?:{_CUES})"
    r"(?:姓名|名称|名字)?(?:[:：]|是|为|叫|[ \t　,，])*"
    rf"({_NAME}|{_FOREIGN}){_END}"
)
_FIELD = re.compile(
    rf"(?:{_OWN}|(?:{_CUES}|[人员者])(?=[:：]))(?:[:：]|是|为|叫|[ \t　])*({_SURNAME}{_GIVEN_CUED}{{1,2}})(?=$|[^\u4e00-\u9fff])"
)
"""A name that fills its field, or the sentence: after it comes no more Chinese."""
_I_AM = re.compile(
    rf"(?:我是|这位是|这是|他是|她是)({_SURNAME}{_GIVEN_CUED}{{1,2}})(?=$|[^\u4e00-\u9fff]|[的啊呀哈，。])"
)
_TITLED = re.compile(rf"({_SURNAME}{_GIVEN}{{0,2}}?)({TITLES})")
_NICK_AFTER = "说您你们的和跟来去在也是呀啊呢吗吧就都想要会把被给让问答找叫昨今明"
_NICK = re.compile(
    r"[小老阿]"
    rf"(?:[王李张刘陈杨赵吴周徐孙朱胡郭何林罗郑梁宋唐韩邓冯曹彭曾肖董潘袁蔡蒋余杜程魏苏吕丁卢姚沈钟姜崔谭陆范汪廖贾邹熊孟秦邱侯尹薛闫龚邵万覃钱戴莫孔汤赖])"
    rf"(?=$|[^\u4e00-\u9fff]|[{_NICK_AFTER}])"
)


def find_cued(text: str) -> Iterator[Finding]:
    for match in _CUE.finditer(text):
        name = match.group(1)
        if name not in NOT_NAMES:
            strong = match.group()[0] not in "你您请客记作"
            yield Finding(ENTITY, *match.span(1), 0.9 if strong else 0.65)
    for match in _FIELD.finditer(text):
        if not _is_word(match.group(1)):
            yield Finding(ENTITY, *match.span(1), 0.92)
    for match in _I_AM.finditer(text):
        name = match.group(1)
        if not _is_word(name) and name[0] not in _AMBIGUOUS and all(char in GIVEN_CHARS for char in name[1:]):
            yield Finding(ENTITY, *match.span(1), 0.65)


def find_titled(text: str) -> Iterator[Finding]:
    titled = [match for match in _TITLED.finditer(text) if _is_name(match.group(1)) and match.group() not in NOT_NAMES]
    nicks = list(_NICK.finditer(text))
    if titled or nicks:
        starts = _word_starts(text)
        for matches, score in ((titled, 0.8), (nicks, 0.6)):
            for match in matches:
                if match.start() in starts:
                    yield Finding(ENTITY, *match.span(), score)


def find_foreign(text: str) -> Iterator[Finding]:
    for match in _FOREIGN_NAME.finditer(text):
        yield Finding(ENTITY, *match.span(), 0.75)


def find_tagged(text: str) -> Iterator[Finding]:
    """Names by the tagger: a word tagged so, or a surname that stands alone before what may be a given name.

    Only runs of Chinese in which a surname and a character of given names meet are tagged: a tenth of ordinary text.
    The tagger itself takes such runs one by one, so that its answer is the same.
    """
    for run in _RUN.finditer(text):
        if not all(_is_word(pair) for pair in _PAIR.findall(run.group())):
            tokens = _tokens(run.group(), run.start())
            for index, (_, word, _) in enumerate(tokens):
                if word[0] in _FIRST and (surname := _SURNAME_RE.match(word)):
                    yield from _with_surname(text, tokens, index, surname.end())
                elif len(word) == 4:
                    yield from _stuck(tokens[index])


def find_without_surname(text: str) -> Iterator[Finding]:
    """What the tagger takes for a name though it begins with no surname: wrong as often as right."""
    for run in _RUN.finditer(text):
        for start, word, tag in _tokens(run.group(), run.start()):
            if tag[:2] == "nr" and len(word) > 1 and word[0] not in _FIRST and word not in NOT_NAMES:
                yield Finding(ENTITY, start, start + len(word), _LOOSE)


def find_mentioned(text: str) -> Iterator[Finding]:
    for match in _MENTION.finditer(text):
        start, word, tag = _tokens(match.group(1), match.start(1))[0]
        if tag[:2] == "nr" and len(word) > 1 and word not in NOT_NAMES:
            yield Finding(ENTITY, start, start + len(word), 0.6)


def _tokens(text: str, at: int = 0) -> list[tuple[int, str, str]]:
    """(start, word, tag) of every word; the text begins at `at`."""
    import rjieba

    out = []
    for word, tag in rjieba.tag(text):
        out.append((at, word, tag))
        at += len(word)
    return out


def _word_starts(text: str) -> set[int]:
    """Where the dictionary's words begin; words that only a model guesses at are not asked for."""
    import rjieba

    starts, at = set(), 0
    for word in rjieba.cut(text, hmm=False):
        starts.add(at)
        at += len(word)
    return starts


def _is_word(name: str) -> bool:
    """Whether it is, or begins with, a common word that looks like a name."""
    return name in NOT_NAMES or name[:2] in NOT_NAMES


def _is_name(name: str) -> bool:
    """Whether what stands before a title may be a name: a surname alone, or no word of its own."""
    if len(name) == 1:
        return True
    words = _tokens(name)
    return name not in NOT_NAMES and (len(words) > 1 or words[0][2][:2] == "nr")


def _with_surname(text: str, tokens: list[tuple[int, str, str]], index: int, head: int) -> Iterator[Finding]:
    start, word, tag = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else (0, "", "")
    given = word[head : head + 2]
    if len(word) > head:
        if tag[:2] not in ("nr", "x") or word in NOT_NAMES or len(word) > head + 3:
            return
        if (
            len(given) == 1
            and len(following[1]) == 1
            and following[2][:1] in _LOOSE_TAGS
            and following[1] in GIVEN_CHARS
        ):
            given += following[1]
        score = 0.7
    else:
        if tag[:2] != "nr" and (word in _AMBIGUOUS or text[start - 1 : start] not in ("@", "＠")):
            return
        given = following[1]
        if not 1 <= len(given) <= 2 or following[2][:1] not in _LOOSE_TAGS:
            return
        score = 0.6
    name = word[:head] + given
    if (
        name in NOT_NAMES
        or _WHEN.fullmatch(name)
        or any(char in NEVER_CHARS for char in given)
        or (len(given) > 1 and given[-1] in NOUN_ENDS)
    ):
        return
    if not all(char in GIVEN_CHARS for char in given):
        score -= 0.3
    yield Finding(ENTITY, start, start + len(name), score)


def _stuck(token: tuple[int, str, str]) -> Iterator[Finding]:
    """A name with the word before it stuck on, as the tagger's model for unknown words does."""
    start, word, tag = token
    name = word[1:]
    if (
        tag[:2] == "nr"
        and name[0] in _FIRST
        and name[0] not in _AMBIGUOUS
        and all(char in GIVEN_CHARS for char in name[1:])
    ):
        yield Finding(ENTITY, start + 1, start + 4, 0.55)


_SURNAME_RE = re.compile(_SURNAME)
_WHEN = re.compile("[于至](?:[本今昨上下每当同近][周月年日天季晚早期]|明[年天日晚])")
"""No surname: the preposition before a time."""
_FOREIGN_NAME = re.compile(r"(?<![\u4e00-\u9fff·•・])[\u4e00-\u9fff]{2,6}(?:[·•・][\u4e00-\u9fff]{1,8}){1,3}")
_LOOSE_TAGS = "nxgazjv"
_AMBIGUOUS = frozenset(
    "高方时文金万成于向常和白马江温石安平连任何许应能计解支单商曲权祝左喜童景农牛羊车易尤段康严雷花叶毛洪龙顾游阳宁辛满全尚季查沙封麻房储劳甘申盛梅柳管习丁冷米柴焦简容乐池元杜付曾谢包古关华夏水路钱经项连齐施强程季古"
)
"""Surnames that are everyday words."""

_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
_MENTION = re.compile(r"[@＠]([\u4e00-\u9fff]{2,10})")
_LOOSE = 0.4
_ALL = SURNAMES_FREQUENT + SURNAMES_RARE + SURNAMES_TRADITIONAL
_FIRST = frozenset(_ALL + "".join(name[0] for name in SURNAMES_COMPOUND))
_COMPOUND = "|".join(SURNAMES_COMPOUND)

_GIVEN_CLASS = "".join(sorted(GIVEN_CHARS - set(NEVER_CHARS)))
_PAIR = re.compile(rf"(?:[{_ALL}]|{_COMPOUND})[{_GIVEN_CLASS}]{{1,2}}")

CUED = Recognizer(
    "person_zh_cued",
    ENTITY,
    (
        rf"(?:{_CUES})(?:姓名|名称|名字)?[:：是为叫 \t　,，]*(?:[{_ALL}]|{_COMPOUND}|\p{{Han}}{{1,6}}[·•・])",
        rf"(?:[人员者][:：]|我是|这位是|这是|他是|她是)[是为 \t　]*(?:[{_ALL}]|{_COMPOUND})",
    ),
    find_cued,
)
TITLED = Recognizer(
    "person_zh_titled",
    ENTITY,
    (
        rf"(?:[{_ALL}]|{_COMPOUND})\p{{Han}}{{0,2}}(?:{PLAIN_TITLES})",
        rf"[小老阿][{_ALL}](?:[^\p{{Han}}]|$|[{_NICK_AFTER}])",
    ),
    find_titled,
)
FOREIGN = Recognizer("person_zh_foreign", ENTITY, (r"\p{Han}[·•・]\p{Han}",), find_foreign)
TAGGED = Recognizer("person_zh_tagged", ENTITY, (rf"(?:[{_ALL}]|{_COMPOUND})[{_GIVEN_CLASS}]",), find_tagged)
LOOSE = Recognizer("person_zh_loose", ENTITY, (r"\p{Han}{2}",), find_without_surname, best=_LOOSE)
MENTIONED = Recognizer("person_zh_mentioned", ENTITY, (r"[@＠]\p{Han}{2}",), find_mentioned)
