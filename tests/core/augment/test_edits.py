"""Each edit without a model: what it does, at full rate, and what it never touches."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.ops.augment._edits import EDITS, LEXICON, cut

PROTECTED = [
    "<PERSON_1>",
    "`x = 1`",
    "https://a.example/b",
    "a@b.example",
    "《快乐王子》",
    "“很高兴，很开心”",
    "3.14",
    "2024-05-01",
    "Peter",
]


def _edit(method, text, rate=1.0, seed=0):
    return "".join(piece.text for piece in EDITS[method](cut(text), random.Random(seed), rate))


@pytest.mark.parametrize(
    ("method", "text", "pattern"),
    [
        ("synonyms", "我很高兴", "我.*(?:开心|快乐)"),
        ("synonyms", "they are happy", "they are (?!happy)[a-z]+"),
        ("entities", "我去北京", "我去(?!北京)..+"),
        ("homophones", "我在家", "我再家"),
        ("delete", "明天早上我们一起去公园散步", ".{1,11}"),
        ("insert", "我很高兴", "我很高兴(?:开心|快乐)"),
        ("sentences", "我来了。你走了。", "我来了，你走了。"),
        ("sentences", "He left. They stayed.", "He left, and they stayed."),
        ("sentences", "We left. Peter stayed.", "We left, and Peter stayed."),
    ],
)
def test_what_it_does(method, text, pattern):
    assert re.fullmatch(pattern, _edit(method, text))


def test_swap_keeps_every_word():
    text = "明天早上我们一起去公园散步"
    made = _edit("swap", text)
    assert made != text
    assert sorted(made) == sorted(text)


def test_a_long_sentence_is_split_outside_quotations():
    text = "他说“先生，请坐，慢慢说”，然后走到窗边，看着外面的雨，想了很久很久，终于开口答应了下来。"
    made = _edit("sentences", text)
    assert made.count("。") == 2
    assert "“先生，请坐，慢慢说”" in made


@pytest.mark.parametrize("text", ["第一段。\n第二段。", "I met Dr. Smith.", "1. 苹果\n2. 梨", "一。\n\n二。"])
def test_paragraphs_titles_and_numbers_do_not_join(text):
    assert _edit("sentences", text) == text


@pytest.mark.parametrize("method", EDITS)
@pytest.mark.parametrize("piece", PROTECTED)
def test_what_is_never_touched(method, piece):
    for seed in range(5):
        text = f"我们很高兴地知道 {piece} 明天在北京开会，大家都喜欢这个好消息"
        assert piece in _edit(method, text, seed=seed)


@given(st.text(max_size=120), st.sampled_from(list(EDITS)), st.integers(0, 9))
def test_the_same_seed_makes_the_same(text, method, seed):
    assert "".join(piece.text for piece in cut(text)) == text
    assert _edit(method, text, 0.5, seed) == _edit(method, text, 0.5, seed)
    assert _edit(method, text, 0.0, seed) == text


def test_every_lexicon_says_whose_it_is():
    for path in LEXICON.iterdir():
        first = path.read_text("utf-8").splitlines()[0]
        assert first.startswith("#")
        assert any(word in first for word in ("Written for this project", "invented or public"))
