"""Unified social credit codes (GB 32100-2015): 18 characters without I, O, S, V, Z; the last a check character mod 31."""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, SURE, Recognizer, compiled, near, words

ENTITY = "CN_CREDIT_CODE"
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

_CODE = compiled(r"(?<![\w.-])[1-9A-GN-Y][1-59](?:\d{6})[0-9A-HJ-NPQRTUWXY]{10}(?![\w-]|\.\d)")
_CONTEXT = words("统一社会信用|社会信用代码|信用代码|税号|纳税人识别号|营业执照|统一代码|credit code|USCC|tax id")
_WEIGHTS = tuple(pow(3, index, 31) for index in range(17))


def check_character(first_17: str) -> str:
    """
    >>> check_character("91350100M000100Y4")
    '3'
    """
    total = sum(ALPHABET.index(char) * weight for char, weight in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[-total % 31]


def find(text: str) -> Iterator[Finding]:
    for match in _CODE.finditer(text):
        value, (start, end) = match.group(), match.span()
        context = near(text, start, end, _CONTEXT, 24, 8)
        if check_character(value[:17]) == value[17]:
            if context or not value.isdigit():
                yield Finding(ENTITY, start, end, SURE if context else 0.95)
        elif context:
            yield Finding(ENTITY, start, end, LIKELY)


RECOGNIZER = Recognizer("cn_credit_code", ENTITY, (r"[1-9A-GN-Y][1-59][0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}",), find)
