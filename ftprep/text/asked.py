"""What a question says about its answer: where a "no" is an answer, and where words of refusal were asked for."""

from __future__ import annotations

from functools import cached_property
from typing import Final, Literal

from ftprep.text.features import feature_table
from ftprep.text.plain_form import plain_form
from ftprep.text.ready import ready

Wanted = Literal["", "refusal", "scene", "wording"]

_LOOKED_AT: Final = 600
"""Characters of a question."""


class Asked:
    """A question; each thing is looked for when it is first wanted. Of an empty one nothing is known, and all is False.

    >>> Asked("充电宝能托运吗?").whether, Asked("Can you book me a table?").whether
    (True, False)
    >>> Asked("Write a letter that rejects an applicant").wanted, Asked("翻译:恕难从命").wanted
    ('refusal', 'wording')
    """

    def __init__(self, question: str) -> None:
        self._question = question

    @cached_property
    def _signs(self) -> set[str]:
        return {sign.name for sign in feature_table("asked").found(ready(plain_form(self._question[:_LOOKED_AT])))}

    @cached_property
    def wanted(self) -> Wanted:
        """A letter or notice that refuses, a scene in which people speak, the wording or translation of a phrase."""
        if "wording" in self._signs and "no_in_source" in self._signs:
            return "wording"
        if "scene" in self._signs:
            return "scene"
        return "refusal" if "write" in self._signs and "refusing" in self._signs else ""

    @property
    def whether(self) -> bool:
        """Whether something is possible, allowed, or so: where a "no" is an answer."""
        return "whether" in self._signs and "request" not in self._signs

    @property
    def asks(self) -> bool:
        """Anything at all, rather than telling."""
        return bool(self._question) and ("tells" not in self._signs or "wants" in self._signs)

    @property
    def identity(self) -> bool:
        """What the assistant is."""
        return "identity" in self._signs

    @property
    def twofold(self) -> bool:
        """Two things at once."""
        return "twofold" in self._signs

    @property
    def harmful(self) -> bool:
        """How to do harm, rather than how to be safe from it."""
        return "harmful" in self._signs and "against_harm" not in self._signs

    @property
    def whereabouts(self) -> bool:
        """Whom to turn to, or where."""
        return "whereabouts" in self._signs

    @property
    def of_you(self) -> bool:
        """About the one who is asked, as people ask each other."""
        return "you" in self._signs and "your_help" not in self._signs

    @property
    def writing(self) -> bool:
        """A text to be written."""
        return "writing" in self._signs
