"""What looks wrong in a conversation and needs a reader: each signal with the numbers of its turns."""

from __future__ import annotations

import re
from typing import Final

from ftprep.ops.dialogue._contradictions import Speaker
from ftprep.ops.dialogue._first_look import may_contradict
from ftprep.ops.dialogue._side import SPEAKS_AS_ASSISTANT, SPEAKS_AS_USER, Side
from ftprep.record import Turn
from ftprep.text.shingles import normal_form
from ftprep.text.stop_words import CHINESE, ENGLISH

SIGNALS: Final = {
    "role_order": (
        "Roles do not take turns, and no repair makes them: a system prompt in the middle, an answer of a tool without a call.",
        "角色次序不对且无法自动修复：中途出现系统提示，或工具返回没有对应的调用。",
    ),
    "speaker_confusion": (
        "A turn speaks for the other side: a speaker's label inside it, or the user talking as an AI or an agent.",
        "说话人混淆：一轮里含有另一方的发言标签，或用户以 AI、客服口吻说话。",
    ),
    "repeated_answer": (
        "The assistant gives the same answer to different questions.",
        "助手对不同的问题给出相同的回答。",
    ),
    "echo": ("The assistant repeats what the user just said.", "助手重复用户刚说的话。"),
    "contradiction": (
        "A speaker gives another number or name for the same thing, or denies their own sentence.",
        "前后矛盾：同一说话人对同一事物给出不同的数字或名字，或否定自己说过的话。",
    ),
    "unrelated_answer": (
        "An answer shares no word with its question or with anything said before.",
        "回答与问题及前文没有任何共同的词语。",
    ),
}

MIN_REPEATED: Final = 8
"""Characters: shorter answers, as "好的", may well come twice."""
MIN_RELATED: Final = 20
"""Characters of question and answer, two for a Chinese one, from which they should share something."""

_LABEL: Final = {
    "assistant": re.compile(r"(?:^|\n)\s*(?:用户|顾客|客户|提问者|user|human|customer)\s*[:：]", re.IGNORECASE),
    "user": re.compile(r"(?:^|\n)\s*(?:助手|客服|机器人|assistant|bot|ai|gpt)\s*[:：]", re.IGNORECASE),
}
"""Not Q and A, 问 and 答: examples in a prompt and quizzes are made of them."""
_USER_AS_AI: Final = re.compile(
    r"作为(?:一个|一名)?(?:人工智能|ai|大?语言模型|助手|模型)+[,，]?我|\bas an ai (?:language model|assistant),? i\b",
    re.IGNORECASE,
)
_USER_AS_AGENT: Final = re.compile(
    r"可以帮(?:到?您|到?你的[?？])|(?:已经?|马上|这就|这边|立即)?(?:为|帮|给)您(?:查询|查一下|办理|处理|登记|安排|转接|申请|核实|重置)"
    r"|\bhow (?:may|can) i (?:help|assist) you\b|\bthank you for (?:calling|contacting)\b"
    r"|\b(?:let me|i(?:'ll| will| can)) (?:look (?:that|it|this) up|check (?:that|it|this)) for you\b",
    re.IGNORECASE,
)
"""What only the one who serves says."""
_SERVING: Final = ("help you", "assist you", "thank you", "for you", "帮到你")
"""One of them is in all that an agent says without 您."""
_SPEAKS_AS_OTHER: Final = {"user": SPEAKS_AS_ASSISTANT, "assistant": SPEAKS_AS_USER}
_HAN_PAIR: Final = re.compile("[一-鿿]{2}")
_WIDE: Final = re.compile("[㐀-鿿豈-﫿぀-ヿ가-힣]")
_WORD: Final = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_BEGINNING: Final = 60
"""Characters in which a shared one is mostly found: they are asked one by one."""
_MUTE: Final = frozenset(word for word in CHINESE if len(word) == 1)
_TELLING: Final = re.compile(f"[一-鿿](?<![{''.join(sorted(_MUTE))}])")
_BLANKED: Final = bytes(code if chr(code).isalnum() and code < 128 else 32 for code in range(256))


def signals(turns: list[Turn]) -> dict[str, list[int]]:
    """Signal → numbers of the turns (from 1) that show it, first what shows first."""
    shown = _order(turns) + _answers(turns)
    for role in _LABEL:
        numbers = [number for number, turn in enumerate(turns) if turn.role == role]
        if not numbers:
            continue
        side = Side([turns[number].content for number in numbers])
        if _SPEAKS_AS_OTHER[role] in side.signs:
            shown += [(number + 1, "speaker_confusion") for number in numbers if _confused(turns[number])]
        if len(numbers) > 1 and may_contradict(side):
            speaker = Speaker(side.texts)
            shown += [(number + 1, "contradiction") for number in numbers if speaker.hear(turns[number].content)]
    found: dict[str, list[int]] = {}
    for number, name in sorted(shown):
        found.setdefault(name, []).append(number)
    return found


def _order(turns: list[Turn]) -> list[tuple[int, str]]:
    previous, wrong = None, []
    for number, turn in enumerate(turns, 1):
        role = turn.role
        if (role == previous or role not in _LABEL) and _out_of_order(role, previous):
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
            elif unrelated(question, answer) and all(
                unrelated(earlier.content, answer, shortest=0) for earlier in turns[: at - 1]
            ):
                shown.append((at + 1, "unrelated_answer"))
        if may_repeat and len(answer) >= MIN_REPEATED:
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


def unrelated(question: str, answer: str, *, shortest: int = MIN_RELATED) -> bool:
    """Whether two texts, each long enough to share a word, share none: no character of Chinese and no beginning of
    another word that carries meaning."""
    if len(question) < shortest and _length(question) < shortest:
        return False
    if len(answer) < shortest and _length(answer) < shortest:
        return False
    if not (question.isascii() or answer.isascii()):
        for char in question[:_BEGINNING]:
            if char in answer and "一" <= char <= "鿿" and char not in _MUTE:
                return False
        if len(question) > _BEGINNING and not set(_TELLING.findall(question, _BEGINNING)).isdisjoint(answer):
            return False
    lower, told = answer.lower(), False
    for word in _words(question.lower()):
        if word not in ENGLISH:
            if word[:5] in lower:
                return False
            told = True
    return bool((told or _WIDE.search(question)) and (_WORD.search(lower) or _WIDE.search(answer)))


def _words(lower: str) -> list[str]:
    if lower.isascii() and "'" not in lower:
        return lower.encode().translate(_BLANKED).decode().split()
    return _WORD.findall(lower)


def _confused(turn: Turn) -> bool:
    text = turn.content
    if turn.role == "user" and ("作为" in text or "s an " in text) and _USER_AS_AI.search(text):
        return True
    if turn.role == "user" and _may_serve(text) and _USER_AS_AGENT.search(text):
        return True
    if ":" not in text and "：" not in text:
        return False
    label = _LABEL[turn.role].search(text)
    return label is not None and len(text) > label.end() + 1


def _may_serve(text: str) -> bool:
    if "您" in text:
        return "帮" in text or "为您" in text or "给您" in text or "you" in text
    return "you" in text and any(sign in text.lower() for sign in _SERVING)


def _length(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))
