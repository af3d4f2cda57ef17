"""Whether what one side says can contradict itself at all: conditions that every contradiction meets, cheap to ask.

Two turns must count the same unit of what may be the same thing, or both give a name, or one must deny what the other
holds the pieces of. Most conversations end here; the others are read clause by clause.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from ftprep.ops.dialogue._contradictions import (
    CLAUSE,
    FILLERS,
    NO_SUBJECT,
    TERMS,
    TITLE,
    UNITS,
    predicate_of,
    unit_name,
)
from ftprep.ops.dialogue._number_words import may_count_again, with_digits
from ftprep.ops.dialogue._side import COUNTS, DENIALS, DIGITS, NAMES, OTHER_DENIALS, RARE, WORDED, Side
from ftprep.ops.dialogue._statements import DENIES, OPPOSITES, SURNAMES, core, without_lead

_ENDS: Final = ",，。.!！?？;；、\n…"


def _count(digits: str) -> re.Pattern[str]:
    """A number with something before it in its clause, and its unit. Patterns here begin with a set: those are found
    fast, and faster where the set names its characters."""
    return re.compile(rf"([{digits}](?<=[^{_ENDS}].)[{digits}]*)(?:[^\S\n]*({UNITS}))?")


_COUNT: Final = {True: _count(rf"{DIGITS}\d"), False: _count(f"{DIGITS}0-9０-９")}
"""By whether there are rare digits."""
_DIGIT: Final = re.compile(rf"[\d{DIGITS}]")
_NO_DIGIT: Final = re.compile(r"\D+")
_UNSAID: Final = "元"
_OPEN: Final = ""
_ANY: Final = "any"
_NONE: Final[frozenset[str]] = frozenset()
_ZH_NAMED: Final = re.compile(
    rf"[是由](?:[{SURNAMES}]|(?<=由)[一-鿿]{{1,10}}的[一-鿿]{{0,4}}[{SURNAMES}]|(?<=我是)(?:客服|你[一-鿿]{{0,5}})?[小老阿])"
)
_EN_NAMED: Final = re.compile(r"[A-Z](?<=[syd]\s.)")
"""After is, was, by, named, called."""
_SOFT: Final = frozenset("不没有无法可以能够会是的也都就真从来一直其实很们但过说话抱歉对嗯啊哦遗憾提醒您要注意 \t")
"""No core of a Chinese clause needs to have these."""
_ZH_DENIAL: Final = re.compile(f"[不没无][{''.join(sorted(_SOFT))}]*([^{''.join(sorted(_SOFT))}{_ENDS}\\s]?)")
"""With the first character behind it that its clause needs to have."""


def may_contradict(side: Side) -> bool:
    """Whether a turn could contradict another one of the same speaker."""
    if COUNTS in side.signs and _counts_again(side):
        return True
    if NAMES in side.signs and sum(map(_may_name, side.texts)) > 1:
        return True
    if DENIALS not in side.signs:
        return False
    heads = [_read(head) for head in side.heads]
    among: Iterable[int] = range(len(heads))
    if OTHER_DENIALS not in side.signs:
        among = [number for number in among if _may_be_stated(_ZH_DENIAL.findall(heads[number]), heads, number)]
    if OTHER_DENIALS in side.signs:
        heads = list(map(_with_opposites, heads))
    return any(_denied_by_others(heads, number) for number in among)


def _read(text: str) -> str:
    return (TITLE.sub(r"\1", text) if "r." in text or "s." in text else text).lower()


def _read_in_digits(text: str) -> str:
    return with_digits(_read(text))


def _counts_again(side: Side) -> bool:
    """Whether two turns give the same unit of what may be one thing another number."""
    if WORDED in side.signs and _DIGIT.search(side.joined) is None and not may_count_again(side.joined):
        return False
    count, read = _COUNT[RARE in side.signs], _read_in_digits if WORDED in side.signs else _read
    units = _units_again(count.findall(read(side.joined)))
    return bool(units) and _share_a_thing([list(_counted(read(head), count, units)) for head in side.heads])


def _units_again(found: Iterable[tuple[str, str]]) -> set[str]:
    """The units that come with two numbers; all, where a number might be read in two ways."""
    first: dict[str, str] = {}
    again, mixed = set(), False
    for number, unit in found:
        if unit or len(number) > 1:
            name = unit_name(unit) or _UNSAID
            if first.setdefault(name, number) != number:
                again.add(name)
            mixed = mixed or (len(number) > 1 and _mixed(number))
    return set(first) if mixed else again


def _mixed(number: str) -> bool:
    return not (len(number) == 1 or number.isdigit() or _NO_DIGIT.fullmatch(number))


def _share_a_thing(turns: Iterable[Sequence[tuple[str, str, str]]]) -> bool:
    """Whether two turns have other numbers in the same unit, of subjects that may end alike."""
    seen: dict[tuple[str, str], set[str]] = {}
    """(unit, end of the subject) → numbers; under _ANY all of the unit."""
    for things in turns:
        if seen and any(_another(seen, *thing) for thing in things):
            return True
        for unit, end, number in things:
            seen.setdefault((unit, end), set()).add(number)
            seen.setdefault((unit, _ANY), set()).add(number)
    return False


def _another(seen: Mapping[tuple[str, str], set[str]], unit: str, end: str, number: str) -> bool:
    ends = (_ANY,) if end == _OPEN else (end, _OPEN)
    return any(seen.get((unit, each), _NONE) - {number} for each in ends)


def _counted(head: str, count: re.Pattern[str], units: set[str]) -> Iterator[tuple[str, str, str]]:
    """(unit, last character of the subject or _OPEN, number) of those in these units."""
    for match in count.finditer(head):
        number, unit = match.groups()
        if (not unit and len(number) == 1) or (unit_name(unit or "") or _UNSAID) not in units:
            continue
        subject = _subject_end(head, match.start())
        if subject is None:
            continue
        if unit:
            yield unit_name(unit), subject, number
        if len(number) > 1 and (not unit or _mixed(number)):
            yield "", subject, number
            yield _UNSAID, subject, number


def _subject_end(head: str, start: int) -> str | None:
    """The last character of what stands before a number and is no filler; None where nothing does."""
    before = head[start - 1]
    if before in NO_SUBJECT or (before == "期" and head[:start].endswith(TERMS)):
        return None
    if before in FILLERS:
        left = head[:start].rstrip(FILLERS)
        before = left[-1:]
        if not before or before in _ENDS:
            return "我" if "我" in head[len(left) : start] else None
    elif before.isascii():
        return _OPEN
    return _OPEN if before.isspace() else before


def _may_name(text: str) -> bool:
    lower = text.lower()
    if "my name" in lower or "call" in lower or _EN_NAMED.search(text):
        return True
    return not text.isascii() and ("叫" in text or _ZH_NAMED.search(text) is not None)


def _may_be_stated(needed: Sequence[str], heads: Sequence[str], number: int) -> bool:
    """Whether another turn than that one has any of the characters that follow its denials; where none follows,
    nothing is known."""
    for char in needed:
        if not char:
            return True
        for at, head in enumerate(heads):
            if char in head and at != number:
                return True
    return False


def _with_opposites(text: str) -> str:
    """The text with "open" beneath it where it says "closed": both may be denied."""
    others = [other for word, other in OPPOSITES.items() if word in text]
    return f"{text}\n{' '.join(others)}" if others else text


def _denied_by_others(heads: Sequence[str], number: int) -> bool:
    """Whether another turn holds the pieces of what that one denies."""
    others = [*heads[:number], *heads[number + 1 :]]
    for clause in [without_lead(clause.strip()) for clause in CLAUSE.findall(heads[number]) if DENIES.search(clause)]:
        begins = ""
        if "我" in clause or "i " in clause:
            predicate, affirmed = predicate_of(clause)
            begins = "" if affirmed else predicate[:2]
        pieces = _pieces(clause)
        if any(_holds(other, clause, begins, pieces) for other in others):
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


def _pieces(denial: str) -> list[str]:
    """What another turn must hold to state what a clause denies: its words, or its characters but for soft ones."""
    if denial.isascii():
        return core(denial)[0].split()
    return [char for char in denial if char not in _SOFT]
