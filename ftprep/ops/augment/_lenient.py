"""Reading JSON as language models write it, and saying where it was cut.

Finds every object in a reply, whatever stands around it, and tolerates what models do: single or curly or full-width
quotes, raw line breaks and unescaped quotes inside strings, trailing and missing commas, full-width commas and colons,
unquoted keys, comments, Python's True and None. It never completes anything: an object that ends with the reply is
marked as cut, and keeps only the fields whose values were whole.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

MAX_DEPTH = 50
_OPENERS = {'"': '"', "'": "'", "“": "”", "”": "”", "‘": "’", "＂": "＂", "「": "」", "『": "』", "`": "`"}
_SPACE = re.compile(r"(?:\s|/\*.*?\*/|//[^\n]*)*", re.DOTALL)
_WORD = re.compile(r"[^\W]+(?:[-.+]\w+)*", re.UNICODE)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?")
_LITERALS = {"true": True, "false": False, "null": None, "none": None, "nan": None, "undefined": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\"}


@dataclass(slots=True)
class Found:
    """An object of a reply. `cut`: the reply ended inside it, and `values` holds the fields that were whole."""

    values: dict[str, Any]
    start: int
    end: int
    cut: bool = False
    cut_field: str = ""
    cut_in_list: bool = False
    """The cut is inside a list that the object wraps: the objects before it in the list are whole."""


class _Cut(Exception):  # noqa: N818 - not an error: the reply ended
    """The reply ended inside a value."""

    def __init__(self, *, in_list: bool = False) -> None:
        self.in_list = in_list


class _NotJson(Exception):  # noqa: N818 - not an error: look on
    """Not an object after all."""


def find_objects(text: str) -> list[Found]:
    """The outermost objects of a reply, in order, those inside arrays one by one."""
    out: list[Found] = []
    position = 0
    while (start := text.find("{", position)) >= 0:
        reader = _Reader(text)
        try:
            found = reader.object_at(start)
        except _NotJson:
            position = start + 1
            continue
        if found.cut_in_list and not found.values:
            position = start + 1
            continue
        if found.values or found.cut:
            out.append(found)
        position = max(found.end, start + 1)
    return out


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text

    def object_at(self, start: int, depth: int = 0) -> Found:
        found = Found({}, start, start)
        position = start + 1
        while True:
            position = self._skip(position, ",，、;；")
            if position >= len(self.text):
                found.cut, found.end = True, position
                return found
            if self.text[position] == "}":
                found.end = position + 1
                return found
            try:
                key, position = self._key(position)
                position = self._colon(position)
                found.cut_field = key
                value, position = self._value(position, depth)
            except _Cut as cut:
                found.cut, found.end, found.cut_in_list = True, len(self.text), cut.in_list
                return found
            if isinstance(value, Found):
                if value.cut:
                    found.cut, found.end = True, len(self.text)
                    return found
                value = value.values
            found.values[key] = value
            found.cut_field = ""

    def _value(self, position: int, depth: int) -> tuple[Any, int]:
        position = self._skip(position)
        if position >= len(self.text):
            raise _Cut
        char = self.text[position]
        if depth > MAX_DEPTH:
            raise _NotJson
        if char == "{":
            found = self.object_at(position, depth + 1)
            return found, found.end
        if char == "[":
            return self._array(position, depth + 1)
        if char in _OPENERS:
            return self._string(position)
        match = _NUMBER.match(self.text, position)
        if match and (match.end() >= len(self.text) or self.text[match.end()] in ",，]} \n\r\t；;"):
            number = match[0]
            return (int(number) if number.lstrip("-").isdigit() and len(number) < 19 else float(number)), match.end()
        return self._bare(position)

    def _array(self, position: int, depth: int) -> tuple[list[Any], int]:
        out: list[Any] = []
        position += 1
        while True:
            position = self._skip(position, ",，、")
            if position >= len(self.text):
                raise _Cut(in_list=True)
            if self.text[position] == "]":
                return out, position + 1
            try:
                value, position = self._value(position, depth)
            except _Cut:
                raise _Cut(in_list=True) from None
            if isinstance(value, Found):
                if value.cut:
                    raise _Cut(in_list=True)
                value = value.values
            out.append(value)

    def _key(self, position: int) -> tuple[str, int]:
        if self.text[position] in _OPENERS:
            return self._string(position, key=True)
        match = _WORD.match(self.text, position)
        if match is None:
            raise _NotJson
        return match[0], match.end()

    def _colon(self, position: int) -> int:
        position = self._skip(position)
        if position >= len(self.text):
            raise _Cut
        if self.text[position] not in ":：=":
            raise _NotJson
        return position + 1

    def _string(self, position: int, *, key: bool = False) -> tuple[str, int]:
        opener = self.text[position]
        closers = {_OPENERS[opener], opener} if opener in "”“" else {_OPENERS[opener]}
        out: list[str] = []
        position += 1
        while position < len(self.text):
            char = self.text[position]
            if char == "\\" and position + 1 < len(self.text):
                piece, position = self._escape(position)
                out.append(piece)
            elif char in closers and self._closes(position + 1, key=key):
                return "".join(out), position + 1
            else:
                out.append(char)
                position += 1
        raise _Cut

    def _closes(self, position: int, *, key: bool) -> bool:
        """Whether a quote just before `position` ends its string: what follows must go on as JSON does."""
        position = self._skip(position)
        if position >= len(self.text):
            return True
        char = self.text[position]
        if key:
            return char in ":：="
        if char in "]}":
            return True
        if char in ",，":
            after = self._skip(position + 1)
            return after >= len(self.text) or self.text[after] in "\"'“”‘＂「{[]}" or _is_key(self.text, after)
        return char in _OPENERS and self._is_next_key(position)

    def _is_next_key(self, position: int) -> bool:
        """Whether a key begins here: the comma before it was forgotten."""
        closer = _OPENERS[self.text[position]]
        end = self.text.find(closer, position + 1, position + 40)
        return end > 0 and self.text[self._skip(end + 1) : self._skip(end + 1) + 1] in (":", "：")

    def _escape(self, position: int) -> tuple[str, int]:
        char = self.text[position + 1]
        if char == "u":
            digits = self.text[position + 2 : position + 6]
            if len(digits) == 4 and all(digit in "0123456789abcdefABCDEF" for digit in digits):
                code, position = int(digits, 16), position + 6
                if 0xD800 <= code < 0xDC00 and self.text[position : position + 2] == "\\u":
                    low = self.text[position + 2 : position + 6]
                    if len(low) == 4 and low[:2].lower() in ("dc", "dd", "de", "df"):
                        pair = 0x10000 + ((code - 0xD800) << 10) + (int(low, 16) - 0xDC00)
                        return chr(pair), position + 6
                return (chr(code) if not 0xD800 <= code < 0xE000 else "\ufffd"), position
            return "\\u", position + 2
        if char in _ESCAPES:
            return _ESCAPES[char], position + 2
        return (char if char in _OPENERS else "\\" + char), position + 2

    def _bare(self, position: int) -> tuple[Any, int]:
        match = _WORD.match(self.text, position)
        if match is None or match[0].lower() not in _LITERALS:
            raise _NotJson
        return _LITERALS[match[0].lower()], match.end()

    def _skip(self, position: int, also: str = "") -> int:
        while True:
            match = _SPACE.match(self.text, position)
            position = match.end() if match else position
            if position < len(self.text) and self.text[position] in also:
                position += 1
                continue
            return position


def _is_key(text: str, position: int) -> bool:
    match = _WORD.match(text, position)
    return match is not None and text[match.end() : match.end() + 1] in (":", "：")
