"""The checks of filter_quality: each says in a few figures what is wrong with a record, or None."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from itertools import chain, islice

from ftprep.ops.quality._limits import MIN_LINES, Bound, Limits
from ftprep.ops.quality._shares import above, below, too_many_digits, too_many_symbols, too_many_urls, too_much_space
from ftprep.ops.quality._view import View
from ftprep.text.emptiness import says_nothing
from ftprep.text.gibberish import is_gibberish
from ftprep.text.repetition import has_enough, looping, repetition
from ftprep.text.scripts import HAN
from ftprep.text.stop_words import STOP_WORDS
from ftprep.text.tokens import estimate_tokens

Check = Callable[[View, Limits], str | None]

_WORD = re.compile(rf"[{HAN}]{{1,2}}|[^\W_{HAN}]+")
_HAN = re.compile(f"[{HAN}]")
_BULLET = re.compile(r"\s*(?:[-*•·●▪◦‣–—]|\(?\d{1,3}[.)、）]|[（(][一二三四五六七八九十\d]+[)）])")
_ENDED = re.compile(r"[.!?。！？…;；:：\"'”’」』)）\]】》~～]\s*$")
_FUNCTION_HAN = re.compile("[的了是在不我有和就这也你他她们为以上个到说要去会着那之乎者而其于焉矣哉曰乃则与所或及等]")
"""Of both the language of today and the classical one."""
_FENCED = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)


def length(text: str, unit: str) -> int:
    """In characters that are no white space, in words (two Chinese characters are one), or in estimated tokens."""
    if unit == "words":
        return len(_WORD.findall(text))
    return estimate_tokens(text) if unit == "tokens" else len("".join(text.split()))


def too_short(view: View, limits: Limits) -> str | None:
    if not view.record.turns and says_nothing(view.whole):
        return "nothing but blanks and punctuation" if view.whole else "no text"
    bound = limits.min_length
    return None if bound is None else _outside(view, bound, low=True)


def too_long(view: View, limits: Limits) -> str | None:
    bound = limits.max_length
    return None if bound is None else _outside(view, bound, low=False)


def one_sided(view: View, limits: Limits) -> str | None:
    """A conversation in which the person or the model says nothing."""
    record = view.record
    if not limits.dialogue or (not record.turns and record.text is not None):
        return None
    said = {turn.role for turn in record.turns if turn.input or not says_nothing(turn.content)}
    said |= {turn.role for turn in record.chosen or () if not says_nothing(turn.content)}
    if "tool_call" in said:
        said.add("assistant")
    missing = [role for role in ("user", "assistant") if role not in said]
    return f"no text from {' and '.join(missing)}" if missing else None


def placeholder_answer(view: View, limits: Limits) -> str | None:
    """An answer that only holds the place of one."""
    if not limits.placeholder:
        return None
    from ftprep.ops.quality._placeholders import is_placeholder

    return next((f"answer {n}" for n, text in enumerate(view.answers, 1) if is_placeholder(text)), None)


def prompt_echoed(view: View, limits: Limits) -> str | None:
    """An answer that gives the question back and adds next to nothing."""
    if not limits.echo:
        return None
    from ftprep.ops.quality._echo import gives_back

    found = (n for n, (question, answer) in enumerate(view.pairs, 1) if gives_back(question, answer))
    return next((f"answer {number}" for number in found), None)


def truncated_answer(view: View, limits: Limits) -> str | None:
    """A last answer that stops in the middle."""
    if limits.truncated == "off" or not view.record.turns or not view.answers:
        return None
    from ftprep.ops.quality._truncation import truncation

    return truncation(view.answers[-1], likely=limits.truncated == "likely")


def repeats_itself(view: View, limits: Limits) -> str | None:
    if limits.repetition != "off":
        for number, text in enumerate(view.answers):
            if limits.repetition == "looping":
                found = looping(text)
            else:
                found = repetition(text, view.answer_words[number]) if has_enough(text) and not view.is_code else None
            if found is not None:
                name, figure, limit = found
                return f"{name} {above(figure, limit)}"
    return None


def bad_lines(view: View, limits: Limits) -> str | None:
    """Lines as of a menu or a cut teaser rather than of prose."""
    most = (
        ("ellipsis", _cut, limits.max_ellipsis_lines),
        ("bullet", _BULLET.match, limits.max_bullet_lines),
        ("short", _short, limits.max_short_lines),
    )
    least = limits.min_ended_lines
    if least is None and all(limit is None for _, _, limit in most):
        return None
    lines = [line for line in _FENCED.sub("", view.whole).split("\n") if line.strip()]
    if len(lines) < MIN_LINES or view.is_code:
        return None
    for name, is_so, limit in most:
        if limit is not None and (share := _share_above(lines, is_so, limit)) is not None:
            return f"{name} lines {above(share, limit)}"
    few = None if least is None else _share_below(lines, _ended, least)
    return None if few is None or least is None else f"ended lines {below(few, least)}"


def unlike_prose(view: View, limits: Limits) -> str | None:
    """Words too short, too long, without letters, or without the small words that every sentence has."""
    low, high, alphabetic, stops = (
        limits.min_word_length,
        limits.max_word_length,
        limits.min_alphabetic_words,
        limits.min_stop_words,
    )
    if (low is None and high is None and alphabetic is None and stops is None) or view.is_code:
        return None
    if view.has_more_han_than(sum(map(len, view.answers)) // 2) or view.has_more_han_than(
        sum(map(len, view.answer_words)) // 2
    ):
        # Chinese: word lengths say nothing.
        if stops is None:
            return None
        found = sum(1 for _ in islice(_FUNCTION_HAN.finditer(view.whole), stops))
        return f"{found} function characters" if found < stops else None
    words = list(chain.from_iterable(view.answer_words))
    if not words:
        return "no words"
    mean = sum(map(len, words)) / len(words)
    if not (low or 0) <= mean <= (math.inf if high is None else high):
        return f"mean word length {mean:.1f}"
    share = 1 - sum(map(str.isdigit, words)) / len(words)
    if alphabetic is not None and share < alphabetic:
        return f"alphabetic words {below(share, alphabetic)}"
    if stops is None:
        return None
    found = sum(1 for _ in islice((word for word in words if word.lower() in STOP_WORDS), stops))
    return f"{found} stop words" if found < stops else None


def gibberish(view: View, limits: Limits) -> str | None:
    if not limits.gibberish:
        return None
    return next((f"text {n}" for n, text in enumerate(view.prose, 1) if is_gibberish(text)), None)


def _outside(view: View, bound: Bound, *, low: bool) -> str | None:
    limit, unit = bound
    beginning = view.whole[: 6 * limit]
    if low and len(beginning) < len(view.whole) and length(beginning, unit) >= limit:
        return None
    if not low and len(view.whole) <= limit:
        return None
    if low and unit == "words" and view.has_more_han_than(2 * limit - 1):  # two of them make a word
        return None
    found = length(view.whole, unit)
    return f"{found} {unit}" if (found < limit if low else found > limit) else None


def _share_above(lines: list[str], is_so: Callable[[str], object], limit: float) -> float | None:
    """The share of lines that are so, where it is above a limit: mostly settled by the first lines that are not."""
    total = most = len(lines)
    for line in lines:
        if not is_so(line):
            most -= 1
            if most / total <= limit:
                return None
    return most / total if most / total > limit else None


def _share_below(lines: list[str], is_so: Callable[[str], object], limit: float) -> float | None:
    """The share of lines that are so, where it is below a limit: mostly settled by the first that are."""
    total, least = len(lines), 0
    for line in lines:
        if is_so(line):
            least += 1
            if least / total >= limit:
                return None
    return least / total if least / total < limit else None


def _cut(line: str) -> bool:
    return line.rstrip().endswith(("...", "…"))


def _short(line: str) -> bool:
    return len(line) <= 30 and len(line) + len(_HAN.findall(line)) <= 30


def _ended(line: str) -> bool:
    return _ENDED.search(line, max(0, len(line) - 8)) is not None


CHECKS: tuple[tuple[str, Check, tuple[str, ...]], ...] = (
    ("one_sided", one_sided, ("dialogue",)),
    ("too_short", too_short, ()),
    ("too_long", too_long, ("max_length",)),
    ("placeholder_answer", placeholder_answer, ("placeholder",)),
    ("prompt_echoed", prompt_echoed, ("echo",)),
    ("truncated_answer", truncated_answer, ("truncated",)),
    ("too_many_symbols", too_many_symbols, ("max_symbols",)),
    ("too_many_digits", too_many_digits, ("max_digits",)),
    ("too_many_urls", too_many_urls, ("max_urls",)),
    ("too_much_space", too_much_space, ("max_spaces",)),
    ("bad_lines", bad_lines, ("max_ellipsis_lines", "max_bullet_lines", "max_short_lines", "min_ended_lines")),
    (
        "unlike_prose",
        unlike_prose,
        ("min_word_length", "max_word_length", "min_alphabetic_words", "min_stop_words"),
    ),
    ("gibberish", gibberish, ("gibberish",)),
    ("repeats_itself", repeats_itself, ("repetition",)),
)
"""In this order, the cheap ones first; a record is dropped by the first that speaks. Beside each the limits that switch it
on; too_short always looks for text."""


def checks_of(limits: Limits) -> list[tuple[str, Check]]:
    """Those that the limits ask for.

    >>> [reason for reason, _ in checks_of(Limits(max_urls=0.2, gibberish=False))]
    ['too_short', 'too_many_urls', 'repeats_itself']
    """
    return [
        (reason, check)
        for reason, check, by in CHECKS
        if not by or any(getattr(limits, name) not in (None, False, "off") for name in by)
    ]
