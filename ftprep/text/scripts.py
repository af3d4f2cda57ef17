"""Ranges of code points, for use inside a character class. By number: written out, U+F900 looks like U+8C48, and a range
that begins there holds all of Korean."""

from __future__ import annotations

from typing import Final

HAN: Final = "\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\U00020000-\\U0003134a"
"""Chinese characters, as Japanese has them too."""
KANA: Final = "\\u3040-\\u30ff"
HANGUL: Final = "\\uac00-\\ud7a3"
WIDE: Final = HAN + KANA + HANGUL
"""What is written without spaces, or counted by characters all the same."""
