"""A text's paragraphs and what is said in them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Quotation:
    """`before` and `after`: the narration of the paragraph on both sides, up to the next quotation."""

    text: str
    paragraph: int
    before: str = ""
    after: str = ""
    speaker: str = ""
    kind: str = ""
    confidence: float = 0.0


@dataclass(slots=True)
class Paragraph:
    """`chapter`: how many headings went before."""

    number: int
    chapter: int
    narration: list[str] = field(default_factory=list)
    quotations: list[Quotation] = field(default_factory=list)

    @property
    def told(self) -> str:
        return " ".join(part.strip() for part in self.narration if part.strip())
