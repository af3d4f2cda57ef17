"""Which encoding a file of text is in: by what is valid first, by how likely the text is second.

A byte order mark settles it. What is valid UTF-8 as a whole is UTF-8. For the rest, every candidate decodes a sample,
and the one whose characters are the likeliest wins; charset-normalizer is asked only where none is likely.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

import regex

from ftprep.io.likelihood import IMPOSSIBLE, likelihood

BLOCK = 1 << 20
_SAMPLE_BYTES = 64 * 1024
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LEGACY = ("gb18030", "cp950", "big5hkscs", "cp1252")
_WIDE = ("utf-16-le", "utf-16-be")
_HIGH = regex.compile(rb"[\x80-\xff]")
_BEFORE, _LINE_BYTES = 200, 600
_CONTROLS = regex.compile(rb"[\x00-\x06\x0e-\x1a\x1c-\x1f]")
_PRINTABLE = regex.compile(rb"[\x20-\x7e]")
_LIKELY = 0.3
"""Mean likelihood of a character (-3 to 1) that a candidate needs."""
_SURELY = 0.6
"""What UTF-16 needs past a few characters: real text has more."""
_MORE_THAN_TEXT, _FULL_OF = 0.02, 0.3
"""Share of control bytes that no text has; that even valid UTF-8 has only by accident."""
_ZEROS = 0.3
_FEW = 32
"""Bytes beyond ASCII: of fewer, what is valid and what charset-normalizer says are both accidents."""
_MANY = 96
"""Bytes beyond ASCII of which Chinese text has its share of everyday characters."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """`name` is Python's; `start` the length of the byte order mark."""

    name: str
    start: int = 0


@dataclass(slots=True)
class _Look:
    """What one pass over a file shows."""

    head: bytes
    valid: bool
    sample: bytes
    """Lines with bytes beyond ASCII, from wherever they begin."""
    controls: bool


def detect_encoding(path: Path) -> Encoding | None:
    """The encoding of a file, None where it is no text. The whole file is read once, in pieces."""
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in _MARKS:
        if head.startswith(mark):
            return Encoding(name, len(mark))
    look = _look(path)
    if look.valid and not look.controls:
        return Encoding("gb18030" if _by_accident(look.head) else "utf-8")
    if (
        look.controls
        and _may_be_wide(look.head)
        and _likelihood(look.head, wide := _likeliest(look.head, _WIDE)) >= _LIKELY
    ):
        return Encoding(wide)
    if look.valid or _mostly_utf8(look.sample):
        return None if _binary(look.head, _FULL_OF) else Encoding("utf-8")
    best = _likeliest(look.sample, _LEGACY)
    wide = _likeliest(look.head, _WIDE)
    enough = max(_LIKELY if len(look.head) < _FEW else _SURELY, _likelihood(look.sample, best))
    if not _letters(look.head) and _likelihood(look.head, wide) > enough:
        return Encoding(wide)
    if _binary(look.head, _MORE_THAN_TEXT):
        return None
    if _likelihood(look.sample, best) < _needed(look.sample):
        best = _asked(look.sample) or best
    return Encoding(best)


def _look(path: Path) -> _Look:
    decoder = codecs.getincrementaldecoder("utf-8")()
    head, sample, valid, controls = b"", b"", True, False
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            if not head:
                head = block[:_SAMPLE_BYTES]
                controls = _CONTROLS.search(head) is not None
            if valid:
                try:
                    decoder.decode(block)
                except UnicodeDecodeError:
                    valid = False
            if len(sample) < _SAMPLE_BYTES and not block.isascii():
                sample += _high_lines(block, _SAMPLE_BYTES - len(sample))
            if not valid and len(sample) >= _SAMPLE_BYTES:
                break
    if valid:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            valid = False
    return _Look(head, valid, sample, controls)


def _high_lines(block: bytes, enough: int) -> bytes:
    """Lines with bytes beyond ASCII, long ones cut, until there are enough of them."""
    lines: list[bytes] = []
    at = size = 0
    while size < enough and (match := _HIGH.search(block, at)):
        start = max(block.rfind(b"\n", at, match.start()) + 1, match.start() - _BEFORE, at)
        end = block.find(b"\n", match.start())
        at = len(block) if end < 0 else end + 1
        lines.append(block[start : min(at, start + _LINE_BYTES)])
        size += len(lines[-1])
    return b"".join(lines)


def _mostly_utf8(sample: bytes) -> bool:
    """Whether more lines with characters beyond ASCII are valid UTF-8 than not: then the others are damaged rows."""
    good = bad = 0
    for line in sample.split(b"\n"):
        if not line.isascii():
            try:
                line.decode()
                good += 1
            except UnicodeDecodeError:
                bad += 1
    return good > bad


def _by_accident(head: bytes) -> bool:
    """Whether a whole text of two to four characters is valid UTF-8, but everyday Chinese in GB18030: 谢谢 is лл there."""
    text = head.strip()
    return len(text) in (4, 6, 8) and min(text) >= 0x80 and max(text) < 0xE0 and _likelihood(text, "gb18030") > 0.9


def _needed(sample: bytes) -> float:
    """The likelihood beneath which another opinion is asked for."""
    high = _high(sample)
    return IMPOSSIBLE if high < _FEW else _LIKELY if high < _MANY else 0.4


def _high(sample: bytes) -> int:
    return sum(byte >= 0x80 for byte in sample)


def _likeliest(sample: bytes, names: tuple[str, ...]) -> str:
    return max(names, key=lambda name: _likelihood(sample, name))  # the first of equals


def _likelihood(sample: bytes, name: str) -> float:
    if name.startswith("utf-16"):
        sample = sample[: len(sample) // 2 * 2]
    text = codecs.getincrementaldecoder(name)("replace").decode(sample)
    return likelihood(text, name)


def _asked(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    match = from_bytes(sample).best()
    return match.encoding if match is not None else None


def _may_be_wide(head: bytes) -> bool:
    """Not where all but a few stray zero bytes is printable ASCII: Latin text in UTF-16 has one zero in two bytes."""
    rest = head.translate(None, b"\0\t\r\n")
    return len(_PRINTABLE.findall(rest)) < len(rest) or head.count(0) > _ZEROS * len(head)


def _letters(head: bytes) -> bool:
    """Whether nearly all is printable ASCII, pairs of which make Chinese characters in UTF-16."""
    return len(_PRINTABLE.findall(head)) > 0.9 * len(head)


def _binary(head: bytes, share: float) -> bool:
    controls = len(_CONTROLS.findall(head))
    return controls > 2 and controls > share * len(head)
