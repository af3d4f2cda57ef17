"""Characters that no reader sees: controls, zero-width and bidirectional marks, private use, lone surrogates."""

from __future__ import annotations

import re
import unicodedata

INVISIBLE = (
    "\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f"  # C0 and C1 controls; tab and the line breaks are not among them
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufe00-\ufe0e\ufeff\uffa0\ufff9-\uffff\ue000-\uf8ff\ud800-\udfff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
"""The inside of a character class. U+FE0F is left out: it belongs to the emoji before it."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdfc\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_JOINS = re.compile(  # scripts that write with joiners, and emoji made of several
    "[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u17ff\u1800-\u18af\ufe0f\u200d\u2190-\u2bff\u3030\u303d\u3297\u3299"
    "\U0001f000-\U0001faff]"
)
_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_BLACK_FLAG = "\U0001f3f4"


def is_composed(text: str) -> bool:
    """Whether the text is in Unicode's form NFC."""
    return text.isascii() or unicodedata.is_normalized("NFC", text)


def drop_invisible(text: str) -> str:
    """Without characters that nobody sees, save those that a script or an emoji is made of.

    >>> drop_invisible("zero\u200bwidth \U0001f468\u200d\U0001f469\u200d\U0001f467")
    'zerowidth 👨\u200d👩\u200d👧'
    """
    if _INVISIBLE.search(text) is None:
        return text
    text = _SURROGATE_PAIR.sub(_joined_pair, text)
    rtl = _RTL.search(text) is not None

    def keep(match: re.Match[str]) -> str:
        char, at = match.group(), match.start()
        before = text[at - 1 : at]
        after = text[at + 1 : at + 2]
        if char in _BIDI:
            return char if rtl else ""
        if char in "\u200c\u200d":
            return char if before and after and _JOINS.match(before) and _JOINS.match(after) else ""
        if "\ufe00" <= char <= "\ufe0e" or "\U000e0100" <= char <= "\U000e01ef":  # variants of the character before
            return char if before and not before.isspace() and _INVISIBLE.match(before) is None else ""
        if "\u180b" <= char <= "\u180f" or char in "\u115f\u1160\u17b4\u17b5\u034f":
            return char if before and unicodedata.category(before)[0] in "LM" and before > "\u0300" else ""
        if "\U000e0020" <= char <= "\U000e007f":  # a flag's region letters
            start = at
            while start and "\U000e0020" <= text[start - 1] <= "\U000e007f":
                start -= 1
            return char if text[start - 1 : start] == _BLACK_FLAG else ""
        return char if char == "\ufffd" else ""

    return _INVISIBLE.sub(keep, text)


def _joined_pair(match: re.Match[str]) -> str:
    return match.group().encode("utf-16", "surrogatepass").decode("utf-16")
