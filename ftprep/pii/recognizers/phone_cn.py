"""Phone numbers of mainland China, Hong Kong, Macau and Taiwan.

Forms: MIIT's numbering plan (mobiles 1[3-9] and 9 digits; area codes 010, 02x, 03xx to 09xx with 7 or 8 digits; 400 and
800 service lines), OFCA's (8 digits after +852), CTT's (8 digits after +853), NCC's (09 and 8 digits, or +886).
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
    in_clusters,
    near,
    other_number,
    words,
)

ENTITY = "PHONE_NUMBER"

_MOBILE = compiled(
    r"(?<![\w.+-])(?:\(?(?:\+|00)?86\)?[- ]?)?1[3-9]\d(?:\d{8}|([- ])\d{4}\1\d{4}|[- ]?\d{4}[- ]?\d{4})(?![\d-]\d|\w|\.\d)"
)
_LAND = compiled(
    r"(?<![\w.+-])(?:(?:\+|00)86[- ]?)?(?:[(（]0?(?:10|2\d|[3-9]\d{2})[)）]|0(?:10|2\d|[3-9]\d{2}))([- ]?)[2-9]\d{2,3}[- ]?\d{4}"
    r"(?:(?:-|转|轉| ?ext\.? ?|#)\d{1,5})?(?![\d-]\d|\w|\.\d)"
)
_SERVICE = compiled(r"(?<![\w.+-])[48]00([- ]?)\d{3,4}\1\d{3,4}(?![\d-]\d|\w|\.\d)")
_REGION = compiled(
    r"(?<![\w.+-])(?:\(?(?:\+|00)85[23]\)?[- ]?[2-9]\d{3}[- ]?\d{4}|\(?(?:\+|00)886\)?[- ]?\(?0?\)?[- ]?[2-9](?:[- ]?\d){7,8}|09\d{2}([- ])\d{3}\1\d{3})(?![\d-]\d|\w|\.\d)"
)
_SHORT = compiled(r"(?<![\w.+-])(?:09\d{8}|[2-9]\d{3}[- ]?\d{4}|[2-9]\d{2}[- ]\d{4})(?![\d-]\d|\w|\.\d)")
_LONGER = compiled(r"\d{16,}")
_CONTEXT = words(
    "电话|電話|手机|手機|号码|號碼|联系|聯繫|聯絡|热线|熱線|座机|座機|传真|傳真|致电|拨打|来电|打给|call|phone|mobile|cell|tel|fax|whatsapp|contact|短信|接通|办公室"
)
_STRONG = words("电话|電話|手机|手機|座机|座機|热线|熱線|传真|傳真|致电|拨打|phone|mobile|tel|fax|whatsapp")


def find(text: str) -> Iterator[Finding]:  # noqa: C901 - a form after the other
    for match in in_clusters(text, _MOBILE, _LONGER):
        start, end = match.span()
        if near(text, start, end, _CONTEXT, 20, 8):
            yield Finding(ENTITY, start, end, 0.95)
        elif not other_number(text, start) and len(set(text[end - 8 : end])) > 1:
            yield Finding(ENTITY, start, end, LIKELY)
        else:
            yield Finding(ENTITY, start, end, UNLIKELY)
    for match in in_clusters(text, _LAND, _LONGER):
        start, end = match.span()
        if near(text, start, end, _CONTEXT, 20, 8):
            yield Finding(ENTITY, start, end, 0.9)
        elif (match.group(1) or text[start] in "(（+") and not other_number(text, start):
            yield Finding(ENTITY, start, end, MAYBE)
    for match in in_clusters(text, _SERVICE, _LONGER):
        start, end = match.span()
        if len(match.group().replace("-", "").replace(" ", "")) == 10 and (
            near(text, start, end, _CONTEXT, 20, 8) or (match.group(1) and not other_number(text, start))
        ):
            yield Finding(ENTITY, start, end, MAYBE)
    for match in in_clusters(text, _REGION, _LONGER):
        yield Finding(ENTITY, *match.span(), SURE if match.group()[0] in "+(" else LIKELY)
    for match in in_clusters(text, _SHORT, _LONGER):
        start, end = match.span()
        if near(text, start, end, _STRONG, 12) and not other_number(text, start):
            yield Finding(ENTITY, start, end, MAYBE)


RECOGNIZER = Recognizer("phone_cn", ENTITY, (r"[0-9](?:[-. /()（）]{0,2}[0-9]){6}",), find)
