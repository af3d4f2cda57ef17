"""What an instruction asks for: its first verb, and what that verb is done to.

The idea is Self-Instruct's (Wang et al., 2022, figure 2), which parses sentences; here a word list (English) and the
segmenter's word classes (Chinese) stand in for a parser: right for the plain imperatives that instructions mostly are.
"""

from __future__ import annotations

import re
from typing import Final

VERBS: Final = frozenset(
    """
    add adjust advise analyse analyze answer apply argue arrange ask assess assign brainstorm break build calculate
    categorise categorize change check choose cite classify clean code collect combine come compare compile complete
    compose compute conduct construct continue convert correct count create critique cut debug decide deduce define
    delete derive describe design detect determine develop devise differentiate discuss display distinguish divide draft
    draw edit elaborate eliminate estimate evaluate examine expand explain explore express extract fill find fix format
    formulate gather generate give group guess help highlight hypothesise hypothesize identify imagine implement improve
    infer insert interpret introduce invent judge justify label list locate look make match measure mention merge modify
    name narrate offer order organise organize outline paraphrase parse perform pick place plan play pose predict prepare
    present print produce proofread propose prove provide pull put rank rate read rearrange recommend reconstruct reduce
    refactor reformat rename reorder rephrase replace reply report research respond restate retrieve return reverse
    review revise rewrite roleplay round score search select sentence separate share shorten show simplify simulate solve
    sort specify split spot state structure suggest sum summarise summarize supply support take talk teach tell test
    trace transcribe transform translate turn update use validate verify visualise visualize weigh write
    """.split()
)
"""Verbs that instructions begin with, in their plain form."""

_LEAD_IN: Final = frozenset(
    "please kindly now then first next ok okay hi hello hey can could would will you i'd i want need like to us me let's let help just so and".split()
)
_SKIP: Final = frozenset(
    "a an the this that these those my your our their his her its me us him them it some any each every all both one two three four five six seven eight nine ten following given up out".split()
)
_END: Final = frozenset(
    "about of for to in on at by with from into using between that which who whose based as if so and or is are was were so than when where while how why what without within containing including given".split()
)
_ENGLISH_WORD: Final = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|[0-9]+|[.,;:!?\n\"“(]")
_HAN: Final = re.compile("[一-鿿]")
_CLAUSE: Final = re.compile('[，。！？；：,.!?;:\\n（(「“"]')
_POLITE: Final = frozenset(
    "请 请问 请你 请您 麻烦 麻烦你 帮 帮我 帮忙 给 给我 为 为我 替 替我 能 能否 可以 可否 能不能 想 要 想要 希望 需要 让 使 会 应该 应 来 去 有 是 进行 根据 按照 用 使用 将 把 在 对 "
    "如何 怎么 怎样 知道 假设 假如 如果 以 基于 参考 如下 下列".split()
)


def first_verb(instruction: str) -> tuple[str, str] | None:
    """(verb, object) of an instruction, the object "" where none is seen; None where it has no such verb.

    >>> first_verb("Please write a short story about a fox."), first_verb("请帮我写一首关于春天的诗。")
    (('write', 'story'), ('写', '诗'))
    """
    start = instruction[:120].lstrip()
    return _chinese(start) if _HAN.search(start[:20]) else _english(start)


def _english(text: str) -> tuple[str, str] | None:
    words = _ENGLISH_WORD.findall(text.lower())
    for at, word in enumerate(words[:8]):
        if word in VERBS and not (word in _LEAD_IN and at + 1 < len(words) and words[at + 1] in VERBS | _LEAD_IN):
            return word, _english_object(words[at + 1 :])
        if word not in _LEAD_IN and word not in ",.!":
            return None
    return None


def _english_object(words: list[str]) -> str:
    """The last word of the noun phrase: up to a preposition, a conjunction or a mark."""
    last = ""
    for word in words[:8]:
        if word in _SKIP and not last:
            continue
        if word in _END or not word[0].isalnum():
            break
        last = word
    return "" if last.isdigit() else last


def _chinese(text: str) -> tuple[str, str] | None:
    import rjieba

    for clause in _CLAUSE.split(text)[:2]:
        tagged = rjieba.tag(clause[:24])
        for at, (word, tag) in enumerate(tagged):
            if tag.startswith("v") and word not in _POLITE:
                return word, _chinese_object(tagged[at + 1 :])
    return None


def _chinese_object(tagged: list[tuple[str, str]]) -> str:
    """The noun behind the last 的, or else the first noun."""
    after = [at for at, (word, _) in enumerate(tagged) if word == "的"]
    rest = tagged[after[-1] + 1 :] if after else tagged
    return next((word for word, tag in rest if tag.startswith("n")), "")
