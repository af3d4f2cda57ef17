"""Text with its disguises taken off: what filters that look for words match against, never what is written back."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

from ftprep.text.gate import Gate

_WRITTEN_DIGITS: Final = dict(zip("零〇壹贰貳叁叄參肆伍陆陸柒捌玖", "001223334566789", strict=True))
_SPOKEN_DIGITS: Final = dict(zip("一二三四五六七八九幺", "1234567891", strict=True))
_LOOKALIKE_DIGITS: Final = dict(zip("oоοlіɪзб", "00011136", strict=True))
_LOOKALIKE_LETTERS: Final = str.maketrans(dict(zip("аеорсухкмнтвіѕԁɡαεορνκ", "aeopcyxkmhtbisdgaeopvk", strict=True)))
"""Cyrillic and Greek letters that look Latin; for words that hold Latin letters too."""

_MARKS: Final = tuple(zip("，！？：；（）～", ",!?:;()~", strict=True))
_COMPATIBLE: Final = re.compile(
    "[\u2100-\u218f\u2460-\u24ff\u3200-\u33ff\ufb00-\ufb06\ufe30-\ufe6b\uff02-\uffee]|[^\x00-\uffff]"
)
"""What compatibility folding is for: full-width letters, circled and Roman digits, squared units, styled letters."""
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_BETWEEN: Final = "[ \t.*·•_|/\\\\~^`'\"-]"
_PRESSED: Final = re.compile(f"{_BETWEEN}(?<=[一-鿿].){_BETWEEN}{{0,2}}(?=[一-鿿])")
"""This and the following begin with a set, and look behind after it: so they are found several times faster."""
_ANY_DIGIT: Final = "[0-9零〇壹贰貳叁叄參肆伍陆陸柒捌玖一二三四五六七八九幺oоοlіɪзб]"
_DIGIT_RUN: Final = re.compile(f"{_ANY_DIGIT}{_ANY_DIGIT}{{5,}}")
_MIXED_WORD: Final = re.compile(r"\b(?=\w*[a-z])(?=\w*[\u0370-\u03ff\u0400-\u04ff])\w+")
_SPELLED: Final = re.compile(r"[a-z](?<![a-z0-9].)([ .*_-])[a-z](?:\1[a-z]){2,}(?![a-z0-9])")
_SINGLE: Final = re.compile(r"[ .*_-][a-z][ .*_-][a-z][ .*_-]")
"""What every such word holds: it begins at marks, of which a text has fewer than letters."""
_LEET: Final = re.compile(r"[013457](?<=[a-z].)(?=[a-z])")
_LEET_LETTERS: Final = dict(zip("013457", "oieast", strict=True))
_FOREIGN: Final = re.compile("[\u0370-\u03ff\u0400-\u04ff]")


def plain_form(text: str) -> str:
    """Lower case and half width; no invisible characters; no marks or spaces pressed between Chinese characters or the
    letters of a word; written-out and lookalike digits of a number as digits; lookalike letters and digits in a word as
    Latin letters.

    >>> plain_form("代 开.发*票，电话壹叁捌００oo8888，ＶＸ"), plain_form("frее cаsh")
    ('代开发票,电话13800008888,vx', 'free cash')
    >>> plain_form("C.o.c.a.i.n.e f0r sale, U.S.A. 4x4")
    'cocaine for sale, u.s.a. 4x4'
    """
    if not text.isascii():
        for wide, narrow in _MARKS:
            text = text.replace(wide, narrow)
    lower = text.lower()
    found = _disguises().hits(lower)
    if not found:
        return lower
    return _spelled(lower) if found[0] >= _WITHIN_WORDS else _undisguised(text)


_WITHIN_WORDS: Final = 5
"""From this one on what the gate finds is a matter of letters alone."""


@cache
def _disguises() -> Gate:
    """What there is to take off, in one look: most texts have nothing of it."""
    return Gate(
        [
            *(each.pattern for each in (_COMPATIBLE, _UNSEEN, _FOREIGN)),
            f"[一-鿿]{_BETWEEN}{{1,3}}[一-鿿]",
            f"{_ANY_DIGIT}{{6}}",
            _SINGLE.pattern,
            "[a-z][013457][a-z]",
        ]
    )


def _undisguised(text: str) -> str:
    if text.isascii():
        return _spelled(text.lower())
    if _COMPATIBLE.search(text) is not None:
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    if _UNSEEN.search(text) is not None:
        text = _UNSEEN.sub("", text)
    text = _PRESSED.sub("", text)
    text = _DIGIT_RUN.sub(_digits, text)
    if _FOREIGN.search(text) is not None:
        text = _MIXED_WORD.sub(lambda match: match[0].translate(_LOOKALIKE_LETTERS), text)
    return _spelled(text)


def _spelled(text: str) -> str:
    """Words in single letters as words, and digits within a word as the letters that they stand for."""
    if _SINGLE.search(text) is not None:
        text = _SPELLED.sub(lambda match: match[0][::2], text)
    return _LEET.sub(lambda match: _LEET_LETTERS[match[0]], text)


def _digits(match: re.Match[str]) -> str:
    """A run of digits in every disguise, as digits; a run of letters or of spoken numbers alone stays."""
    run = match[0]
    if run.isascii() and run.isdigit():
        return run
    certain = sum((char.isascii() and char.isdigit()) or char in _WRITTEN_DIGITS for char in run)
    spoken = sum(char in _SPOKEN_DIGITS for char in run)
    if certain < 2 and spoken < len(run):
        return run
    table = _WRITTEN_DIGITS | _SPOKEN_DIGITS | _LOOKALIKE_DIGITS
    return "".join(table.get(char, char) for char in run)
