"""Backslashes in a string that a model wrote: JSON's escapes, and TeX and paths that were not escaped."""

from __future__ import annotations

import re

_ESCAPE = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})|u(?P<code>[0-9a-fA-F]{4})"
    r"|(?P<word>[A-Za-z]+)|(?P<char>.))",
    re.DOTALL,
)
_MEANT = {"n": "\n", "t": "\t", "r": "\r"}
_TEX = frozenset(
    "nabla ne neg neq neqq newline nexists nleq nmid nolimits not notin nparallel nsubseteq nu "
    "tan tanh tau tbinom text textbf textit textrm tfrac theta therefore tilde times to top triangle "
    "rangle rceil real rfloor rho right rightarrow rightleftharpoons rm rvert".split()
)
"""Commands of TeX that begin with the letter of an escape; b and f are always read as a command's beginning.
Without \\ni: a new line that begins with "i" is commoner."""
_PATH = re.compile(r"(?<![A-Za-z])[A-Za-z]:\\[A-Za-z]")
_QUOTES = "\"'“”‘’＂/"


def holds_tex(raw: str) -> bool:
    """Whether what looks like an escape is a command of TeX."""
    return "\\" in raw and any(
        match["word"] and (match["word"][0] in "bf" or match["word"] in _TEX) for match in _ESCAPE.finditer(raw)
    )


def unescaped(raw: str) -> str:
    """The text that a string's source stands for. A backslash that escapes nothing stays."""
    if "\\" not in raw:
        return raw
    path = _PATH.search(raw) is not None and "\\\\" not in raw

    def meant(match: re.Match[str]) -> str:
        if match["high"]:
            return chr(0x10000 + ((int(match["high"], 16) - 0xD800) << 10) + int(match["low"], 16) - 0xDC00)
        if match["code"]:
            code = int(match["code"], 16)
            return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)
        if word := match["word"]:
            if word[0] not in _MEANT or path or word in _TEX:
                return match[0]
            return _MEANT[word[0]] + word[1:]
        return match["char"] if match["char"] in _QUOTES or match["char"] == "\\" else match[0]

    return _ESCAPE.sub(meant, raw)
