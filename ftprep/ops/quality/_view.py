"""A record as the checks see it: its texts by what they are for, each made once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from itertools import pairwise
from string import ascii_letters

from ftprep.record import Record
from ftprep.text.bare_code import is_code
from ftprep.text.repetition import words_of
from ftprep.text.scripts import HAN

_HAN = re.compile(f"[{HAN}]+")
_PLAIN_ASCII = (ascii_letters + " ").encode()
_PLAIN = re.compile("[a-zA-Z 一-鿿]+")


class View:
    """`whole` is every text, `answers` what a model would learn to say (or the plain text of a record without turns),
    `pairs` each user turn with the answer that follows it."""

    def __init__(self, record: Record) -> None:
        self.record = record
        if record.turns:
            self.answers = [turn.content for turn in record.turns if turn.role == "assistant"]
            self.answers += [turn.content for turn in record.chosen or () if turn.role == "assistant"]
        else:
            self.answers = [record.text or ""]

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.record.texts())

    @cached_property
    def prose(self) -> list[str]:
        """What people and the model wrote, without system prompts and function calls."""
        record = self.record
        if not record.turns:
            return [record.text or ""]
        return [turn.full_content() for turn in record.turns if turn.role == "user"] + self.answers

    @cached_property
    def questions(self) -> list[str]:
        """What was asked before each answer; "" where nothing was."""
        out, asked = [], ""
        for turn in (*self.record.turns, *(self.record.chosen or ())):
            if turn.role == "user":
                asked = turn.full_content()
            elif turn.role == "assistant":
                out.append(asked)
        return out if self.record.turns else [""]

    @cached_property
    def is_code(self) -> bool:
        return is_code(self.whole)

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        turns = [*self.record.turns, *(self.record.chosen or ())]
        return [
            (one.full_content(), other.content)
            for one, other in pairwise(turns)
            if one.role == "user" and other.role == "assistant"
        ]

    @cached_property
    def answer_words(self) -> list[Sequence[str]]:
        """The words of each answer, where Chinese characters stand alone. Costly."""
        return [words_of(text) for text in self.answers]

    def has_more_han_than(self, number: int) -> bool:
        """Whether the whole has more Chinese characters: mostly settled by its beginning."""
        whole = self.whole
        if len(whole) <= number or whole.isascii():
            return False
        return _han(whole[: number + number // 3 + 10]) > number or _han(whole) > number

    @cached_property
    def neither_letter_nor_space(self) -> list[int]:
        """How many characters of each answer are no common letter and no space: marks and digits are among them."""
        return [
            len(text.encode().translate(None, _PLAIN_ASCII))
            if text.isascii()
            else len(text) - len("".join(_PLAIN.findall(text)))
            for text in self.answers
        ]


def _han(text: str) -> int:
    return len("".join(_HAN.findall(text)))
