"""What makes two findings the same value: a phone number with and without spaces is one number."""

from __future__ import annotations

import re

_LOOSE = re.compile(r"[\s()（）.·•・_-]")
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9]\d{9}$)")
_EXACT = frozenset(("PASSWORD", "API_KEY", "PRIVATE_KEY", "SECRET_URL", "URL", "CUSTOM"))
_SPACED = frozenset(("PERSON", "ORGANIZATION", "STREET_ADDRESS"))

HONORIFIC = re.compile(
    r"(?:先生|女士|小姐|太太|夫人|老师|教授|医生|大夫|律师|经理|总监|主任|院长|校长|局长|处长|科长|部长|市长|县长|镇长|书记|主席|会长|董事长|总裁|总经理|工程师|师傅|同学|同志|警官|法官|教练|博士|导师|阿姨|叔叔|大哥|大姐|姐姐|哥哥|妹妹|弟弟|爷爷|奶奶|队长|班长|老板|总|工|董|姐|哥|叔|姨|爷|嫂)$"
)
"""A title after a Chinese name: it stays, so that the dialogue still reads."""


def identity(entity: str, value: str) -> str:
    """The value without what does not change it.

    >>> identity("PHONE_NUMBER", "+86 138-0013-8000")
    '13800138000'
    """
    if entity in _EXACT:
        return value
    if entity in _SPACED:
        return " ".join(value.split()).casefold()
    if entity == "PHONE_NUMBER":
        return _COUNTRY.sub("", _LOOSE.sub("", value))
    return _LOOSE.sub("", value).casefold() if entity != "EMAIL_ADDRESS" else value.casefold()
