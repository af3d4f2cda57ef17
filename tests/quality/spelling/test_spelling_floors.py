"""correct_spelling on labelled data: what is put right, and above all what was right and is left alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.ops.cleaning._chinese import chinese_slips
from ftprep.ops.cleaning.correct_spelling import _speller, english_slips

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"

TOP_1 = 0.80
ENGLISH_FALSE_ALARMS_PER_1000_WORDS = 1.0
CHINESE_FALSE_ALARMS = 0.01


def _path(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"the shared data set {name} is not beside the project")
    return path


def _lines(name):
    with _path(name).open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


def test_english_words_are_put_right(figure):
    pairs = _lines("spell_en_codespell/pairs.jsonl")
    speller = _speller()
    answers = [(speller.best(pair["wrong"].lower()), pair["right"].lower()) for pair in pairs]
    right = sum(meant == want for (meant, _), want in answers) / len(pairs)
    sure = [(meant, want) for (meant, score), want in answers if score >= 0.6]
    figure(
        f"English: top-1 {right:.3f} of {len(pairs)}; sure (0.6) of {len(sure) / len(pairs):.3f}, of these right {sum(a == b for a, b in sure) / len(sure):.3f}"
    )
    assert right >= TOP_1


def test_english_prose_is_left_alone(figure):
    truth = json.loads(_path("html_en_aeb/ground-truth.json").read_text("utf-8"))
    words = alarms = 0
    for row in truth.values():
        for paragraph in row["articleBody"].split("\n"):
            words += len(paragraph.split())
            alarms += len(list(english_slips(paragraph, 0.6)))
    figure(f"English: {alarms} alarms in {words} words of published prose, {1000 * alarms / words:.2f} in a thousand")
    assert alarms <= ENGLISH_FALSE_ALARMS_PER_1000_WORDS * words / 1000


def test_chinese_sentences_that_are_right_are_left_alone(figure):
    rows = _lines("spell_zh_sighan15/sighan15.jsonl")
    clean = {row["target"] for row in rows}
    alarms = [text for text in clean if list(chinese_slips(text))]
    wrong = [row for row in rows if row["source"] != row["target"]]
    fixed = sum(_corrected(row["source"]) == row["target"] for row in wrong)
    touched = sum(_corrected(row["source"]) != row["source"] for row in wrong)
    figure(
        f"Chinese: {len(alarms)} alarms in {len(clean)} right sentences; {touched} of {len(wrong)} wrong ones touched, {fixed} wholly right"
    )
    assert len(alarms) <= CHINESE_FALSE_ALARMS * len(clean)
    posts = _lines("ner_zh_weibo/weibo.jsonl")
    assert sum(bool(list(chinese_slips(post["text"]))) for post in posts) <= CHINESE_FALSE_ALARMS * len(posts)


def _corrected(text):
    for start, end, meant in sorted(chinese_slips(text), reverse=True):
        text = text[:start] + meant + text[end:]
    return text
