"""English numbers in words as digits, so that "three days" and "3 days" are one. Words are what spaces divide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

_ONES: Final = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_SMALL: Final = {word: at for at, word in enumerate(_ONES, 1)} | {word: 10 * at for at, word in enumerate(_TENS, 2)}
_VALUES: Final = _SMALL | {f"{ten}-{one}": _SMALL[ten] + _SMALL[one] for ten in _TENS for one in _ONES[:9]}
_SCALES: Final = {"hundred": 100, "thousand": 1000}
_OF_ONE: Final = frozenset(("hundred", "thousand", "year", "month", "week", "hour", "dollar", "euro"))
"""What "one" counts; mostly it counts nothing."""
NUMBER_WORD: Final = (
    rf"\b(?:(?:{'|'.join(word for word in _SMALL if word != 'one')})[ -](?:[a-z]+s|am|pm|percent|people|children|feet|{'|'.join(_SCALES)}|{'|'.join(_ONES)})"
    rf"|one (?:{'|'.join(sorted(_OF_ONE))}))\b"
)
"""What a text has that counts in words: a number, and of what."""


def with_digits(text: str) -> str:
    """What the other words of a number stood in is left blank.

    >>> with_digits("Two hundred and fifty dollars, or one of the three thousand"), with_digits("twenty-five; one year")
    ('250    dollars, or one of the 3000 ', 'twenty-five; 1 year')
    """
    words = text.lower().split(" ")
    if _VALUES.keys().isdisjoint(words):
        return text
    spoken, end = text.split(" "), 0
    for at in [at for at, word in enumerate(words) if word in _VALUES]:
        if at < end or (words[at] == "one" and _OF_ONE.isdisjoint(words[at + 1 : at + 2])):
            continue
        end = at + 1
        while end < len(words) and (words[end] in _VALUES or words[end] in _SCALES or _joins(words, end)):
            end += 1
        spoken[at:end] = [str(_value(words[at:end]))] + [""] * (end - at - 1)
    return " ".join(spoken)


def may_count_again(text: str) -> bool:
    """Whether two numbers may be of one unit, where all are in words: two have one word in common among the next few.
    Cheap.

    >>> may_count_again("three days or four days"), may_count_again("three days in two weeks")
    (True, False)
    """
    words = text.lower().split(" ")
    seen: set[str] = set()
    for at in [at for at, word in enumerate(words) if word in _VALUES]:
        near = {word[:4] for word in words[at + 1 : at + 4]} - {""}
        if not seen.isdisjoint(near):
            return True
        seen |= near
    return False


def _value(words: Sequence[str]) -> int:
    total = current = 0
    for word in words:
        if word == "thousand":
            total, current = total + (current or 1) * 1000, 0
        elif word == "hundred":
            current = (current or 1) * 100
        else:
            current += _VALUES.get(word, 0)
    return total + current


def _joins(words: Sequence[str], at: int) -> bool:
    """Whether it is the "and" of a hundred and fifty."""
    return (
        words[at] == "and" and words[at - 1] == "hundred" and words[at + 1 : at + 2] != [] and words[at + 1] in _VALUES
    )
