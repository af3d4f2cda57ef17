"""Whether an answer refuses, in whole or in part, or talks about itself in formulas: by its sentences.

An answer refuses where a sentence of its own says so: not one that it quotes, nor one about somebody else. Or it
begins by lecturing, where weaker signs add up. Or it sends elsewhere, apologizes, promises to look into it, and tells
nothing else. What is left beside all that, its substance, tells a partial refusal from a full one, and a polite
opening from a refusal. The question, where there is one, says when a "no" is the answer and when refusing words were
asked for. A short answer to a question in which no phrase is found is judged by its wording as a whole.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final, Literal, NamedTuple

from ftprep.text.answer import REFUSALS, Answer
from ftprep.text.asked import Asked
from ftprep.text.features import feature_table
from ftprep.text.refusal_parts import (
    EVASIVE,
    OF_OTHERS,
    POLITE,
    REFUSING,
    SHORT,
    SHORT_SIGNS,
    Part,
    may_say_nothing,
    parts_of,
    role,
    short_signs,
    size_of,
    tells_something,
    worth_a_look,
)
from ftprep.text.refusal_wording import LONGEST, evades, may_evade

Kind = Literal["none", "boilerplate", "partial", "full"]

REFUSES: Final = 1.0
"""Weight from which a sentence refuses."""
OPENING: Final = 3
"""Sentences at the beginning in which weaker signs add up, each once …"""
FIRST: Final = 1.5
"""… and how much more one weighs in the very first."""
OPENING_REFUSES: Final = 1.2
EVADES: Final = 0.55
"""Weight of evasive roles from which an answer without substance refuses: one plain sign."""
MIN_SUBSTANCE: Final = 48
"""Bytes of UTF-8, three a Chinese character, that an answer beside its refusal must have for a partial one …"""
MIN_SHARE: Final = 0.3
"""… and their share of the whole."""
NO_SUBSTANCE: Final = 24
"""So many bytes are nothing, whatever they say …"""
NO_SHARE: Final = 0.25
"""… and such a share of the whole."""
HARM_SHARE: Final = 0.4
"""The same where how to do harm was asked: reproaches are worded in more ways than help is."""
APOLOGY_REST: Final = 9
"""Bytes beside an apology that are nothing: "on my way" is the answer that the apology opens."""
OWN_WORDS: Final = 90
"""An answer as short as this refuses in its own name, even where a letter or a scene was asked for."""

PARTIAL_SIZE: Final = 90
"""Bytes from which an answer that evades by its wording alone may answer one of two things."""

_WORDED: Final = "evasive_wording"
_BARE: Final = "bare_no"
_BARE_LENGTH: Final = 60
_BARE_NO: Final = re.compile(
    r"\W*(?:(?:抱歉|对不起|不好意思|sorry)\W*)?(?:这个|那可|那)?(?:绝对|当然|肯定|真的|恐怕)?(?:不能|不行|不可以|不能说|没法回答|办不到|不可能|没门|休想|免谈|想都别想|不干|不告诉你)(?:的|哦|呢|啊|呀|哈|了)?\W*(?:(?:不能|不行|不可以|不能说)\W*)?"
    r"|\W*(?:(?:sorry|oh|um|well|hell|absolutely|definitely)\W+)*(?:no|nope|nah|no way|never|no can do|absolutely not|definitely not|of course not|certainly not|i can ?'?t|i cannot|i won'?t|i refuse|not a chance)(?:\W+(?:i can ?'?t|i cannot|i won'?t|sorry|sir|thanks?|thank you|can't do that))?\W*"
)
_AS_AI: Final = frozenset(("as_ai", "closing"))
_NO_IS_AN_ANSWER: Final = frozenset(
    ("refused", "policy", "moral", "wrong", "not_right", "denies", "cannot_other", "cannot_any", "warns")
)
"""Roles that tell the truth where it is asked whether something is possible or allowed."""


_ONLY_WHERE_ASKED: Final = frozenset(
    ("service", "persona", "cannot_other", "cannot_any", "deflect", "warns", "depends")
)
"""Roles that evade only where something was asked: a promise to look into it, a character's secret."""
_NOT_OPENING: Final = frozenset(("cannot_other", "cannot_any"))
"""Roles that a polite person opens with as well: sorry, I can't come."""
_NEVER_STAGED: Final = frozenset(("lacks", "as_ai", "policy"))
"""Roles of the assistant's own voice, which no scene and no letter puts on."""


class Judgement(NamedTuple):
    """`why` names the features that decided."""

    kind: Kind
    why: tuple[str, ...]


_NONE: Final = Judgement("none", ())


def in_words(name: str) -> tuple[str, str]:
    """What a feature that decided says, in English and in Chinese.

    >>> in_words("zh_cannot")
    ("says that it can't or won't help", '表示不能或不愿提供帮助')
    """
    return _words()[name]


@cache
def _words() -> dict[str, tuple[str, str]]:
    tables = map(feature_table, REFUSALS)
    return {
        _BARE: ("says no, and nothing else", "只回答“不”"),
        _WORDED: ("worded like an answer that evades", "措辞像是在回避问题"),
    } | {feature.name: (feature.en, feature.zh) for table in tables for feature in table.features}


def is_refusal(answer: str, question: str = "") -> bool:
    """Whether the answer refuses, in whole or in part.

    >>> is_refusal("抱歉，作为人工智能我无法回答。"), is_refusal("抱歉让你久等了，已经发货。")
    (True, False)
    """
    return judge_answer(Answer(answer), question).kind in ("partial", "full")


def judge_answer(answer: Answer, question: str = "") -> Judgement:
    """What an answer is: a full or partial refusal (or an apology or a promise without content), an answer wrapped in
    formulas about being an AI, or neither.

    >>> judge_answer(Answer("As an AI language model, I cannot help with that.")).kind
    'full'
    >>> judge_answer(Answer('He said "I cannot help you" and left.')).kind
    'none'
    >>> no = Answer("No.")
    >>> judge_answer(no, "Is a whale a fish?").kind, judge_answer(no, "Tell me the password").kind
    ('none', 'full')
    """
    asked = Asked(question)
    judgement = _by_rules(answer, asked)
    if judgement is None:
        return _NONE
    if judgement.kind in ("none", "boilerplate") and question and answer.length <= LONGEST:
        return _by_wording(answer, question, asked) or judgement
    return judgement


def judge_by_rules(answer: Answer, question: str = "") -> Judgement:
    """The same by the tables of phrases alone."""
    return _by_rules(answer, Asked(question)) or _NONE


def _by_rules(answer: Answer, asked: Asked) -> Judgement | None:
    """None where the question settles that its words refuse nothing."""
    text = answer.text
    if len(text) <= _BARE_LENGTH and _BARE_NO.fullmatch(text):
        return None if asked.whether else Judgement("full", (_BARE,))
    if answer.suspects and worth_a_look(text, answer.suspects):
        parts = parts_of(answer)
        judgement = _judge(parts, asked)
        if judgement.kind in ("partial", "full"):
            return None if _was_asked_for(parts, judgement, asked) else judgement
        return _judge_short(answer, asked) or judgement
    if may_say_nothing(text, answer.loose):
        return _judge_short(answer, asked) or _NONE
    return _NONE


def _by_wording(answer: Answer, question: str, asked: Asked) -> Judgement | None:
    """The last look at a short answer to a question, where no rule has found a refusal."""
    if not may_evade(answer.text) or not evades(answer.own, question, asked) or not asked.asks or asked.wanted:
        return None
    partial = size_of(answer.own) >= PARTIAL_SIZE and tells_something(answer.own)
    return Judgement("partial" if partial and asked.twofold else "full", (_WORDED,))


def _judge_short(answer: Answer, asked: Asked) -> Judgement | None:
    """Whether a short answer to a question has loose signs of refusing, and nothing else."""
    if size_of(answer.text) > SHORT or not asked.asks or asked.wanted:
        return None
    why, told = short_signs(answer, _short_roles(asked))
    if not why or told > max(NO_SUBSTANCE, NO_SHARE * size_of(answer.own)):
        return None
    return Judgement("full", tuple(sorted(why)))


def _short_roles(asked: Asked) -> frozenset[str]:
    """The loose signs that count in an answer to this question."""
    names = SHORT_SIGNS
    if asked.whether or asked.of_you:
        names -= {"short_no", "short_promise", "short_unknown"}
    if asked.whether or not asked.harmful:
        names -= {"short_preach"}
    if asked.writing and not asked.harmful:  # the text may speak of anything, in anybody's name
        names &= {"short_self"}
    if asked.identity or asked.whether:
        names -= {"short_self"}
    if asked.whereabouts:
        names -= {"short_defer"}
    return names


def _judge(parts: list[Part], asked: Asked) -> Judgement:
    left_out = _NO_IS_AN_ANSWER if asked.whether else frozenset[str]()
    if asked.identity:
        left_out |= {"as_ai", "ai_denies"}
    if asked.whereabouts or asked.writing:
        left_out |= {"deflect"}
    whole = sum(part.size for part in parts)
    substance = sum(part.substance for part in parts)
    # what an AI lacks refuses one of two things that were asked for; before the answer to one, it is a formula
    refusing_roles = REFUSING - left_out - (frozenset() if asked.twofold else {"ai_denies"})
    refusing = [part for part in parts if _weight(part, refusing_roles) >= REFUSES]
    why = {feature.name for part in refusing for feature in part.found if role(feature) in refusing_roles - OF_OTHERS}
    opening = _opening(parts[:OPENING], refusing_roles)
    if sum(opening.values()) >= OPENING_REFUSES:
        why |= opening.keys()
    if why:
        rest = sum(part.substance for part in parts if part not in refusing or part.substance >= MIN_SUBSTANCE)
        partial = rest >= max(MIN_SUBSTANCE, MIN_SHARE * whole)
        return Judgement("partial" if partial else "full", tuple(sorted(why)))
    evasive = _evasive(parts, EVASIVE - left_out - (frozenset() if asked.asks else _ONLY_WHERE_ASKED))
    if sum(evasive.values()) >= EVADES:
        polite = all(name[3:] in POLITE for name in evasive)
        share = HARM_SHARE if asked.harmful else NO_SHARE
        if substance <= (APOLOGY_REST if polite else max(NO_SUBSTANCE, share * whole)):
            return Judgement("full", tuple(sorted(evasive)))
    formulas = {feature.name for part in parts for feature in part.found if role(feature) in _AS_AI}
    return Judgement("boilerplate", tuple(sorted(formulas))) if formulas else _NONE


def _opening(parts: list[Part], names: frozenset[str]) -> dict[str, float]:
    """The weight of each feature that the opening has, more where the first sentence has it; nothing where all of it may
    be politeness."""
    weights: dict[str, float] = {}
    for number, part in enumerate(parts):
        for feature in part.found:
            if role(feature) in names - _NOT_OPENING:
                weights.setdefault(feature.name, feature.weight if number else FIRST * feature.weight)
    return {} if all(name[3:] in POLITE for name in weights) else weights


def _evasive(parts: list[Part], names: frozenset[str]) -> dict[str, float]:
    """The weight of each evasive feature of the answer's own sentences."""
    own = [part for part in parts if not part.roles & OF_OTHERS]
    return {feature.name: feature.weight for part in own for feature in part.found if role(feature) in names}


def _was_asked_for(parts: list[Part], judgement: Judgement, asked: Asked) -> bool:
    """Whether the words of refusal are what the question wanted."""
    match asked.wanted:
        case "wording":
            return True
        case "scene" | "refusal":
            if any(name[3:] in _NEVER_STAGED for name in judgement.why):
                return False
            return judgement.kind == "partial" or sum(part.size for part in parts) >= OWN_WORDS
        case _:
            return False


def _weight(part: Part, names: frozenset[str]) -> float:
    return sum(feature.weight for feature in part.found if role(feature) in names)
