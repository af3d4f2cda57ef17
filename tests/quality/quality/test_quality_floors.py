"""filter_quality and check_dialogue on labelled and ordinary data: floors that only go up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ftprep.operator import Context, Drop
from ftprep.ops.dialogue._contradictions import Speaker
from ftprep.ops.quality.filter_quality import FilterQualityOptions, filter_quality
from ftprep.record import Record, Turn
from ftprep.report import Report
from ftprep.text.gibberish import is_gibberish

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
OWN = Path(__file__).resolve().parents[1] / "data"
ORDINARY = 0.03


def _rows(path):
    if not path.exists():
        pytest.skip(f"the shared data set {path.parent.name} is not beside the project")
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _dropped(records, **options):
    step = filter_quality(FilterQualityOptions(**options), Context(Report("filter_quality"), Path()))
    return sum(isinstance(step(record), Drop) for record in records)


def test_ordinary_web_text_passes(figure):
    rows = _rows(DATA / "formats_llamafactory" / "c4_demo.jsonl")
    dropped = _dropped([Record(str(at), text=row["text"]) for at, row in enumerate(rows)], preset="web")
    figure(f"ordinary web text dropped by the web preset: {dropped} of {len(rows)}")
    assert dropped <= ORDINARY * len(rows)


def test_ordinary_talk_passes(figure):
    records = []
    for path in sorted((DATA / "dialog_chatterbot").glob("*/*.yml")):
        for talk in yaml.safe_load(path.read_text("utf-8")).get("conversations", ()):
            turns = [Turn("user" if at % 2 == 0 else "assistant", str(text)) for at, text in enumerate(talk)]
            if len(turns) > 1:
                records.append(Record(f"{path.stem}-{len(records)}", turns))
    if not records:
        pytest.skip("the shared data set dialog_chatterbot is not beside the project")
    dropped = _dropped(records)
    figure(f"ordinary talk dropped by the chat preset: {dropped} of {len(records)}")
    assert dropped <= ORDINARY * len(records)


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_noise(figure, held_out):
    rows = [row for row in _rows(OWN / "gibberish.jsonl") if row["held_out"] == held_out]
    pairs = [(row["label"] == "noise", is_gibberish(row["text"])) for row in rows]
    hit, false, missed = pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False))
    figure(
        f"noise, {'held out' if held_out else 'seen'}: recall {hit / (hit + missed):.3f}, wrongly taken {false} of {len(rows)}"
    )
    assert hit / (hit + missed) >= 0.5
    assert false == 0


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_contradictions(figure, held_out):
    pairs = []
    for row in _rows(OWN / "contradiction.jsonl"):
        if row["held_out"] == held_out:
            speaker = Speaker((row["earlier"], row["later"]))
            speaker.hear(row["earlier"])
            pairs.append((row["label"] != "none", speaker.hear(row["later"])))
    hit, false, missed = pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False))
    figure(
        f"contradictions, {'held out' if held_out else 'seen'}: recall {hit / (hit + missed):.3f}, precision {hit / max(1, hit + false):.3f}"
    )
    assert hit / (hit + missed) >= 0.7
    assert false <= 1
