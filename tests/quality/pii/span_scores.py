"""Precision, recall and F1 of spans by type: a finding counts where it overlaps one to be found of the same type."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

Span = tuple[str, int, int]


@dataclass
class Score:
    found: int = 0
    missed: int = 0
    right: int = 0
    false: int = 0
    examples: list[tuple[str, str]] = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.found / (self.found + self.missed) if self.found + self.missed else 1.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.false) if self.right + self.false else 1.0

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def scored(rows: list[tuple[str, list[Span], list[Span]]]) -> dict[str, Score]:
    """Scores of (text, to be found, found) rows, by type."""
    out: dict[str, Score] = defaultdict(Score)
    for text, gold, got in rows:
        for kind, start, end in gold:
            if any(k == kind and s < end and start < e for k, s, e in got):
                out[kind].found += 1
            else:
                out[kind].missed += 1
                out[kind].examples.append(("miss", text[start:end]))
        for kind, start, end in got:
            if any(k == kind and s < end and start < e for k, s, e in gold):
                out[kind].right += 1
            else:
                out[kind].false += 1
                out[kind].examples.append(("false", text[start:end]))
    return dict(out)
