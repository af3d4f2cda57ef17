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
def suspects() -> str:
    """Every character that a byte from 80 to FF may turn into, as the inside of a character class. A text without any
    of them is left alone."""
    found = {"\ufffd", *map(chr, range(0x80, 0x100))}
    for name in _ENCODINGS:
        for byte in range(0x80, 0x100):
            found.add(bytes([byte]).decode(name, "replace"))
    found -= set("·—–…“”‘’")  # alone they prove nothing; beside a suspect they are still read by ftfy
    return "".join(re.escape(char) for char in sorted(found))


@cache
def _net() -> re.Pattern[str]:
    return re.compile(f"[{suspects()}]")


def fix_mojibake(text: str) -> str:
    """The text with wrongly decoded parts put right; the same object where there is nothing to do.

    >>> fix_mojibake("schÃ¶n")
    'schön'
    """
    if text.isascii() or _net().search(text) is None:
        return text
    import ftfy

    fixed: str = ftfy.fix_encoding(_GBK_AS_LATIN.sub(_from_gbk, text))
    return text if fixed == text else fixed


_GBK_AS_LATIN = re.compile(r"[\xa1-\xfe]{6,}")
_COMMON_HAN = re.compile("[\u4e00-\u9fff\u3000-\u3011\uff00-\uff5e“”‘’…—·]+")


def _from_gbk(match: re.Match[str]) -> str:
    """Chinese that was GBK and was read as Latin-1: every pair of characters is one of GB 2312's first level, or a mark."""
    data = match.group().encode("latin-1")
    if any(not (0xB0 <= lead <= 0xD7 or 0xA1 <= lead <= 0xA3) for lead in data[::2]):
        return match.group()
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return match.group()  # for ftfy
    try:
        text = data.decode("gb2312")
    except UnicodeDecodeError:
        return match.group()
    return text if _COMMON_HAN.fullmatch(text) else match.group()


UTF8_AS_GBK_SIGNS = "".join(
    char
    for lead in range(0xE4, 0xEA)
    for trail in range(0x80, 0xC0)
    if len(char := bytes((lead, trail)).decode("gb18030", "ignore")) == 1
)
"""What the first two bytes of a Chinese character in UTF-8 are as GBK: rare characters all of them. A class's inside."""

_UTF8_AS_GBK = re.compile("[\u4e00-\u9fff\ue000-\uf8ff\u3000-\u3011\uff00-\uff5e€]{3,}")


def fix_chinese_mojibake(text: str) -> str:
    """Chinese that was UTF-8 and was read as GBK (浣犲ソ for 你好), put right where every byte of a run fits.

    >>> fix_chinese_mojibake("娴嬭瘯鏂囨湰")
    '测试文本'
    """
    return _UTF8_AS_GBK.sub(_from_utf8, text)


def _from_utf8(match: re.Match[str]) -> str:
    try:
        text = match.group().encode("gb18030").decode("utf-8")
    except UnicodeError:
        return match.group()
    return text if _COMMON_HAN.fullmatch(text) else match.group()
