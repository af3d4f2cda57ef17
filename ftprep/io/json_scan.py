"""Where JSON values begin and end in bytes, found without parsing them: so that one row at a time is in memory.

Rows as they usually are, nested three deep, match one regular expression as a whole. Others are walked from bracket to
bracket, checking no more than needed: that strings end on their line, that brackets match, and that nothing but values
and separators stands between them. A missing quote or bracket then shows within a row or two instead of swallowing the
rest of the file. Every quantifier is possessive: time is linear in the bytes.
"""

from __future__ import annotations

import re
from functools import cache
from mmap import mmap

Buffer = bytes | mmap

_STRING = rb'"[^"\\\x00-\x1f]*+(?:\\[^\x00-\x1f][^"\\\x00-\x1f]*+)*+"'
_WHITE = rb"[ \t\r\n]*+"
_WORD = rb"[-+.\w]++"
_GAP = rb"[ \t\r\n,:0-9+\-.eEtrufalsnNIity]*+"
STRING = re.compile(_STRING)
SPACE = re.compile(_WHITE)
_FLAT = re.compile(rb"%b(?:%b%b)*+" % (_GAP, _STRING, _GAP))
_SCALAR = re.compile(rb'[^\s,:\[\]{}"]++')
_DEPTH = 3
MAX_OPEN = 1000
"""Brackets that may be open at once. What a row may have is far less; this ends the walk through a file of nothing else."""
_OPEN = {0x7B: 0x7D, 0x5B: 0x5D}  # { } and [ ]
_QUOTE, _COLON, _OPENING_BRACE, _BRACE = 0x22, 0x3A, 0x7B, 0x7D


def _listed(item: bytes) -> bytes:
    return rb"%b(?:%b%b(?:,%b%b%b)*+)?+" % (_WHITE, item, _WHITE, _WHITE, item, _WHITE)


def _array(value: bytes) -> bytes:
    return rb"\[%b\]" % _listed(value)


def _object(value: bytes) -> bytes:
    return rb"\{%b\}" % _listed(rb"%b%b:%b%b" % (_STRING, _WHITE, _WHITE, value))


def _value(depth: int) -> bytes:
    if depth == 0:
        return rb"(?>%b|%b)" % (_STRING, _WORD)
    inner = _value(depth - 1)
    return rb"(?>%b|%b|%b|%b)" % (_STRING, _WORD, _object(inner), _array(inner))


@cache
def _usual() -> re.Pattern[bytes]:
    """An object nested no deeper than usual; made at first use, for it takes a while."""
    return re.compile(_object(_value(_DEPTH - 1)))


class Broken(Exception):  # noqa: N818 - a finding, not a failure
    """No value ends where one should; `at` is where that shows."""

    def __init__(self, at: int, reason: str = "bad_json") -> None:
        self.at = at
        self.reason = reason
        super().__init__(at)


def skip_space(data: Buffer, at: int) -> int:
    match = SPACE.match(data, at)
    return match.end() if match else at


def value_end(data: Buffer, start: int) -> int:
    """The end of the value that begins at `start`. Raises Broken."""
    if start >= len(data):
        raise Broken(start)
    first = data[start]
    if first == _QUOTE:
        match = STRING.match(data, start)
    elif first == _OPENING_BRACE and (match := _usual().match(data, start)):
        return match.end()
    elif first in _OPEN:
        return _bracket_end(data, start)
    else:
        match = _SCALAR.match(data, start)
    if match is None:
        raise Broken(start)
    return match.end()


def _bracket_end(data: Buffer, start: int) -> int:
    flat, size = _FLAT.match, len(data)
    waiting = bytearray((_OPEN[data[start]],))
    at = start + 1
    while True:
        match = flat(data, at)
        stop = match.end() if match else at
        if stop >= size:
            raise Broken(stop)
        bracket = data[stop]
        if bracket in _OPEN:
            before = stop - 1
            while data[before] in b" \t\r\n":
                before -= 1
            if data[before] != _COLON and (waiting[-1] == _BRACE or data[before] not in b",["):
                raise Broken(stop)  # an object in an object without a key, or two values without a comma
            waiting.append(_OPEN[bracket])
            if len(waiting) > MAX_OPEN:
                raise Broken(stop, "too_deep")
        elif bracket == waiting[-1]:
            waiting.pop()
            if not waiting:
                return stop + 1
        else:
            raise Broken(stop)
        at = stop + 1
