"""Whether a text is JSON, which must stay JSON."""

from __future__ import annotations

import json


def looks_like_json(text: str) -> bool:
    """Whether a text is a JSON object or list."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True
