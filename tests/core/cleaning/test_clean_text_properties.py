"""What holds for every text: cleaning twice equals once, clean text is the same object, JSON stays JSON, order is fixed."""

from __future__ import annotations

import json
from pathlib import Path

import ftfy
import pytest
from ftfy.badness import is_bad
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ftprep.errors import SettingsError
from ftprep.operator import Context
from ftprep.ops.cleaning._cleaner import Cleaner
from ftprep.ops.cleaning.clean_text import CleanTextOptions, clean_text
from ftprep.ops.cleaning.rules import RULES
from ftprep.record import Record, Turn
from ftprep.report import Report
from ftprep.text.mojibake import _net, fix_mojibake

PIECES = st.sampled_from(
    [
        "<b>", "</b>", "<p>", "</p>", "<br/>", "<li>", "&amp;", "&lt;", "&gt;", "&#65;", "&", "<", ">", "<!--", "-->", "<script>", "</script>", "`", "```", "\n", "\r\n",
        " ", "  ", "\t", "\u3000", "\xa0", "\u200b", "\u200d", "\ufe0f", "\ufeff", "\u202e", "\ud800", "\udc00", "\ue000", "\x00", "\x85", "\u2028", "e", "\u0301",
        "！", "!", "。", ".", "……", "——", "😂", "👍🏽", "🇨🇳", "1️⃣", "ＡＢ", "１２", "你好", "軟體", "头发", "schÃ¶n", "浣犲ソ", "<|im_start|>", "<|im_end|>", "[EOS]", "</s>", "<s>",
        "[INST]", "责任编辑：张三", "版权所有", "阅读全文", "https://example.com/a", "www.example.com", "<think>", "a", "b",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60)
OPTIONS = st.sampled_from(
    [
        {},
        {"html": "all"},
        {"html": "keep", "urls": "remove", "emoji": "remove"},
        {"urls": "replace", "chinese": "simplified", "max_run": 1},
        {"main_text": False, "max_run": 0, "boilerplate": False},
    ]
)


def _cleaner(**options):
    return Cleaner(CleanTextOptions(**options))


@settings(max_examples=300, deadline=None)
@given(TEXTS, OPTIONS)
@example("&amp;" * 3 + "lt;b&amp;gt;", {})
@example("<<b>b>", {})
@example("[E[EOS]OS]", {})
def test_twice_is_once(text, options):
    cleaner = _cleaner(**options)
    once = cleaner.clean(text, lambda _: None)
    assert cleaner.clean(once, lambda _: None) == once


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_an_unchanged_text_is_the_same_object_and_tells_nothing(text):
    told = []
    cleaned = _cleaner().clean(text, told.append)
    assert (cleaned is text) == (not told)
    assert (cleaned == text) == (not told)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_no_lone_surrogate_comes_out(text):
    _cleaner().clean(text, lambda _: None).encode()


@settings(max_examples=150, deadline=None)
@given(
    st.recursive(
        TEXTS | st.integers() | st.none(),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
        max_leaves=6,
    )
)
def test_the_json_of_tool_calls_stays_json(value):
    content = json.dumps({"name": "f", "arguments": value}, ensure_ascii=False)
    step = clean_text(CleanTextOptions(), Context(Report("clean_text"), Path()))
    record = Record("1", [Turn("user", "a  b"), Turn("tool_call", content), Turn("tool", content)])
    for turn in step(record).turns[1:]:
        json.loads(turn.content)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
@example("❤️❤️❤️❤️")
@example("1️⃣1️⃣1️⃣1️⃣")
@example("🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁥󠁮󠁧󠁿🏴󠁧󠁢󠁥󠁮󠁧󠁿")
def test_the_gate_hides_no_rule(text):
    """A rule that its gate says is not needed would not have changed the text."""
    cleaner = _cleaner(chinese="simplified", urls="remove", emoji="remove")
    due = cleaner._due(text)
    for index, (rule, change) in enumerate(cleaner._rules):
        if index not in due and rule.name != "spaces":
            assert cleaner._applied(rule, change, text, is_json=False) == text, rule.name


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8", max_codepoint=0x2600), max_size=20))
def test_the_net_before_ftfy_misses_nothing(text):
    if is_bad(text):
        assert _net().search(text)
    if not _net().search(text):
        assert ftfy.fix_encoding(text) == text


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet="éèüñçßøå“”’—€ àÄ你好мир ", min_size=1, max_size=12),
    st.sampled_from(["latin-1", "cp1252", "cp1251", "macroman"]),
)
def test_the_net_lets_real_damage_through(text, encoding):
    damaged = text.encode().decode(encoding, "replace")
    if ftfy.fix_encoding(damaged) != damaged:
        assert fix_mojibake(damaged) != damaged


def test_rules_run_in_the_documented_order():
    names = list(dict.fromkeys(rule.name for rule in RULES))
    assert names == [
        "mojibake",
        "html",
        "chat_marks",
        "unicode",
        "width",
        "chinese",
        "boilerplate",
        "urls",
        "emoji",
        "runs",
        "patterns",
        "spaces",
    ]


@pytest.mark.parametrize("rule", ["mojibake", "chat_marks", "unicode", "width", "boilerplate", "spaces"])
def test_each_rule_can_be_switched_off(rule):
    text = "schÃ¶n[EOS]  ＡＢ\u200b e\u0301\n责任编辑：张三\n完"
    off = {
        "mojibake": "schÃ¶n",
        "chat_marks": "[EOS]",
        "unicode": "\u200b",
        "width": "ＡＢ",
        "boilerplate": "责任编辑",
        "spaces": "  ",
    }
    assert off[rule] in _cleaner(**{rule: False}).clean(text, lambda _: None)
    assert off[rule] not in _cleaner().clean(text, lambda _: None)


def test_a_pattern_that_runs_for_ever_is_stopped_and_named():
    cleaner = _cleaner(patterns="x\n(?:a|aa)+$", pattern_seconds=0.05)
    with pytest.raises(SettingsError) as caught:
        cleaner.clean("a" * 60 + "!", lambda _: None)
    assert "(?:a|aa)+$" in caught.value.en
    assert "(?:a|aa)+$" in caught.value.zh
    assert "line 2" in caught.value.en
    assert "aaaa" not in str(caught.value)


def test_deep_markup_does_no_harm():
    for text in (
        "<div>" * 5000 + "x",
        "<" * 20000,
        "&" * 20000,
        "`" * 9999,
        "<b " * 5000,
        "<!--" * 3000,
        "(" * 5000 + "a" * 50_000,
        "！" * 100_000,
    ):
        cleaner = _cleaner()
        once = cleaner.clean(text, lambda _: None)
        assert cleaner.clean(once, lambda _: None) == once


def test_the_guide_tells_the_order():
    guide = (Path(__file__).resolve().parents[3] / "docs" / "guide.md").read_text("utf-8")
    told = next(line for line in guide.splitlines() if line.startswith("Order: "))
    assert told.removeprefix("Order: ").rstrip(".").split(" → ") == list(dict.fromkeys(rule.name for rule in RULES))
