"""An answer in the forms in which it is read: as it is written, in plain form, and without what it quotes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, cached_property
from typing import Final

from ftprep.text.features import Feature, FeatureTable, OnePass, feature_table
from ftprep.text.plain_form import plain_form
from ftprep.text.quotes import without_quotes
from ftprep.text.ready import ready

LOOKED_AT: Final = 4000
"""Characters of an answer. Refusals begin early, and formulas of a longer one do little harm."""
REFUSALS: Final = ("refusal_zh", "refusal_en", "refusal_short")
TONES: Final = ("tone_zh", "tone_en")

_CHINESE: Final = re.compile("[\u3400-\u9fff]")
_ENGLISH: Final = re.compile(r"[a-z][a-z' ,]{14}")

Suspects = Sequence[tuple[FeatureTable, list[int]]]
"""What a text may have of each table: all that its sentences and clauses may have."""


class Answer:
    """`text` is the plain form, made ready, in lower case; `suspects` what it may have of the tables of refusals of its
    language, or of both; `loose` and `tone` the same of the loose signs and of its language's tone.

    >>> answer = Answer("他说：“我不能”，就走了。")
    >>> answer.text, answer.own, answer.chinese
    ('他说:“我不能”,就走了。', '他说:“”,就走了。', True)
    """

    def __init__(self, written: str) -> None:
        self.length = len(written)
        self.written = written[:LOOKED_AT]
        self.text = ready(plain_form(self.written))
        self.chinese = not self.text.isascii() and _CHINESE.search(self.text) is not None
        chinese, english, self.loose, tone_zh, tone_en = _every().suspected(self.text)
        suspects = []
        if chinese and self.chinese:
            suspects.append((feature_table("refusal_zh"), chinese))
        if english and (not self.chinese or _ENGLISH.search(self.text) is not None):
            suspects.append((feature_table("refusal_en"), english))
        self.suspects: Suspects = suspects
        self.tone = tone_zh if self.chinese else tone_en

    @cached_property
    def own(self) -> str:
        """The plain form of what it does not quote."""
        own = without_quotes(self.written)
        return self.text if own == self.written else ready(plain_form(own))


def found_in(text: str, suspects: Suspects) -> list[Feature]:
    """The features of a text among those that are suspected of it or of what it is a part of."""
    return [feature for table, hits in suspects for feature in table.confirmed(text, hits)]


@cache
def _every() -> OnePass:
    return OnePass([feature_table(name) for name in (*REFUSALS, *TONES)])
