"""How much of what a person can see in a model's reply comes out, and that nothing else does.

`messy_replies.jsonl`: our own replies, written before the reader was looked at; a fifth ("unseen") was never tuned to.
`raw_outputs_reference.jsonl`: for 120 outputs of a completion model, drawn at random, where a person sees records: spans
in prompt + output, instruction, input and answer. The texts stay where they are.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from reply_reading import Score, read

DATA = Path(__file__).resolve().parents[1] / "data"
RAW = Path(__file__).resolve().parents[4] / "shared/data/messy_llm_selfinstruct/raw_outputs.jsonl"
MIN_RECALL = 0.97


def _rows(path: Path) -> list[dict]:
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize("part", ["seen", "unseen"])
def test_messy_replies(part, figure):
    score = Score()
    for row in _rows(DATA / "messy_replies.jsonl"):
        if row["part"] == part:
            score.add(row["label"], read(row["reply"], row["makes"]), row["expect"], row.get("allow", []))
    figure(
        f"messy replies, {part} part: {score.found} of {score.visible} records ({score.recall:.3f}), {score.invented} invented"
    )
    assert score.recall >= MIN_RECALL
    assert score.invented == 0


def test_raw_outputs(figure):
    if not RAW.exists():
        pytest.skip(f"no data at {RAW}")
    score, raw = Score(), _rows(RAW)
    for row in _rows(DATA / "raw_outputs_reference.jsonl"):
        output = raw[row["row"]]
        text = output["prompt"] + output["response"]
        assert hashlib.sha256(text.encode()).hexdigest()[:16] == row["text"]
        expect, allow = (
            [{name: text[slice(*span)] if span else "" for name, span in record.items()} for record in row[key]]
            for key in ("records", "allow")
        )
        score.add(str(row["row"]), read(text), expect, allow)
    figure(f"raw outputs: {score.found} of {score.visible} records ({score.recall:.3f}), {score.invented} invented")
    assert score.recall >= MIN_RECALL
    assert score.invented == 0
