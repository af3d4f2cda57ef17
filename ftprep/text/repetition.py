"""How much of a text says again what it said before: the measures of Gopher (Rae et al. 2021, section A.1.1).

A word is a run of letters and digits or, in a text that is mostly Chinese, two characters: there an n-gram is a piece
of 2n characters, wherever it begins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftprep.text.ngrams import Cut, Numbered, characters, ngrams_of
from ftprep.text.scripts import WIDE

MIN_WORDS = 50
"""Gopher judges documents of 50 words and more; in less, "好的好的" or a refrain would be half of the text."""

TOP_NGRAMS = ((2, 0.20), (3, 0.18), (4, 0.16))
DUPLICATE_NGRAMS = ((5, 0.15), (6, 0.14), (7, 0.13), (8, 0.12), (9, 0.11), (10, 0.10))
_LEAST = DUPLICATE_NGRAMS[-1][1]
LOOPING = 0.5
LINES, LINE_CHARS = 0.30, 0.20  # and of paragraphs


_WIDE_RUN = re.compile(f"[{WIDE}]+")
_OTHER_RUN = re.compile(rf"[^\W_{WIDE}]+")
_RUN = re.compile(f"({_WIDE_RUN.pattern})|({_OTHER_RUN.pattern})")
_BLANKED = bytes(code if chr(code).isalnum() else 32 for code in range(128)).ljust(256)
_BLOCKS = 24
_FIRST_BLOCKS, _BLOCKS_FOR_ONE = 4, 4
"""A text is let go when none of its first eight blocks comes again, one of twelve, two of sixteen: of blocks each of which
has an even chance, 0.4 %, 0.3 % and 0.2 %."""


def words_of(text: str) -> Sequence[str]:
    """Its words, where Chinese characters stand alone; where all do, as one string of them.

    >>> words_of("GPT_4 真的快"), words_of("真的，很快！")
    (['GPT', '4', '真', '的', '快'], '真的很快')
    """
    if text.isascii():
        return text.encode().translate(_BLANKED).decode().split()
    if _OTHER_RUN.search(text) is None:
        return "".join(_WIDE_RUN.findall(text))
    if _WIDE_RUN.search(text) is None:
        return _OTHER_RUN.findall(text)
    words: list[str] = []
    for wide, other in _RUN.findall(text):
        words += wide
        if other:
            words.append(other)
    return words


def looping(text: str) -> tuple[str, float, float] | None:
    """As `repetition`, by Data-Juicer's measure and limit: half of the text lies in repeated 10-grams."""
    if not _may_loop(text):
        return None
    words = words_of(text)
    size = 10 * _width(text, words)
    if len(words) < size:
        return None
    share = ngrams_of(words).share(size)
    return ("duplicate_10gram", share, LOOPING) if share > LOOPING else None


def _may_loop(text: str) -> bool:
    """Whether of some blocks of the text, each shorter than a 10-gram, a quarter comes again. Where half of a text lies
    in repeated 10-grams, about half of its blocks do. They are looked at in three rounds over the whole text, each from
    its end, where least is left to search, until it is settled: mostly by eight that come once."""
    size = 16 if text.isascii() else 10
    if len(text) < 2 * size:
        return False
    starts = range(0, len(text) - size, max(size, len(text) // _BLOCKS))
    again = 0
    for seen, at in enumerate((*starts[::-3], *starts[-2::-3], *starts[-3::-3]), 1):
        if text.find(text[at : at + size], at + 1) >= 0:
            again += 1
        elif again < (seen - _FIRST_BLOCKS) // _BLOCKS_FOR_ONE or 4 * (seen - again) > 3 * len(starts):
            return False
    return True


def has_enough(text: str) -> bool:
    """Whether `repetition` may have anything to say of a text: lines, or as many words as it asks for. Cheap."""
    if "\n" in text or len(text) >= 2 * MIN_WORDS:
        return True
    return len(text) >= MIN_WORDS and not text.isascii() and 2 * _wide(text) <= len(text)


def repetition(text: str, words: Sequence[str]) -> tuple[str, float, float] | None:
    """The first measure in which a text is above the limit: (its name, the figure, the limit); None if in none.
    `words` are `words_of(text)`."""
    for name, measure in (("lines", repeated_lines), ("paragraphs", repeated_paragraphs)) if "\n" in text else ():
        count, chars = measure(text)
        if count > LINES:
            return f"duplicate_{name}", count, LINES
        if chars > LINE_CHARS:
            return f"duplicate_{name}_characters", chars, LINE_CHARS
    if len(words) < MIN_WORDS or len(words) < MIN_WORDS * (width := _width(text, words)):
        return None
    return _repeated_ngrams(words, width)


def _repeated_ngrams(words: Sequence[str], width: int) -> tuple[str, float, float] | None:
    total, longest = characters(words), 1 if isinstance(words, str) else max(map(len, words))
    few, reach, known, ngrams = False, [(len(words), 0)], 0, ngrams_of(words)
    for size, limit in TOP_NGRAMS:
        span = size * width
        # No n-gram comes oftener than a shorter one in it, nor has more beside that than as many words of the longest.
        if all(count * (chars + longest * (span - known)) <= limit * total for count, chars in reach):
            continue
        again = ngrams.again(span)
        if again == 0:
            return None
        reach, known = [(again + 1, longest * span)], span
        if (again + 1) * longest * span > limit * total:
            reach = ngrams.repeated(span)
            most, chars = max(reach)
            if (share := min(1.0, chars * most / total)) > limit:
                return f"top_{size}gram", share, limit
        few = few or _most_covered(again, span, DUPLICATE_NGRAMS[0][0] * width) * longest <= _LEAST * total
    return None if few else _duplicates(ngrams, width)


def _most_covered(again: int, span: int, size: int) -> float:
    """How many words can lie in repeated n-grams of `size` or more, where so many of `span` stood before: each of them
    holds size - span + 1 of those."""
    return again * size / (size - span + 1)


def _duplicates(ngrams: Cut | Numbered, width: int) -> tuple[str, float, float] | None:
    for size, limit in DUPLICATE_NGRAMS:
        share = ngrams.share(size * width)
        if share > limit:
            return f"duplicate_{size}gram", share, limit
        # Longer ones lie within shorter ones, of which at worst 5 words of 9 are covered.
        if share * 9 / 5 <= _LEAST:
            break
    return None


def _width(text: str, words: Sequence[str]) -> int:
    """How many of the words make one: two where most are Chinese characters."""
    if isinstance(words, str):
        return 2
    return 1 if text.isascii() or 2 * _wide(text) <= len(words) else 2


def _wide(text: str) -> int:
    return sum(map(len, _WIDE_RUN.findall(text)))


def repeated_lines(text: str) -> tuple[float, float]:
    """The share of lines, and of their characters, that stood in the text before. Blank lines do not count."""
    return _repeated([line for line in map(str.strip, text.split("\n")) if line])


def repeated_paragraphs(text: str) -> tuple[float, float]:
    """The same for paragraphs, which blank lines divide."""
    return _repeated([part for part in map(str.strip, text.split("\n\n")) if part])


def _repeated(pieces: Sequence[str]) -> tuple[float, float]:
    distinct = set(pieces)
    if len(distinct) == len(pieces):
        return 0.0, 0.0
    total = sum(map(len, pieces))
    return 1 - len(distinct) / len(pieces), 1 - sum(map(len, distinct)) / total
