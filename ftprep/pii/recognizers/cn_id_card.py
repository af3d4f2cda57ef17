"""Resident identity card numbers of China, 18 digits (GB 11643-1999) and the older 15.

Strict: region, date of birth and the check digit of ISO 7064 mod 11-2 are right. Lenient: region and date alone, with a
lower score: a digit may be mistyped, and the person is as easily found.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import (
    LIKELY,
    MAYBE,
    SURE,
    Recognizer,
    compiled,
    in_clusters,
    near,
    other_number,
    words,
)

ENTITY = "CN_ID_CARD"

PROVINCES = frozenset(
    "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83 91".split()
)
"""The first two digits, GB/T 2260 (83: residents of Taiwan; 91: foreigners' permanent residence)."""

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

_NEW = compiled(
    r"(?<![\w.-])[1-9]\d{5}([- ]?)(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\1\d{3}[\dXx](?![\w-]|\.\d)"
)
_OLD = compiled(r"(?<![\w.-])[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}(?![\w-]|\.\d)")
_CONTEXT = words(
    "身份证|身份證|身分证|证件|證件|居民证|二代证|实名|公民|id ?card|identity|id ?(?:no|number)|户口|开户|身份号|[老旧新]证|[^考产可]证(?:号|是|为|[:：])|1[58]位"
)


def check_digit(first_17: str) -> str:
    """The last digit of an 18-digit number (ISO 7064 mod 11-2).

    >>> check_digit("11010519491231002")
    'X'
    """
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True)) % 11]


def find(text: str) -> Iterator[Finding]:
    for match in in_clusters(text, _NEW):
        value = match.group().replace(" ", "").replace("-", "").upper()
        if value[:2] not in PROVINCES or not _is_date(value[6:14]):
            continue
        start, end = match.span()
        if check_digit(value[:17]) == value[17]:
            yield Finding(ENTITY, start, end, SURE)
        elif near(text, start, end, _CONTEXT, 24, 8):
            yield Finding(ENTITY, start, end, LIKELY)
        elif not other_number(text, start):
            yield Finding(ENTITY, start, end, MAYBE)
    for match in in_clusters(text, _OLD):
        value = match.group()
        if value[:2] in PROVINCES and _is_date("19" + value[6:12]):
            start, end = match.span()
            if near(text, start, end, _CONTEXT, 24, 8):
                yield Finding(ENTITY, start, end, LIKELY)
            else:
                yield Finding(ENTITY, start, end, 0.4)


def _is_date(text: str) -> bool:
    try:
        born = dt.date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return 1850 <= born.year <= 2050


RECOGNIZER = Recognizer("cn_id_card", ENTITY, (r"[0-9]{14}[0-9Xx]|[0-9]{6}[ -][0-9]{8}[ -][0-9]{3}[0-9Xx]",), find)
