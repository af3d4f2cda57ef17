"""International bank account numbers (ISO 13616): the country's length and the check digits mod 97."""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import SURE, Recognizer, compiled

ENTITY = "IBAN_CODE"

_IBAN = compiled(r"(?<![\w-])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,4})?(?![\w-])", 2)
_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28, "CH": 21, "CR": 22,
    "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22,
    "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30,
    "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27,
    "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31,
    "SE": 24, "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip


def is_valid(value: str) -> bool:
    """
    >>> is_valid("GB82WEST12345698765432"), is_valid("GB82WEST12345698765433")
    (True, False)
    """
    turned = value[4:] + value[:4]
    return int("".join(str(int(char, 36)) for char in turned)) % 97 == 1


def find(text: str) -> Iterator[Finding]:
    for match in _IBAN.finditer(text):
        raw = match.group()
        wanted = _LENGTHS.get(raw[:2].upper())
        if wanted is None:
            continue
        end, count = match.start(), 0
        for char in raw:  # a word after the number may look like its last group
            end += 1
            count += char != " "
            if count == wanted:
                break
        value = text[match.start() : end].replace(" ", "").upper()
        if len(value) == wanted and is_valid(value) and not text[end : end + 1].isalnum():
            yield Finding(ENTITY, match.start(), end, SURE)


RECOGNIZER = Recognizer("iban", ENTITY, (r"(?i)[a-z]{2}[0-9]{2} ?[a-z0-9]{4} ?[a-z0-9]{4}",), find)
