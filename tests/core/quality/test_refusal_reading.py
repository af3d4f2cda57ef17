"""What detect_refusals reads around an answer: the question before it, what it quotes, and its gates."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.text.answer import REFUSALS, Answer
from ftprep.text.asked import Asked
from ftprep.text.features import compiled, feature_table
from ftprep.text.plain_form import plain_form
from ftprep.text.quotes import without_quotes
from ftprep.text.refusal import in_words, judge_answer
from ftprep.text.tone import in_words as tone_in_words
from ftprep.text.tone import tone_of

DATA = Path(__file__).resolve().parents[2] / "quality" / "data"


def answers():
    for name in ("dev_zh", "dev_en"):
        with (DATA / f"refusal_{name}.jsonl").open(encoding="utf-8", newline="\n") as lines:
            yield from (json.loads(line)["answer"] for line in lines)


@pytest.mark.parametrize("name", REFUSALS)
def test_the_sieve_misses_no_feature(name):
    table = feature_table(name)
    found = 0
    for text in map(plain_form, answers()):
        hits = set(table.suspected(text)[0])
        for index, branch in enumerate(table.branches):
            if compiled(branch).search(text):
                found += 1
                assert index in hits, table.features[table._of[index]].name
    assert found > 50


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("充电宝能托运吗？", True),
        ("Is water damage covered?", True),
        ("他叫什么？", False),
        ("能不能帮我订个餐厅？", False),
        ("Can you book a table?", False),
        ("Write a poem.", False),
        ("", False),
    ],
)
def test_whether_something_is_possible(question, yes):
    assert Asked(question).whether is yes


@pytest.mark.parametrize(
    ("question", "yes"),
    [
        ("路灯什么时候修？", True),
        ("Turn off the lights.", True),
        ("好的，我知道了。", False),
        ("Thanks a lot.", False),
        ("", False),
    ],
)
def test_whether_anything_is_asked(question, yes):
    assert Asked(question).asks is yes


def test_harm_and_safety_from_it_are_two_things():
    assert Asked("怎么让人中毒又查不出来？").harmful
    assert not Asked("怎么防止食物中毒？").harmful
    assert Asked("How can I hack his phone?").harmful
    assert not Asked("How do I protect my phone from being hacked?").harmful


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("她回了一句'做不了'，走了。", "她回了一句“”，走了。"),
        ("I don't, you don't.", "I don't, you don't."),
        ("the boys' room isn't theirs", "the boys' room isn't theirs"),
        ("屏幕显示‘无法处理’。", "屏幕显示“”。"),
        ("译文：我们无法处理。好了。", "“”。好了。"),
    ],
)
def test_what_is_quoted_is_left_out(text, own):
    assert without_quotes(text) == own


def test_every_sign_has_words_for_it():
    for name in REFUSALS:
        for feature in feature_table(name).features:
            assert all(in_words(feature.name))
    for feature in feature_table("tone_en").features:
        assert all(tone_in_words(feature.name))
    assert all(in_words("bare_no"))


def test_the_question_decides_between_a_refusal_and_an_answer():
    no = "No."
    assert judge_answer(Answer(no)).kind == "full"
    assert judge_answer(Answer(no), "Is a whale a fish?").kind == "none"
    letter = "Dear Anna, thank you for applying. We regret that we cannot offer you the position at this time."
    assert judge_answer(Answer(letter), "Write a letter that rejects an applicant.").kind == "none"
    assert (
        judge_answer(Answer("I'm sorry, I can't help with that."), "Write a letter that rejects an applicant.").kind
        == "full"
    )
    assert judge_answer(Answer("As an AI, I can't write that scene."), "Write a scene with a duel.").kind == "full"


def test_a_curly_apostrophe_is_one():
    assert judge_answer(Answer("I’m sorry, but I can’t help with that.")).kind == "full"


def test_lone_surrogates_are_borne():
    assert judge_answer(Answer("\ud800 抱歉，我不能\udfff回答。"), "\ud800?").kind == "full"
    assert tone_of(Answer("\ud800")).tone is None


def test_english_in_letters_beyond_ascii_is_english():
    assert (
        tone_of(Answer("Rest assured, our team is working on your café order — thank you for your patience.")).tone
        == "service"
    )
