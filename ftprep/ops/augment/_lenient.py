"""Reading JSON as language models write it, and saying where it was cut.

Finds every object in a reply, whatever stands around it, and tolerates what models do: single or curly or full-width
quotes, raw line breaks and unescaped quotes inside strings, trailing and missing commas, full-width commas and colons,
missing quotes around keys and at a value's end, comments, Python's True and None. It never completes anything: an
object that ends with the reply is marked as cut, and keeps only the fields whose values were whole.

Work is linear in the reply's length, whatever stands in it: every character looked at is counted, and reading ends
where MAX_LOOKS a character are used up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from ftprep.ops.augment._escapes import holds_tex, unescaped

MAX_DEPTH = 50
MAX_LOOKS = 30
"""For each character of a reply. Well-formed JSON needs one, the most demanding of our own messy replies ten."""

_CLOSERS = {
    '"': '"”＂',
    "“": '”＂"',
    "”": '”＂"',
    "＂": '＂"”',
    "'": "'’",
    "‘": "’'",
    "’": "’'",
    "「": "」",
    "『": "』",
    "`": "`",
}
"""A quote → those that may end its string: models mix them."""

_SPACE = re.compile(r"(?:\s+|//[^\n]*|#[^\n\"'}\]]{0,200}(?=\n))*")
_KEY = re.compile(
    r"""\\?["'“”‘’＂「『`]?[ \t]*(?P<name>[^\W_][\w .\-]{0,48}?|\w)[ \t:：]{0,3}\\?["'“”‘’＂」』`]?\s{0,20}(?:[:：]|=>|=)"""
)
_QUOTED_KEY = re.compile(r"""["'“”＂](?P<name>[^"'“”＂\n{}]{0,80})["'“”＂]\s{0,20}[:：]""")
_STRICT = json.JSONDecoder(strict=False)
_OPEN = re.compile(r"[{｛]")
_WORD = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"-?\d{1,400}(?:\.\d{1,400})?(?:[eE][+-]?\d{1,3})?")
_AFTER_NUMBER = frozenset(",，、]}；; \n\r\t/#")
_LITERALS = {"true": True, "false": False, "null": None, "none": None, "nan": None, "undefined": None}
_BETWEEN = ",，、;；"


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
    """Not an object after all. `resume`: where nothing is worth a look before."""

    def __init__(self, resume: int = 0) -> None:
        self.resume = resume


class _TooMuchWork(Exception):  # noqa: N818 - not an error: the reply is no data
    """More was looked at than any honest reply needs."""


def find_objects(text: str, names: Collection[str] = ()) -> list[Found]:
    """The outermost objects of a reply, in order, those inside arrays one by one.

    `names` are the fields that are waited for: they tell where a string ends whose closing quote was forgotten.
    """
    return LenientReader(text, names).objects()


class LenientReader:
    """One reply being read. `looks`: how many characters were looked at, in all."""

    def __init__(self, text: str, names: Collection[str] = ()) -> None:
        self.text = text
        self.names = frozenset(names)
        self.looks = 0
        self._most = MAX_LOOKS * len(text) + 1000
        self._last_comment_end = text.rfind("*/")
        self._stops = {closers: re.compile(f"[\\\\}}{closers}]") for closers in set(_CLOSERS.values())}

    def objects(self) -> list[Found]:
        """See find_objects."""
        out: list[Found] = []
        position = 0
        while match := _OPEN.search(self.text, position):
            start, position = match.start(), match.end()
            try:
                found = self._well_formed(start) or self._object(start, 0)
            except _NotJson as other:
                position = max(position, other.resume)
                continue
            except _TooMuchWork:
                break
            if found.cut_in_list and not found.values:
                continue
            if found.values or found.cut:
                out.append(found)
            position = max(found.end, start + 1)
        return out

    def _looked(self, count: int) -> None:
        self.looks += count
        if self.looks > self._most:
            raise _TooMuchWork

    def _well_formed(self, start: int) -> Found | None:
        """The object as it stands, where it is JSON; what a model wrote without escaping is looked at more closely."""
        try:
            values, end = _STRICT.raw_decode(self.text, start)
        except json.JSONDecodeError as error:
            self._looked(error.pos - start + 1)
            return None
        except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
            self._looked(1000)
            return None
        self._looked(end - start)
        return None if holds_tex(self.text[start:end]) else Found(values, start, end)

    def _object(self, start: int, depth: int) -> Found:
        found = Found({}, start, start)
        position = start + 1
        while True:
            position = self._skip(position, _BETWEEN)
            if position >= len(self.text):
                found.cut, found.end = True, position
                return found
            if self.text[position] in "}｝":
                found.end = position + 1
                return found
            try:
                key, position = self._key(position)
                found.cut_field = key
                value, position = self._value(position, depth, found)
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

    def _value(self, position: int, depth: int, inside: Found | None) -> tuple[Any, int]:
        position = self._skip(position)
        if position >= len(self.text):
            raise _Cut
        if depth > MAX_DEPTH:
            raise _NotJson(position)
        char = self.text[position]
        if char in "{｛":
            found = self._object(position, depth + 1)
            return found, found.end
        if char in "[［":
            return self._array(position, depth + 1)
        if char in _CLOSERS:
            return self._string(position, inside)
        self._looked(1)
        match = _NUMBER.match(self.text, position)
        if match:
            self._looked(match.end() - position)
            if match.end() >= len(self.text) or self.text[match.end()] in _AFTER_NUMBER:
                number = match[0]
                return (
                    int(number) if number.lstrip("-").isdigit() and len(number) < 19 else float(number)
                ), match.end()
        return self._literal(position)

    def _array(self, position: int, depth: int) -> tuple[list[Any], int]:
        out: list[Any] = []
        position += 1
        while True:
            position = self._skip(position, ",，、.…")
            if position >= len(self.text):
                raise _Cut(in_list=True)
            if self.text[position] in "]］":
                return out, position + 1
            try:
                value, position = self._value(position, depth, None)
            except _Cut:
                raise _Cut(in_list=True) from None
            if isinstance(value, Found):
                if value.cut:
                    raise _Cut(in_list=True)
                value = value.values
            out.append(value)

    def _key(self, position: int) -> tuple[str, int]:
        match = _KEY.match(self.text, position) or _QUOTED_KEY.match(self.text, position)
        self._looked(match.end() - position if match else 80)
        if match is not None:
            return match["name"].strip(), match.end()
        if len(self.text) - position < 80 and not set(self.text[position:]) & set("{}[]"):
            raise _Cut
        raise _NotJson

    def _string(self, position: int, inside: Found | None) -> tuple[str, int]:
        opener = self.text[position]
        if self.text.startswith(opener * 3, position) and (end := self.text.find(opener * 3, position + 3)) > 0:
            self._looked(end - position)
            return self.text[position + 3 : end], end + 3
        closers = _CLOSERS[opener]
        stop, begin = self._stops[closers], position + 1
        position = begin
        while True:
            match = stop.search(self.text, position)
            self._looked((match.end() if match else len(self.text)) - position + 1)
            if match is None:
                raise _Cut
            position = match.end()
            if match[0] == "\\":
                position += 1
            elif match[0] == "}":
                if inside is not None and self._begins_like(inside, position):
                    return unescaped(self.text[begin : match.start()]), match.start()
            elif self._closes(position, closers, inside) and (
                match[0] == opener or opener != '"' or self._goes_on(position)
            ):
                return unescaped(self.text[begin : match.start()]), position
            elif inside is not None and (before := self._forgotten(begin, match.start(), inside)):
                return unescaped(self.text[begin:before]), before

    def _closes(self, position: int, closers: str, inside: Found | None) -> bool:
        """Whether a quote just before `position` ends its string: what follows must go on as JSON does."""
        position = self._skip(position)
        if position >= len(self.text):
            return True
        char = self.text[position]
        if char in "]}］｝":
            while position < len(self.text) and self.text[position] in "]}］｝":
                position = self._skip(position + 1)
            return position >= len(self.text) or self.text[position] not in closers or self._is_key(position)
        if char in _BETWEEN:
            after = self._skip(position + 1, _BETWEEN)
            if after >= len(self.text) or self.text[after] in "{[]}｛［］｝" or self._is_key(after):
                return True
            return inside is None and (self.text[after] in _CLOSERS or self.text[after] in ".…")
        return (char in _CLOSERS and self._is_key(position)) or self.text.startswith("```", position)

    def _goes_on(self, position: int) -> bool:
        """Whether more than brackets follows: a curly quote near a cut end may be a quotation's."""
        while position < len(self.text) and self.text[position] in "]}］｝":
            position = self._skip(position + 1)
        return position < len(self.text)

    def _begins_like(self, inside: Found, position: int) -> bool:
        """Whether an object with the same first key begins after a brace: the quote before it was forgotten."""
        first = next(iter(inside.values), None)
        position = self._skip(position, ",，")
        if first is None or self.text[position : position + 1] not in ("{", "｛"):
            return False
        match = _KEY.match(self.text, self._skip(position + 1))
        return match is not None and match["name"] == first

    def _forgotten(self, begin: int, quote: int, inside: Found) -> int:
        """Where a string ends whose closing quote was forgotten: before a comma and the next awaited key. Else 0."""
        match = _KEY.match(self.text, quote)
        self._looked(60)
        if match is None or match["name"] not in self.names or match["name"] in inside.values:
            return 0
        before = self.text[max(begin, quote - 20) : quote].rstrip()
        if match["name"] == inside.cut_field or not before.endswith((",", "，")):
            return 0
        return max(begin, quote - 20) + len(before) - 1

    def _is_key(self, position: int) -> bool:
        self._looked(60)
        match = _KEY.match(self.text, position) or _QUOTED_KEY.match(self.text, position)
        return match is not None and (
            match["name"] in self.names or self.text[position] in _CLOSERS or "=" in match[0][-2:]
        )

    def _literal(self, position: int) -> tuple[Any, int]:
        match = _WORD.match(self.text, position, position + 12)
        if match is None or match[0].lower() not in _LITERALS:
            raise _NotJson
        return _LITERALS[match[0].lower()], match.end()

    def _skip(self, position: int, also: str = "") -> int:
        begin = position
        while True:
            match = _SPACE.match(self.text, position)
            position = match.end() if match else position
            if self.text.startswith("/*", position) and position < self._last_comment_end:
                position = self.text.find("*/", position) + 2
                continue
            if also and position < len(self.text) and self.text[position] in also:
                position += 1
                continue
            self._looked(position - begin + 1)
            return position
