"""The helpers that filters look through: disguises, gates, features, numerals, noise, refusals."""

from __future__ import annotations

import functools
import json
import random
import re
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import re2
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from ftprep.ops.dialogue._contradictions import Speaker
from ftprep.text.compliance import Screen
from ftprep.text.features import compiled, feature_table, occurs
from ftprep.text.language import guess_language
from ftprep.text.literals import ENOUGH, necessary_runs, necessary_strings, worth
from ftprep.text.ngrams import Cut, Numbered, ngrams_of
from ftprep.text.numerals import chinese_number
from ftprep.text.pieces import alternatives, necessary_piece, rarity
from ftprep.text.plain_form import _MARKS, _undisguised, plain_form
from ftprep.text.repetition import (
    DUPLICATE_NGRAMS,
    TOP_NGRAMS,
    looping,
    repetition,
    words_of,
)
from ftprep.text.scripts import HAN, HANGUL, KANA, WIDE
from ftprep.text.sieve import Sieve

DATA = Path(__file__).resolve().parents[2] / "quality" / "data"


def rows(name):
    with (DATA / f"{name}.jsonl").open(encoding="utf-8", newline="\n") as lines:
        return [json.loads(line) for line in lines]


@pytest.mark.parametrize(
    ("table", "data"),
    [
        ("spam_zh", "spam_zh"),
        ("spam_en", "spam_dev"),
        ("spam_common", "spam_dev"),
        ("refusal_zh", "refusal_zh"),
        ("tone_zh", "tone_zh"),
        ("tone_en", "tone_en"),
        ("compliance", "compliance"),
    ],
)
def test_the_sieve_misses_no_feature(table, data):
    features = feature_table(table)
    found = 0
    texts = rows(data)
    for row in texts[:: 1 + len(texts) * len(features.branches) // 400_000]:  # each branch is asked of each text
        text = plain_form(row["text"])
        hits = set(features.suspected(text)[0])
        for index, branch in enumerate(features.branches):
            if compiled(branch).search(text):
                found += 1
                assert index in hits, features.features[features._of[index]].name
    assert found > 50


@pytest.mark.parametrize(
    "name",
    [
        "spam_common",
        "spam_zh",
        "spam_en",
        "refusal_zh",
        "refusal_en",
        "refusal_short",
        "tone_zh",
        "tone_en",
        "compliance",
        "asked",
    ],
)
def test_tables_say_what_each_feature_is(name):
    path = Path(__file__).resolve().parents[3] / "ftprep" / "text" / "tables" / f"{name}.yaml"
    body = yaml.safe_load(path.read_text("utf-8"))
    names = [row["name"] for row in body["features"]]
    assert len(names) == len(set(names))
    for row in body["features"]:
        assert row["en"]
        assert row["zh"]
        assert row["any"]


@settings(deadline=None, max_examples=40)
@given(st.text(alphabet="加微信领取免费abc ,.", max_size=40))
def test_a_piece_is_in_every_match(text):
    for pattern in ("加.{0,6}领取", "(?:免费|加微).*信", r"a\.?b[^c]{1,3}c", "微(?:信|x)?领"):
        if re2.search(pattern, text):
            assert re2.search("|".join(map(necessary_piece, alternatives(pattern))), text)


TABLES = (
    "spam_common", "spam_zh", "spam_en", "refusal_zh", "refusal_en", "refusal_short", "tone_zh", "tone_en", "asked",
)  # fmt: skip


@functools.cache
def readable():
    """Of the tables' patterns those that Python reads as RE2 does."""
    every = [branch for table in TABLES for branch in feature_table(table).branches]
    return [branch for branch in every if not re.search(r"\\[pPxzA]", branch)]


@functools.cache
def branches():
    return [branch for branch in readable() if necessary_strings(branch)]


@functools.cache
def sieve():
    return Sieve(readable())


@settings(max_examples=300)
@given(st.data())
def test_a_sieve_lets_no_match_through(data):
    number = data.draw(st.integers(0, len(readable()) - 1))
    match = data.draw(st.from_regex(re.compile(readable()[number], re.ASCII)))
    assert number in sieve().hits(match), readable()[number]
    assert occurs(readable()[number])(match.encode())


def test_whether_a_pattern_occurs_is_told_of_long_texts_too():
    """A set of RE2 whose automaton has no room would say no."""
    texts = [row["text"] for row in rows("spam_dev") + rows("tone_zh") + rows("tone_en")]
    long = plain_form("\n".join(texts))[:20_000]
    for branch in {branch for table in TABLES for branch in feature_table(table).branches}:
        assert bool(occurs(branch)(long.encode())) == bool(compiled(branch).search(long)), branch


@settings(max_examples=300)
@given(st.text(alphabet="aA1o0 .*-_|'～，！请稍一二三壹〇０８㊙οlɪб\u200b\ufe0f🙂аеİK", max_size=14))
def test_text_without_disguises_is_told_at_one_look(text):
    narrow = text
    for wide, mark in _MARKS:
        narrow = narrow.replace(wide, mark)
    assert plain_form(text) == _undisguised(narrow)


@settings(max_examples=300)
@given(st.data())
def test_every_match_of_a_pattern_holds_one_of_its_strings(data):
    branch = data.draw(st.sampled_from(branches()))
    strings = necessary_strings(branch)
    assert min(map(worth, strings)) >= ENOUGH
    match = data.draw(st.from_regex(branch))
    assert any(string in match for string in strings), branch
    assert all(any(string in match for string in run) for run in necessary_runs(branch)), branch


@pytest.mark.parametrize(
    ("pattern", "strings"),
    [
        ("领取(?:红包|大奖)?.{0,4}[a-z]+", {"领取", "领取红包", "领取大奖"}),
        ("(?:a|b)?免费", {"a免费", "b免费", "免费"}),
        ("(?:加.{0,3}微信|进群领)", {"微信", "进群领"}),
        ("免费{2}", {"免费费"}),
        ("(?:免费)+领", {"免费"}),
        ("免费*领取红", {"领取红"}),
        (r"\bwon \$[0-9]", {f"won ${digit}" for digit in range(10)}),
        ("[^免]费", None),
        ("(?i)free money", None),
        ("(?P<x>free money)", None),
        ("免费|[0-9]", None),
    ],
)
def test_strings_of_patterns(pattern, strings):
    assert necessary_strings(pattern) == strings


def test_a_pattern_without_a_sure_piece_is_its_own():
    assert necessary_piece("(?:a|b)?") == "(?:a|b)?"
    assert rarity("(?:a|b)?") == 0


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_the_plain_form_of_a_plain_form_is_itself(text):
    once = plain_form(text)
    assert plain_form(plain_form(once)) == plain_form(once)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("十", 10),
        ("二十", 20),
        ("一百零五", 105),
        ("三百五", 350),
        ("一千二", 1200),
        ("三万二", 32000),
        ("一万零三", 10003),
        ("一亿", 100_000_000),
        ("二〇二四", 2024),
    ],
)
def test_numbers_in_words(text, number):
    assert chinese_number(text) == number


def test_repetition_by_kind():
    assert looping("我不知道你在说什么啊。" * 12) is not None
    assert looping("她说想去看海，他说好，于是他们买了票，第二天一早就出发了，路上还吃了一顿热干面。") is None
    lines = "same line here\n" * 6 + "another\nlast"
    assert repetition(lines, words_of(lines))[0] == "duplicate_lines"
    words = ["a", "b", "c", "d", "e"] * 4
    assert ngrams_of(words).share(5) == pytest.approx(0.75)


WORDS = st.lists(st.sampled_from(["好", "的", "word", "a", "𠀀", "x" * 9]), min_size=1, max_size=60)


@given(WORDS | WORDS.map("".join), st.lists(st.integers(1, 12), min_size=1, max_size=4))
def test_ngrams_by_numbers_are_those_that_are_cut_out(words, sizes):
    numbered, cut = Numbered(words), Cut(words)
    for size in sorted(size for size in sizes if size <= len(words)):
        assert numbered.again(size) == cut.again(size)
        assert sorted(numbered.repeated(size)) == sorted(cut.repeated(size))
        assert numbered.share(size) == cut.share(size)


def _by_counting(words, width):
    """What the measures on n-grams say where every one of them is counted."""
    total = sum(map(len, words))
    for size, limit in TOP_NGRAMS:
        counts = Counter(zip(*(words[at:] for at in range(size * width)), strict=False))
        most = max(counts.values())
        share = most * max(sum(map(len, gram)) for gram, count in counts.items() if count == most) / total
        if most > 1 and share > limit:
            return f"top_{size}gram", min(1.0, share), limit
    for size, limit in DUPLICATE_NGRAMS:
        span, seen, covered = size * width, set(), set()
        for at in range(len(words) - span + 1):
            if (gram := tuple(words[at : at + span])) in seen:
                covered.update(range(at, at + span))
            seen.add(gram)
        share = sum(len(words[at]) for at in covered) / total
        if share > limit:
            return f"duplicate_{size}gram", share, limit
    return None


TOKEN = re.compile(rf"[{WIDE}]|[^\W_{WIDE}]+")
"""A word where Chinese characters stand alone."""
PASSAGES = (
    "the cat sat on the mat and", "of the", "a", "nobody knows what internationalization costs", "他说好的", "我们下午三点在公司楼下见面", "好",
    "，", "。", "GPT4 真的很快",
)  # fmt: skip


@given(st.integers(0, 2**32), st.sampled_from(("zh", "en", "both")), st.integers(0, 20), st.integers(40, 400))
def test_repetition_is_what_counting_every_ngram_finds(seed, script, repeats, length):
    draw = random.Random(seed)
    fresh = {"zh": [chr(code) for code in range(0x4E00, 0x4E00 + 900)], "en": [f"word{at}" for at in range(900)]}
    pool = fresh["zh"] + fresh["en"] if script == "both" else fresh[script]
    parts = [draw.choice(pool) for _ in range(length)] + [draw.choice(PASSAGES) for _ in range(repeats)] * 2
    if draw.random() < 0.5:
        draw.shuffle(parts)
    text = ("" if script == "zh" else " ").join(parts)
    words, every = words_of(text), TOKEN.findall(text)
    assert list(words) == every
    width = 2 if 2 * sum(len(word) == 1 and word > "㐀" for word in every) > len(every) else 1
    expected = _by_counting(every, width) if len(every) >= 50 * width else None
    found = repetition(text, words)
    assert found == (expected and (expected[0], pytest.approx(expected[1]), expected[2]))


def test_screens_see_through_disguises():
    screen = Screen(["drugs"], {"own": ["青鸟计划"]})
    assert screen.look("冰 毒 多少钱一克") == {"drugs": ["trade"]}
    assert screen.look("青.鸟.计.划 启动") == {"own": ["own_words"]}
    assert screen.look("珍爱生命，远离毒品，冰毒多少钱一克都不能碰") == {}


def test_a_turn_does_not_contradict_itself():
    turn = "苹果三元，苹果五元。我喜欢猫。我不喜欢猫。"
    assert Speaker([turn]).hear(turn) is False
    speaker = Speaker(["我喜欢吃辣", "我不喜欢吃辣"])
    assert speaker.hear("我喜欢吃辣") is False
    assert speaker.hear("我不喜欢吃辣") is True


@pytest.mark.parametrize(
    ("text", "han", "kana", "hangul", "code"),
    [
        ("今天天气很好，我们去公园散步。", True, False, False, "zh"),
        ("한국어로 쓴 문장입니다. 오늘 날씨가 좋네요.", False, False, True, "ko"),
        ("きょうはとてもいいてんきですね。", False, True, False, "ja"),
        ("今日はとても良い天気ですね。散歩に行きましょう。", True, True, False, "ja"),
        ("Plain English, nothing else in it.", False, False, False, "en"),
        ("\uf900\ufa30" * 12, True, False, False, "zh"),
        ("\U00020bb7野家" * 8, True, False, False, "zh"),
    ],
)
def test_scripts(text, han, kana, hangul, code):
    assert [re.search(f"[{script}]", text) is not None for script in (HAN, KANA, HANGUL)] == [han, kana, hangul]
    assert guess_language(text).code == code


def test_ranges_of_scripts_are_what_unicode_names():
    for low, high, name in (
        ("\uac00", "\ud7a3", "HANGUL"),
        ("\u4e00", "\u9fff", "CJK UNIFIED"),
        ("\uf900", "\ufad9", "CJK COMPAT"),
    ):
        assert unicodedata.name(low).startswith(name)
        assert unicodedata.name(high).startswith(name)
    assert not re.search(f"[{HAN}]", "".join(chr(code) for code in range(0xA000, 0xF900)))
