"""detect_refusals on labelled data: floors that only go up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.text.refusal import is_refusal
from ftprep.text.tone import tone_of

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
OWN = Path(__file__).resolve().parents[1] / "data"

ENGLISH_F1 = 0.91
CHINESE_F1 = 0.93
TONE_F1 = 0.90


def _rows(path):
    if not path.exists():
        pytest.skip(f"the shared data set {path.parent.name} is not beside the project")
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _f1(pairs):
    hit, false, missed = pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False))
    return 2 * hit / (2 * hit + false + missed), hit / max(1, hit + false), hit / max(1, hit + missed)


def test_english_completions(figure):
    rows = _rows(DATA / "refusal_en_xstest" / "xstest_completions.jsonl")
    f1, precision, recall = _f1(
        [(row["final_label"] != "1_full_compliance", is_refusal(row["completion"])) for row in rows]
    )
    figure(f"English completions: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    assert f1 >= ENGLISH_F1


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_chinese_table(figure, held_out):
    rows = [row for row in _rows(OWN / "refusal_zh.jsonl") if row["held_out"] == held_out]
    f1, precision, recall = _f1([(row["label"] in ("full", "partial"), is_refusal(row["text"])) for row in rows])
    figure(
        f"Chinese table, {'held out' if held_out else 'seen'}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}"
    )
    assert f1 >= CHINESE_F1


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_office_and_service_tone(figure, held_out):
    rows = [row for row in _rows(OWN / "tone_zh.jsonl") if row["held_out"] == held_out]
    f1, precision, recall = _f1([(row["label"] != "plain", tone_of(row["text"]) is not None) for row in rows])
    figure(
        f"office and service tone, {'held out' if held_out else 'seen'}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}"
    )
    assert f1 >= TONE_F1
