"""How many tokens a text makes, estimated: no tokenizer ships with this program, and every model has its own."""

from __future__ import annotations

from typing import Final

TOKENS_A_WIDE_CHARACTER: Final = 0.66
"""Chinese: Qwen's documentation says 1.5 to 1.8 characters a token."""
CHARACTERS_A_TOKEN: Final = 4.2
"""English and other Latin text; code and digits make more."""


def estimate_tokens(text: str) -> int:
    """Tokens of a text, estimated from how many characters are ASCII and how many are wide.

    >>> estimate_tokens("今天天气很好"), estimate_tokens("The weather is fine today."), estimate_tokens("")
    (4, 7, 0)
    """
    if not text:
        return 0
    if text.isascii():
        return int(len(text) / CHARACTERS_A_TOKEN) + 1
    characters = len(text)
    extra_bytes = len(text.encode("utf-8", "replace")) - characters  # 1 for é, 2 for 好, 3 for 😀
    wide = min(characters, extra_bytes / 2)
    return max(1, round(wide * TOKENS_A_WIDE_CHARACTER + (characters - wide) / CHARACTERS_A_TOKEN))
