"""Dates of birth: a date beside a word for birth. Other dates are nobody's secret."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, Recognizer, compiled

ENTITY = "DATE_OF_BIRTH"

_MONTHS = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DATE = (
    r"(?:(?:18|19|20)?\d{2}[ ]?年[ ]?\d{1,2}[ ]?月(?:[ ]?\d{1,2}[ ]?[日号號])?|(?:农历|阴历|阳历)?\d{1,2}[ ]?月[ ]?\d{1,2}[ ]?[日号號]?"
    r"|(?:18|19|20)\d{2}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:(?:18|19|20)\d{2}|\d{2})|(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?[ ](?:of[ ])?{_MONTHS}\.?,?(?:[ ](?:18|19|20)\d{{2}})?|{_MONTHS}\.?[ ]\d{{1,2}}(?:st|nd|rd|th)?(?:,?[ ](?:18|19|20)\d{{2}})?(?!\d))"
)
_BEFORE = compiled(
    r"(?:出生(?:日期|年月日|年月|时间|于|在)?|生日|生辰|诞生于|生于|\bborn|\bbirth ?(?:day|date)|\bdate of birth|\bd\.?o\.?b\b\.?)"
    r"(?:是|为|在|于|\bis\b|\bwas\b|\bon\b|\bin\b|\bfalls\b|我|他|她|的|阳历|农历|：|:|=|[ \t\"'(（\]\)）]){0,6}"
    f"({_DATE})",
    re.IGNORECASE,
)
_AFTER = compiled(
    f"({_DATE})" + r"(?:[ ]?(?:出生|生(?!产|效|活|日快乐|成|意|病|态)|生日)|[ ]\(?(?:birth|born))", re.IGNORECASE
)


def find(text: str) -> Iterator[Finding]:
    for pattern in (_BEFORE, _AFTER):
        for match in pattern.finditer(text):
            yield Finding(ENTITY, *match.span(1), LIKELY)


RECOGNIZER = Recognizer(
    "birth_date", ENTITY, (r"(?i)出生|生日|生辰|诞生|生于|born|birth|d\.?o\.?b", "[日号月0-9] ?生"), find
)
