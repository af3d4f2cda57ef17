"""An answer cut into sentences and clauses, each with what its words do: refuse, apologize, send elsewhere, or inform."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final, NamedTuple

from ftprep.text.answer import Answer, Suspects, found_in
from ftprep.text.features import Feature, feature_table
from ftprep.text.gate import Gate

REFUSING: Final = frozenset({
    "cannot", "lacks", "cannot_any", "cannot_other", "refused", "topic", "policy", "not_right", "wrong", "moral",
    "denies", "lecture", "point_out", "as_ai", "ai_denies", "unknown", "sorry", "redirect", "life", "reported",
})  # fmt: skip
"""Roles whose weights add up within a sentence: at 1.0 it refuses. Life and reported speech take away."""
EVASIVE: Final = frozenset({
    "cannot_any", "cannot_other", "persona", "policy", "not_right", "wrong", "moral", "lecture", "warns", "ai_denies",
    "unknown", "unclear", "deflect", "depends", "empty_apology", "service",
})  # fmt: skip
"""Roles that make a refusal of an answer which says nothing else."""
SHORT_SIGNS: Final = frozenset(
    ("short_no", "short_preach", "short_defer", "short_promise", "short_unknown", "short_self")
)
"""Roles of the loose signs that only a short answer to a question is asked for."""
EMPTY: Final = EVASIVE | REFUSING - {"life", "reported"} | {"closing", "empathy"}
"""Roles of words that give no answer."""

POLITE: Final = frozenset(("sorry", "empty_apology", "empathy", "closing", "redirect"))
"""Roles of mere politeness: what stands beside an apology is its reason or what is done about it."""
OF_OTHERS: Final = frozenset(("life", "reported"))
"""Roles of sentences that are no assistant's own."""
UNSURE: Final = 0.4
"""How much a clause counts that stands in an evasive sentence and shows no sign of telling something."""
SURE: Final = 2.0
"""How much a clause of a short answer counts that shows one."""
SHORT: Final = 180
"""Bytes up to which an answer to a question is asked for loose signs too: some sixty Chinese characters, thirty words."""

_WORTH_A_LOOK: Final = 0.5
_SENTENCE: Final = re.compile(r"[^.!?。\n…~]+[.!?。\n…~]*")
_POINT: Final = re.compile(r"\.(?<=[0-9a-z].)(?=[0-9a-z])")
"""A point within a number or a name ends no sentence."""
_CLAUSE: Final = re.compile(r"[^.!?。\n…,;:~]+")
_CONTRAST: Final = re.compile(
    r"[,;:](?:\s*(?=不过|但|然而|只知道|只能|可以|but\b|however\b|though\b|here's\b)|(?<=,)(?=[^,。;:]{1,8}可以(?:先)?(?:给|写|提供|帮|告诉)))"
)
_SPECIFIC: Final = (
    r"[0-9]|、[^,。]{1,12}、|(?:^|[,;。])(?:先|再|然后|接着|首先|其次|最后|一般|通常)|可以|因为|比如|例如|第[一二三四五]|(?:[二三四五六七八九十两几半百千]|一(?:到|至))(?:[二三四五六七八九十百千万]|个|天|年|月|日|点|小时|分钟|周|倍|元|块|号|克|楼|折|岁|站)|(?:今|明|后)(?:天|晚|早)|(?:上|下)(?:午|周|月|个月)|周[一二三四五六日末]|[:：]\s*\S{8}|`"
    r"|\b(?:first|then|next|usually|because|such as|for example|for instance|called|consists?|today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|next (?:week|month|year)|by \w+ing)\b"
)
"""Signs that something is told: a figure, a list, steps, an explanation."""


@cache
def _specific() -> Gate:
    """As a gate: twice as fast as a search, which tells where."""
    return Gate([_SPECIFIC])


class Part(NamedTuple):
    """A sentence: its size in bytes of UTF-8, what is found in it, the roles of that, and how many of the bytes tell
    something."""

    size: int
    found: list[Feature]
    roles: set[str]
    substance: float


def role(feature: Feature) -> str:
    """A feature's name without its language."""
    return feature.name[3:]


def roles(found: list[Feature]) -> set[str]:
    return set(map(role, found))


def worth_a_look(text: str, suspects: Suspects) -> bool:
    """Whether the features of a text might refuse or evade at all."""
    return any(table.speaks(text, hits, _WORTH_A_LOOK) for table, hits in suspects)


def parts_of(answer: Answer) -> list[Part]:
    """The sentences of an answer in its plain form, whose quotations are taken out."""
    text = _cut(answer.own)
    suspects = [(table, some) for table, hits in answer.suspects if (some := table.occurring(text, hits))]
    return [_part(sentence, suspects) for sentence in _sentences(text)]


def may_say_nothing(text: str, loose: Sequence[int]) -> bool:
    """A cheap first look: whether an answer is short, shows no sign of telling something, and has a loose sign."""
    return (
        bool(loose)
        and len(text) <= SHORT
        and len(text.encode("utf-8", "replace")) <= SHORT
        and feature_table("refusal_short").speaks(text, loose)
        and not _specific().hits(text)
    )


def tells_something(text: str) -> bool:
    """Whether it has a figure, a list, steps or an explanation."""
    return bool(_specific().hits(text))


def short_signs(answer: Answer, names: frozenset[str]) -> tuple[set[str], float]:
    """(the loose signs among these roles that a short answer has, how many of its bytes tell something beside them)."""
    table, text = feature_table("refusal_short"), answer.own
    why: set[str] = set()
    told = 0.0
    for sentence in _sentences(_cut(text)):
        found = [feature for feature in table.confirmed(sentence, answer.loose) if role(feature) in names]
        why |= {feature.name for feature in found}
        if roles(found_in(sentence, answer.suspects)) & OF_OTHERS:
            return set(), size_of(text)
        for clause in clauses(sentence):
            if not roles(found_in(clause, answer.suspects)) & EMPTY:
                loose = any(role(feature) in names for feature in table.confirmed(clause, answer.loose))
                told += _told_by(clause, 0.0 if loose else UNSURE if found else 1.0, SURE)
    return why, told


def _cut(text: str) -> str:
    """Where a sentence turns, it is two; and a point in a number ends none."""
    return _POINT.sub("·", _CONTRAST.sub("\n", text))


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE.findall(text) if size_of(sentence)]


def clauses(text: str) -> Iterator[str]:
    return (clause for clause in _CLAUSE.findall(text) if size_of(clause))


def size_of(text: str) -> int:
    return len(text.strip(' .,;:!?。~"“”\n').encode("utf-8", "replace"))


def _part(sentence: str, suspects: Suspects) -> Part:
    found = found_in(sentence, suspects)
    size = size_of(sentence)
    names = roles(found)
    if not names & EMPTY or names & OF_OTHERS:
        return Part(size, found, names, size)
    unsure = 1.0 if names & EMPTY <= POLITE else UNSURE
    return Part(size, found, names, sum(_told(clause, unsure, suspects) for clause in clauses(sentence)))


def _told(clause: str, unsure: float, suspects: Suspects) -> float:
    if roles(found_in(clause, suspects)) & EMPTY:
        return 0.0
    return _told_by(clause, unsure)


def _told_by(clause: str, unsure: float, sure: float = 1.0) -> float:
    """The size of a clause, times one number where it shows a sign of telling something and another where not."""
    return size_of(clause) * (sure if _specific().hits(clause) else unsure)
