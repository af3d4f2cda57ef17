"""Licence plates of mainland China (GA 36-2018): five characters after the place, six on new-energy vehicles
(the first or the last of them a letter: A to E where the car is purely electric, F to K where not)."""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, MAYBE, Recognizer, compiled, near, words

ENTITY = "CN_LICENSE_PLATE"

PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_PLATE = compiled(
    rf"[{PLACES}][A-HJ-NP-Z][ ]?[·•.・-]?[ ]?(?:[A-HJK][A-HJ-NP-Z0-9]\d{{4}}|\d{{5}}[A-HJK]|[A-HJ-NP-Z0-9]{{4}}[A-HJ-NP-Z0-9挂学警港澳])(?![A-Za-z0-9])",
    2,
)
_CONTEXT = words("车牌|車牌|牌照|车号|车主|车辆|车|开着|plate|停车|违章|尾号")


def find(text: str) -> Iterator[Finding]:
    for match in _PLATE.finditer(text):
        value, (start, end) = match.group(), match.span()
        plain = sum(char.isdigit() for char in value) > 1 and value[1].isupper()
        if not plain and not near(text, start, end, _CONTEXT, 12, 4):
            continue
        yield Finding(ENTITY, start, end, LIKELY if near(text, start, end, _CONTEXT, 20, 8) else MAYBE + 0.1)


RECOGNIZER = Recognizer("cn_license_plate", ENTITY, (rf"[{PLACES}][A-Za-z][ ]?[·•.・-]?[ ]?[A-Za-z0-9]{{4}}",), find)
