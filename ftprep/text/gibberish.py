"""Text that no one wrote to be read: keys struck at random, characters thrown together, damage beyond repair."""

from __future__ import annotations


def is_gibberish(text: str) -> bool:
    """Whether most of a text is noise."""
    return len(text) >= 8 and text.count("\ufffd") * 5 > len(text)
