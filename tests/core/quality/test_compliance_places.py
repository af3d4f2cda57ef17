"""What `screen_compliance` reads through, where it says that something stands, and what excuses it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftprep.text.compliance import CATEGORIES, Screen
from ftprep.text.compliance_rules import compliance_rules

SCREEN = Screen(CATEGORIES)


@pytest.mark.parametrize(
    ("text", "stretch"),
    [
        ("前文。冰 毒多少钱一克，再说。", "冰 毒多少钱一克"),
        ("I w\u200bill k\u200bill y\u200bou tonight", "I w\u200bill k\u200bill y\u200bou"),
        ("看 se qing shi pin 免费", "se qing shi pin"),
        ("很长的前文。" * 900 + "手枪出售。" + "后文。" * 900, "手枪出售"),
    ],
)
def test_places_are_those_of_the_text_as_written(text, stretch):
    (finding,) = SCREEN.find(text)
    assert text[finding.start : finding.end] == stretch


def test_the_same_words_twice_are_found_in_both_places():
    text = "手枪出售。再说一遍：手枪出售。"
    assert [text[one.start : one.end] for one in SCREEN.find(text)] == ["手枪出售", "手枪出售"]


def test_what_stands_between_a_rules_words_is_not_told():
    (finding,) = SCREEN.find("Handguns from Mario Rossi for sale")
    assert finding.words == "handguns … sale"


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet="冰毒一克 .🌿\u200b賣枪手出售abé0@!", max_size=60))
def test_places_lie_in_the_text(text):
    for finding in SCREEN.find(text):
        assert 0 <= finding.start < finding.end <= len(text)


def test_every_rule_has_a_name_and_a_category():
    assert {rule.category for rule in compliance_rules()} == set(CATEGORIES)
    assert all(rule.sign and rule.gate for rule in compliance_rules())
