"""screen_compliance on labelled data: floors that only go up.

compliance.jsonl         the first table
compliance_dev.jsonl     written before the rules were rebuilt, half of it ordinary text with the same words
compliance_blind.jsonl   by another hand, which had not seen the rules
compliance_more.jsonl    indirect wordings, written after the rules were rebuilt, which found 25 of the 153 at first
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.text.compliance import CATEGORIES, Screen

DATA = Path(__file__).resolve().parents[1] / "data"
FLOORS = (
    ("compliance", 0.98, 1),
    ("compliance_dev", 0.97, 1),
    ("compliance_blind", 0.94, 1),
    ("compliance_more", 0.95, 1),
)
"""Table, least recall, most harmless texts taken; of what was looked at and of what was held out alike."""


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
@pytest.mark.parametrize(("table", "least", "most"), FLOORS, ids=[name for name, *_ in FLOORS])
def test_categories(figure, table, least, most, held_out):
    screen = Screen(CATEGORIES)
    hit = missed = false = 0
    with (DATA / f"{table}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        for row in map(json.loads, lines):
            if row["held_out"] == held_out:
                found, wanted = screen.look(row["text"]), row["label"].replace("selfharm", "self_harm")
                hit += wanted in found
                missed += wanted != "none" and wanted not in found
                false += wanted == "none" and bool(found)
    part = "held out" if held_out else "seen"
    figure(f"{table}, {part}: recall {hit / (hit + missed):.3f}, harmless taken {false}")
    assert hit / (hit + missed) >= least
    assert false <= most
