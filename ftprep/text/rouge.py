"""ROUGE-L: how much of two texts runs in the same order (Lin 2004, https://aclanthology.org/W04-1013)."""

from __future__ import annotations

import regex

_TOKEN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]|[\p{L}\p{N}]+")


def rouge_tokens(text: str) -> list[str]:
    """Lower-cased words; Chinese, Japanese and Korean by the character, as Self-Instruct's filter needs for Chinese.

    >>> rouge_tokens("写 a Poem。")
    ['写', 'a', 'poem']
    """
    return _TOKEN.findall(text.lower())


def common_subsequence(first: list[str], second: list[str]) -> int:
    """Length of the longest common subsequence, by bit-parallel rows (Hyyrö 2004): one big-integer step a token."""
    masks: dict[str, int] = {}
    for place, token in enumerate(first):
        masks[token] = masks.get(token, 0) | 1 << place
    full = (1 << len(first)) - 1
    row = full
    for token in second:
        match = row & masks.get(token, 0)
        row = ((row + match) | (row - match)) & full
    return len(first) - row.bit_count()


def rouge_l(first: list[str], second: list[str]) -> float:
    """F1 of the longest common subsequence, from 0 to 1; 0 where a text is empty.

    >>> round(rouge_l(list("今天天气好"), list("今天天气不好")), 3)
    0.909
    """
    if not first or not second:
        return 0.0
    common = common_subsequence(first, second)
    return 2 * common / (len(first) + len(second))


class Novelty:
    """Texts seen so far; `likeness` says how near a new one comes to the nearest of them."""

    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._seen: list[tuple[list[str], frozenset[str]]] = []

    def add(self, text: str) -> None:
        tokens = rouge_tokens(text)
        self._seen.append((tokens, frozenset(tokens)))

    def repeats(self, text: str) -> bool:
        """Whether ROUGE-L with any text seen reaches the threshold."""
        tokens = rouge_tokens(text)
        kinds = frozenset(tokens)
        for other, other_kinds in self._seen:
            short, long = sorted((len(tokens), len(other)))
            if 2 * short < self._threshold * (short + long):
                continue  # even a text that is part of the other stays below
            if kinds.isdisjoint(other_kinds):
                continue
            if rouge_l(tokens, other) >= self._threshold:
                return True
        return False
