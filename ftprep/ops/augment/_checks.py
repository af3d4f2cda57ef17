"""What a new record must pass before it may join a data set. Each check gives a reason, or None.

A recipe names its checks with an argument:

    language, other_language   the script of most letters is that of the parent (or is not)
    novelty x                  ROUGE-L with the records shown and with each other stays below x (Self-Instruct: 0.7)
    facts                      every number and placeholder of the parent is still there
    facts_kept                 every placeholder of the parent, and no number that it does not have
    names                      every placeholder, speaker and person named by the parent is still there
    grounded                   numbers of the answer stand in the section
    refusal                    the answer refuses nothing
    ends_as_before             the parent's turns all stand at the end, as they were
    changed, longer, same_turns, alternation, min_turns n
    min_characters n, max_characters n, length_ratio [low, high]   of what is new

Three are asked of every recipe: no text of the prompt in the reply, no identifier of a person (a number, an account, a
key) that the records shown don't have, and no placeholder that nobody could put back.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ftprep.ops.augment._private import identifiers_in, people_in
from ftprep.ops.augment._recipes import Recipe
from ftprep.record import Record
from ftprep.text.rouge import Novelty

REASONS: Mapping[str, tuple[str, str]] = {
    "wrong_language": ("The reply is in another language than it should be.", "回复的语言与要求不符。"),
    "not_novel": ("Too much like a record shown or one already made.", "与示例或已有的新记录过于相似。"),
    "facts_lost": (
        "A number, name or placeholder of the original is missing.",
        "原文中的数字、姓名或占位符丢失。",
    ),
    "facts_invented": ("A number stands in it that the original does not have.", "出现了原文没有的数字。"),
    "refusal": ("The new answer is a refusal.", "新的回答仍是拒答。"),
    "copy_of_prompt": ("Text of the prompt stands in the reply.", "回复中混入了提示词的文字。"),
    "personal_data_added": (
        "Personal data stand in it that the records shown do not have.",
        "出现了所示记录中没有的个人信息。",
    ),
    "placeholder_invented": (
        "A placeholder stands in it that the records shown do not have.",
        "出现了所示记录中没有的占位符。",
    ),
    "unchanged": ("Nothing was changed.", "没有任何改动。"),
    "not_longer": ("It is no longer than the original.", "没有比原文更充实。"),
    "turns_changed": ("What was said, and should stay, was changed.", "应当保留的话被改动。"),
    "roles_out_of_order": ("The turns do not alternate from user to assistant.", "轮次没有按用户、助手交替。"),
    "too_few_turns": ("The dialogue has too few turns.", "对话轮数太少。"),
    "reply_too_short": ("The new text is too short.", "新的文字过短。"),
    "reply_too_long": ("The new text is too long.", "新的文字过长。"),
}

_HAN = re.compile(r"[㐀-䶿一-鿿]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]+")
_NUMBER = re.compile(r"\d+(?:[.:：]\d+)*")
_PLACEHOLDER = re.compile(r"<[A-Z][A-Z_]*_\d+>")
_PROMPT_MARKS = ("<data>", "</data>", "只输出一个 JSON", "Reply with one JSON array", '"id": "b')
_SENTENCE = re.compile(r"[\n。；;]|(?<=[a-z])\. ")
_LONG_ENOUGH = 14
"""Characters of a sentence of the prompt, Latin letters counted as a third: shorter ones may come about by chance."""


@dataclass(frozen=True, slots=True)
class Made:
    """A new record, the one it was made from (the first shown, where it was made after several), and its new text.

    `known`: all texts of all records shown.
    """

    record: Record
    parent: Record | None
    text: str
    old: str
    known: str


Check = Callable[[Made], str | None]


class Checks:
    """The checks of one call: they remember what was accepted, for novelty."""

    def __init__(self, recipe: Recipe, seeds: Sequence[Record]) -> None:
        self._novelty: Novelty | None = None
        self._checks: list[Check] = [_copy_of_prompt(recipe), _personal_data_added, _placeholder_invented]
        for name, argument in recipe.checks.items():
            if argument is False:
                continue
            if name == "novelty":
                self._novelty = Novelty(float(argument))
                for seed in seeds:
                    self._novelty.add(new_text(seed, recipe.makes))
            else:
                self._checks.append(_CHECKS[name](argument))
        self._recipe = recipe

    def fail(self, record: Record, parents: Sequence[Record]) -> str | None:
        """The reason why the record may not join, or None (and then it counts as seen)."""
        makes = self._recipe.makes
        parent = parents[0] if parents else None
        known = "\n".join(text for shown in parents for text in shown.texts())
        made = Made(record, parent, new_text(record, makes), new_text(parent, makes) if parent else "", known)
        for check in self._checks:
            reason = check(made)
            if reason is not None:
                return reason
        if self._novelty is not None:
            if self._novelty.repeats(made.text):
                return "not_novel"
            self._novelty.add(made.text)
        return None


def new_text(record: Record, makes: str) -> str:
    """The part of a record that a recipe of this kind writes: the last answer, the rejected one, or all of it."""
    if makes == "answer":
        return next((turn.content for turn in reversed(record.turns) if turn.role == "assistant"), "")
    if makes == "preference":
        return "\n".join(turn.content for turn in record.rejected or ())
    if makes == "pivot":
        return "\n".join(str(value) for value in record.labels.get("pivot", {}).values()) or _talk(record)
    if makes == "pair":
        return (
            "\n".join((turn.full_content()) for turn in record.turns if turn.role == "user") + "\n" + _answers(record)
        )
    return _talk(record)


def script(text: str) -> str:
    """zh, en or "" (neither): by Chinese characters against Latin words."""
    han, latin = len(_HAN.findall(text)), len(_LATIN.findall(text))
    if not han and not latin:
        return ""
    return "zh" if han >= latin else "en"


def _talk(record: Record) -> str:
    return "\n".join(turn.full_content() for turn in record.turns if turn.role != "system") or record.text or ""


def _answers(record: Record) -> str:
    return "\n".join(turn.content for turn in record.turns if turn.role == "assistant")


def _copy_of_prompt(recipe: Recipe) -> Check:
    sentences = {piece.strip() for task in recipe.task.values() for piece in _SENTENCE.split(task)}
    marks = [*_PROMPT_MARKS, *(piece for piece in sentences if len(_LATIN.sub("x", piece)) >= _LONG_ENOUGH)]

    def check(made: Made) -> str | None:
        return "copy_of_prompt" if any(mark in made.text and mark not in made.known for mark in marks) else None

    return check


def _personal_data_added(made: Made) -> str | None:
    return "personal_data_added" if any(found not in made.known for found in identifiers_in(made.text)) else None


def _placeholder_invented(made: Made) -> str | None:
    return "placeholder_invented" if _placeholders(made.text) - _placeholders(made.known) else None


def _language(same: bool) -> Check:
    def check(made: Made) -> str | None:
        new, old = script(made.text), script(_talk(made.parent) if made.parent else "")
        return "wrong_language" if new and old and (new == old) is not same else None

    return check


def _facts(made: Made) -> str | None:
    lost = (_numbers(made.old) - _numbers(made.text)) | (_placeholders(made.old) - _placeholders(made.text))
    return "facts_lost" if lost else None


def _facts_kept(made: Made) -> str | None:
    if made.parent is None:
        return None
    if _placeholders(made.old) - _placeholders(made.text):
        return "facts_lost"
    return "facts_invented" if {n for n in _numbers(made.text) if len(n) > 1} - _numbers(made.known) else None


def _names(made: Made) -> str | None:
    if made.parent is None:
        return None
    names = {turn.name for turn in made.parent.turns if turn.name} | people_in(made.old)
    lost = (_placeholders(made.old) - _placeholders(made.text)) | {
        n for n in names if n in made.old and n not in made.text
    }
    return "facts_lost" if lost else None


def _grounded(made: Made) -> str | None:
    if made.parent is None:
        return None
    return "facts_invented" if _numbers(_answers(made.record)) - _numbers(made.known) else None


def _alternation(made: Made) -> str | None:
    roles = [turn.role for turn in made.record.turns if turn.role != "system"]
    wanted = ["user", "assistant"] * (len(roles) // 2)
    return None if roles and roles == wanted else "roles_out_of_order"


def _same_turns(made: Made) -> str | None:
    if made.parent is None:
        return None
    sides = [
        [turn.content.strip() for turn in record.turns if turn.role == "user"] for record in (made.record, made.parent)
    ]
    return None if sides[0] == sides[1] else "turns_changed"


def _ends_as_before(made: Made) -> str | None:
    if made.parent is None:
        return None
    new, old = _said(made.record), _said(made.parent)
    return None if new[-len(old) :] == old else "turns_changed"


def _said(record: Record) -> list[tuple[str, str]]:
    """Who says what, without white space: models set it as they like."""
    return [(turn.role, "".join(turn.full_content().split())) for turn in record.turns if turn.role != "system"]


def _length_ratio(low: float, high: float) -> Check:
    def check(made: Made) -> str | None:
        if not made.old:
            return None
        ratio = len(made.text) / len(made.old)
        return "reply_too_short" if ratio < low else "reply_too_long" if ratio > high else None

    return check


def _numbers(text: str) -> set[str]:
    return {number.replace("：", ":") for number in _NUMBER.findall(text)}


def _placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _refusal(made: Made) -> str | None:
    from ftprep.text.refusal import is_refusal

    return "refusal" if is_refusal(_answers(made.record)) else None


_CHECKS: Mapping[str, Callable[[Any], Check]] = {
    "language": lambda _: _language(same=True),
    "other_language": lambda _: _language(same=False),
    "facts": lambda _: _facts,
    "facts_kept": lambda _: _facts_kept,
    "names": lambda _: _names,
    "grounded": lambda _: _grounded,
    "refusal": lambda _: _refusal,
    "alternation": lambda _: _alternation,
    "same_turns": lambda _: _same_turns,
    "ends_as_before": lambda _: _ends_as_before,
    "changed": lambda _: lambda made: "unchanged" if made.text.strip() == made.old.strip() else None,
    "longer": lambda _: lambda made: "not_longer" if len(made.text) <= len(made.old) else None,
    "min_turns": lambda n: lambda made: "too_few_turns" if len(made.record.turns) < n else None,
    "min_characters": lambda n: lambda made: "reply_too_short" if len(made.text.strip()) < n else None,
    "max_characters": lambda n: lambda made: "reply_too_long" if len(made.text) > n else None,
    "length_ratio": lambda pair: _length_ratio(*pair),
}
