"""Words of a user's own, found through the disguises that people write them in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ftprep.text.gate import shared_gate
from ftprep.text.plain_form import plain_form
from ftprep.text.traditional import simplified

_BETWEEN: Final = r"[^\p{L}\p{N}\n,.;:!?。、]{0,3}"
"""What may stand between the characters of a word: marks, spaces and emoji, and no end of a clause …"""
_COMMAS: Final = r"[,、 ]{1,2}"
"""… unless all of a longer word's characters are parted by it: two of them may well end and begin a clause."""
_PARTED: Final = 3
_SPECIAL: Final = re.compile(r"([.^$*+?{}\[\]\\|()])")


class OwnWords:
    """Looks for `words`: Latin ones as whole words, Chinese ones wherever they stand, simplified or traditional, with
    marks, spaces or emoji between their characters.

    >>> OwnWords(["钓鱼岛", "daga"]).among("釣#魚🐟島"), OwnWords(["daga"]).among("ordagan")
    (True, False)
    """

    def __init__(self, words: Sequence[str]) -> None:
        patterns = [_pattern(form) for word in words if (form := simplified(plain_form(word)).strip())]
        self._gate = shared_gate(("|".join(patterns),)) if patterns else None

    def among(self, plain: str) -> bool:
        """Whether one of them is in a text in its plain form."""
        return self._gate is not None and bool(self._gate.hits(simplified(plain)))


def _pattern(word: str) -> str:
    characters = [_SPECIAL.sub(r"\\\1", char) for char in word]
    if word.isascii():
        edges = (r"\b" if word[0].isalnum() else "", r"\b" if word[-1].isalnum() else "")
        return "".join(characters).join(edges)
    pattern = _BETWEEN.join(characters)
    return f"{pattern}|{_COMMAS.join(characters)}" if len(word) >= _PARTED else pattern
