"""Numbers in running text, in digits or in Chinese characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

_DIGITS: Final = dict(
    zip("零〇一二两三四五六七八九壹贰叁肆伍陆柒捌玖", (0, 0, 1, 2, 2, *range(3, 10), *range(1, 10)), strict=True)
)
_UNITS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NUMBER: Final = re.compile(
    r"\d[\d,]*(?:\.\d+)?(?:万|亿)?|[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟]+"
)


class Number(NamedTuple):
    start: int
    end: int
    value: float


def numbers(text: str) -> Iterator[Number]:
    """The numbers of a text, with their places.

    >>> [number.value for number in numbers("二百八的票，买3张送1.5米布，总价三万二")]
    [280, 3.0, 1.5, 32000]
    """
    for match in _NUMBER.finditer(text):
        yield Number(match.start(), match.end(), _value(match[0]))


def chinese_number(text: str) -> int:
    """A number written in Chinese characters. A digit after a unit is of the next lower one, as in speech.

    >>> chinese_number("二十五"), chinese_number("三百五"), chinese_number("一百零五"), chinese_number("二〇二四")
    (25, 350, 105, 2024)
    """
    if not set(text) & {*_UNITS, "万", "亿"}:
        return int("".join(str(_DIGITS[char]) for char in text))
    total = section = digit = 0
    last = 1
    zero = False
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
            zero = zero or digit == 0
        elif char in _UNITS:
            last = _UNITS[char]
            section += (digit or 1) * last
            digit, zero = 0, False
        else:
            last = 10_000 if char == "万" else 100_000_000
            total = (total + section + digit or 1) * last
            section = digit = 0
            zero = False
    return total + section + (digit * last // 10 if digit and last > 10 and not zero else digit)


def _value(text: str) -> float:
    if text[0].isdigit():
        times = {"万": 10_000, "亿": 100_000_000}.get(text[-1])
        plain = text[:-1] if times else text
        return float(plain.replace(",", "")) * (times or 1)
    return chinese_number(text)
