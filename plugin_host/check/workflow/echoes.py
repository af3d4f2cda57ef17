"""Takes back what the general rules say about a place of which a rule of its own has spoken already.

The general rules ask the engine's classes and the operators' Options; the others know the case and say better what to do.
"""

from __future__ import annotations

from collections import defaultdict

from plugin_host.check.findings import Finding

GENERAL = ("node_data", "setting_refused")
_BORDERS = (".", "[", " ")
"""What follows a place in the name of a place within it."""


def without_echoes(found: list[Finding]) -> list[Finding]:
    """The findings without those of general rules about the same field as an error of another, or a part or whole of it."""
    told: dict[str, list[str]] = defaultdict(list)
    for finding in found:
        if finding.severity == "error" and finding.rule not in GENERAL:
            told[_node(finding.where)].append(finding.where)
    return [
        finding
        for finding in found
        if finding.rule not in GENERAL
        or not any(_one_in_other(finding.where, where) for where in told[_node(finding.where)])
    ]


def _node(where: str) -> str:
    """The node's part of a place: id「title」 or the id, up to the first field."""
    head, bracket, rest = where.partition("」")
    return head + bracket if rest or bracket else where.partition(".")[0]


def _one_in_other(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if short == _node(short):  # about the node as a whole: that says nothing of its fields
        return one == other
    return long == short or (long.startswith(short) and long[len(short)] in _BORDERS)
