"""check_dialogue: what is mechanical is put right and said, what is not is pointed at, nothing else is touched."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.operator import Context, Drop
from ftprep.ops.dialogue._signals import SIGNALS, signals
from ftprep.ops.dialogue.check_dialogue import CheckDialogueOptions, check_dialogue
from ftprep.record import Record, Turn
from ftprep.report import Report


def checked(turns, **options):
    """(what became of a conversation, change → how often). Turns are written as "u: text"."""
    report = Report("check_dialogue")
    step = check_dialogue(CheckDialogueOptions(**options), Context(report, Path()))
    record = Record("r", turns if turns and isinstance(turns[0], Turn) else spoken(*turns))
    return step(record), dict(report.changes)


def spoken(*lines):
    roles = {"s": "system", "u": "user", "a": "assistant", "c": "tool_call", "t": "tool"}
    return [Turn(roles[line[0]], line[3:]) for line in lines]


REPAIRS = [
    ("two of one speaker", ["u: 你好", "u: 在吗", "a: 在的"], ["u: 你好\n在吗", "a: 在的"], "merged_turns"),
    ("said twice", ["u: 你好", "a: 您好", "a: 您好"], ["u: 你好", "a: 您好"], "dropped_repeated_turn"),
    ("nothing said", ["u: hello", "a:  ", "a: hi"], ["u: hello", "a: hi"], "dropped_empty_turn"),
    ("nobody answers", ["u: hello", "a: hi", "u: still there?"], ["u: hello", "a: hi"], "dropped_trailing_turn"),
    ("nobody asked", ["a: 欢迎光临", "u: 你好", "a: 您好"], ["u: 你好", "a: 您好"], "dropped_opening"),
    ("nothing to be seen", ["u: hello", "a: \u200b\u3000", "a: hi"], ["u: hello", "a: hi"], "dropped_empty_turn"),
    ("nothing but punctuation", ["u: hello", "a: ……", "a: hi"], ["u: hello", "a: hi"], "dropped_empty_turn"),
    ("after the system prompt", ["s: x", "a: hi", "u: hey", "a: yo"], ["s: x", "u: hey", "a: yo"], "dropped_opening"),
]


@pytest.mark.parametrize(
    ("turns", "mended", "change"), [case[1:] for case in REPAIRS], ids=[case[0] for case in REPAIRS]
)
def test_what_is_mechanical_is_repaired_and_said(turns, mended, change):
    out, changes = checked(turns)
    assert out.turns == spoken(*mended)
    assert changes[change] == 1
    untouched, none = checked(turns, repair=False)
    assert change not in none
    assert isinstance(untouched, Drop) or untouched.turns == spoken(*turns)


def test_a_round_that_stands_twice_goes_and_a_short_one_stays():
    once = ["u: How do I mute it?", "a: Right-click its name."]
    out, changes = checked([*once, *once, *once])
    assert out.turns == spoken(*once)
    assert changes == {"dropped_repeated_round": 4}
    laughing = ["u: 哈哈", "a: 哈哈", "u: 哈哈", "a: 哈哈"]
    assert checked(laughing)[0].turns == spoken(*laughing)


def test_the_record_says_what_was_repaired_and_holds_what_was_taken_out():
    out, _ = checked(["s: x", "a: 欢迎光临", "u: 你好", "u: 在吗", "a: ", "a: 在的", "u: 再见"])
    assert out.labels["repairs"] == {
        "merged_turns": [4],
        "dropped_empty_turn": [5],
        "dropped_opening": [2],
        "dropped_trailing_turn": [7],
    }
    assert out.meta["removed_turns"] == [
        {"turn": 5, "role": "assistant", "content": ""},
        {"turn": 2, "role": "assistant", "content": "欢迎光临"},
        {"turn": 7, "role": "user", "content": "再见"},
    ]
    again = check_dialogue(CheckDialogueOptions(), Context(Report("check_dialogue"), Path()))(
        out.replace(turns=[*out.turns, *spoken("u: 还在吗")])
    )
    assert [row["content"] for row in again.meta["removed_turns"]] == ["", "欢迎光临", "再见", "还在吗"]


def test_what_is_dropped_counts_as_no_change():
    out, changes = checked(["u: 你好", "u: 密码忘了", "a: 请重置。\n用户：怎么重置？"], mode="drop")
    assert out == Drop("speaker_confusion", "turn 2")
    assert changes == {}


SIGNS = [
    ("role_order", ["u: 一", "a: 二", "s: 三", "u: 四", "a: 五"]),
    ("role_order", ["u: what time is it", "t: 12:00", "a: noon"]),
    ("speaker_confusion", ["u: 作为一个人工智能语言模型，我不能回答", "a: 好的"]),
    ("speaker_confusion", ["u: 密码忘了", "a: 请重置。\n用户：怎么重置？"]),
    ("speaker_confusion", ["u: Thank you for calling, how may I help you?", "a: My screen is black."]),
    ("speaker_confusion", ["u: 快递到哪了", "a: 【客户】快递到哪了\n【客服】明天送到"]),
    ("speaker_confusion", ["u: Is it free?", "a: **Guest**: Is it free?\n**Clerk**: It is.\n**Guest**: Good."]),
    ("speaker_confusion", ["u: 怎么改签", "a: A：怎么改签\nB：在订单里点\nA：谢谢"]),
    ("speaker_confusion", ["u: 订一张票", "a: 您要几点的？\n我要早上八点的。\n好的，已为您预订。"]),
    ("speaker_confusion", ["u: 头疼怎么办", "a: 医生您好，我头疼三天了，该吃什么药？"]),
    ("repeated_answer", ["u: 一", "a: 请您稍等我马上查询", "u: 二", "a: 请您稍等我马上查询"]),
    ("echo", ["u: 请问你们今天几点关门呢", "a: 请问你们今天几点关门呢"]),
    ("contradiction", ["u: 多少钱", "a: 套餐价格是58元", "u: 确定？", "a: 套餐价格是68元"]),
    ("contradiction", ["u: Who runs it?", "a: The owner is Jane Hill.", "u: Ok", "a: The owner is Mark Stone."]),
    ("contradiction", ["u: 能停车吗", "a: 我们酒店提供停车位", "u: 好", "a: 我们酒店不提供停车位"]),
    ("contradiction", ["u: Wifi?", "a: The rooms have free wifi.", "u: Great", "a: The rooms do not have free wifi."]),
    ("contradiction", ["u: 多大", "a: 它的电池容量是5000毫安时", "u: 哦", "a: 因为它的电池容量是4200毫安时，充得快"]),
    ("contradiction", ["u: When?", "a: Delivery takes three days.", "u: Ok", "a: Delivery takes nine days."]),
    ("contradiction", ["u: 报销找谁", "a: 报销由财务部的何静负责", "u: 好", "a: 报销由财务部的孙立负责"]),
    ("contradiction", ["u: Sunday?", "a: We are open on Sundays.", "u: Ok", "a: We are closed on Sundays."]),
    ("contradiction", ["u: Offline?", "a: The app works offline.", "u: Ok", "a: The app does not work offline."]),
    ("unrelated_answer", ["u: How often do I water a cactus?", "a: The defendant may file an appeal within a month."]),
    ("unrelated_answer", ["u: 怎么给自行车的链条上油保养", "a: 昆曲起源于江苏，至今约六百年"]),
]


@pytest.mark.parametrize(("signal", "turns"), SIGNS)
def test_what_is_suspect_is_labelled_or_dropped(signal, turns):
    out, counts = checked(turns)
    assert signal in out.labels["dialogue"]
    assert counts[signal] == 1
    dropped, _ = checked(turns, mode="drop", take=(signal,))
    assert isinstance(dropped, Drop)
    assert dropped.reason == signal
    assert not any(turn[3:] in dropped.detail for turn in turns)


HEALTHY = [
    ["u: 白色的多少钱", "a: 白色的58元", "u: 黑色的呢", "a: 黑色的68元"],
    ["u: 会不会下雨", "a: 明天会不会下雨还说不准", "u: 哦", "a: 明天下雨的话带伞"],
    ["u: Is it open?", "a: The shop is open on Monday.", "u: Sunday?", "a: The shop is not open on Sunday."],
    ["u: 10 miles?", "a: 10 miles is about 16 km.", "u: 20?", "a: 20 miles is about 32 km."],
    ["u: 前端谁负责", "a: 前端是刘洋负责", "u: 后端呢", "a: 后端是赵磊负责"],
    ["u: Q: 2+2\nA: 4\nQ: 3+3", "a: A: 6"],
    ["u: 写一段顾客和店员的对话", "a: 顾客：能便宜点吗？\n店员：不能。\n顾客：好吧。"],
    ["u: 这两种有什么区别", "a: 金毛：温顺。\n边牧：聪明。\n共同点：都要遛。"],
    ["u: AI - what is it?", "a: Software that learns from examples."],
    ["u: 请提供您的建议，我想换工作", "a: 先想清楚为什么换工作，再看市场。"],
    ["u: Is it open?", "a: The pool is closed on Mondays.", "u: And then?", "a: The pool is open on Tuesdays."],
    ["u: 怎么填", "a: 客户：张三\n金额：500\n日期：三月"],
    ["u: How do I know it's done?", "a: Look for a rise of half its volume and a few bubbles at the edge."],
    ["u: 翻译成英文：早睡早起身体好", "a: Early to bed and early to rise makes a man healthy."],
    ["u: 打雷了怎么办", "a: 电脑先关机，拔掉插座，别站在树下。"],
    ["u: Call me later", "a: I will. Or call me back.", "u: Sure, call me tomorrow", "a: Fine."],
    ["u: Say the quick brown fox", "a: The quick brown fox", "u: Again please", "a: The quick brown fox"],
    ["u: Two kids?", "a: I have two kids.", "u: And cats?", "a: I have three cats."],
    ["u: 味道好吗", "a: 这家味道不错的", "u: 真的？", "a: 这家味道很好"],
]


@pytest.mark.parametrize("turns", HEALTHY)
def test_healthy_conversations_come_back_as_they_are(turns):
    record = Record("r", spoken(*turns))
    step = check_dialogue(CheckDialogueOptions(), Context(Report("check_dialogue"), Path()))
    assert step(record) is record


def test_plain_text_passes_and_half_a_conversation_does_not():
    step = check_dialogue(CheckDialogueOptions(), Context(Report("check_dialogue"), Path()))
    plain = Record("r", [], text="只有文字")
    assert step(plain) is plain
    drop = check_dialogue(CheckDialogueOptions(mode="drop"), Context(Report("check_dialogue"), Path()))
    for half in (spoken("u: 有人吗"), spoken("a: 有的"), spoken("u: \u200b", "a: 有的"), spoken("s: x")):
        assert drop(Record("r", half)) == Drop("no_dialogue")
        labelled = step(Record("r", half))
        assert labelled.turns == half
        assert labelled.labels == {"dialogue": {"no_dialogue": []}}
    asked = Record("r", spoken("u: 推荐一本书"), chosen=spoken("a: 三体"), rejected=spoken("a: 不"))
    assert step(asked) is asked


SPEECH = st.sampled_from(
    ["", " ", "你好", "价格是58元", "价格是68元", "I am not sure", "用户：在吗", "好的，马上为您查询", "a" * 30]
)
TURNS = st.lists(
    st.builds(Turn, st.sampled_from(["system", "user", "assistant", "tool_call", "tool"]), SPEECH), max_size=8
)


@given(TURNS)
def test_what_was_repaired_needs_no_repair(turns):
    once, _ = checked(turns)
    twice, changes = checked(once.turns)
    assert twice.turns == once.turns
    assert set(changes) <= {*SIGNALS, "no_dialogue"}


@given(TURNS)
def test_repair_invents_nothing_and_ends_on_the_assistant(turns):
    out, _ = checked(turns, mode="drop", take=())
    if isinstance(out, Drop):
        return
    words = "\n".join(turn.content for turn in turns)
    assert all(part in words for turn in out.turns for part in turn.content.split("\n"))
    assert all(turn.content.strip() for turn in out.turns if turn.role in ("user", "assistant", "system"))
    assert out.turns[-1].role != "user" or all(turn.role != "assistant" for turn in out.turns)


@given(TURNS)
def test_signals_name_turns_that_are_there(turns):
    for name, numbers in signals(turns).items():
        assert name in SIGNALS
        assert numbers == sorted(set(numbers))
        assert all(1 <= number <= len(turns) for number in numbers)


@pytest.mark.parametrize(
    "text", ["x" + "\n" * 200_000 + ":x", "用户:\n" * 50_000, "客服" + " " * 200_000 + ":", "您好?\n" * 50_000]
)
def test_long_turns_take_work_in_proportion(text):
    """Work that grew with the square of the length would take hours here."""
    assert signals([Turn("user", "hi"), Turn("assistant", text)]) is not None


def test_many_turns_take_work_in_proportion():
    letters = [chr(0x4E00 + number) for number in range(20_000)]
    turns = [
        Turn(
            "assistant" if number % 2 else "user",
            f"我不喜欢{''.join(letters[number : number + 8])}，我喜欢{''.join(letters[number + 50 : number + 58])}",
        )
        for number in range(12_000)
    ]
    assert signals(turns).keys() <= {"contradiction", "role_order"}


@pytest.mark.parametrize(
    ("roles", "keeps_end", "wanted"),
    [
        ("uau", False, {"ends_without_answer": [3]}),
        ("uau", True, {}),
        ("aua", False, {"begins_with_answer": [1]}),
        ("suaau", False, {"role_order": [4], "ends_without_answer": [5]}),
        ("uct", False, {"ends_without_answer": [3]}),
        ("ucta", False, {}),
    ],
)
def test_what_is_not_repaired_is_said(roles, keeps_end, wanted):
    names = {"u": "user", "a": "assistant", "s": "system", "c": "tool_call", "t": "tool"}
    turns = [Turn(names[role], f"{role} says thing number {at}") for at, role in enumerate(roles)]
    assert signals(turns, keeps_end=keeps_end) == wanted


def test_empty_turns_that_stay_are_said_and_dropped_where_asked():
    turns = [
        Turn("user", "hi"),
        Turn("assistant", "\u200b"),
        Turn("user", "still there?"),
        Turn("assistant", "yes I am"),
    ]
    options = {"repair": False}
    kept = check_dialogue(CheckDialogueOptions(**options), Context(Report("check_dialogue"), Path()))(
        Record("1", turns)
    )
    assert kept.labels["dialogue"]["empty_turn"] == [2]
    step = check_dialogue(CheckDialogueOptions(**options, mode="drop"), Context(Report("check_dialogue"), Path()))
    assert step(Record("1", turns)) == Drop("empty_turn", "turn 2")
