"""The cheap look before the search for contradictions passes over none that the search would find."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.ops.dialogue._contradictions import Speaker
from ftprep.ops.dialogue._first_look import may_contradict
from ftprep.ops.dialogue._side import Side

CLAUSES = (
    "我们店有三个店员", "我们店有5个店员", "课时费一共 1200 元", "课时费一共八百块", "周三开门", "我", "今天", "３百元的票",
    "我叫李雷", "我是小王", "班主任叫吴敏", "班主任就是王芳", "我家的猫叫花花", "我不吃辣的菜", "我吃辣的菜", "孕妇可以吃这个药",
    "孕妇不能吃这个药", "会不会", "The train takes 40 minutes", "the train takes 55 minutes", "my name is Ann", "Call me Bob",
    "Your driver today is Mr. Ahmed", "Your driver today is Mr. Smith", "I don't drink coffee at all", "I drink coffee",
    "you cannot pay in cash here", "You can pay in cash here", "13百元", "no", "其实", "我没有养狗", "我有养狗",
    "The trip takes three days", "because the trip takes five days", "the app works offline", "the app does not work offline",
    "报销由财务部的何静负责", "报销由财务部的孙立负责", "因为保修期是两年", "保修期是一年", "因为我不吃辣的菜", "这个案子由王律师的助理赵敏负责", "one hundred seats", "we are open on Sundays",
    "we are closed on Sundays", "We are not closed on Sundays",
)  # fmt: skip
TURN = st.lists(
    st.tuples(st.sampled_from(CLAUSES), st.sampled_from(("，", "。", ", ", ". ", "\n", "？", " ", ""))), max_size=4
).map(lambda parts: "".join(part for pair in parts for part in pair))


def _contradicts(texts: list[str]) -> bool:
    speaker = Speaker(texts)
    return any(speaker.hear(text) for text in texts)


@given(st.lists(TURN, min_size=2, max_size=4))
def test_every_contradiction_passes_the_first_look(texts):
    assert may_contradict(Side(texts)) or not _contradicts(texts)


@pytest.mark.parametrize(
    "texts",
    [
        ["我们店有三个店员", "我们店有5个店员。"],
        ["班主任叫吴敏", "班主任就是王芳"],
        ["my name is Ann", "Call me Bob"],
        ["我不吃辣的菜", "我吃辣的菜"],
        ["you cannot pay in cash here", "You can pay in cash here"],
        ["我没有养狗", "我有养狗"],
        ["我是小王", "我是小李"],
        ["我不能够去", "我能够"],
        ["我也真没去过那里", "我去过那里"],
        ["the driver is\x1cTom", "the driver was\x0bSam"],
        ["票价共３元", "票价共𝟓元"],
        ["Mr.3 dollars", "Mr.5 dollars"],
        ["The trip takes three days", "The trip takes 4 days"],
        ["the app works offline", "Because the app does not work offline."],
        ["报销由财务部的何静负责", "报销由财务部的孙立负责"],
        ["因为保修期是两年", "保修期是一年"],
        ["NEVER eat raw meat", "eat raw meat"],
        ["x" * 3000 + " my name is Ann", "y" * 3000 + " Call me Bob"],
    ],
)
def test_contradictions_to_be_found(texts):
    assert _contradicts(texts)
    assert may_contradict(Side(texts))


@pytest.mark.parametrize(
    "texts",
    [
        ["今天天气不错，我们下午三点见。", "今天天气不错，我们下午三点见。"],
        ["报价单已经发到你那边了，一共两页。", "这家店要等二十分钟，建议提前预约。"],
        ["Mix the flour and butter.", "It does not rain any more, now that we know."],
    ],
)
def test_ordinary_turns_end_at_the_first_look(texts):
    assert not may_contradict(Side(texts))
