"""Strings of which every match of a pattern holds one: what an automaton of plain strings can look for in its stead.

An automaton of patterns is built while texts are read, and of a thousand patterns it is large: the first megabytes of a
data set then take as long as all that follow. One of strings is small and stands from the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate, product

from ftprep.text.pieces import alternatives, closing

_MOST = 400
"""Strings for one branch of a pattern."""
ENOUGH = 4.0
"""What the least of the strings must be worth, a Chinese character two, a letter or sign one, a space nothing: a shorter
one is everywhere."""
LOOKED_FOR = 8.0
"""What the beginning of a string is worth that is looked for."""
_CLASS = re.compile(r"\[(\^?)((?:\\.|[^\]\\])+)\]")
_TIMES = re.compile(r"\{(\d+)(,?)(\d*)\}\??|([?*+])\??")
_MOST_TIMES = 3
_NOT_READ = re.compile(r"(?<!\\)\(\?(?!:)")
"""Flags and names of groups."""

Strings = frozenset[str]
_EMPTY: Strings = frozenset(("",))


@cache
def necessary_strings(pattern: str) -> Strings | None:
    """Strings of which every match holds one; None where there are too many, or one that says too little.

    >>> sorted(necessary_strings("加.{0,4}(?:微|薇)信.{0,8}领") or ())
    ['微信', '薇信']
    >>> necessary_strings("[0-9]{3}"), sorted(necessary_strings("free (?:gift|prize)|won a") or ())
    (None, ['free gift', 'free prize', 'won a'])
    """
    if _NOT_READ.search(pattern):
        return None
    found: set[str] = set()
    for branch in alternatives(pattern):
        some = _of_branch(branch)
        if some is None:
            return None
        found |= some
    return frozenset(found) if len(found) <= _MOST else None


@cache
def necessary_runs(pattern: str) -> tuple[Strings, ...]:
    """Sets of strings: of each of them every match holds one. Fewer texts hold one of each than one of the best.

    >>> [sorted(run) for run in necessary_runs("(?:内容|信息).{0,9}(?:无法|不予)显示")]
    [['信息', '内容'], ['不予显示', '无法显示']]
    """
    if _NOT_READ.search(pattern):
        return ()
    if len(alternatives(pattern)) > 1:
        one = necessary_strings(pattern)
        return () if one is None else (one,)
    return tuple(run for run in dict.fromkeys(_runs(pattern)) if run and len(run) <= _MOST and _says_enough(run))


def _of_branch(branch: str) -> Strings | None:
    """Of the runs of items that can be written out, the one that asks for most."""
    return max(necessary_runs(branch), key=asks_for, default=None)


def asks_for(run: Strings) -> tuple[float, int]:
    """How much a run asks for: the least of its strings, and how few they are."""
    return min(map(worth, run)), -len(run)


def _says_enough(run: Strings) -> bool:
    return min(map(worth, run)) >= ENOUGH


def worth(text: str) -> float:
    """How much a string asks for."""
    return sum(0.0 if char == " " else 1.0 if char.isascii() else 2.0 for char in text)


def beginning(text: str) -> str:
    """As much of a string as is worth looking for: the rest makes an automaton larger, and few texts differ only there.

    >>> beginning("sorry to hear that"), beginning("对不起您了")
    ('sorry to h', '对不起您')
    """
    worths = accumulate(map(worth, text))
    return text[: next((end for end, so_far in enumerate(worths, 1) if so_far >= LOOKED_FOR), len(text))]


def _runs(branch: str) -> Iterator[Strings]:
    """Sets of strings of which every match of the branch holds one, from each stretch that can be written out."""
    run = _EMPTY
    for exact, needed, goes_on in _items(branch):
        if exact is None:
            yield run
            if needed is not None:
                yield needed
            run = _EMPTY
            continue
        longer = _joined(run, exact)
        if longer is None:
            yield run
            longer = exact
        run = longer
        if not goes_on:
            yield run
            run = _EMPTY
    yield run


def _items(branch: str) -> Iterator[tuple[Strings | None, Strings | None, bool]]:
    """Of each item: all that it can match, where that can be written out; else strings of which it holds one; whether
    what follows follows at once."""
    at = 0
    while at < len(branch):
        exact, needed, end = _item(branch, at)
        times = _TIMES.match(branch, end)
        goes_on = True
        if times is not None:
            end = times.end()
            exact, needed, goes_on = _repeated(exact, needed, times)
        yield exact, needed, goes_on
        at = end


def _item(branch: str, at: int) -> tuple[Strings | None, Strings | None, int]:
    char = branch[at]
    if char == "\\":
        return _escape(branch, at)
    if char == "[" and (found := _CLASS.match(branch, at)) is not None:
        return _class(found[1], found[2]), None, found.end()
    if char == "(":
        end = closing(branch, at)
        inside = re.sub(r"^\?:", "", branch[at + 1 : end])
        exact = _united(map(_whole, alternatives(inside)))
        return exact, None if exact is not None else necessary_strings(inside), end + 1
    if char in "^$":
        return _EMPTY, None, at + 1
    return (None if char == "." else frozenset((char,))), None, at + 1


def _escape(branch: str, at: int) -> tuple[Strings | None, Strings | None, int]:
    sign = branch[at + 1]
    if sign in "bBAz":
        return _EMPTY, None, at + 2
    if sign in "pPx" and branch[at + 2 : at + 3] == "{":
        return None, None, branch.index("}", at) + 1
    return (None if sign.isalnum() else frozenset((sign,))), None, at + 2


def _class(negated: str, inside: str) -> Strings | None:
    inside = inside.replace("0-9", "0123456789")
    if negated or "\\" in inside or "-" in inside.strip("-") or "[:" in inside:
        return None
    return frozenset(inside)


def _repeated(
    exact: Strings | None, needed: Strings | None, times: re.Match[str]
) -> tuple[Strings | None, Strings | None, bool]:
    least = int(times[1]) if times[1] else int(times[4] == "+")
    most = 1 if times[4] == "?" else least if times[1] and not times[2] else int(times[3] or 0)
    if exact is None:
        return None, needed if least else None, True
    if most and most <= _MOST_TIMES:
        return _united(_times(exact, count) for count in range(least, most + 1)), None, True
    if least == 0:
        return None, None, True
    return _times(exact, min(least, _MOST_TIMES)), None, False


def _whole(branch: str) -> Strings | None:
    """All that a branch can match."""
    run = _EMPTY
    for exact, _, goes_on in _items(branch):
        longer = None if exact is None or not goes_on else _joined(run, exact)
        if longer is None:
            return None
        run = longer
    return run


def _times(strings: Strings, count: int) -> Strings | None:
    run: Strings | None = _EMPTY
    for _ in range(count):
        run = None if run is None else _joined(run, strings)
    return run


def _joined(some: Strings, others: Strings) -> Strings | None:
    if len(some) * len(others) > _MOST:
        return None
    return frozenset(map("".join, product(some, others)))


def _united(some: Iterable[Strings | None]) -> Strings | None:
    found: set[str] = set()
    for strings in some:
        if strings is None:
            return None
        found |= strings
    return frozenset(found) if len(found) <= _MOST else None
