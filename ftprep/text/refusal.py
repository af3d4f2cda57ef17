"""Whether an answer refuses, in whole or in part, or talks about itself in formulas: by its sentences.

An answer refuses where a sentence of its own says so: not one that it quotes, nor one about somebody else. Or it
begins by lecturing, where weaker signs add up. What is left beside refusing, apologizing and redirecting sentences
tells a partial refusal from a full one.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple

from ftprep.text.features import Feature, feature_table
from ftprep.text.plain_form import plain_form

Kind = Literal["none", "boilerplate", "partial", "full"]

REFUSES: Final = 1.0
"""Weight from which a sentence refuses."""
OPENING: Final = 3
"""Sentences at the beginning in which weaker signs add up, each once …"""
FIRST: Final = 1.5
"""… and how much more one weighs in the very first."""
OPENING_REFUSES: Final = 1.2
MIN_SUBSTANCE: Final = 48
"""Bytes of UTF-8, three a Chinese character, that an answer beside its refusal must have for a partial one …"""
MIN_SHARE: Final = 0.3
"""… and their share of the whole."""

_LOOKED_AT: Final = 4000
_WORTH_A_LOOK: Final = 0.5
_SENTENCE: Final = re.compile(r"[^.!?。\n…]+[.!?。\n…]*")
_CLAUSE: Final = re.compile(r"[^.!?。\n…,;:、]+")
_CONTRAST: Final = re.compile(r"[,;]\s*(?=不过|但|然而|只知道|只能|可以|but\b|however\b)")
_QUOTED: Final = re.compile(
    r"“[^”]{1,200}”|「[^」]{1,200}」|『[^』]{1,200}』|\"[^\"\n]{2,200}\"|《[^》]{1,60}》|```.*?(?:```|\Z)", re.DOTALL
)
_BARE_NO: Final = re.compile(
    r"\W*(?:(?:抱歉|对不起|不好意思|sorry)\W*)?(?:这个)?(?:不能|不行|不可以|不能说|没法回答)\W*"
)

_APOLOGIES: Final = frozenset(("en_sorry", "zh_sorry", "zh_empty_apology"))
_AS_AI: Final = frozenset(("en_as_ai", "zh_as_ai"))
_CLOSINGS: Final = frozenset(("en_closing", "zh_closing"))
_EMPTY: Final = _APOLOGIES | _AS_AI | _CLOSINGS | {
    "en_redirect", "en_not_right", "en_wrong", "en_denies", "en_lecture", "en_point_out", "en_policy",
    "zh_redirect", "zh_moral", "zh_policy", "zh_unknown", "zh_cannot_other",
}  # fmt: skip
"""Features of sentences that give no answer."""


class Judgement(NamedTuple):
    """`why` names the features that decided."""

    kind: Kind
    why: tuple[str, ...]


_NONE: Final = Judgement("none", ())


def is_refusal(answer: str) -> bool:
    """Whether the answer refuses, in whole or in part.

    >>> is_refusal("抱歉，作为人工智能我无法回答。"), is_refusal("抱歉让你久等了，已经发货。")
    (True, False)
    """
    return judge_answer(answer).kind in ("partial", "full")


def judge_answer(answer: str) -> Judgement:
    """What an answer is: a full or partial refusal (or an apology without content), an answer wrapped in formulas
    about being an AI, or neither.

    >>> judge_answer("As an AI language model, I cannot help with that.").kind
    'full'
    >>> judge_answer('He said "I cannot help you" and left.').kind
    'none'
    """
    return judge_plain(plain_form(answer))


def judge_plain(text: str) -> Judgement:
    """The same for an answer that is in its plain form already."""
    table = feature_table("refusal")
    text = text[:_LOOKED_AT]
    if _BARE_NO.fullmatch(text):
        return Judgement("full", ("bare_no",))
    if not table.found(text, _WORTH_A_LOOK):
        return _NONE
    text = _CONTRAST.sub("\n", _QUOTED.sub("“”", text))
    sentences = [(_size(sentence), table.found(sentence)) for sentence in _SENTENCE.findall(text)]
    sentences = [(size, found) for size, found in sentences if size]
    refusing = [found for _, found in sentences if _weight(found) >= REFUSES]
    opening = _opening([found for _, found in sentences[:OPENING]])
    why = {feature.name for found in refusing for feature in found}
    if sum(opening.values()) >= OPENING_REFUSES:
        why |= opening.keys()
    if why:
        whole = sum(size for size, _ in sentences)
        rest = sum(size for size, found in sentences if _weight(found) < REFUSES and not _names(found) & _EMPTY)
        partial = rest >= max(MIN_SUBSTANCE, MIN_SHARE * whole)
        return Judgement("partial" if partial else "full", tuple(sorted(why)))
    if _only_apologizes(text):
        return Judgement("full", ("empty_apology",))
    formulas = {name for _, found in sentences for name in _names(found) & (_AS_AI | _CLOSINGS)}
    return Judgement("boilerplate", tuple(sorted(formulas))) if formulas else _NONE


def _opening(sentences: list[list[Feature]]) -> dict[str, float]:
    """The weight of each feature that the opening has, more where the first sentence has it."""
    weights: dict[str, float] = {}
    for number, found in enumerate(sentences):
        for feature in found:
            if feature.name not in _CLOSINGS:
                weights.setdefault(feature.name, feature.weight if number else FIRST * feature.weight)
    return weights


def _only_apologizes(text: str) -> bool:
    """Whether every clause is part of an apology in general, and there is one."""
    if "?" in text:
        return False
    table = feature_table("refusal")
    clauses = [_names(table.found(clause)) for clause in _CLAUSE.findall(text) if _size(clause)]
    return all(names & _APOLOGIES for names in clauses) and any("zh_empty_apology" in names for names in clauses)


def _names(found: list[Feature]) -> set[str]:
    return {feature.name for feature in found}


def _weight(found: list[Feature]) -> float:
    return sum(feature.weight for feature in found if feature.name not in _CLOSINGS)


def _size(sentence: str) -> int:
    return len(sentence.strip(' ,;:"“”').encode("utf-8", "replace"))
