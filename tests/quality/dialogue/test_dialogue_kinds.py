"""check_dialogue on two further tables: kinds of fault and of healthy talk that look like one, labelled before the rules
were widened for them, and conversations by another hand, of which the held-out ones were never looked at.

What they measured before (kinds seen, held out; other hand seen, held out): unrelated answers 13 of 14 and 8 of 10; 3 of
5 and 2 of 2, at a precision of 13 of 29, 8 of 23, 3 of 12 and 2 of 6. Confused speakers 5 of 13, 4 of 8; 5 of 8, 0 of 2.
Contradictions 5 of 14, 5 of 9; 12 of 17, 4 of 6. Healthy ones with a sign or a repair 14 of 34, 15 of 23; 5 of 38, 3 of 12.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from ftprep.operator import Context
from ftprep.ops.dialogue.check_dialogue import CheckDialogueOptions, check_dialogue
from ftprep.record import Record, Turn
from ftprep.report import Report

DATA = Path(__file__).resolve().parents[1] / "data"
HEALTHY = frozenset(("ok", "fine"))
KINDS = {
    "number": "contradiction",
    "name": "contradiction",
    "negation": "contradiction",
    "contradiction_number": "contradiction",
    "contradiction_name": "contradiction",
    "contradiction_negation": "contradiction",
    "unrelated": "unrelated_answer",
    "confusion": "speaker_confusion",
}
REPAIRED = frozenset(("order", "empty_turn", "ends_on_user", "repeated_turn"))
FLOORS = {
    ("dialogue_kinds", False): {"contradiction": 0.9, "speaker_confusion": 0.95, "unrelated_answer": 0.7},
    ("dialogue_kinds", True): {"contradiction": 0.9, "speaker_confusion": 0.95, "unrelated_answer": 0.55},
    ("dialogue_blind", False): {"contradiction": 0.95, "speaker_confusion": 0.95, "unrelated_answer": 0.95},
    ("dialogue_blind", True): {"contradiction": 0.6, "speaker_confusion": 0.45, "unrelated_answer": 0.0},
}
PRECISION = {"unrelated_answer": 0.8, "contradiction": 0.95, "speaker_confusion": 0.9}


def _looked_at(table, held_out):
    """(label, whether it was repaired, signals) of each row."""
    step = check_dialogue(CheckDialogueOptions(), Context(Report("check_dialogue"), Path()))
    with (DATA / f"{table}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        rows = [row for row in map(json.loads, lines) if row["held_out"] == held_out]
    for row in rows:
        if "turns" in row:
            turns = [Turn("assistant" if at % 2 else "user", text) for at, text in enumerate(row["turns"])]
        else:
            turns = [Turn(turn["role"], turn["content"]) for turn in row["messages"]]
        out = step(Record("r", turns))
        yield row["label"], "repairs" in out.labels, frozenset(out.labels.get("dialogue", ()))


@pytest.mark.parametrize(("table", "held_out"), sorted(FLOORS))
def test_kinds(figure, table, held_out):
    right, total, given, alarms = Counter(), Counter(), Counter(), 0
    for label, repaired, found in _looked_at(table, held_out):
        signal = KINDS.get(label.removesuffix("_answer"), KINDS.get(label, label))
        signal = "repair" if label in REPAIRED else signal
        total[signal] += 1
        right[signal] += signal in found or (signal == "repair" and bool(repaired or found))
        given.update(found)
        alarms += label in HEALTHY and bool(repaired or found)
    healthy = total["ok"] + total["fine"]
    told = ", ".join(
        f"{signal} {right[signal]} of {total[signal]}" for signal in (*PRECISION, "repair") if total[signal]
    )
    precise = ", ".join(f"{signal} {right[signal]} of {given[signal]}" for signal in PRECISION)
    figure(
        f"{table}, {'held out' if held_out else 'seen'}: found {told}; right {precise}; healthy {alarms} of {healthy}"
    )
    for signal, floor in FLOORS[table, held_out].items():
        assert right[signal] >= floor * total[signal], signal
    for signal, floor in PRECISION.items():
        assert right[signal] >= floor * given[signal], signal
    assert right["repair"] >= 0.8 * total["repair"]
    assert alarms == 0, "healthy conversations stay as they are and bear no sign"
