"""What our own stand-ins look like, so that nobody takes them for personal data again: masked twice equals masked once."""

from __future__ import annotations

import re

_PLACEHOLDER = re.compile(r"<[A-Z][A-Z0-9_]*(?:_\d+)?>|<(?:ENC|HASH):[A-Z0-9_]+:[\w-]+>|\*+")
_RESERVED = {
    "PHONE_NUMBER": re.compile(r"(?:\+?86)?154\d{8}|.*555-?01\d\d$"),
    "EMAIL_ADDRESS": re.compile(r".*@example\.(?:com|org|net)$", re.IGNORECASE),
    "IP_ADDRESS": re.compile(r"192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:0?db8:", re.IGNORECASE),
    "MAC_ADDRESS": re.compile(r"00[:-]?00[:-]?5e[:-]?00[:-]?53", re.IGNORECASE),
    "CN_ID_CARD": re.compile(r"\d\d0000"),
    "CN_CREDIT_CODE": re.compile(r"\w\w000000"),
    "URL": re.compile(r"(?:https?://)?(?:www\.)?example\.(?:com|org|net)", re.IGNORECASE),
    "SECRET_URL": re.compile(r"https?://example\.(?:com|org|net)", re.IGNORECASE),
}
_SEPARATORS = re.compile(r"[ ()]|(?<=\d)-(?=\d{4}\b)")


def is_placeholder(value: str) -> bool:
    """Whether a value is what stands for one after replacing, masking, hashing or encrypting."""
    return _PLACEHOLDER.fullmatch(value) is not None


def is_made_up(entity: str, value: str) -> bool:
    """Whether a value is of a range that made-up values are taken from: no real person's.

    People write such values too (examples in documents), so this counts only where values are made up.

    >>> is_made_up("PHONE_NUMBER", "154 0013 8000"), is_made_up("PHONE_NUMBER", "138 0013 8000")
    (True, False)
    """
    pattern = _RESERVED.get(entity)
    if pattern is None:
        return False
    return pattern.match(_SEPARATORS.sub("", value) if entity == "PHONE_NUMBER" else value) is not None
