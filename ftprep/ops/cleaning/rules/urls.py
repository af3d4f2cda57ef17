"""Web addresses are removed, or replaced by [URL], or kept (the default: an address may be the answer)."""

from __future__ import annotations

import re
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule

_URL = re.compile(
    r"(?:https?|ftp)://[^\s<>\"'`，。；：！？、（）【】《》“”‘’一-鿿]+|\bwww\.[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[^\s<>\"'`，。；！？、（）【】《》“”‘’一-鿿]*)?",
    re.IGNORECASE,
)
_TRAIL = ".,;:!?)]}'\"*_"


def make(settings: Any) -> Change | None:
    if settings.urls == "keep":
        return None
    stand_in = "[URL]" if settings.urls == "replace" else ""

    def replace(match: re.Match[str]) -> str:
        found = match.group()
        kept = found.rstrip(_TRAIL)
        if "(" in kept and found[len(kept) :].startswith(")"):
            kept += ")"
        return stand_in + found[len(kept) :]

    return lambda text: _URL.sub(replace, text)


RULE = Rule("urls", make, gates=("(?i)(?:https?|ftp)://|www\\.[a-z0-9-]+\\.",))
