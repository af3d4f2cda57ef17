"""A piece of personal data found in a text, and which of several that overlap to believe."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found where, and how sure that is (0 to 1)."""

    entity_type: str
    start: int
    end: int
    score: float

    def to_row(self) -> dict[str, object]:
        """In the shape of Presidio's RecognizerResult."""
        return {"entity_type": self.entity_type, "start": self.start, "end": self.end, "score": round(self.score, 3)}


class Taken:
    """Which characters of a text a finding has. Marks and no list of places: a text of a million characters may hold a
    hundred thousand findings, and each compared with each other would take hours."""

    def __init__(self, size: int) -> None:
        self._marks = bytearray(size)

    def take(self, start: int, end: int) -> bool:
        """Whether the place was free; from now on it is not."""
        if self._marks.find(1, start, end) >= 0:
            return False
        self._marks[start:end] = b"\1" * (end - start)
        return True


def resolve(findings: Iterable[Finding]) -> list[Finding]:
    """Without overlaps, in order of place: the higher score stays, then the longer, then the earlier.

    >>> resolve([Finding("A", 0, 4, 0.5), Finding("B", 2, 9, 0.9), Finding("C", 9, 12, 0.1)])
    [Finding(entity_type='B', start=2, end=9, score=0.9), Finding(entity_type='C', start=9, end=12, score=0.1)]
    """
    found = list(findings)
    if len(found) < 2:
        return found
    taken = Taken(max(finding.end for finding in found))
    by_trust = sorted(found, key=lambda f: (-f.score, f.start - f.end, f.start, f.entity_type))
    chosen = [finding for finding in by_trust if taken.take(finding.start, finding.end)]
    return sorted(chosen, key=lambda f: f.start)
