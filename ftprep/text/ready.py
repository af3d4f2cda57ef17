"""A text made ready for tables of patterns that RE2 reads."""

from __future__ import annotations


def ready(text: str) -> str:
    """With straight apostrophes, and without halves of characters, which RE2 can't read.

    >>> ready("don’t"), ready("a\\ud800b")
    ("don't", 'a?b')
    """
    try:
        text.encode()
    except UnicodeEncodeError:
        text = text.encode("utf-8", "replace").decode()
    return text.replace("’", "'")
