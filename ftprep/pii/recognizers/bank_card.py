"""Bank and credit card numbers: 12 to 19 digits, an issuer's prefix and Luhn's check digit (ISO/IEC 7812).

Prefixes: Visa 4, Mastercard 51-55 and 2221-2720, American Express 34 and 37, Discover 6011, 64, 65, Diners 30, 36, 38, 39,
JCB 3528-3589, 1800 and 2131, UnionPay 62 and 81, Maestro 50, 56-69. Older Chinese debit cards begin with 9.
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
    digits_of,
    in_clusters,
    luhn,
    near,
    other_number,
    words,
)

ENTITY = "CREDIT_CARD"

_CARD = compiled(
    r"(?<![\w.+-])(?:\d{12,19}|\d{4}([- ])\d{4}\1\d{4}(?:\1\d{1,4}){0,2}|\d{4}([- ])\d{6}\2\d{4,5}|\d{6}[- ]\d{10,13})(?![\w-]|\.\d)"
)
_ISSUER = compiled(
    r"(?:4\d{12}(?:\d{3}){0,2}|5[1-5]\d{14}|(?:222[1-9]|22[3-9]\d|2[3-6]\d{2}|27[01]\d|2720)\d{12}|3[47]\d{13}|(?:6011|64[4-9]\d|65\d{2})\d{12,15}"
    r"|3(?:0[0-59]|[689]\d)\d{11,16}|35(?:2[89]|[3-8]\d)\d{12,15}|(?:1800|2131)\d{11}|62\d{14,17})$"
)
_RARE_ISSUER = compiled(r"(?:81\d{14,17}|(?:50|5[6-9]|6\d)\d{10,17}|9\d{15,18})$")
"""Prefixes so wide that one number in four has them: believed only beside a word."""
_CONTEXT = words(
    "银行卡|銀行卡|[新旧老]卡|[这那]张卡|工资卡|卡号|卡號|信用卡|储蓄卡|借记卡|账号|帐号|账户|帐户|开户行|转账|汇款|打款|收款|工行|农行|中行|建行|交行|招行|card|visa|mastercard|amex|maestro|discover|debit|credit|unionpay|account"
)


def find(text: str) -> Iterator[Finding]:
    for match in in_clusters(text, _CARD):
        digits, (start, end) = digits_of(match.group()), match.span()
        if len(set(digits)) < 2:
            continue
        valid, context = luhn(digits), near(text, start, end, _CONTEXT, 30, 12)
        issuer = _ISSUER.match(digits) is not None or (context and _RARE_ISSUER.match(digits) is not None)
        if other_number(text, start):
            if valid and issuer:
                yield Finding(ENTITY, start, end, UNLIKELY)
        elif valid and issuer:
            yield Finding(ENTITY, start, end, SURE if context else LIKELY if len(digits) > 14 else MAYBE)
        elif context and (issuer or valid) and len(digits) >= 15:
            yield Finding(ENTITY, start, end, MAYBE)


RECOGNIZER = Recognizer(
    "bank_card",
    ENTITY,
    (r"[0-9]{12}|[0-9]{4}[- ][0-9]{4}[- ][0-9]{4}|[0-9]{4}[- ][0-9]{6}[- ][0-9]{4}|[0-9]{6}[- ][0-9]{10}",),
    find,
)
