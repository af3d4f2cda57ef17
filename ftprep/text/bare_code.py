"""Whether a text is program code that stands without a fence."""

from __future__ import annotations

import re
from typing import Final

_LINE: Final = re.compile(
    r"""\s*(?:
        (?:def|class|import|from|return|elif|else|try|except|raise|with|while|for|if|switch|case|function|func|fn|const|let|var|public|private|protected|static
           |void|int|float|double|char|bool|string|package|using|namespace|struct|enum|interface|impl|async|await|yield|print|echo|select|insert|update|delete
           |create|alter|drop)\b.*[;:{}()=\]]\s*$
        |(?:import|from|using|package|\#include|\#define|require)\s+[\w."'<>/*:{},\s]+;?$
        |[\w.\[\]"'*&]+(?:,\s*[\w.]+)*\s*(?:=|\+=|-=|:=|->|=>)\s*\S.*$
        |[\w.]+\(.*\)?[;,:{]?\s*$
        |[{}()\[\]]+[;,)]*\s*$
        |(?:return|break|continue|pass|end|fi|done|else)\b[^.。]{0,60};?$
        |<\/?[a-z][\w-]*[^>]*>.*$
        |[@\#$%]\s?[\w{(!].*$
        |.*[;{}]\s*$
        |(?:SELECT|FROM|WHERE|JOIN|LEFT|ORDER|GROUP|INSERT|UPDATE|DELETE|CREATE|VALUES|SET)\b.*$
    )""",
    re.VERBOSE,
)
_SAMPLE: Final = 40
"""Lines looked at."""
MIN_SHARE: Final = 0.6
"""Of the lines: prose has a semicolon or an equals sign in one of them at most."""


def is_code(text: str) -> bool:
    """
    >>> is_code("def f(x):\\n    return x + 1\\n"), is_code("Please send it;\\nI will look at it tomorrow.")
    (True, False)
    """
    lines = [line for line in text.split("\n", _SAMPLE)[:_SAMPLE] if line.strip()]
    if len(lines) < 2 or not any(mark in text for mark in "(={;<"):
        return False
    return sum(_LINE.match(line) is not None for line in lines) >= MIN_SHARE * len(lines)
