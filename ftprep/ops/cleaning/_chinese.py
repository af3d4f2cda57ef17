"""Chinese spelling by a set of confusions: what is nearly certainly wrong, and what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ftprep.ops.cleaning._confusions import IDIOMS, PATTERNS, WORDS
from ftprep.text.gate import Gate


def chinese_slips(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, what was meant) of every slip.

    >>> list(chinese_slips("我以经到了"))
    [(1, 3, '已经')]
    """
    if text.isascii() or not _gate().hits(text):
        return
    taken: list[tuple[int, int]] = []
    for pattern, right in _rules():
        for match in pattern.finditer(text):
            start, end = match.span()
            if all(end <= a or b <= start for a, b in taken) and _stands_alone(text, start, end):
                taken.append((start, end))
                yield start, end, right


@cache
def _pairs() -> dict[str, str]:
    words = f"{IDIOMS} {WORDS}".split()
    return {wrong: right for wrong, right in zip(words[::2], words[1::2], strict=True) if wrong != right}


@cache
def _rules() -> list[tuple[re.Pattern[str], str]]:
    lines = [line.split("\t") for line in PATTERNS.strip().split("\n")]
    rules = [(re.compile(pattern), right) for pattern, right in lines]
    pairs = _pairs()
    rules += [(re.compile(re.escape(wrong)), pairs[wrong]) for wrong in sorted(pairs, key=len, reverse=True)]
    return rules


@cache
def _gate() -> Gate:
    plain = "|".join(_pairs())
    return Gate([plain, "己经|自已|登陆|因该|已后|已前|在也|在接在厉|在次"])


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Whether no word of the dictionary runs across an edge of the slip: then it is no slip.

    限制|做好 holds 制做, 自己|经历 holds 己经.
    """
    if end - start > 3:
        return True
    import rjieba

    left, right = max(0, start - 4), min(len(text), end + 4)
    at = left
    for word in rjieba.cut(text[left:right], hmm=False):
        last = at + len(word)
        crosses = (at < start < last or at < end < last) and not (at <= start and end <= last)
        if crosses and len(word) > 1:
            return False
        at = last
    return True
