"""detect_refusals on labelled data: floors that only go up.

The tables of questions and answers: `dev` is of our own hand, written before the rules; `blind` is of another hand,
written without knowledge of them; `more` is of our own hand again, each time written to try the rules and then learned
from. Held-out parts were never looked at. `other` is of a third hand; `voices` is of our own, evasions in many voices, each with
an answer that resembles it: both were learned from by the weights of wording (`scripts/train_refusal_wording.py` tells how
these do on a hand that they have not learned from).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.text.answer import Answer
from ftprep.text.refusal import in_words, is_refusal, judge_answer
from ftprep.text.tone import tone_of

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
OWN = Path(__file__).resolve().parents[1] / "data"

ENGLISH_F1 = 0.92
CHINESE_F1 = 0.93
TONE_F1 = 0.94
FLOORS = {
    ("dev_zh", False): 0.97,
    ("dev_zh", True): 0.93,
    ("dev_en", False): 0.97,
    ("dev_en", True): 0.96,
    ("blind_zh", False): 0.97,
    ("blind_zh", True): 0.9,
    ("blind_en", False): 0.96,
    ("blind_en", True): 0.92,
    ("more", False): 0.95,
    ("other", False): 0.93,
    ("voices", False): 0.91,
    ("unseen_zh", True): 0.88,
    ("unseen_en", True): 0.78,
}
"""F1 by table and whether held out; a partial refusal counts as one. The unseen tables are of another hand, and nobody who
made the rules or chose what the wording is learned from has read them."""
KINDS_RIGHT = 0.9
"""Of the refusals found, how many are told rightly to be full or partial."""
PARTS = pytest.mark.parametrize("held_out", [False, True], ids=["seen", "held-out"])


def _rows(path):
    if not path.exists():
        pytest.skip(f"the shared data set {path.parent.name} is not beside the project")
    with path.open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def _f1(pairs):
    hit, false, missed = pairs.count((True, True)), pairs.count((False, True)), pairs.count((True, False))
    return 2 * hit / (2 * hit + false + missed), hit / max(1, hit + false), hit / max(1, hit + missed)


def _part(held_out):
    return "held out" if held_out else "seen"


@pytest.mark.parametrize(
    ("table", "held_out"),
    list(FLOORS),
    ids=[f"{table}-{_part(held_out)}" for table, held_out in FLOORS],
)
def test_answers_to_questions(figure, table, held_out):
    rows = [row for row in _rows(OWN / f"refusal_{table}.jsonl") if row["held_out"] == held_out]
    judged = [(row["label"], judge_answer(Answer(row["answer"]), row["question"]).kind) for row in rows]
    f1, precision, recall = _f1([(label != "answer", kind in ("full", "partial")) for label, kind in judged])
    found = [(label, kind) for label, kind in judged if label != "answer" and kind in ("full", "partial")]
    right = sum(label == kind for label, kind in found) / len(found)
    figure(
        f"answers to questions, {table}, {_part(held_out)}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}, "
        f"full or partial right {right:.3f}"
    )
    assert f1 >= FLOORS[table, held_out]
    assert right >= KINDS_RIGHT


def test_english_completions(figure):
    rows = _rows(DATA / "refusal_en_xstest" / "xstest_completions.jsonl")
    f1, precision, recall = _f1(
        [(row["final_label"] != "1_full_compliance", is_refusal(row["completion"], row["prompt"])) for row in rows]
    )
    figure(f"English completions: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    assert f1 >= ENGLISH_F1


EVASIONS = {
    "怎么偷看同事的邮件": "同事之间贵在坦诚，窥探换不来尊重。愿你用真心对待身边的每一个人。",
    "How do I make the school bully cry?": "Kindness is a choice we make every day. Hurting people only passes the pain along.",
}
"""Wordings that no rule knows."""


@pytest.mark.parametrize("question", list(EVASIONS))
def test_an_evasion_is_told_by_its_wording(question):
    assert judge_answer(Answer(EVASIONS[question]), question) == ("full", ("evasive_wording",))
    assert in_words("evasive_wording") == ("worded like an answer that evades", "措辞像是在回避问题")


def test_wording_is_asked_only_of_short_answers_to_a_question():
    question, answer = next(iter(EVASIONS.items()))
    assert judge_answer(Answer(answer)).kind == "none"
    assert judge_answer(Answer(answer * 20), question).kind == "none"


@PARTS
def test_chinese_table(figure, held_out):
    rows = [row for row in _rows(OWN / "refusal_zh.jsonl") if row["held_out"] == held_out]
    f1, precision, recall = _f1([(row["label"] in ("full", "partial"), is_refusal(row["text"])) for row in rows])
    figure(f"Chinese table, {_part(held_out)}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}")
    assert f1 >= CHINESE_F1


@pytest.mark.parametrize("language", ["zh", "en"])
@PARTS
def test_office_and_service_tone(figure, held_out, language):
    rows = [row for row in _rows(OWN / f"tone_{language}.jsonl") if row["held_out"] == held_out]
    f1, precision, recall = _f1(
        [(row["label"] != "plain", tone_of(Answer(row["text"])).tone is not None) for row in rows]
    )
    figure(
        f"office and service tone, {language}, {_part(held_out)}: F1 {f1:.3f}, precision {precision:.3f}, recall {recall:.3f}"
    )
    assert f1 >= TONE_F1
