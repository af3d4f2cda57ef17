"""Whether what one side says can contradict itself at all: conditions that every contradiction meets, cheap to ask.

Two turns must count the same unit of what may be the same thing, or both give a name, or one must deny what the other
holds the pieces of. Most conversations end here; the others are read clause by clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from ftprep.ops.dialogue._contradictions import (
    CLAUSE,
    FILLERS,
    LOOKED_AT,
    NO_SUBJECT,
    SAME_UNIT,
    TITLE,
    UNITS,
    predicate_of,
)
from ftprep.ops.dialogue._statements import DENIES, SURNAMES, core

_ENDS: Final = ",，。.!！?？;；、\n…"
_DIGIT: Final = r"零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟\d"
_COUNT: Final = re.compile(rf"([{_DIGIT}](?<=[^{_ENDS}].)[{_DIGIT}]*)(?:[^\S\n]*({UNITS}))?")
"""A number with something before it in its clause, and its unit. Patterns here begin with a set: those are found fast."""
_NO_DIGIT: Final = re.compile(r"\D+")
_BREAK: Final = "\n。"
_OPEN: Final = ""
_ANY: Final = "any"
_NONE: Final[frozenset[str]] = frozenset()
_ZH_NAMED: Final = re.compile(rf"[是由](?:[{SURNAMES}]|(?<=我是)(?:客服|你[一-鿿]{{0,5}})?[小老阿])")
_EN_NAMED: Final = re.compile(r"[A-Z](?<=[syd\s]\s.)")
"""After is, was, by, named, called."""
_SOFT: Final = frozenset("不没有无法可以能够会是的也都就真从来一直其实很们但过说话抱歉对嗯啊哦遗憾提醒您要注意 \t")
"""No core of a Chinese clause needs to have these."""


def may_contradict(texts: Sequence[str]) -> bool:
    """Whether a turn could contradict another one of the same speaker."""
    heads = [_titleless(text[:LOOKED_AT]).lower() for text in texts]
    joined = _BREAK.join(heads)
    if (
        _counts_again(joined) or _may_name(_BREAK.join(texts), joined if _all_seen(texts) else None)
    ) and _share_a_thing(texts, heads):
        return True
    return DENIES.search(joined) is not None and _deny_each_other(heads)


def _titleless(text: str) -> str:
    return TITLE.sub(r"\1", text) if "r." in text or "s." in text else text


def _counts_again(joined: str) -> bool:
    """Whether a unit comes with two numbers in all that is said."""
    units: dict[str, str] = {}
    for number, unit in _COUNT.findall(joined):
        if (unit or len(number) > 1) and (
            units.setdefault(SAME_UNIT.get(unit, unit) or "元", number) != number or _mixed(number)
        ):
            return True
    return False


def _mixed(number: str) -> bool:
    return not (len(number) == 1 or number.isdigit() or _NO_DIGIT.fullmatch(number))


def _share_a_thing(texts: Sequence[str], heads: Sequence[str]) -> bool:
    """Whether two turns have other numbers in the same unit, of subjects that may end alike, or a name each."""
    seen: dict[tuple[str, str], set[str]] = {}
    """(unit, end of the subject) → numbers; under _ANY all of the unit."""
    for at, (text, head) in enumerate(zip(texts, heads, strict=True)):
        things = list(_counted(head))
        if _may_name(text):
            things.append(("name", _OPEN, str(at)))
        if seen and any(_another(seen, *thing) for thing in things):
            return True
        for unit, end, number in things:
            seen.setdefault((unit, end), set()).add(number)
            seen.setdefault((unit, _ANY), set()).add(number)
    return False


def _another(seen: Mapping[tuple[str, str], set[str]], unit: str, end: str, number: str) -> bool:
    ends = (_ANY,) if end == _OPEN else (end, _OPEN)
    return any(seen.get((unit, each), _NONE) - {number} for each in ends)


def _counted(head: str) -> Iterator[tuple[str, str, str]]:
    """(unit, last character of the subject or _OPEN, number)."""
    for match in _COUNT.finditer(head):
        number, unit = match.groups()
        if not unit and len(number) == 1:
            continue
        subject = _subject_end(head, match.start())
        if subject is None:
            continue
        if unit:
            yield SAME_UNIT.get(unit, unit), subject, number
        if len(number) > 1 and (not unit or _mixed(number)):
            yield "", subject, number
            yield "元", subject, number


def _subject_end(head: str, start: int) -> str | None:
    """The last character of what stands before a number and is no filler; None where nothing does."""
    before = head[start - 1]
    if before in NO_SUBJECT:
        return None
    if before in FILLERS:
        left = head[:start].rstrip(FILLERS)
        before = left[-1:]
        if not before or before in _ENDS:
            return "我" if "我" in head[len(left) : start] else None
    elif before.isascii():
        return _OPEN
    return _OPEN if before.isspace() else before


def _all_seen(texts: Sequence[str]) -> bool:
    return max(map(len, texts)) <= LOOKED_AT


def _may_name(text: str, lower: str | None = None) -> bool:
    if lower is None:
        lower = text.lower()
    if "my name" in lower or "call" in lower or _EN_NAMED.search(text):
        return True
    return not text.isascii() and ("叫" in text or _ZH_NAMED.search(text) is not None)


def _deny_each_other(heads: Sequence[str]) -> bool:
    """Whether a turn holds the pieces of what another one denies."""
    for number, head in enumerate(heads):
        for clause in _denials(head):
            begins = ""
            if "我" in clause or "i " in clause:
                predicate, affirmed = predicate_of(clause)
                begins = "" if affirmed else predicate[:2]
            pieces = _pieces(clause)
            if any(_holds(other, clause, begins, pieces) for at, other in enumerate(heads) if at != number):
                return True
    return False


def _holds(text: str, clause: str, begins: str, pieces: Sequence[str]) -> bool:
    """Whether a text has the pieces of a clause, not counting where it says the same clause."""
    if not ((begins and begins in text) or (pieces and all(map(text.__contains__, pieces)))):
        return False
    if clause not in text:
        return True
    rest = "\n".join(each for each in map(str.strip, CLAUSE.findall(text)) if each != clause)
    return _holds(rest, clause, begins, pieces) if rest != text else True


def _denials(head: str) -> Iterator[str]:
    if DENIES.search(head):
        yield from (clause.strip() for clause in CLAUSE.findall(head) if DENIES.search(clause))


def _pieces(denial: str) -> list[str]:
    """What another turn must hold to state what a clause denies: its words, or its characters but for soft ones."""
    if denial.isascii():
        return core(denial)[0].split()
    return [char for char in denial if char not in _SOFT]
