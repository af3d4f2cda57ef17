"""Text that was decoded with the wrong encoding, put right.

ftfy does the work; it reads every character of every text, so a wide net stands before it. The net is made to let
nothing through that ftfy would change: every sequence that `ftfy.fix_encoding` repairs holds a character that one of
its single-byte encodings gives to a byte from 80 to FF, next to another such character, or a C1 control, or a
replacement mark after one.
"""

from __future__ import annotations

import re
from functools import cache

_ENCODINGS = ("latin-1", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1257", "iso-8859-2", "mac-roman", "cp437")


@cache
def _suspects() -> str:
    """Every character that a byte from 80 to FF may turn into, as the inside of a character class."""
    found = {"\ufffd", *map(chr, range(0x80, 0x100))}
    for name in _ENCODINGS:
        for byte in range(0x80, 0x100):
            found.add(bytes([byte]).decode(name, "replace"))
    found -= set("·—–…“”‘’")  # alone they prove nothing; beside a suspect they are still read by ftfy
    return "".join(re.escape(char) for char in sorted(found))


@cache
def _net() -> re.Pattern[str]:
    return re.compile(f"[{_suspects()}]")


def fix_mojibake(text: str) -> str:
    """The text with wrongly decoded parts put right; the same object where there is nothing to do.

    >>> fix_mojibake("schÃ¶n")
    'schön'
    """
    if text.isascii() or _net().search(text) is None:
        return text
    import ftfy

    fixed: str = ftfy.fix_encoding(text)
    return text if fixed == text else fixed
