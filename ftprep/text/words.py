"""Text → words: Chinese by a segmenter, everything else by letters and digits."""

from __future__ import annotations

import re
from typing import Final

from ftprep.text.scripts import HAN

_HAN_RUN: Final = re.compile(f"([{HAN}々〇]+)")
_ASCII_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)*")
_BLANKED: Final = {code: " " for code in range(128) if not chr(code).isalnum()}
_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")


def split_words(text: str) -> list[str]:
    """The words of a text in order, in lower case, without punctuation and spaces.

    >>> split_words("请写一首诗, then don't stop.")
    ['请', '写', '一首', '诗', 'then', "don't", 'stop']
    """
    text = text.lower()
    if text.isascii():
        return _ASCII_WORD.findall(text) if "'" in text else text.translate(_BLANKED).split()
    import rjieba

    out: list[str] = []
    for number, piece in enumerate(_HAN_RUN.split(text)):
        if number % 2 == 0:
            if piece:
                out += _WORD.findall(piece)
        elif len(piece) == 1:
            out.append(piece)
        else:
            out += rjieba.cut(piece)
    return out
