"""Signs that a speaker contradicts what they said before, as far as rules can see: another number for the same thing,
another name, the same sentence denied.

Only statements count, of the same subject in so many words; questions, reported speech and what is said of another
time do not. What is found is a sign for people or a model to look at, not a proof.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

from ftprep.ops.dialogue._number_words import with_digits
from ftprep.ops.dialogue._statements import DENIES, called, core, without_lead
from ftprep.text.numerals import numbers
from ftprep.text.stop_words import ENGLISH

LOOKED_AT: Final = 2000
CLAUSE: Final = re.compile(r"[^,，。.!！?？;；、\n…]+[?？]?")
TITLE: Final = re.compile(r"\b(Mr|Mrs|Ms|Dr)\.")
"""Their full stop ends no clause."""
_QUESTION: Final = re.compile(r"[?？]$|[吗呢么]\s*$")
_OTHER_TIME: Final = re.compile(
    r"以前|从前|过去|曾经|原来|后来|将来|之前|那时|小时候|现在|如今|如果|要是|假如|\b(?:used to|before|if|when|once|now|anymore|then)\b"
)
UNITS: Final = r"岁|个?多?小时|点|号|楼|层|个孩子|个|块钱|块|元|斤|公斤|公里|平方米|平米|厘米|米|年|月|周|天|次|人|口人|分钟|家|名|位|种|间|套|辆|台|张|本|条|倍|%|am\b|pm\b|years?[ -]old|dollars?|euros?|pounds?|kids?|children|hours?|minutes?|floor|km|kg|%|(?!(?:and|or|of|to|in|at|on|is|are|was|for|from|more|the)\b)[a-z]{4,}\b"
UNIT_BEGINS: Final = "岁个多小点号楼层块元斤公平米厘年月周天次人口分家名位种间套辆台张本条倍%a-z"
"""A unit begins with one of these."""
_UNIT: Final = re.compile(rf"\s*({UNITS})")
_SAME_UNIT: Final = {"块": "元", "块钱": "元", "pm": "clock", "am": "clock", "层": "楼"}
FILLERS: Final = "今都已经也就才大概约在是有了这那件个只花卖要住家的呀啊哦呢吧每共总一我们"
_FILLER: Final = re.compile(f"[{FILLERS}]")
_SAYING_LITTLE: Final = frozenset(("costs", "actually", "currently", "exactly", "roughly", "total"))
NO_SUBJECT: Final = "周拜第"
"""周三, 拜二, 第五: what ends so counts nothing; nor do 星期三, 第一学期二, unlike 保修期两年."""
TERMS: Final = ("星期", "学期", "分期")
_COUNTED: Final = re.compile(r"[\d零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]")
_ZH_NAME: Final = re.compile(
    r"(?:^|[,，。！!\s])我(?:叫|是(?:客服|你的?[一-鿿]{0,4})?(?=[小老阿][一-鿿]))(?!他|她|它|你|我|作|了|做)([一-鿿]{2,4}?)(?=$|[,，。.!！?？;；、\n]|的)"
)
_ZH_PET: Final = re.compile(r"我(?:的|家的?)([一-鿿]{1,3})(?:叫|名叫)([一-鿿]{2,4}?)(?=$|[,，。.!！;；、\n])")
_EN_TITLE: Final = r"(?:(?:[Cc]aptain|[Dd]octor|Dr|Mr|Mrs|Ms|[Mm]iss|[Pp]rofessor|[Ss]ir|[Ll]ady|[Aa]unt|[Uu]ncle|[Oo]fficer|[Cc]hef|[Cc]oach)\.?\s+)?"
_EN_NAME: Final = re.compile(
    rf"\b(?i:my name is|my name's)\s+{_EN_TITLE}(?!not\b|on\b|in\b|the\b|a\b)([A-Za-z][a-z]+)|\b(?i:i(?:'m| am) called|call me)\s+{_EN_TITLE}([A-Z][a-z]+)"
)
_ZH_SELF: Final = re.compile(
    r"^(?:但|可是|不过|其实|是啊|嗯|对|啊)*我(?!们)(也|还|都|真|从来|从|一直|可|就)*(不是|没有|不|没)?(.+)$"
)
_ZH_TAIL: Final = re.compile(r"[了的呀啊呢吧哦哈嘛]+$")
_CHANGING: Final = re.compile(r"^(?:知道|明白|懂|记得|清楚|想|觉得|确定|信|急|怕|说|看)")
_EN_SELF: Final = re.compile(
    r"^(?:but |and |well |yes |no |actually )*i (?:(?:really|also|just|still|always) )*"
    r"(do not |don't |cannot |can't |can not |am not |have never |never |didn't |haven't |won't )?(?:can |am |do |have (?=been|seen))?(.+)$"
)
_EN_TAIL: Final = re.compile(r"\s+(?:at all|very much|a lot|well|though|too|anymore|much|so much|that much)$")


_LEAD: Final = 2
"""Characters that predicates have at least, and by which those that may begin alike are found …"""
_REMEMBERED: Final = 200
"""… the latest so many of them."""
_FEW: Final = 100


class Speaker:
    """What one side has said in its turns so far. `texts` are all its turns: only what one of them denies can be
    contradicted by a denial."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._denied = {
            core(clause)[0].split(" ")[-1] if clause.isascii() else core(clause)[0][-1:]
            for text in texts
            for clause in map(str.lower, map(str.strip, CLAUSE.findall(with_digits(text[:LOOKED_AT]))))
            if DENIES.search(clause)
        }
        """The last word or character of what is denied."""
        self._denies = bool(self._denied)
        self._denied.discard("")
        self._few_denied = len(self._denied) <= _FEW
        self._values: dict[tuple[str, str], float | str] = {}
        """(subject, unit or "name") → number or name."""
        self._said: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        """How predicates of sentences about oneself begin → each such predicate, and whether it was affirmed first."""
        self._stated: dict[str, bool] = {}
        """Core of any statement → whether it was affirmed."""

    def hear(self, text: str) -> bool:
        """Whether the next turn contradicts an earlier one. A turn does not contradict itself: it weighs and lists."""
        values: dict[tuple[str, str], float | str] = {}
        said: dict[str, bool] = {}
        stated: dict[str, bool] = {}
        for of_what, name in _names(text):
            values.setdefault((of_what, "name"), name.lower())
        for clause in CLAUSE.findall(TITLE.sub(r"\1", with_digits(text[:LOOKED_AT]))):
            self._take(without_lead(clause.strip()), values, said, stated)
        contradicts = (
            any(self._values.get(key, value) != value for key, value in values.items())
            or any(self._stated.get(statement, affirmed) != affirmed for statement, affirmed in stated.items())
            or any(
                affirmed != was_affirmed and (earlier.startswith(predicate) or predicate.startswith(earlier))
                for predicate, affirmed in said.items()
                for earlier, was_affirmed in self._said[predicate[:_LEAD]][-_REMEMBERED:]
            )
        )
        for statement, affirmed in stated.items():
            self._stated.setdefault(statement, affirmed)
        for key, value in values.items():
            self._values.setdefault(key, value)
        for predicate, affirmed in said.items():
            alike = self._said[predicate[:_LEAD]]
            if all(earlier != predicate for earlier, _ in alike[-_REMEMBERED:]):
                alike.append((predicate, affirmed))
        return contradicts

    def _may_be_denied(self, clause: str) -> bool:
        """Whether a clause has an end of what is denied; of very many ends each that stands as a word is looked for."""
        if self._few_denied:
            return any(end in clause for end in self._denied)
        return not (self._denied.isdisjoint(clause) and self._denied.isdisjoint(clause.split()))

    def _take(
        self,
        spoken: str,
        values: dict[tuple[str, str], float | str],
        said: dict[str, bool],
        stated: dict[str, bool],
    ) -> None:
        """Adds what a clause says: the first that is said of a thing counts."""
        clause = spoken.lower()
        counts, named = _COUNTED.search(clause), called(spoken)
        deniable = self._denies and self._may_be_denied(clause)
        of_self = self._denies and ("我" in clause or "i " in clause)
        if not (counts or named or deniable or of_self) or _QUESTION.search(clause) or _OTHER_TIME.search(clause):
            return
        if counts:
            for subject, value in _numbers(clause):
                values.setdefault(subject, value)
        if named:
            values.setdefault((named[0], "name"), named[1])
        for wanted, reading, into in ((of_self, predicate_of, said), (deniable, core, stated)):
            if wanted:
                meaning, affirmed = reading(clause)
                if meaning:
                    into.setdefault(meaning, affirmed)


def _names(text: str) -> Iterator[tuple[str, str]]:
    """(of what, the name): "" for the speaker's own."""
    for name in _ZH_NAME.findall(text):
        yield "", name
    for name, nickname in _EN_NAME.findall(text):
        yield "", name or nickname
    yield from _ZH_PET.findall(text)


def _numbers(clause: str) -> Iterator[tuple[tuple[str, str], float]]:
    for number in numbers(clause):
        unit = _UNIT.match(clause, number.end)
        subject = _subject(clause[: number.start])
        name = unit_name(unit[1]) if unit else "" if clause[number.start].isdigit() else "元"
        length = number.end - number.start
        if (
            subject
            and subject[-1] not in NO_SUBJECT
            and not subject.endswith(TERMS)
            and (unit is not None or (length > 1 and len(subject) > 1))
        ):
            yield (subject, name), number.value


def unit_name(unit: str) -> str:
    """One name for the ways to write a unit: of an English one its singular."""
    if unit in _SAME_UNIT:
        return _SAME_UNIT[unit]
    return unit[:-1] if len(unit) > 4 and unit.isascii() and unit.endswith("s") else unit


def _subject(before: str) -> str:
    """What a number is said of: the words before it in its clause, without fillers."""
    if before.isascii():
        return " ".join(
            sorted(
                word for word in re.findall(r"[a-z0-9']+", before) if word not in ENGLISH and word not in _SAYING_LITTLE
            )
        )
    speaks_of_self = (
        "我"
        if before.startswith("我") and not re.match(r"我(?:妈|爸|哥|姐|弟|妹|爷|奶|老|朋|同|儿|女)", before)
        else ""
    )
    return speaks_of_self + _FILLER.sub("", before.strip())


def predicate_of(clause: str) -> tuple[str, bool]:
    """What a speaker says of themselves, and whether they affirm it; ("", True) for any other clause."""
    if clause.isascii():
        match = _EN_SELF.match(clause)
        if match is None:
            return "", True
        predicate = match[2].strip()
        while (shorter := _EN_TAIL.sub("", predicate)) != predicate:
            predicate = shorter
        return (predicate, match[1] is None) if len(predicate.split()) >= 1 and len(predicate) > 3 else ("", True)
    match = _ZH_SELF.match(clause)
    if match is None or _CHANGING.match(match[3]):
        return "", True
    predicate = _ZH_TAIL.sub("", match[3].strip())
    if match[2] == "没有" and not predicate.startswith("有"):
        predicate = "有" + predicate
    return (predicate, match[2] is None) if len(predicate) >= 2 else ("", True)
