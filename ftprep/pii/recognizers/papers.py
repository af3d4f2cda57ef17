"""Papers of people: passports, travel permits, identity cards of Hong Kong and Taiwan, driving licences, US social
security and UK national insurance numbers.

Forms: China's passports E, G, D, S, P, H (and E with a letter) and 8 or 7 digits; permits to and from Hong Kong, Macau and
Taiwan H, M, C, W, L, T and 8 digits; ICAO Doc 9303 for the rest. Hong Kong's and Taiwan's identity cards have check
digits. SSA: no 000, 666 or 9xx, no group 00, no serial 0000.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import (
    LIKELY,
    MAYBE,
    SURE,
    UNLIKELY,
    Recognizer,
    compiled,
    near,
    other_number,
    words,
)

_PASSPORT = compiled(r"(?<![\w-])(?:[EeGgDdSsPpHh]\d{8}|[Ee][A-HJ-NP-Za-hj-np-z]\d{7}|1[45]\d{7})(?![\w-])")
_PASSPORT_ANY = compiled(r"(?<![\w-])(?:[A-Z]{1,2}\d{6,8}|\d{9})(?![\w-])")
_PASSPORT_WORDS = words("护照|護照|passport")
_PERMIT = compiled(
    r"(?<![\w-])(?:[HMhm]\d{8}(?:\d{2})?|[CcWwLlTt]\d{8}|[Cc][A-HJ-NP-Za-hj-np-z]\d{7}|\d{8}(?:\d{2})?(?:\([A-Z0-9]\))?)(?![\w-]|\.\d)"
)
_PERMIT_WORDS = words("通行证|通行證|回乡证|回鄉證|台胞证|臺胞證|台胞證|来往大陆|往来港澳|往来台湾|来往内地|permit")
_HK_ID = compiled(r"(?<![\w-])([A-Z]{1,2})(\d{6})[ ]?[\(（]([0-9A])[\)）]")
_TW_ID = compiled(r"(?<![\w-])[A-Z][1289]\d{8}(?![\w-])")
_SSN = compiled(r"(?<![\w.+-])(?!000|666|9)\d{3}([- ])(?!00)\d{2}\1(?!0000)\d{4}(?![\w-]|\.\d)")
_SSN_PLAIN = compiled(r"(?<![\w.+-])(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}(?![\w-]|\.\d)")
_SSN_WORDS = words(r"\bssns?\b|social security|\bss ?#|taxpayer")
_NINO = compiled(
    r"(?<![\w-])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D](?![\w-])"
)
_UK_DRIVER = compiled(r"(?<![\w-])[A-Z9]{5}\d[0156]\d[0-3]\d\d[A-Z9]{2}[0-9][A-Z]{2}(?![\w-])")
_DRIVER = compiled(
    r"(?:driv(?:er|ing)['’]?s? ?licen[cs]e|\bD\.?L\.?(?= ?(?:no\b|number|num\b|#|:))|驾驶证|驾照|駕照|駕駛執照|档案编号|驾驶证档案)(?:号码|编号|号|no\.?|number|num|#|是|为|is|was|:|：|[ \t])*"
    r"([A-Z]{0,3}\d[A-Z0-9-]{4,17}|[A-Z]{1,3}[- ]?\d[\d-]{4,15}|\d{12})(?![\w-])",
    2,
)
_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"


def hk_check(letters: str, digits: str) -> str:
    """Hong Kong's identity card: weights 9 to 2, mod 11 (Immigration Department's scheme as published).

    >>> hk_check("A", "123456")
    '3'
    """
    values = [36, ord(letters) - 55] if len(letters) == 1 else [ord(char) - 55 for char in letters]
    values += [int(digit) for digit in digits]
    rest = -sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True)) % 11
    return "A" if rest == 10 else str(rest)


def tw_valid(value: str) -> bool:
    """Taiwan's identity card.

    >>> tw_valid("A123456789"), tw_valid("A123456788")
    (True, False)
    """
    letter = _TW_LETTERS.index(value[0]) + 10
    digits = [letter // 10, letter % 10, *map(int, value[1:])]
    return (
        sum(digit * weight for digit, weight in zip(digits, (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1), strict=True)) % 10 == 0
    )


def find_passport(text: str) -> Iterator[Finding]:
    if not _PASSPORT_WORDS.search(text):
        return
    for pattern, score in ((_PASSPORT, 0.95), (_PASSPORT_ANY, 0.9)):
        for match in pattern.finditer(text):
            if near(text, *match.span(), _PASSPORT_WORDS, 30, 10):
                yield Finding("PASSPORT", *match.span(), score)


def find_permit(text: str) -> Iterator[Finding]:
    for match in _PERMIT.finditer(text):
        if near(text, *match.span(), _PERMIT_WORDS, 24, 10):
            yield Finding("TRAVEL_PERMIT", *match.span(), 0.95)


def find_hk_id(text: str) -> Iterator[Finding]:
    for match in _HK_ID.finditer(text):
        if hk_check(match.group(1), match.group(2)) == match.group(3):
            yield Finding("HK_ID_CARD", *match.span(), SURE)


def find_tw_id(text: str) -> Iterator[Finding]:
    for match in _TW_ID.finditer(text):
        if tw_valid(match.group()) and not other_number(text, match.start()):
            yield Finding("TW_ID_CARD", *match.span(), LIKELY)


def find_ssn(text: str) -> Iterator[Finding]:
    for match in _SSN.finditer(text):
        start, end = match.span()
        context = near(text, start, end, _SSN_WORDS, 40, 12)
        if context or match.group(1) == "-":
            yield Finding("US_SSN", start, end, 0.96 if context else UNLIKELY if other_number(text, start) else LIKELY)
    for match in _SSN_PLAIN.finditer(text):
        if near(text, *match.span(), _SSN_WORDS, 30):
            yield Finding("US_SSN", *match.span(), LIKELY)


def find_nino(text: str) -> Iterator[Finding]:
    for match in _NINO.finditer(text):
        yield Finding("UK_NINO", *match.span(), MAYBE if other_number(text, match.start()) else LIKELY)


def find_driver(text: str) -> Iterator[Finding]:
    for match in _UK_DRIVER.finditer(text):
        yield Finding("DRIVER_LICENSE", *match.span(), LIKELY)
    for match in _DRIVER.finditer(text):
        yield Finding("DRIVER_LICENSE", *match.span(1), 0.9)


PASSPORT = Recognizer("passport", "PASSPORT", ("(?i)(?:护照|護照|passport)",), find_passport)
PERMIT = Recognizer(
    "travel_permit", "TRAVEL_PERMIT", ("(?i)通行证|通行證|回乡证|回鄉證|台胞|臺胞|来往|往来|permit",), find_permit
)
HK_ID = Recognizer("hk_id_card", "HK_ID_CARD", (r"[A-Z][0-9]{6} ?[(（][0-9A][)）]",), find_hk_id)
TW_ID = Recognizer("tw_id_card", "TW_ID_CARD", (r"[A-Z][1289][0-9]{8}",), find_tw_id)
SSN = Recognizer(
    "us_ssn",
    "US_SSN",
    (r"[0-9]{3}([- ])[0-9]{2}[- ][0-9]{4}", r"(?i)(?:ssn|social security|ss ?#|taxpayer)[^0-9]*[0-9]{9}"),
    find_ssn,
)
NINO = Recognizer("uk_nino", "UK_NINO", (r"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",), find_nino)
DRIVER = Recognizer(
    "driver_license",
    "DRIVER_LICENSE",
    (
        r"(?i)driv(?:er|ing)['’]?s? ?licen|\bd\.?l\.? ?(?:no|num|#|:)|驾驶证|驾照|駕照|駕駛|档案编号",
        r"[A-Z9]{5}[0-9]{6}[A-Z9]{2}",
    ),
    find_driver,
)
