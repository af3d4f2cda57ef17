"""Texts in which every quotation carries who says it: reading the labels, and measuring against them.

After a quotation stands ⟦speaker|kind⟧. Kinds: e told by a word of speaking, a by what the speaker does beside it, p by a
pronoun, i by turns alone; t is a thought; o and u are speech of several or of nobody known; n is no speech. In the first texts e holds a
too. Lines ⟦X = name; other name⟧ at the top list the names that a speaker may rightly be given.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from ftprep.ops.acquire._novel.quotations import paragraphs
from ftprep.ops.acquire._novel.speakers import attribute

HERE = Path(__file__).parent
_LABEL = re.compile(r"⟦([^|⟧=]+)\|(\w)⟧")
_CAST = re.compile(r"^⟦(\w) = ([^⟧]+)⟧$", re.MULTILINE)
_OPENING = {"”": "“", "」": "「", "』": "『", "’": "‘", '"': '"'}
KINDS = "eapit"


@dataclass(frozen=True)
class Labelled:
    """`whole` is false where the text ends at the end of its line, narration and all (plays, dashes)."""

    text: str
    speakers: frozenset[str]
    kind: str
    whole: bool = True

    def is_said_in(self, text: str) -> bool:
        last = text.rsplit("\n", maxsplit=1)[-1].strip()
        return last == self.text if self.whole else last[:3] == self.text[:3]


@dataclass
class Score:
    hits: Counter[str] = field(default_factory=Counter)
    wrong: list[tuple[object, ...]] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(self.hits + other.hits, self.wrong + other.wrong)

    @property
    def f1(self) -> float:
        return 2 * self.hits["right"] / (self.hits["found"] + self.hits["wanted"])

    @property
    def accuracy(self) -> float:
        return sum(self.hits[f"good_{kind}"] for kind in KINDS) / sum(self.hits[f"all_{kind}"] for kind in KINDS)

    @property
    def explicit(self) -> float:
        return self.hits["good_e"] / self.hits["all_e"]

    def __str__(self) -> str:
        kinds = ", ".join(f"{kind} {self.hits[f'good_{kind}']}/{self.hits[f'all_{kind}']}" for kind in KINDS)
        return f"{self.hits['wanted']} quotations, F1 {self.f1:.3f}, speakers {self.accuracy:.3f}, explicit {self.explicit:.3f} ({kinds})"


def read(path: Path) -> tuple[str, list[Labelled]]:
    """(the text without its labels, what is said in it, in order)."""
    marked = path.read_text("utf-8")
    cast = {
        letter: frozenset(name.strip().casefold() for name in names.split(";"))
        for letter, names in _CAST.findall(marked)
    }
    marked = _CAST.sub("", marked).lstrip("\n")
    said = []
    for line in marked.split("\n"):
        for match in _LABEL.finditer(line):
            told = _LABEL.sub("", line[: match.start()])
            speakers = cast.get(match[1], frozenset({match[1].casefold()}))
            if told[-1] in _OPENING:
                said.append(Labelled(_inner(told), speakers, match[2]))
            else:
                said.append(
                    Labelled(
                        re.sub(r"^—+ ?|^[^：:.（(]+(?:[（(][^）)]*[）)])?[：:.] ?(?:[（(][^）)]*[）)] ?)?", "", told),
                        speakers,
                        match[2],
                        whole=False,
                    )
                )
    return _LABEL.sub("", marked), said


def _inner(told: str) -> str:
    close, opening = told[-1], _OPENING[told[-1]]
    if close in '"’':
        return told[told.rindex(opening, 0, -1) + 1 : -1].strip()
    depth = 0
    for at in range(len(told) - 1, -1, -1):
        depth += (told[at] == close) - (told[at] == opening)
        if depth == 0:
            return told[at + 1 : -1].strip()
    raise ValueError(told)


def measured(*paths: Path) -> Score:
    score = Score()
    for path in paths:
        text, said = read(path)
        found = list(paragraphs(text))
        attribute(found)
        rest = [quotation for paragraph in found for quotation in paragraph.quotations]
        wanted = [item for item in said if item.kind != "n"]
        score.hits.update(found=len(rest), wanted=len(wanted))
        for item in wanted:
            place = next((at for at, quotation in enumerate(rest) if item.is_said_in(quotation.text)), -1)
            if place < 0:
                score.wrong.append((path.name, "missing", item.text))
                score.hits[f"all_{item.kind}"] += item.kind in KINDS
                continue
            got = rest[place]
            del rest[: place + 1]
            score.hits["right"] += 1
            if item.kind in KINDS:
                good = same_name(got.speaker, item.speakers)
                score.hits.update({f"all_{item.kind}": 1, f"good_{item.kind}": good})
                if not good:
                    score.wrong.append((path.name, item.kind, item.text, sorted(item.speakers), got.speaker, got.kind))
    return score


def same_name(name: str, speakers: frozenset[str]) -> bool:
    words = set(name.casefold().split())
    return bool(words) and any(name.casefold() == speaker or words <= set(speaker.split()) for speaker in speakers)
