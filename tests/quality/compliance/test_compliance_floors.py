"""screen_compliance on labelled data: floors that only go up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.text.compliance import CATEGORIES, Screen

OWN = Path(__file__).resolve().parents[1] / "data" / "compliance.jsonl"


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_categories(figure, held_out):
    screen = Screen(CATEGORIES)
    hit = missed = false = 0
    with OWN.open(encoding="utf-8", newline="\n") as lines:
        for row in map(json.loads, lines):
            if row["held_out"] == held_out:
                found, wanted = screen.look(row["text"]), row["label"].replace("selfharm", "self_harm")
                hit += wanted in found
                missed += wanted != "none" and wanted not in found
                false += wanted == "none" and bool(found)
    figure(
        f"compliance, {'held out' if held_out else 'seen'}: recall {hit / (hit + missed):.3f}, harmless taken {false}"
    )
    assert hit / (hit + missed) >= 0.9
    assert false <= 1
