"""What happened in a call: counts, reasons, changes. Figures and names only, never a record's text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_EXAMPLES = 5
MAX_NOTES = 50
MAX_SENTENCE = 2000


@dataclass(slots=True)
class Reject:
    """A record (or a row that never became one) that goes no further: why, at which step, and the original.

    `detail` may hold numbers, field names and line numbers, never a piece of the record's text.
    """

    reason: str
    step: str
    source: str
    row: int
    original: Any
    id: str = ""
    detail: str = ""

    def to_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {"reason": self.reason, "step": self.step}
        if self.detail:
            row["detail"] = self.detail
        row |= {"source": self.source, "row": self.row}
        if self.id:
            row["id"] = self.id
        row["original"] = self.original
        return row


@dataclass(slots=True)
class Report:
    """The account of one operator over one input; partitions make one each and `merge` them."""

    operator: str
    read: int = 0
    kept: int = 0
    rejected: int = 0
    changed: int = 0
    made: int = 0
    """Records that came into being here (read counts them too, so that read = kept + rejected holds everywhere)."""
    reasons: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    """A few record ids for each reason and change, to look them up in the files."""
    inputs: list[dict[str, Any]] = field(default_factory=list)
    passed_over: list[dict[str, str]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    """Sentences for people, each {"en": …, "zh": …}."""
    figures: dict[str, Any] = field(default_factory=dict)

    def count(self, change: str, record_id: str = "", times: int = 1) -> None:
        """Notes that an operator did `change` to a record."""
        self.changes[change] += times
        if record_id:
            self._example(change, record_id)

    def reject(self, reason: str, record_id: str = "") -> None:
        self.rejected += 1
        self.reasons[reason] += 1
        if record_id:
            self._example(reason, record_id)

    def note(self, *, en: str, zh: str) -> None:
        """Says something to the person, once. File names in it may be of any length: so much of it is told."""
        sentence = {"en": _short(en), "zh": _short(zh)}
        if sentence not in self.notes and len(self.notes) < MAX_NOTES:
            self.notes.append(sentence)

    def _example(self, name: str, record_id: str) -> None:
        ids = self.examples.setdefault(name, [])
        if len(ids) < MAX_EXAMPLES and record_id not in ids:
            ids.append(record_id)

    def merge(self, other: Report) -> None:
        """Adds the account of another partition of the same input."""
        self.read += other.read
        self.kept += other.kept
        self.rejected += other.rejected
        self.changed += other.changed
        self.made += other.made
        self.reasons.update(other.reasons)
        self.changes.update(other.changes)
        for name, ids in other.examples.items():
            for record_id in ids:
                self._example(name, record_id)
        self.inputs += other.inputs
        self.passed_over += other.passed_over
        for sentence in other.notes:
            self.note(**sentence)

    def to_dict(self, reason_texts: Mapping[str, tuple[str, str]]) -> dict[str, Any]:
        """The report as tools give it. `reason_texts`: reason → (English, Chinese)."""
        return {
            "operator": self.operator,
            "read": self.read,
            "kept": self.kept,
            "rejected": self.rejected,
            "changed": self.changed,
            "made": self.made,
            "reasons": [
                {
                    "reason": reason,
                    "count": count,
                    "en": reason_texts.get(reason, ("", ""))[0],
                    "zh": reason_texts.get(reason, ("", ""))[1],
                    "examples": self.examples.get(reason, []),
                }
                for reason, count in self.reasons.most_common()
            ],
            "changes": [
                {"change": change, "count": count, "examples": self.examples.get(change, [])}
                for change, count in self.changes.most_common()
            ],
            "inputs": self.inputs,
            "passed_over": self.passed_over,
            "notes": self.notes,
            **({"figures": self.figures} if self.figures else {}),
        }


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= MAX_SENTENCE else sentence[:MAX_SENTENCE] + "…"
