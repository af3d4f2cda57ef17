"""A long paragraph in parts, at the ends of sentences where there are any."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

_SENTENCE = re.compile(r".+?(?:[。！？!?…]+[”’」』）)\"']*|\.(?=\s|$)[\"')\]]*\s*|\n|$)", re.DOTALL)
_CLAUSE = re.compile(r".+?(?:[，,；;：:、]\s*|\s+|$)", re.DOTALL)


def sentences(text: str) -> list[str]:
    """The text cut behind each sentence; joined again it is the same.

    >>> sentences("下雨了。“走吧！”他说。 Mr. Li left.")
    ['下雨了。', '“走吧！”', '他说。', ' Mr. ', 'Li left.']
    """
    return [match[0] for match in _SENTENCE.finditer(text) if match[0]]


def parts(text: str, limit: int, size: Callable[[str], int]) -> Iterator[str]:
    """Parts of at most `limit`: whole sentences, else clauses, else what fits. Joined again they are the text."""
    for cut in (sentences, lambda piece: [match[0] for match in _CLAUSE.finditer(piece) if match[0]], list):
        pieces = cut(text)
        if all(size(piece) <= limit for piece in pieces) or cut is list:
            break
    else:
        pieces = list(text)
    held = ""
    for piece in pieces:
        if held and size(held + piece) > limit:
            yield held
            held = ""
        held += piece
    if held:
        yield held
