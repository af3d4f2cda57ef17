"""One pass over records → the state that all figures are made from. Bounded in memory; partitions merge."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable
from typing import Final

from xxhash import xxh3_64_intdigest

from ftprep.ops.stats._languages import Languages
from ftprep.ops.stats._personal import MASKING, MOST, fewer, personal_words
from ftprep.ops.stats._placeholders import between_placeholders
from ftprep.ops.stats._sketches import Distinct, Distribution
from ftprep.ops.stats._tables import MAX_SOURCES, BoundedCounts, Excerpts, FirstNames, Labels, Outliers
from ftprep.ops.stats._verbs import first_verb
from ftprep.ops.stats._words import WordCounts
from ftprep.record import Record, Turn
from ftprep.text.tokens import estimate_tokens
from ftprep.text.words import split_words

PARTS: Final = ("record", "question", "answer", "system", "tool", "text", "chosen", "rejected")
MEASURES: Final = ("characters", "words", "tokens")
_PART_OF_ROLE: Final = {
    "user": "question",
    "assistant": "answer",
    "system": "system",
    "tool": "tool",
    "tool_call": "tool",
}
_HASHES: Final = 100_000
_FURTHER: Final = "…"


class SourceFigures:
    """What the table by source holds of one source."""

    __slots__ = (
        "answer_characters",
        "answers",
        "characters",
        "question_characters",
        "questions",
        "records",
        "tokens",
        "turns",
    )

    def __init__(self) -> None:
        self.records = self.turns = self.characters = self.tokens = 0
        self.questions = self.question_characters = self.answers = self.answer_characters = 0

    def merge(self, other: SourceFigures) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Collector:
    """Takes records one by one; `merge` adds what another has taken."""

    def __init__(self, columns: Iterable[str] = ()) -> None:
        self.records = 0
        self.turns = 0
        self.lengths = {(part, measure): Distribution() for part in PARTS for measure in MEASURES}
        self.turns_a_record = Distribution()
        self.roles: Counter[str] = Counter()
        self.languages = Languages()
        self.missing: Counter[str] = Counter()
        self.verbs = BoundedCounts(50_000)
        self.labels = Labels(columns)
        self.words = WordCounts()
        self.distinct = Distinct(2_000_000)
        self.outliers = {(part, "characters"): Outliers() for part in ("record", "question", "answer", "text")}
        self.outliers["record", "turns"] = Outliers()
        self.excerpts = Excerpts()
        self.personal: set[str] = set()
        """Words that are not to be listed."""
        self.masked = False
        """Whether a step has put something in the place of personal data in any of the records."""
        self._hashes = array("Q")
        self._sources: FirstNames[SourceFigures] = FirstNames(MAX_SOURCES)
        self._further = SourceFigures()
        """Of the sources that are not told one by one."""

    @property
    def sources(self) -> dict[str, SourceFigures]:
        return self._sources.held | ({_FURTHER: self._further} if self._further.records else {})

    def add(self, record: Record) -> None:
        self.records += 1
        pieces = list(_pieces(record))
        source = self._source(record.lineage.source)
        source.records += 1
        source.turns += len(record.turns)
        whole = [0, 0, 0]
        for part, text in pieces:
            words = 0
            own = between_placeholders(text)
            self.masked |= len(own) > 1
            for piece in own:
                found = split_words(piece)
                self.words.add(found)
                words += len(found)
            sizes = (len(text), words, estimate_tokens(text))
            for at, measure in enumerate(MEASURES):
                self.lengths[part, measure].add(sizes[at])
                whole[at] += sizes[at]
            if part == "question":
                source.questions += 1
                source.question_characters += sizes[0]
            elif part == "answer":
                source.answers += 1
                source.answer_characters += sizes[0]
            outliers = self.outliers.get((part, "characters"))
            if outliers is not None:
                outliers.add(sizes[0], record.id, text)
        source.characters += whole[0]
        source.tokens += whole[2]
        self._whole(record, pieces, whole)

    def merge(self, other: Collector) -> None:
        self.records += other.records
        self.turns += other.turns
        for key, distribution in other.lengths.items():
            self.lengths[key].merge(distribution)
        self.turns_a_record.merge(other.turns_a_record)
        self.roles.update(other.roles)
        self.languages.merge(other.languages)
        self.missing.update(other.missing)
        self.verbs.merge(other.verbs)
        self.labels.merge(other.labels)
        for name, figures in other._sources.held.items():
            self._source(name).merge(figures)
        self._further.merge(other._further)
        self.words.merge(other.words)
        self.flush()
        other.flush()
        self.distinct.merge(other.distinct)
        for place, outliers in other.outliers.items():
            self.outliers[place].merge(outliers)
        self.excerpts.merge(other.excerpts)
        self.personal |= other.personal
        self.masked |= other.masked

    def flush(self) -> None:
        """Counts what is pending."""
        import numpy as np

        self.words.flush()
        if len(self.personal) > MOST:
            self.personal = fewer(self.personal)
        if self._hashes:
            self.distinct.add(np.array(self._hashes, np.uint64))
            self._hashes = array("Q")

    def _whole(self, record: Record, pieces: list[tuple[str, str]], whole: list[int]) -> None:
        everything = "\n".join(text for _, text in pieces)
        content = xxh3_64_intdigest(everything.encode("utf-8", "replace"))
        self._hashes.append(content)
        self.excerpts.add(record.id, content, everything)
        if len(self._hashes) >= _HASHES:
            self.flush()
        for at, measure in enumerate(MEASURES):
            self.lengths["record", measure].add(whole[at])
        self.outliers["record", "characters"].add(whole[0], record.id, everything)
        self.turns += len(record.turns)
        for turn in record.turns:
            self.roles[turn.role] += 1
        if record.turns:
            self.turns_a_record.add(len(record.turns))
            self.outliers["record", "turns"].add(len(record.turns), record.id, everything)
            question = next((turn.content for turn in record.turns if turn.role == "user"), "")
            found = first_verb(" ".join(between_placeholders(question[:400])))
            self.verbs.note("\t".join(found) if found else "")
        self.languages.add(everything, content)
        self.missing.update(_missing(record))
        self.labels.add(record)
        self.masked |= MASKING in record.lineage.steps
        if record.labels:
            self.personal.update(personal_words(record))
            if len(self.personal) > 2 * MOST:
                self.personal = fewer(self.personal)

    def _source(self, name: str) -> SourceFigures:
        known = self._sources.held.get(name)
        if known is not None:
            return known
        if name == _FURTHER or not self._sources.takes(name):
            return self._further
        figures = SourceFigures()
        if (gone := self._sources.put(name, figures)) is not None:
            self._further.merge(gone)
        return figures


def _pieces(record: Record) -> list[tuple[str, str]]:
    """(part, text) of every text of a record."""
    out = [(_PART_OF_ROLE.get(turn.role, "tool"), turn.full_content()) for turn in record.turns]
    if record.text is not None:
        out.append(("text", record.text))
    for part, turns in (("chosen", record.chosen), ("rejected", record.rejected)):
        if turns is not None:
            out.append((part, "\n".join(turn.full_content() for turn in turns)))
    return out


def _missing(record: Record) -> list[str]:
    """Names of what a record lacks."""
    if not record.turns:
        return [] if record.text and record.text.strip() else ["text"]
    out = []
    for role, name in (("user", "question"), ("assistant", "answer")):
        of_role = [turn for turn in record.turns if turn.role == role]
        if not of_role and not (name == "answer" and (record.chosen or record.rejected)):
            out.append(name)
        elif any(_empty(turn) for turn in of_role):
            out.append("empty_" + name)
    if record.turns[0].role != "system":
        out.append("system")
    return out


def _empty(turn: Turn) -> bool:
    return not turn.content.strip() and not (turn.input and turn.input.strip())
