"""How likely it is that decoded text is what its writer wrote."""

from __future__ import annotations

from collections import Counter
from functools import cache

import regex

from ftprep.io.common_chars import PUNCTUATION, SIMPLIFIED, TRADITIONAL

_MARK = "‘’“”–—…•€£©®°«»¡¿·²³½×"
_WESTERN = regex.compile(
    rf"(?<=[A-Za-z])[\u00c0-\u00ff]|[\u00c0-\u00ff](?=[A-Za-z])"  # an accented letter in a word
    rf"|(?<![^\x00-\x7f])[\u00c0-\u00ff](?![^\x00-\x7f])"  # or alone
    rf"|(?<![^\x00-\x7f{_MARK}])[{_MARK}](?![^\x00-\x7f{_MARK}])"  # a mark beside ASCII and other marks
)
_BEYOND = regex.compile(r"[^\t\n\r\x20-\x7e]")
_IMPOSSIBLE = regex.compile(r"[\p{Co}\p{Cn}\p{Cs}\uFFFD\p{Cc}]")
_HAN = regex.compile(r"\p{Han}")
_BETWEEN_LETTERS = regex.compile(r"(?<=[a-z])\p{Han}(?=[a-z])")

COMMON, REGULAR, RARE, OTHER, IMPOSSIBLE = 1.0, 0.15, -0.4, -0.3, -3.0
WIDE = 0.5
"""A regular character in UTF-16, where any two bytes make one and one in six of these is regular."""


def likelihood(text: str, encoding: str) -> float:
    """Mean over the characters beyond ASCII, from -3 (impossible) to 1 (everyday Chinese); 0 where there are none."""
    if encoding == "cp1252":
        return _western(text)
    found = Counter(_BEYOND.findall(text))
    total = sum(found.values())
    regular = _regular(encoding)
    wide = encoding.startswith("utf-16")
    score = sum(count * _weight(character, regular, WIDE if wide else REGULAR) for character, count in found.items())
    if wide:  # ASCII is evidence here: it fills two bytes
        return (score + len(text) - total) / len(text) if text else 0.0
    if not total:
        return 0.0
    score -= len(_BETWEEN_LETTERS.findall(text))  # an accented letter and its neighbour, read as one
    return score / total


def _weight(character: str, regular: frozenset[str], weight: float) -> float:
    if character in _EVERYDAY:
        return COMMON
    if _IMPOSSIBLE.match(character):
        return IMPOSSIBLE
    if _HAN.match(character):
        return weight if character in regular else RARE
    return OTHER


def _western(text: str) -> float:
    found = _BEYOND.findall(text)
    if not found:
        return 0.0
    good = len(_WESTERN.findall(text))
    share = len(found) / len(text)
    return 0.8 * (good / len(found)) - (len(found) - good) / len(found) - share


@cache
def _regular(encoding: str) -> frozenset[str]:
    """The characters that the makers of the encoding put first, as the more frequent."""
    if encoding in ("cp950", "big5hkscs"):
        return _plane("big5", range(0xA4, 0xC7), _BIG5_TRAILS)
    if encoding == "gb18030":
        return _plane("gb2312", range(0xB0, 0xD8), _GB_TRAILS)
    return _plane("gb2312", range(0xB0, 0xF8), _GB_TRAILS) | _plane("big5", range(0xA4, 0xFA), _BIG5_TRAILS)


_GB_TRAILS = tuple(range(0xA1, 0xFF))
_BIG5_TRAILS = (*range(0x40, 0x7F), *_GB_TRAILS)


def _plane(codec: str, leads: range, trails: tuple[int, ...]) -> frozenset[str]:
    return frozenset("".join(bytes((lead, trail)).decode(codec, "ignore") for lead in leads for trail in trails))


_EVERYDAY = frozenset(SIMPLIFIED + TRADITIONAL + PUNCTUATION)
