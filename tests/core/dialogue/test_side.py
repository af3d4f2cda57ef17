"""The one pass over what a side says overlooks nothing that a reader would find."""

from __future__ import annotations

import sys

import pytest

from ftprep.ops.dialogue._contradictions import _UNIT, UNIT_BEGINS
from ftprep.ops.dialogue._first_look import _COUNT
from ftprep.ops.dialogue._side import COUNTS, RARE, Side
from ftprep.ops.dialogue._signals import _SPEAKS_AS_OTHER
from ftprep.ops.dialogue._speakers import speaks_as_other

LABELS = {
    "assistant": "用户 顾客 客户 提问者 user User uſer HUMAN customer Cuſtomer".split(),
    "user": "助手 客服 机器人 assistant Assıstant ASSİSTANT bot BOT ai Aı gpt GPT".split(),
}
SERVING = (
    "作为一个人工智能，我不能", "作为一名助手,我", "well, as an ai language model, i can", "As an AI assistant I can", "可以帮您", "可以帮到您",
    "您好，可以帮到你的？", "您好，可以帮你的？", "为您查询", "这就帮您办理", "马上给您登记", "您好，How may I help you", "how can I ASSIST you",
    "您好，how can i assıst you", "thank you for calling", "Thank you for contacting us", "Let me look that up for you",
    "I'll checK this for you", "i can look it up for you", "请问您需要点什么", "很高兴为您服务", "您的订单号是多少", "请提供一下您的会员号", "欢迎光临，里面请",
    "What seems to be the problem?", "May I have your order number?",
)  # fmt: skip


@pytest.mark.parametrize("role", sorted(LABELS))
def test_a_label_of_the_other_side_is_seen(role):
    for label in LABELS[role]:
        for space in ("", " ", "\u3000", "\x85", "\x1c", "\u2003\t"):
            for colon in ":：":
                text = f"好的\n{label}{space}{colon}再问一下"
                assert speaks_as_other(role, text), text
                assert _SPEAKS_AS_OTHER[role] in Side(["好的", text]).signs, text


@pytest.mark.parametrize("text", SERVING)
def test_a_user_who_serves_is_seen(text):
    assert speaks_as_other("user", text)
    assert _SPEAKS_AS_OTHER["user"] in Side([text, "好的"]).signs


@pytest.mark.parametrize(
    "text",
    [
        "好的\n【客户】再问一下", "（患者）疼吗\n（护士）不疼", "Buyer - how much\nSeller - ten", "好的\n[User] and then?", "**Customer**: hi\n**Agent**: hello", "A: hi\nB: hello\nA: bye", "小王：在吗\n小李：在\n小王：好",
        "您要几点的？\n我要八点的。\n已为您订好。", "What can I get you?\nI'd like tea.\nHere is your tea.", "医生您好，我咳嗽", "您好，客服，我的票", "我想退货，太大了",
        "Hi doctor, it hurts", "Hello, I would like to return it", "Sorry, I want my money back", "Hey, could you help me out?",
    ],
)  # fmt: skip
def test_a_customer_who_should_serve_is_seen(text):
    assert speaks_as_other("assistant", text)
    assert _SPEAKS_AS_OTHER["assistant"] in Side([text]).signs


@pytest.mark.parametrize("text", ["x" * 3000 + "\n用户：好的，谢谢", "x" * 3000 + "\ncustomer : thanks a lot"])
def test_they_are_seen_at_the_end_of_a_long_turn(text):
    assert speaks_as_other("assistant", text)
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
