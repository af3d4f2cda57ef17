"""What texts are compared by: a normal form, its overlapping pieces of five characters, and how many two share."""

from __future__ import annotations

import unicodedata
from collections.abc import Set as AbstractSet

SIZE = 5
"""Characters of a shingle. Characters, not words: words would have to be cut out of Chinese first."""


_COMMON_FORMS = tuple((wide, unicodedata.normalize("NFKC", wide)) for wide in "，！？：；（）…～　\xa0")
"""What NFKC makes of the marks of Chinese: put in first, for it is slow on a text where it has anything to do."""


def normal_form(text: str) -> str:
    """The text as it is compared: compatibility forms and letter case folded, white space runs as one space.

    >>> normal_form("  Ｈｅｌｌｏ，\\n世界 ")
    'hello, 世界'
    >>> normal_form("A\\u3000B") == normal_form("a b")
    True
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    for wide, narrow in _COMMON_FORMS:
        text = text.replace(wide, narrow)
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def shingles(text: str) -> list[str]:
    """Every piece of five characters, in order; a shorter text is one piece, an empty one none.

    >>> shingles("你好，世界！"), shingles("好的")
    (['你好，世界', '好，世界！'], ['好的'])
    """
    if len(text) <= SIZE:
        return [text] if text else []
    return [text[start : start + SIZE] for start in range(len(text) - SIZE + 1)]


def piece_set(text: str) -> frozenset[bytes]:
    """The shingles of a text as a set to be compared with others: in UTF-32, cut at C's speed.

    >>> piece_set("好的") & piece_set("你好的"), len(piece_set("abababab"))
    (frozenset(), 2)
    """
    held = text.encode("utf-32-le", "surrogatepass")
    if len(text) <= SIZE:
        return frozenset((held,)) if text else frozenset()
    import numpy as np

    return frozenset(np.ndarray((len(text) - SIZE + 1,), f"V{4 * SIZE}", held, strides=(4,)).tolist())


def jaccard[Piece](one: AbstractSet[Piece], other: AbstractSet[Piece]) -> float:
    """The share of pieces that two sets have in common: 1.0 for equal sets, 0.0 for two empty ones."""
    common = len(one & other)
    return common / (len(one) + len(other) - common) if common else 0.0
