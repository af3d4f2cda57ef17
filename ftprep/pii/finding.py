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


def resolve(findings: Iterable[Finding]) -> list[Finding]:
    """Without overlaps, in order of place: the higher score stays, then the longer, then the earlier.

    >>> resolve([Finding("A", 0, 4, 0.5), Finding("B", 2, 9, 0.9), Finding("C", 9, 12, 0.1)])
    [Finding(entity_type='B', start=2, end=9, score=0.9), Finding(entity_type='C', start=9, end=12, score=0.1)]
    """
    found = list(findings)
    if len(found) < 2:
        return found
    chosen: list[Finding] = []
    for finding in sorted(found, key=lambda f: (-f.score, f.start - f.end, f.start, f.entity_type)):
        if all(finding.end <= other.start or finding.start >= other.end for other in chosen):
            chosen.append(finding)
    return sorted(chosen, key=lambda f: f.start)
