"""filter_spam on labelled data: floors that only go up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from ftprep.ops.quality.filter_spam import FilterSpamOptions, scorer

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
OWN = Path(__file__).resolve().parents[1] / "data"
THRESHOLD = FilterSpamOptions().threshold

ENGLISH_F1 = 0.90
CHINESE_RECALL = 0.90
ORDINARY = 0.03

FLOORS = {
    ("spam_dev", "zh", False): (0.96, 0.97),
    ("spam_dev", "zh", True): (0.97, 0.91),
    ("spam_dev", "en", False): (0.95, 0.95),
    ("spam_dev", "en", True): (0.93, 0.88),
    ("spam_blind", "zh", False): (0.96, 0.96),
    ("spam_blind", "zh", True): (0.95, 0.95),
    ("spam_blind", "en", False): (0.94, 0.96),
    ("spam_blind", "en", True): (0.92, 0.92),
    ("spam_unseen", "zh", True): (0.93, 0.88),
    ("spam_unseen", "en", True): (0.87, 0.85),
}
"""(table, language, held out) → precision and recall. The wording was learned from the lines that are not held out; of the
development table, rules and lines are by one hand, of the other not. The unseen table, of a third hand, was laid aside before the
rules were made, and nobody who made them has read it. Half of the ordinary lines are hard ones."""


@pytest.fixture(scope="module")
def is_spam():
    judge = scorer(THRESHOLD)
    return lambda text: judge(text).score >= THRESHOLD


def _lines(path):
    if not path.exists():
        pytest.skip(f"the shared data set {path.parent.name} is not beside the project")
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _counts(rows, is_spam):
    pairs = [(row["label"] == "spam", is_spam(row["text"])) for row in rows]
    return (
        pairs.count((True, True)),
        pairs.count((False, True)),
        pairs.count((True, False)),
        pairs.count((False, False)),
    )


@pytest.mark.parametrize(("table", "language", "held_out"), FLOORS)
def test_kinds_of_advertisements(is_spam, figure, table, language, held_out):
    rows = [row for row in _lines(OWN / f"{table}.jsonl") if (row["lang"], row["held_out"]) == (language, held_out)]
    hit, false, missed, right = _counts(rows, is_spam)
    precision, recall = hit / (hit + false), hit / (hit + missed)
    figure(
        f"{table}, {language}, {'held out' if held_out else 'seen'}: precision {precision:.3f}, recall {recall:.3f}, "
        f"F1 {2 * hit / (2 * hit + false + missed):.3f}; {false} of {false + right} ordinary ones taken"
    )
    least = FLOORS[table, language, held_out]
    assert precision >= least[0]
    assert recall >= least[1]


def test_english_messages(is_spam, figure):
    hit, false, missed, _ = _counts(_lines(DATA / "spam_en_sms" / "sms.jsonl"), is_spam)
    f1 = 2 * hit / (2 * hit + false + missed)
    figure(f"English messages: F1 {f1:.3f}, precision {hit / (hit + false):.3f}, recall {hit / (hit + missed):.3f}")
    assert f1 >= ENGLISH_F1


@pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])
def test_chinese_table(is_spam, figure, held_out):
    rows = [row for row in _lines(OWN / "spam_zh.jsonl") if row["held_out"] == held_out]
    hit, false, missed, right = _counts(rows, is_spam)
    recall, alarms = hit / (hit + missed), false / (false + right)
    figure(
        f"Chinese table, {'held out' if held_out else 'seen'}: recall {recall:.3f}, ordinary chat taken {alarms:.3f}"
    )
    assert recall >= CHINESE_RECALL
    assert alarms <= ORDINARY


def test_ordinary_talk_is_left_alone(is_spam, figure):
    texts = []
    for language in ("chinese", "english"):
        for path in sorted((DATA / "dialog_chatterbot" / language).glob("*.yml")):
            body = yaml.safe_load(path.read_text("utf-8"))
            texts += [str(turn) for talk in body.get("conversations", ()) for turn in talk]
    if not texts:
        pytest.skip("the shared data set dialog_chatterbot is not beside the project")
    taken = sum(map(is_spam, texts))
    figure(f"ordinary talk taken for spam: {taken} of {len(texts)}")
    assert taken <= ORDINARY * len(texts)
