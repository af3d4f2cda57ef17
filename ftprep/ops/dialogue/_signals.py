"""What looks wrong in a conversation and needs a reader: each signal with the numbers of its turns."""

from __future__ import annotations

import re
from typing import Final

from ftprep.ops.dialogue._contradictions import Speaker
from ftprep.ops.dialogue._first_look import may_contradict
from ftprep.ops.dialogue._related import beside_the_point
from ftprep.ops.dialogue._repair import MERGED, is_empty, tidy
from ftprep.ops.dialogue._side import SPEAKS_AS_ASSISTANT, SPEAKS_AS_USER, Side
from ftprep.ops.dialogue._speakers import confused
from ftprep.record import Turn
from ftprep.text.shingles import normal_form

SIGNALS: Final = {
    "empty_turn": (
        "A turn is blank, invisible or nothing but punctuation, and was not repaired.",
        "某一轮没有内容（空白、不可见字符或只有标点），且未作修复。",
    ),
    "begins_with_answer": (
        "The assistant speaks before anybody asked, and that was not repaired.",
        "用户提问之前助手先发言，且未作修复。",
    ),
    "ends_without_answer": (
        "The conversation does not end on the assistant, and that was not repaired or can't be.",
        "对话不是以助手的回答结束，且未修复或无法修复。",
    ),
    "role_order": (
        "Roles do not take turns, and no repair makes them: a system prompt in the middle, an answer of a tool without a call.",
        "角色次序不对且无法自动修复：中途出现系统提示，或工具返回没有对应的调用。",
    ),
    "speaker_confusion": (
        "A turn speaks for the other side: a speaker's label or both sides' lines inside it, the user talking as an AI or an agent, or the assistant as a customer.",
        "说话人混淆：一轮里含有另一方的发言标签或双方的话，或用户以 AI、客服口吻说话，或助手以顾客口吻说话。",
    ),
    "repeated_answer": (
        "The assistant gives an answer that it gave before.",
        "助手再次给出前面已有的回答。",
    ),
    "echo": ("The assistant repeats what the user just said.", "助手重复用户刚说的话。"),
    "contradiction": (
        "A speaker gives another number or name for the same thing, or denies their own sentence.",
        "前后矛盾：同一说话人对同一事物给出不同的数字或名字，或否定自己说过的话。",
    ),
    "unrelated_answer": (
        "An answer is of a subject far from its question's and from all that was said before.",
        "答非所问：回答的主题与问题及前文相去甚远。",
    ),
}

MIN_REPEATED: Final = 8
"""Characters: shorter answers, as "好的", may well come twice."""

_AGAIN: Final = re.compile(
    r"再说|再来|再讲|再念|再读|再发|重复|跟我|复述|刚才|\b(?:again|repeat|once more|say (?:it|that)|one more time|after me)\b",
    re.IGNORECASE,
)
"""An answer may well come again where it is asked for."""
_SPEAKS_AS_OTHER: Final = {"user": SPEAKS_AS_ASSISTANT, "assistant": SPEAKS_AS_USER}
_HAN_PAIR: Final = re.compile("[一-鿿]{2}")


def signals(turns: list[Turn], *, keeps_end: bool = False) -> dict[str, list[int]]:
    """Signal → numbers of the turns (from 1) that show it, first what shows first. A conversation that `keeps_end` has
    its answers elsewhere."""
    shown = ([] if tidy(turns) else _shape(turns, keeps_end=keeps_end)) + _order(turns) + _answers(turns)
    for role in _SPEAKS_AS_OTHER:
        numbers = [number for number, turn in enumerate(turns) if turn.role == role]
        if not numbers:
            continue
        side = Side([turns[number].content for number in numbers])
        if _SPEAKS_AS_OTHER[role] in side.signs:
            shown += [(number + 1, "speaker_confusion") for number in confused(turns, role)]
        if len(numbers) > 1 and may_contradict(side):
            speaker = Speaker(side.texts)
            shown += [(number + 1, "contradiction") for number in numbers if speaker.hear(turns[number].content)]
    found: dict[str, list[int]] = {}
    for number, name in sorted(shown):
        found.setdefault(name, []).append(number)
    return found


def _shape(turns: list[Turn], *, keeps_end: bool) -> list[tuple[int, str]]:
    shown = [(number, "empty_turn") for number, turn in enumerate(turns, 1) if turn.role in MERGED and is_empty(turn)]
    first = next((number for number, turn in enumerate(turns, 1) if turn.role != "system"), 0)
    if first and turns[first - 1].role == "assistant":
        shown.append((first, "begins_with_answer"))
    if turns and turns[-1].role != "assistant" and not keeps_end:
        shown.append((len(turns), "ends_without_answer"))
    return shown


def _order(turns: list[Turn]) -> list[tuple[int, str]]:
    previous, wrong = None, []
    for number, turn in enumerate(turns, 1):
        role = turn.role
        if (role == previous or role not in _SPEAKS_AS_OTHER) and _out_of_order(role, previous):
            wrong.append((number, "role_order"))
        previous = role
    return wrong


def _out_of_order(role: str, previous: str | None) -> bool:
    if previous is None:
        return role in ("tool", "tool_call")
    match role:
        case "system":
            return previous != "system"
        case "tool":
            return previous not in ("tool_call", "tool")
        case _:
            return role == previous and role != "tool_call"


def _answers(turns: list[Turn]) -> list[tuple[int, str]]:
    """What the assistant's turns show beside their questions and each other."""
    shown = []
    answers = [turn.content for turn in turns if turn.role == "assistant" and len(turn.content) >= MIN_REPEATED]
    may_repeat = _may_repeat(answers)
    said: set[str] = set()
    for at, turn in enumerate(turns):
        if turn.role != "assistant":
            continue
        answer = turn.content
        if at and turns[at - 1].role == "user":
            question = turns[at - 1].full_content()
            if _echoes(question, answer):
                shown.append((at + 1, "echo"))
            elif beside_the_point(turns, at):
                shown.append((at + 1, "unrelated_answer"))
        if may_repeat and len(answer) >= MIN_REPEATED and not (at and _AGAIN.search(turns[at - 1].content)):
            form = normal_form(answer)
            if form in said:
                shown.append((at + 1, "repeated_answer"))
            said.add(form)
    return shown


def _echoes(question: str, answer: str) -> bool:
    return (
        abs(len(question) - len(answer)) < 10
        and len(answer) >= MIN_REPEATED
        and _may_repeat([question, answer])
        and normal_form(answer) == normal_form(question)
    )


def _may_repeat(answers: list[str]) -> bool:
    """Whether two answers may be the same, by a look at how they begin: a normal form leaves Chinese characters as they
    are, and of English changes letter case and spaces."""
    if len(answers) < 2:
        return False
    leads = {answer[:2].lower() for answer in answers}
    return len(leads) < len(answers) or not all(
        answer[:2].isalnum() if answer.isascii() else _HAN_PAIR.match(answer) for answer in answers
    )
