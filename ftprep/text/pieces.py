"""The part of a pattern that every match must hold: what a gate can look for instead of the whole.

Patterns with gaps ("won" … within thirty characters … "claim") make automata that are large and slow to build; their
pieces make one small automaton for all of them. Enough of RE2's syntax is read here to cut safely: a pattern that is
not understood is its own piece.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_CLASS = re.compile(r"\[\^?(?:\\.|[^\\])(?:\\.|[^\]\\])*\]")
_GAP_ITSELF = r"(?:\.|\[\^[^\]]*\])(?:\{\d*,?\d*\}|[*+?])\??"
_GAP = re.compile(rf"{_GAP_ITSELF}|\(\?:{_GAP_ITSELF}\)(?:[*+?]\??)?")
_NONE_OR_SEVERAL = re.compile(r"\*|\{0,\d*\}")
_WHOLE = re.compile(r"((?:\\b)?)\(\?:")
_TIMES = re.compile(r"\{(\d+)(?:,\d*)?\}\??|([*?])\??|(\+)\??")
_ZERO_WIDTH = ("\\b", "\\B", "\\A", "\\z")


def alternatives(pattern: str) -> list[str]:
    """The pattern's branches outside parentheses.

    >>> alternatives("a|(?:b|c)d|[|]")
    ['a', '(?:b|c)d', '[|]']
    """
    return _split(pattern, lambda at: at + 1 if pattern[at] == "|" else None)


def branches(pattern: str) -> list[str]:
    """The same, and of a branch that is one choice within parentheses each of what there is to choose from.

    >>> branches(r"a|\\b(?:b|(?:c|d))\\b")
    ['a', '\\\\bb\\\\b', '\\\\bc\\\\b', '\\\\bd\\\\b']
    """
    found: list[str] = []
    for branch in alternatives(pattern):
        whole = _WHOLE.match(branch)
        end = closing(branch, len(whole[1])) + 1 if whole else 0
        if whole is None or branch[end:] not in ("", "\\b"):
            found.append(branch)
            continue
        inside = branches(branch[whole.end() : end - 1])
        found += [whole[1] + each + branch[end:] for each in inside]
    return found


def necessary_piece(pattern: str) -> str:
    """The piece between gaps, outside parentheses, that is likely to be the rarest.

    >>> necessary_piece("加.{0,8}领取红包"), necessary_piece("(?:a|b)?")
    ('领取红包', '(?:a|b)?')
    """
    return max(necessary_pieces(pattern), key=rarity)


def necessary_pieces(pattern: str) -> list[str]:
    """All the pieces between gaps that ask for anything: fewer texts hold all of them than the rarest.

    >>> necessary_pieces("我(?:就|也)*(?:.{0,8}?)(?:红包|礼品)[^,]*"), necessary_pieces("(?:a|b)?")
    (['我', '(?:红包|礼品)'], ['(?:a|b)?'])
    """

    def gap(at: int) -> int | None:
        match = _GAP.match(pattern, at)
        if match is not None:
            return match.end()
        times = _TIMES.match(pattern, end := _item(pattern, at)[0])
        return times.end() if times is not None and _NONE_OR_SEVERAL.match(pattern, end) else None

    return [piece for piece in _split(pattern, gap) if rarity(piece)] or [pattern]


def rarity(pattern: str) -> float:
    """How much the least demanding text that a pattern matches asks for: 1 a letter or a few to choose from, 2 a Chinese
    character, a quarter a range of characters; 0 where the pattern matches nothing at all.

    >>> rarity("ab?(?:cde|红){2}"), rarity("(?:x|)")
    (5.0, 0.0)
    """
    return min(map(_rarity_of_branch, alternatives(pattern)))


def _rarity_of_branch(branch: str) -> float:
    total, at = 0.0, 0
    while at < len(branch):
        end, worth = _item(branch, at)
        times = _TIMES.match(branch, end)
        if times is not None:
            end = times.end()
            worth *= int(times[1]) if times[1] else 0 if times[2] else 1
        total += worth
        at = end
    return total


def _item(branch: str, at: int) -> tuple[int, float]:
    """(where the item at `at` ends, its rarity)."""
    char = branch[at]
    if char == "\\":
        long = branch[at + 1 : at + 2] in ("p", "P") and branch[at + 2 : at + 3] == "{"
        if branch[at : at + 2] in _ZERO_WIDTH:
            return at + 2, 0.0
        return branch.index("}", at) + 1 if long else at + 2, 1.0 if branch[at + 1 : at + 2] in ".+*?()[]$^|" else 0.25
    if char == "[" and (found := _CLASS.match(branch, at)) is not None:
        few = not any(sign in found[0] for sign in ("-", "\\", "[^"))
        return found.end(), 1.0 if few else 0.25
    if char == "(":
        end = closing(branch, at)
        inside = re.sub(r"^\?[a-zA-Z]*:", "", branch[at + 1 : end])
        return end + 1, rarity(inside)
    return at + 1, 0.0 if char in "^$" else 0.25 if char == "." else 1.0 if char.isascii() else 2.0


def closing(pattern: str, start: int) -> int:
    depth, at = 0, start
    while True:
        char = pattern[at]
        if char == "\\":
            at += 1
        elif char == "[" and (found := _CLASS.match(pattern, at)) is not None:
            at = found.end() - 1
        else:
            depth += (char == "(") - (char == ")")
            if depth == 0:
                return at
        at += 1


def _split(pattern: str, cut: Callable[[int], int | None]) -> list[str]:
    """The parts outside parentheses between the places where `cut` says that one ends, at its index."""
    parts, start, at = [], 0, 0
    while at < len(pattern):
        if (end := cut(at)) is not None:
            parts.append(pattern[start:at])
            start = at = end
        elif pattern[at] == "(":
            at = closing(pattern, at) + 1
        else:
            at, _ = _item(pattern, at)
    return [*parts, pattern[start:]]
