"""Who says each quotation: told outright, by the pronoun, by whose paragraph it is, or by turns."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from ftprep.ops.acquire._novel.chinese import Chinese
from ftprep.ops.acquire._novel.english import English
from ftprep.ops.acquire._novel.mentions import NOBODY, Language, Mention
from ftprep.ops.acquire._novel.parts import Paragraph, Quotation
from ftprep.ops.acquire._novel.turns import Unit, solve

CONFIDENCE = {"explicit": 0.95, "pronoun": 0.8, "paragraph": 0.85, "turns": 0.65, "unknown": 0.0}
_FAR = 4
"""Paragraphs without speech after which turns begin anew."""
_PRESENT, _COMING = 12, 3
"""Somebody may speak who was named so many paragraphs ago, or is soon."""
_LEADS_ON = re.compile(r"[:：][\s—-]*$")
_HAN = re.compile("[一-鿿]")


class Cast:
    """The people of a text: `names`, every name → the person; `gender` of each."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        told = [part for paragraph in paragraphs for part in paragraph.narration]
        whole = "".join(told) + "".join(
            quotation.text for paragraph in paragraphs for quotation in paragraph.quotations
        )
        self.chinese = len(_HAN.findall(whole)) * 4 > len(whole)
        self.language: Language = Chinese() if self.chinese else English()
        beside = [
            part
            for paragraph in paragraphs
            for q in paragraph.quotations
            for part in (q.before, q.after)
            if part.strip()
        ]
        found = self.language.find(told, beside)
        self.names = self.language.people(found, told)
        self.gender = self.language.genders(self.names, told)

    def person(self, name: str) -> str:
        return self.names.get(name) or next(
            (who for other, who in self.names.items() if other.casefold() == name.casefold()), name
        )


class _Talk:
    """One paragraph's quotations as a unit, with all that is known of who speaks them."""

    def __init__(self, cast: Cast, paragraph: Paragraph, quotations: list[Quotation], lead: str = "") -> None:
        self.quotations = quotations
        self.lead = lead
        self.number = paragraph.number
        self.chapter = paragraph.chapter
        self.kinds = ["turns"] * len(quotations)
        self.unit = Unit(called=self._called(cast), goes_on="\n" in quotations[0].text)
        self._read(cast)

    def _called(self, cast: Cast) -> str:
        return next(
            (cast.person(name) for quotation in self.quotations if (name := cast.language.called(quotation.text))), ""
        )

    def _beside(self, cast: Cast, place: int) -> tuple[Mention, list[Mention]]:
        """Who is told to say one quotation, and who else is named beside it."""
        quotation = self.quotations[place]
        before = cast.language.before(quotation.before if place or quotation.before.strip() else self.lead)
        after = cast.language.after(quotation.text, quotation.after)
        leads_on = cast.language.before(quotation.after).spoke and quotation.text[-1:] not in tuple("，,")
        if before and before.spoke and (leads_on or not after.spoke):
            return before, []
        if after and after.spoke:
            return after, []
        return NOBODY, [mention for mention in (after, before) if mention]

    def _read(self, cast: Cast) -> None:
        seen: list[tuple[int, Mention]] = []
        for place in range(len(self.quotations)):
            best, others = self._beside(cast, place)
            if best:
                seen.append((place, best))
                self.kinds[place] = "pronoun" if best.pronoun else "explicit"
            else:
                seen.extend((place, mention) for mention in others)
        told = next((mention for _, mention in seen if mention.spoke and mention.name), None)
        pronoun = next((mention for _, mention in seen if mention.spoke and mention.pronoun), None)
        actor = next((mention for _, mention in seen if mention.name and not mention.spoke), None)
        named = [
            cast.person(mention.name)
            for told in (self.lead, *(quotation.before for quotation in self.quotations))
            for mention in cast.language.subjects(told)
            if mention.name
        ]
        if told:
            self.unit.fixed = cast.person(told.name)
        elif pronoun and pronoun.pronoun == "t":
            self.unit.several = True
        elif pronoun:
            self.unit.gender = pronoun.pronoun
            fits = [who for who in reversed(named) if cast.gender.get(who, "") in (pronoun.pronoun, "")]
            self.unit.fixed = fits[0] if fits else ""
        elif actor:
            self.unit.fixed = cast.person(actor.name)
            self.kinds = ["paragraph"] * len(self.kinds)
        elif act := next((mention for _, mention in seen if mention.pronoun), None):
            self.unit.gender = "" if act.pronoun == "t" else act.pronoun
            self.kinds = ["pronoun"] * len(self.kinds)
            fits = [who for who in reversed(named) if cast.gender.get(who, "") in (act.pronoun, "")]
            self.unit.fixed = fits[0] if fits else ""
        if (told or pronoun or actor) and "turns" in self.kinds:
            self.kinds = ["paragraph" if kind == "turns" else kind for kind in self.kinds]
        if not self.unit.called and (to := next((mention.addressed for _, mention in seen if mention.addressed), "")):
            self.unit.called = cast.person(to)


def _talks(cast: Cast, paragraph: Paragraph, lead: str) -> list[_Talk]:
    """Mostly one; two where two people are told in one paragraph, outright or by a pronoun that is not the first one's."""
    each = [
        _Talk(cast, paragraph, [quotation], "" if place else lead)
        for place, quotation in enumerate(paragraph.quotations)
    ]
    groups: list[list[Quotation]] = []
    speaker = ""
    for talk in each:
        told = talk.unit.fixed if "explicit" in talk.kinds else ""
        other = told and told != speaker
        if "pronoun" in talk.kinds:
            other = talk.unit.gender and cast.gender.get(speaker, "") not in (talk.unit.gender, "")
        if not groups or (speaker and other):
            groups.append([])
            speaker = ""
        groups[-1].extend(talk.quotations)
        speaker = told or speaker
    return [_Talk(cast, paragraph, group, "" if place else lead) for place, group in enumerate(groups)]


def _lead(paragraph: Paragraph) -> str:
    """The end of a paragraph that leads to the next one: 说： and nothing after it."""
    told = paragraph.narration[-1] if paragraph.narration else ""
    return told.strip(" -—") if _LEADS_ON.search(told) else ""


def attribute(paragraphs: Sequence[Paragraph]) -> Cast:
    """Fills in who speaks, how that is known, and how sure it is."""
    cast = Cast(paragraphs)
    run: list[_Talk] = []
    silent = 0
    named: list[str] = []
    places: dict[str, list[int]] = {}
    for paragraph in paragraphs:
        for name in cast.language.named(paragraph.told):
            places.setdefault(cast.person(name), []).append(paragraph.number)
        if cast.language.tells_i(paragraph.told):
            places.setdefault(cast.language.narrator, []).append(paragraph.number)
    lead = ""
    for paragraph in paragraphs:
        here, lead = lead, _lead(paragraph)
        if run and (paragraph.chapter != run[-1].chapter or silent >= _FAR):
            _settle(cast, run, places)
            run, named = [], []
            silent = 0
        if not paragraph.quotations:
            silent += 1
            named = [cast.person(name) for name in cast.language.named(paragraph.told)] or named
            continue
        if paragraph.quotations[0].speaker:
            continue
        talks = _talks(cast, paragraph, here)
        talks[0].unit.apart = silent > 0
        talks[0].unit.named = [who for who in dict.fromkeys(reversed(named)) if who != talks[0].unit.called]
        run.extend(talks)
        silent = 0
        last = paragraph.quotations[-1].after
        named = [cast.person(name) for name in cast.language.named(last)]
        named = [name for name in named if name != talks[-1].unit.fixed]
    _settle(cast, run, places)
    return cast


def _settle(cast: Cast, run: Sequence[_Talk], places: dict[str, list[int]]) -> None:
    speaking = Counter(talk.unit.fixed for talk in run if talk.unit.fixed)
    for talk in run:
        talk.unit.present = {
            who for who, at in places.items() if any(-_PRESENT <= number - talk.number <= _COMING for number in at)
        }
        talk.unit.present |= {
            other.unit.fixed for other in run if other.unit.fixed and -_PRESENT <= other.number - talk.number <= _COMING
        }
    here = Counter(
        {who: sum(run[0].number - _PRESENT <= number <= run[-1].number for number in at) for who, at in places.items()}
        if run
        else {}
    )
    people = [who for who, count in (speaking + speaking + here).most_common(10) if count > 0]
    for talk, who in zip(
        run, solve([talk.unit for talk in run], people, lambda who: cast.gender.get(who, "")), strict=True
    ):
        for quotation, kind in zip(talk.quotations, talk.kinds, strict=True):
            quotation.speaker, quotation.kind = who, kind if who else "unknown"
            quotation.confidence = CONFIDENCE[quotation.kind]
