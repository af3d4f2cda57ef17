"""A record as the checks see it: its texts by what they are for, each made once."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import pairwise

from ftprep.record import Record
from ftprep.text.repetition import words_of

_HAN = re.compile("[㐀-鿿豈-﫿]+")
_PLAIN = re.compile("[a-zA-Z 一-鿿]+")


class View:
    """`whole` is every text, `answers` what a model would learn to say (or the plain text of a record without turns),
    `pairs` each user turn with the answer that follows it."""

    def __init__(self, record: Record) -> None:
        self.record = record

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.record.texts())

    @cached_property
    def answers(self) -> list[str]:
        record = self.record
        if not record.turns:
            return [record.text or ""]
        last = [turn.content for turn in record.chosen or () if turn.role == "assistant"]
        return [turn.content for turn in record.turns if turn.role == "assistant"] + last

    @cached_property
    def prose(self) -> list[str]:
        """What people and the model wrote, without system prompts and function calls."""
        record = self.record
        if not record.turns:
            return [record.text or ""]
        return [turn.full_content() for turn in record.turns if turn.role == "user"] + self.answers

    @cached_property
    def pairs(self) -> list[tuple[str, str]]:
        turns = [*self.record.turns, *(self.record.chosen or ())]
        return [
            (one.full_content(), other.content)
            for one, other in pairwise(turns)
            if one.role == "user" and other.role == "assistant"
        ]

    @cached_property
    def answer_words(self) -> list[list[str]]:
        """The words of each answer, where Chinese characters stand alone. Costly."""
        return [words_of(text) for text in self.answers]

    @cached_property
    def han(self) -> int:
        """How many Chinese characters the whole has."""
        return 0 if self.whole.isascii() else sum(map(len, _HAN.findall(self.whole)))

    @cached_property
    def neither_letter_nor_space(self) -> list[int]:
        """How many characters of each answer are no common letter and no space: marks and digits are among them."""
        return [len(text) - sum(map(len, _PLAIN.findall(text))) for text in self.answers]
