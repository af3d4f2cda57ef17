"""Whether a text says anything at all."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_UNSEEN_LETTERS: Final = "\u115f\u1160\u3164\uffa0"
"""Fillers of Hangul: letters to Unicode, and nothing to the eye."""
_SAYS: Final = re.compile(f"[^\\W_{_UNSEEN_LETTERS}]")
_FACE: Final = re.compile(
    r"[:;=][-'^o]?[()\[\]/\\|*<>]|[()][-'^o]?[:;=]|[\^>;=@*-][_.ω]{1,3}[\^<;=@*-]|\^\^|[Oo]_[Oo]|<3|\\o/"
)
_PAIR: Final = re.compile(r"\[\s*\]|\{\s*\}|\(\s*\)|\"\"|''")
"""The empty list, object, call and text, which may be the answer."""
_MARKS: Final = frozenset("~～^`|¨¯´\u2800\ufe0e\ufe0f" + _UNSEEN_LETTERS)
"""Symbols to Unicode that punctuate, and an empty cell of braille."""


def says_nothing(text: str) -> bool:
    """Whether a text holds nothing but blanks, characters that show nothing, and punctuation. A symbol, an emoji or a
    face made of marks says something.

    >>> says_nothing("\\u200b\\u3000"), says_nothing("……？"), says_nothing(":)"), says_nothing("👍"), says_nothing("[]")
    (True, True, False, False, False)
    """
    if _SAYS.search(text) is not None:
        return False
    if _FACE.search(text) or _PAIR.search(text):
        return False
    return all(char in _MARKS or unicodedata.category(char)[0] in "PZC" for char in text)
