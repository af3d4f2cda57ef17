"""The one pass over what a side says overlooks nothing that a reader would find."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.ops.dialogue._contradictions import _UNIT, UNIT_BEGINS
from ftprep.ops.dialogue._first_look import _COUNT
from ftprep.ops.dialogue._side import COUNTS, RARE, Side
from ftprep.ops.dialogue._signals import _SPEAKS_AS_OTHER, _confused
from ftprep.record import Turn

PIECES = (
    "用户", "顾客", "提问者", "User", "uſer", "HUMAN", "customer", "客服", "机器人", "Assistant", "assıstant", "BOT", "aİ", "gpt", ":",
    "：", "\u3000", "\x85", " ", "\n", "作为一个", "ai", "模型", "助手", "，我", "as an ai", "As an AI language model", " assistant", ", i ",
    "可以帮", "到", "您", "你的", "？", "已经", "为", "给", "查询", "登记", "how may i ", "Can I ", "help you", "assist you", "thank you for ",
    "calling", "let me ", "I'll ", "look it up", "checK this", " for you", "您好", "You", "you",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


@given(st.sampled_from(sorted(_SPEAKS_AS_OTHER)), TEXT, TEXT)
def test_the_words_of_the_other_side_are_seen(role, text, beside):
    if _confused(Turn(role, text)):
        assert _SPEAKS_AS_OTHER[role] in Side([beside, text]).signs


@pytest.mark.parametrize("text", ["x" * 3000 + "\n用户：好的，谢谢", "x" * 3000 + "\ncustomer : thanks a lot"])
def test_they_are_seen_at_the_end_of_a_long_turn(text):
    assert _confused(Turn("assistant", text))
    assert _SPEAKS_AS_OTHER["assistant"] in Side([text]).signs


def test_every_digit_is_read_by_the_pattern_of_its_text():
    digits = [char for char in map(chr, range(sys.maxunicode + 1)) if char.isdecimal()]
    for char in digits:
        side = Side([f"共{char}{char}元", f"共{char}1元"])
        assert COUNTS in side.signs
        assert len(_COUNT[RARE in side.signs].findall(side.joined)) == 2
    assert len(digits) > 600


@pytest.mark.parametrize(
    "unit",
    "岁 个小时 多小时 个多小时 小时 点 号 楼 层 个孩子 个 块钱 块 元 斤 公斤 公里 平方米 平米 厘米 米 年 月 周 天 次 人 口人 分钟 家 "
    "名 位 种 间 套 辆 台 张 本 条 倍 % am pm years-old dollars euros pounds kids children hours minutes floor km kg apples".split(),
)
def test_every_unit_begins_as_it_is_said_to(unit):
    assert _UNIT.match(f" {unit}")
    assert unit[0] in UNIT_BEGINS.replace("a-z", "abcdefghijklmnopqrstuvwxyz")
    assert COUNTS in Side([f"共3 {unit}", f"共5 {unit.upper()}"]).signs
