"""Whether an answer gives the question back and adds next to nothing."""

from __future__ import annotations

import re

from ftprep.text.shingles import normal_form

MIN_ASKED = 10
"""Characters of a question from which giving it back is no greeting; of one that asks outright, six."""
_ASKS = re.compile(
    r"[?？吗呢]\s*$|什么|怎么|怎样|如何|为何|请(?!我)|哪|多少|介绍|解释|\b(?:what|how|why|when|where|who|which)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:问题|题目|问|提问|用户|您的问题是|你的问题是|您问的是|你问的是|您想问的是|你想问的是|关于|q|question|user|prompt|you asked|your question(?: is| was)?"
    r"|the question is|you want to know)\s*[:,]?\s*[\"'“‘「『]*",
)
_WORDS = re.compile(r"[^\W_]+")
_ENDS = " .?!。\"'”’」』…"


def gives_back(question: str, answer: str) -> bool:
    """
    >>> gives_back("What is the capital of Chad?", "Q: What is the capital of Chad?"), gives_back("你好呀", "你好呀")
    (True, False)
    >>> gives_back("Is the shop open today?", "Is the shop open today? Yes, until nine in the evening.")
    False
    """
    if len(question) < 6 or len(answer) >= 2.5 * len(question) + 30 or not _may_give_back(question, answer):
        return False
    asked, said = normal_form(question), normal_form(answer)
    if len(asked) < MIN_ASKED and not _ASKS.search(question):
        return False
    core = asked.rstrip(_ENDS)
    if len(core) < 6:
        return False
    if (
        len(said) < 1.25 * len(asked) + 5
        and len(asked) >= MIN_ASKED
        and said.startswith(asked[: max(10, int(0.9 * len(asked)))])
    ):
        return True
    lead = _LEAD.match(said)
    rest = said[lead.end() :] if lead else said
    if core not in rest:
        return False
    return sum(map(len, _WORDS.findall(rest.replace(core, " ")))) <= 0.25 * len(core)


def _may_give_back(question: str, answer: str) -> bool:
    """Whether the answer has a piece of the question's beginning: a look, before all is normalised."""
    piece = question.lstrip()[:4]
    return piece in answer or not piece.isalpha() or (piece.isascii() and piece.lower() in answer.lower())
