"""What a check finds in a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, Protocol

Verdict = Literal["abort", "dropped", "changed", "warned"]
"""The training ends with an error · the row is skipped, with a log line at most · it is trained on, but not as it stands
· it is trained on, though it does harm."""

Texts = tuple[str, str, str, str]
"""What is wrong in English and Chinese, and what to do about it in English and Chinese."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`where` names a column or a message by its number; it holds no piece of the text."""

    verdict: Verdict
    reason: str
    where: str = ""

    @property
    def loses(self) -> bool:
        """Whether the row, or the whole training, is lost."""
        return self.verdict in ("abort", "dropped")


class LostRow(Exception):  # noqa: N818 - no error: a verdict on its way out of nested checks
    """The row is lost for this reason."""

    def __init__(self, verdict: Verdict, reason: str, where: str = "") -> None:
        self.finding = Finding(verdict, reason, where)
        super().__init__(reason)


class Checker(Protocol):
    """One trainer's rules over one file of rows, whose facts were gathered from all of them before."""

    def about_file(self) -> list[Finding]:
        """What is wrong with the file as a whole."""
        ...

    def reading(self, place: int) -> Finding | None:
        """What is wrong with the row for the file's sake: how it goes with the other rows."""
        ...

    def check(self, row: Any) -> list[Finding]:
        """The findings in a row, the one that loses it first."""
        ...
