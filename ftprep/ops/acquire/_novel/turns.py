"""Who speaks where it is not told outright: the cheapest way through a talk, all its paragraphs looked at together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

SAME = 4.0
"""The one who just spoke speaks again in the next paragraph."""
SAME_LATER = 1.2
"""… after narration."""
GOES_ON = 0.3
"""… a story over several paragraphs."""
NOT_BEFORE_LAST = 1.0
"""In a talk the one before the last answers."""
CALLED = 6.0
"""Who is spoken to by name does not speak."""
NOT_CALLED_BEFORE = 1.2
"""Who was spoken to by name answers."""
WRONG_GENDER = 6.0
UNSURE_GENDER = 0.5
NOT_JUST_NAMED = 0.8
"""Narration names somebody, and that one speaks."""
ABSENT = 4.0
UNKNOWN = 2.6
UNKNOWN_THOUGH_TOLD = 4.5
"""… though a pronoun says that it is somebody of the scene."""


@dataclass(slots=True)
class Unit:
    """Quotations of one speaker. `fixed` if known; else what is known: `gender` by a pronoun, who was `called` in it,
    who was `named` in the narration just before, last first; `apart`: narration stands before it; `goes_on`: it is long."""

    fixed: str = ""
    gender: str = ""
    called: str = ""
    named: Sequence[str] = ()
    apart: bool = False
    several: bool = False
    goes_on: bool = False
    present: set[str] = field(default_factory=set)


def solve(units: Sequence[Unit], people: Sequence[str], gender: Callable[[str], str]) -> list[str]:
    """A speaker for each unit, "" where nobody fits."""
    paths: dict[tuple[str, str], tuple[float, list[str]]] = {("", ""): (0.0, [])}
    for place, unit in enumerate(units):
        choices = [unit.fixed] if unit.fixed else [""] if unit.several else [*people, ""]
        called = units[place - 1].called if place else ""
        anew = unit.apart or (place > 0 and units[place - 1].apart)
        after: dict[tuple[str, str], tuple[float, list[str]]] = {}
        for (before_last, last), (cost, way) in paths.items():
            for who in choices:
                total = cost + _cost(unit, who, last, "" if anew else before_last, called, gender)
                if (last, who) not in after or total < after[last, who][0]:
                    after[last, who] = (total, [*way, who])
        paths = dict(sorted(after.items(), key=lambda entry: entry[1][0])[:60])
    return min(paths.values(), key=lambda path: path[0])[1] if units else []


def _cost(unit: Unit, who: str, last: str, before_last: str, called: str, gender: Callable[[str], str]) -> float:
    cost = 0.0
    if who and who == last:
        cost += GOES_ON if unit.goes_on else SAME_LATER if unit.apart else SAME
    elif who and before_last and who != before_last:
        cost += NOT_BEFORE_LAST
    if called and who != called:
        cost += NOT_CALLED_BEFORE
    if unit.fixed:
        return cost
    if not who:
        return cost + (UNKNOWN_THOUGH_TOLD if unit.gender else UNKNOWN)
    if who == unit.called:
        cost += CALLED
    if unit.gender and gender(who) != unit.gender:
        cost += WRONG_GENDER if gender(who) else UNSURE_GENDER
    if unit.named:
        cost += NOT_JUST_NAMED * min(2, unit.named.index(who) if who in unit.named else 2)
    if who not in unit.present:
        cost += ABSENT
    return cost
