"""Unicode in form NFC; characters that nobody sees are dropped."""

from __future__ import annotations

import unicodedata
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule
from ftprep.text.unicode import drop_invisible, is_composed


def make(settings: Any) -> Change | None:
    return _change if settings.unicode else None


def _change(text: str) -> str:
    text = drop_invisible(text)
    return text if is_composed(text) else unicodedata.normalize("NFC", text)


RULE = Rule(
    "unicode",
    make,
    gates=(
        (
            r"[\x00-\x08\x0e-\x1f\x7f-\x{84}\x{86}-\x{9f}\x{ad}\x{34f}\x{61c}\x{115f}\x{1160}\x{17b4}\x{17b5}\x{180b}-\x{180f}"
            r"\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{206f}\x{3164}\x{e000}-\x{f8ff}\x{fdd0}-\x{fdef}\x{fe00}-\x{fe0e}"
            r"\x{feff}\x{ffa0}\x{fff9}-\x{fffc}\x{fffe}\x{ffff}\x{e0000}-\x{e0fff}\x{f0000}-\x{10ffff}]"
        ),
    ),
    needed=lambda text: not is_composed(text) or _has_surrogate(text),
    in_code=True,
    in_json=True,
)


def _has_surrogate(text: str) -> bool:
    if text.isascii():
        return False
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False
