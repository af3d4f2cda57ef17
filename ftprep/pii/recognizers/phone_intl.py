"""Phone numbers of the rest of the world.

With a country code they are proved by phonenumbers (Google's libphonenumber metadata). Without one only their shape and
the words around speak for them: groups of digits as ITU-T E.123 writes them, 7 to 13 digits in all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import (
    LIKELY,
    MAYBE,
    UNLIKELY,
    Recognizer,
    compiled,
    digits_of,
    in_clusters,
    near,
    other_number,
    words,
)

ENTITY = "PHONE_NUMBER"

_INTERNATIONAL = compiled(
    r"(?<![\w.+])(?:\+|(?<!\d[ -])(?:00(?=[1-9])|011[- ]?))[- ]?\(?[1-9]\d{0,3}\)?(?:[-. /]?\(?\d{1,5}\)?){2,7}(?:x\d{1,5})?(?![\d-]\d|\w)"
)
_NORTH_AMERICA = compiled(
    r"(?<![\w.+/-])(?:(?:\+?1|001)[-. ]?)?(?:\([2-9]\d{2}\) ?|[2-9]\d{2}([-. ]))[2-9]\d{2}[-. ]\d{4}(?:[ ,]*(?:x|ext\.?)[ ]?\d{1,6})?(?![\d-]\d|\w)"
)
_GROUPS = compiled(
    r"(?<![\w.,+/$€£¥:-])\(?0?\d{1,5}\)?(?:[-. /]\(?\d{1,5}\)?){1,6}(?:[ ]?(?:x|ext\.?)[ ]?\d{1,6})?(?![\d:-]\d|\w|[.,]\d|%)"
)
_PLAIN = compiled(r"(?<![\w.,+/$€£¥:-])\d{7,13}(?![\d-]\d|\w|[.,]\d|%)")
_OTHERS = compiled(r"1[3-9]\d([- ]?)\d{4}\1\d{4}|\d{17,}")
"""A Chinese mobile number, of which `phone_cn` knows more, or a number longer than any phone's."""
_CONTEXT = words(
    r"\b(?:tele?phones?|phones?|mobiles?|cell(?:phone|ular)?s?|fax(?:es)?|call(?:ed|s|ing)?|dial|ring|text(?:ed|s)?|sms|whats ?app|telegram|signal|contact|reach|messages?|hotline|helpline|landline|voicemail|"
    r"pager|tel|ph|mob|numbers?|office|handy)\b|[☎📞📱]"
)
_DATE = re.compile(
    r"(?:19|20)\d{2}[-./ ]\d{1,2}[-./ ]\d{1,2}$|\d{1,2}[-./ ]\d{1,2}[-./ ](?:19|20)?\d{2}$|(?:19|20)\d{2}[- ](?:19|20)\d{2}$"
)


def find(text: str) -> Iterator[Finding]:  # noqa: C901 - a form after the other
    for match in in_clusters(text, _INTERNATIONAL, _OTHERS):
        value = match.group()
        if 8 <= len(digits_of(value)) <= 16:
            start, end = match.span()
            if _valid(value):
                yield Finding(ENTITY, start, end, 0.95)
            elif near(text, start, end, _CONTEXT, 40, 16):
                yield Finding(ENTITY, start, end, MAYBE)
    for match in in_clusters(text, _NORTH_AMERICA, _OTHERS):
        start, end = match.span()
        if not other_number(text, start):
            yield Finding(ENTITY, start, end, LIKELY if near(text, start, end, _CONTEXT, 40, 16) else MAYBE)
    for pattern in (_GROUPS, _PLAIN):
        for match in in_clusters(text, pattern, _OTHERS):
            value, (start, end) = match.group(), match.span()
            if not 7 <= len(digits_of(value)) <= 13 or _DATE.match(value) or value.count(".") == 3:
                continue
            if near(text, start, end, _CONTEXT, 40, 16) and not other_number(text, start):
                yield Finding(ENTITY, start, end, MAYBE)
            elif pattern is _GROUPS:
                yield Finding(ENTITY, start, end, UNLIKELY)


def _valid(value: str) -> bool:
    import phonenumbers

    text = "+" + value.lstrip("+").removeprefix("011").lstrip("0- ") if not value.startswith("+") else value
    try:
        number = phonenumbers.parse(text.replace("(0)", ""), None)
    except phonenumbers.NumberParseException:
        return False
    return bool(phonenumbers.is_possible_number(number))


RECOGNIZER = Recognizer("phone_intl", ENTITY, (r"[0-9](?:[-. /()]{0,2}[0-9]){6}",), find)
