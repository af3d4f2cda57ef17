"""One JSON value → Python, strictly, but for what many programs write that the standard does not know.

Repaired, and counted: NaN and Infinity become null, lone surrogates U+FFFD. Integers beyond 64 bits become text.
Everything else that is not JSON is an error.
"""

from __future__ import annotations

import json
from typing import Any

import orjson
import regex

from ftprep.io.rows import Count
from ftprep.record import without_surrogates

MAX_DEPTH = 100
"""Of lists and objects in one row; no format of the field has more than ten, and writers give up at 254."""

_SURROGATE = regex.compile(r"[\ud800-\udfff]")
_HUGE = 2.0**63


class JsonError(ValueError):
    """`reason` is one of READ_REASONS; `detail` quotes nothing."""

    def __init__(self, reason: str, detail: str = "") -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(reason)


def parse_json(raw: bytes, count: Count) -> Any:
    """The value. Raises JsonError."""
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError:
        value = _lenient(raw, count)
    if raw.count(b"[") + raw.count(b"{") > MAX_DEPTH and _deeper(value, MAX_DEPTH):
        raise JsonError("too_deep", f"more than {MAX_DEPTH} levels")
    return value


def exact_numbers(raw: bytes) -> Any:
    """The value again, with integers beyond 64 bits as text: the quick parser makes them inexact."""
    return _lenient(raw, lambda _: None)


def lost_digits(value: Any) -> bool:
    """Whether a number in it is so large that it may have been a long integer."""
    if isinstance(value, float):
        return abs(value) >= _HUGE
    if isinstance(value, dict):
        return any(map(lost_digits, value.values()))
    return isinstance(value, list) and any(map(lost_digits, value))


def _lenient(raw: bytes, count: Count) -> Any:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise JsonError("bad_encoding") from None
    repairs: list[str] = []

    def constant(_: str) -> Any:
        repairs.append("nan_to_null")

    def number(digits: str) -> float | None:
        value = float(digits)
        return constant(digits) if value in (float("inf"), float("-inf")) else value

    def integer(digits: str) -> int | str:
        return int(digits) if len(digits) < 20 else digits

    try:
        value = json.loads(text, parse_constant=constant, parse_float=number, parse_int=integer)
    except json.JSONDecodeError as error:
        what = error.msg.split(":")[0].lower()
        raise JsonError("bad_json", f"{what}, character {error.pos + 1}") from None
    except RecursionError:
        raise JsonError("too_deep", f"more than {MAX_DEPTH} levels") from None
    if "\\u" in text and _SURROGATE.search(json.dumps(value, ensure_ascii=False)):
        value = without_surrogates(value)
        repairs.append("lone_surrogates_replaced")
    for repair in repairs:
        count(repair)
    return value


def _deeper(value: Any, limit: int) -> bool:
    """Whether lists and objects are nested deeper than that, found without recursion."""
    level = [value]
    for _ in range(limit):
        inner: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                inner.extend(v for v in item.values() if isinstance(v, dict | list))
            elif isinstance(item, list):
                inner.extend(v for v in item if isinstance(v, dict | list))
        if not inner:
            return False
        level = inner
    return True
