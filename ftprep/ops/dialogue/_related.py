"""Whether an answer has to do with what was asked, as far as words can tell: only where they speak against it.

That two texts share no word says little: people follow up in new words. So a sign needs more than that: the question
and the answer are about subjects far apart, and nothing excuses it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ftprep.record import Turn
from ftprep.text.scripts import WIDE
from ftprep.text.stop_words import CHINESE, ENGLISH
from ftprep.text.topics import far_apart, subjects, telling

LOOK_BACK: Final = 50
"""Turns before a question in which its answer's subject may have come up."""
MIN_QUESTION: Final = 8
MIN_ANSWER: Final = 20
"""Characters, two for a Chinese one: less says too little to be beside the point."""
MIN_TOLD: Final = 2
"""Words that must speak for the answer's subject: one may be a figure of speech, save in a statement that speaks to
nobody."""
MIN_LORE: Final = 3
"""Words from which such a statement is a piece of learning; between that and a practical question nothing is near."""

_TASK: Final = re.compile(
    r"翻译|译成|译为|英文|中文|改写|改成|改得|润色|重写|总结|概括|摘要|缩写|扩写|续写|造句|仿写|写一|写首|写个|写篇|写段|帮我写|编一|编个|讲个|讲一"
    r"|说个|来一个|来个|举例|例子|举个|比喻|谜语|脑筋急转弯|笑话|故事|成语|接龙|扮演|模仿|假设|假如|随便|随机|任意|推荐|起名|名字|标题|口号|排序|分类|抽取|提取|填空"
    r"|\b(?:translat\w+|rewrit\w+|rephras\w+|paraphras\w+|summar\w+|proofread|edit|correct|shorten|expand|classif\w+|extract|sort|list|name"
    r"|write|draft|compose|tell|joke|story|riddle|rhyme|fun fact|trivia|example|analogy|metaphor|sentence|slogan|imagine|pretend|role.?play"
    r"|random|anything|something|recommend|suggest|idea|ideas|repeat|complete|continue|guess)\b",
    re.IGNORECASE,
)
"""What is made on demand may be about anything."""
_RESPONDS: Final = re.compile(
    r"\W*(?:yes|yeah|yep|no|nope|sure|ok|okay|of course|certainly|absolutely|sorry|i'm|i am|i'd|i'll|i |we |you|your|try|that|this|it|they|he|she"
    r"|because|maybe|perhaps|probably|it depends|not |never|neither|both|either|thanks|thank|great|good|well|hmm|oh|ah|if|just|only|same|like|think of"
    r"|是的|不是|对[，,。！]|好的|好[，,。！]|可以|不可以|能|不能|会|不会|没有|有的|当然|抱歉|对不起|因为|由于|也许|可能|大概|建议|试试|您|你|我|咱|这|那|它|他|她"
    r"|如果|要是|就像|好比|相当于|打个比方|不用|不需要|需要|别|哈|嗯|哦|啊|谢|不客气|同样|一样)",
    re.IGNORECASE,
)
"""It points back, whatever it says then."""
_SPEAKS_TO: Final = re.compile(r"[你您我咱]|\b(?:you|your|yours|i|we|us|our|my|me|let's)\b", re.IGNORECASE)
_WHY: Final = re.compile(
    r"为什么|为何|为啥|原理|什么是|是什么|什么意思|解释|介绍|\b(?:why|what is|what's|what are|what was|explain|describe|who|define)\b",
    re.IGNORECASE,
)
"""Questions that learning may answer."""
_LORE: Final = frozenset(("history", "arts", "science", "space"))
_CODE: Final = re.compile(
    r"```|[{};]\s*$|^\s*(?:def|import|select|#include|function|class|<\w+)\b", re.IGNORECASE | re.MULTILINE
)
_WIDE: Final = re.compile(f"[{WIDE}]")
_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_MUTE: Final = frozenset(word for word in CHINESE if len(word) == 1)
_BLANKED: Final = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))


def beside_the_point(turns: Sequence[Turn], at: int) -> bool:
    """Whether the answer `turns[at]` has nothing to do with the question before it nor with anything said before."""
    question, answer = turns[at - 1].full_content(), turns[at].content
    if _shorter(question, MIN_QUESTION) or _shorter(answer, MIN_ANSWER):
        return False
    if not unrelated(question, answer) or _RESPONDS.match(answer):
        return False
    before = [turn.content for turn in turns[max(0, at - 1 - LOOK_BACK) : at - 1]]
    if not all(unrelated(earlier, answer) for earlier in before):
        return False
    if not _elsewhere(question, answer, "\n".join(before)):
        return False
    return bool(_WIDE.search(question)) == bool(_WIDE.search(answer)) and not (
        _TASK.search(question) or _CODE.search(answer)
    )


def _elsewhere(question: str, answer: str, before: str) -> bool:
    """Whether an answer is about subjects far from the question's and from those of what was said before it."""
    asked = subjects(question)
    if not asked:
        return False
    told = subjects(answer)
    if not told or not asked.isdisjoint(told) or not told.isdisjoint(so_far := asked | subjects(before)):
        return False
    states, far, lore = not _SPEAKS_TO.search(answer), far_apart(so_far, told), told & _LORE
    if not (far or (states and lore and not _WHY.search(question))):
        return False
    words = telling(answer)
    if far and max(words.values(), default=0) >= MIN_TOLD - states:
        return True
    return states and any(words.get(subject, 0) >= MIN_LORE for subject in lore) and not _WHY.search(question)


def unrelated(question: str, answer: str) -> bool:
    """Whether two texts have next to no word in common: one character of Chinese, and no beginning of another word
    that carries meaning.

    >>> unrelated("信用卡逾期一天会上征信吗？", "多肉植物夏天要少浇水"), unrelated("Any plans?", "We are planning to go.")
    (True, False)
    """
    lower = question.lower()
    if not (question.isascii() or answer.isascii()):
        common = ""
        for char in question:
            if char in answer and "一" <= char <= "鿿" and char not in _MUTE and char not in common:
                if common:
                    return False
                common = char
    said, doubtful = answer.lower(), []
    for word in _words(lower):
        if word not in ENGLISH and (beginning := word[:5].removesuffix("s")) in said:
            if f" {beginning}" in said:
                return False
            doubtful.append(f" {beginning}")
    return not doubtful or not any(map(f" {' '.join(_words(said))}".__contains__, doubtful))


def _words(lower: str) -> list[str]:
    if lower.isascii() and "'" not in lower:
        return lower.encode().translate(_BLANKED).decode().split()
    return _WORD.findall(lower)


def _shorter(text: str, least: int) -> bool:
    """Whether a text is shorter than that, where a wide character counts twice."""
    return len(text) < least and len(text) + len(_WIDE.findall(text)) < least
