"""Brackets that a text opens and does not close, what stands in quotation marks apart."""

from __future__ import annotations

import re
from typing import Final

_PIECE: Final = re.compile(r"\"\"\"|'''|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|//[^\n]*|#[^\n{]*|[\[\](){}\"]")
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def left_open(code: str) -> str:
    """The brackets that are still open at the end, the outermost first, and a quotation mark that no line closes.

    >>> left_open('{"a": [1, 2'), left_open('print(")")'), left_open('{"a": "b'), left_open("f(x)")
    ('{[', '', '{"', '')
    """
    stack: list[str] = []
    for piece in _PIECE.findall(code):
        if piece in "([{":
            stack.append(piece)
        elif piece in _PAIRS:
            if not stack or stack[-1] != _PAIRS[piece]:
                return ""  # no code that this can read
            stack.pop()
        elif piece == '"':
            stack.append(piece)
            break
    return "".join(stack)
