"""What a piece of narration beside a quotation says of its speaker; the same for both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody in narration: a name, or a pronoun with what it tells of the person; `spoke` if by a word of speaking."""

    name: str = ""
    pronoun: str = ""
    spoke: bool = False
    addressed: str = ""

    def __bool__(self) -> bool:
        return bool(self.name or self.pronoun)


NOBODY = Mention()


class Language(Protocol):
    """How narration is read in one language."""

    narrator: str

    def tells_i(self, told: str) -> bool:
        """The one who tells the story is in it."""
        ...

    def find(self, narration: list[str], beside: list[str], /) -> dict[str, int]:
        """Names of people in a text → how often; `beside`: the narration next to quotations."""
        ...

    def after(self, said: str, told: str, /) -> Mention:
        """Who spoke `said`, by the narration that follows."""
        ...

    def before(self, told: str) -> Mention:
        """Who speaks next, by the narration that goes before."""
        ...

    def subjects(self, told: str) -> list[Mention]:
        """Who acts, sentence by sentence."""
        ...

    def named(self, told: str) -> list[str]:
        """Every name in it, in order."""
        ...

    def people(self, names: dict[str, int], narration: list[str], /) -> dict[str, str]:
        """Every name → the one name of that person."""
        ...

    def genders(self, names: dict[str, str], narration: list[str]) -> dict[str, str]:
        """Person → "f", "m" or "" """
        ...

    def called(self, said: str) -> str:
        """The name by which somebody is spoken to."""
        ...
