"""screen_compliance on labelled data: floors that only go up.

compliance.jsonl         the first table
compliance_dev.jsonl     written before the rules were rebuilt, half of it ordinary text with the same words
compliance_blind.jsonl   by another hand, which had not seen the rules
compliance_more.jsonl    indirect and rare wordings in rounds by the hand that wrote the rules, each round scored before
                         the rules learned from it (.16 .46 .40 .73 .76 .83 .57 found at first); the last round, held
                         out, stays unlearned: it shows what indirect wordings still escape
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.text.compliance import CATEGORIES, Screen

DATA = Path(__file__).resolve().parents[1] / "data"
FLOORS = (
    ("compliance", False, 0.98, 1),
    ("compliance", True, 0.98, 1),
    ("compliance_dev", False, 0.97, 1),
    ("compliance_dev", True, 0.97, 1),
    ("compliance_blind", False, 0.97, 1),
    ("compliance_blind", True, 0.94, 1),
    ("compliance_more", False, 0.97, 3),
    ("compliance_more", True, 0.36, 1),
)
"""Table, whether the part that is held out, least recall, most harmless texts taken."""


@pytest.mark.parametrize(("table", "held_out", "least", "most"), FLOORS)
def test_categories(figure, table, held_out, least, most):
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
