"""The token estimate against counts of a real tokenizer (Qwen's), and the words."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.text.tokens import estimate_tokens
from ftprep.text.words import split_words

COUNTED = [
    ("请把下面这段会议记录整理成三条要点，每条不超过二十个字。", 18),
    ("昨天下午的系统升级导致部分用户无法登录，我们已经在今天凌晨修复。", 17),
    ("你好，我想问一下退货需要多长时间才能到账？", 12),
    ("小猫从窗台上跳下来，慢慢走到火炉旁边，蜷成一团睡着了。", 21),
    ("Please rewrite the following paragraph so that a ten-year-old can follow it.", 15),
    ("The committee postponed its decision because two of the members were travelling.", 13),
    ("Our support team is available on weekdays from 9:00 to 18:00, excluding holidays.", 24),
    ("I baked bread yesterday, and the whole apartment smelled wonderful until midnight.", 14),
    ('{"name": "order_status", "arguments": {"order_id": 48213, "detailed": true}}', 27),
    ("def area(radius):\n    return 3.14159 * radius ** 2\n", 20),
    ("请用 Python 写一个函数，输入 list，返回去重后的结果。", 17),
    ("Ticket #5521: 用户反馈 App 在 Android 14 上闪退。", 19),
]


def test_the_estimate_is_near_a_real_count():
    assert sum(estimate_tokens(text) for text, _ in COUNTED) == pytest.approx(
        sum(count for _, count in COUNTED), rel=0.1
    )
    for text, count in COUNTED:
        assert estimate_tokens(text) == pytest.approx(count, rel=0.3)


@given(st.text(st.characters(exclude_categories=[])), st.text(st.characters(exclude_categories=[])))
def test_any_text_has_an_estimate_that_grows_with_it(one, other):
    assert estimate_tokens(one + other) >= max(estimate_tokens(one), estimate_tokens(other)) - 1
    assert (estimate_tokens(one) == 0) == (one == "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("请写一首诗, then don't stop.", ["请", "写", "一首", "诗", "then", "don't", "stop"]),
        ("Don’t naïve café_bar 3.14", ["don’t", "naïve", "café", "bar", "3", "14"]),
        ("……！？ \n", []),
        ("", []),
        ("GPT-4和我", ["gpt", "4", "和", "我"]),
    ],
)
def test_words(text, words):
    assert split_words(text) == words


@given(st.text())
def test_words_hold_no_space_and_no_mark(text):
    assert all(word and not any(letter.isspace() for letter in word) for word in split_words(text))


@given(st.text(st.characters(max_codepoint=127), max_size=60))
def test_english_words_are_letters_and_digits_with_their_apostrophes(text):
    assert split_words(text) == re.findall(r"[a-z0-9]+(?:'[a-z]+)*", text.lower())
