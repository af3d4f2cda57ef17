"""Which parts of a text are code, where marks, spaces and tags mean what they say."""

from __future__ import annotations

import re
from collections.abc import Callable

_CODE = re.compile(r"(```.*?(?:```|\Z)|~~~.*?(?:~~~|\Z)|`[^`\n]+`)", re.DOTALL)


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """`change` applied to what stands outside fenced blocks and inline code (Markdown's back-quotes and tildes).

    >>> outside_code("a `a` a", str.upper)
    'A `a` A'
    """
    if "`" not in text and "~~~" not in text:
        return change(text)
    parts = _CODE.split(text)
    return "".join(part if index % 2 else change(part) for index, part in enumerate(parts))
