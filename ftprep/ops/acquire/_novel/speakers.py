"""Who says each quotation: told outright, by the pronoun, by whose paragraph it is, or by turns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ftprep.ops.acquire._novel.people import VERBS_EN, VERBS_ZH, canonical, chinese_names, english_names, genders
from ftprep.ops.acquire._novel.quotations import Paragraph, Quotation

CONFIDENCE = {"explicit": 0.95, "pronoun": 0.8, "paragraph": 0.85, "turns": 0.65, "unknown": 0.0}
_FAR = 4
"""Paragraphs without speech after which turns begin anew."""
_BETWEEN = r"[^，。！？：；“”「」\"]{0,10}?"
_HAN = re.compile("[一-鿿]")
_SHE, _HE = re.compile(r"^\s*(?:[Ss]he\b|她)"), re.compile(r"^\s*(?:[Hh]e\b|他(?!们))")
_TOGETHER = re.compile(
    r"异口同声|齐声|一起喊|众人|大家|两人|they (?:all )?(?:said|cried|shouted)|in unison", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^。！？.!?]+[。！？.!?]*")


class Cast:
    """The people of a text."""

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        told = [part for paragraph in paragraphs for part in paragraph.narration]
        whole = "".join(told)
        self.chinese = len(_HAN.findall(whole)) * 4 > len(whole)
        names = chinese_names(told) if self.chinese else english_names(told)
        self.names = canonical(names, chinese=self.chinese)
        self.gender = genders(self.names, told, chinese=self.chinese)
        one = "|".join(map(re.escape, names)) or r"(?!)"
        self._any = re.compile(one if self.chinese else rf"\b(?:{one})\b")
        role = "" if self.chinese else r"|the (?:old |young |little )?[a-z]+"
        verbs = VERBS_ZH if self.chinese else rf"(?:{VERBS_EN})\b"
        self._after = re.compile(
            rf"^[\s，,]*(?P<name>{one}|[他她]){_BETWEEN}(?:{verbs})"
            if self.chinese
            else rf"^\s*(?:(?:{VERBS_EN})\s+(?P<name>{one}{role})|(?P<other>{one}{role}|[Hh]e|[Ss]he)\s+(?:\w+ly\s+)?(?:{VERBS_EN}))\b"
        )
        self._before = re.compile(
            rf"(?P<name>{one}|[他她])[^。！？“”]*?(?:{verbs})?[^。！？“”]{{0,6}}[：:，,]?\s*$"
            if self.chinese
            else rf"(?P<name>{one}|\b[Hh]e\b|\b[Ss]he\b)[^.!?]*?\b(?:{VERBS_EN})\b[^.!?]*[,:]\s*$"
        )

    def first(self, text: str) -> str:
        """The first person named in a text."""
        match = self._any.search(text)
        return self.names[match[0]] if match else ""

    def subject(self, text: str) -> str:
        """The person that a text begins with."""
        match = self._any.match(text.lstrip("，,　 "))
        return self.names[match[0]] if match else ""

    def last(self, text: str) -> str:
        found = self._any.findall(text)
        return self.names[found[-1]] if found else ""

    def told_after(self, text: str) -> str:
        match = self._after.match(text)
        return next((group for group in match.groups() if group), "") if match else ""

    def told_before(self, text: str) -> str:
        sentences = _SENTENCE.findall(text.rstrip())
        match = self._before.search(sentences[-1]) if sentences else None
        return match["name"] if match else ""


def attribute(paragraphs: Sequence[Paragraph]) -> Cast:
    """Fills in who speaks, how that is known, and how sure it is."""
    cast = Cast(paragraphs)
    turns: list[str] = []
    recent: list[str] = []
    silent = chapter = 0
    for paragraph in paragraphs:
        if paragraph.chapter != chapter:
            turns, recent, chapter = [], [], paragraph.chapter
        if not paragraph.quotations:
            silent += 1
            _mentioned(cast, paragraph.told, recent)
            if silent >= _FAR:
                turns = []
            continue
        silent = 0
        _explicit(cast, paragraph, recent)
        _within(cast, paragraph, recent, turns)
        _by_turns(cast, paragraph, turns, recent)
        _mentioned(cast, paragraph.told, recent)
        speaker = next((q.speaker for q in paragraph.quotations if q.speaker), "")
        if speaker:
            if speaker in recent:
                recent.remove(speaker)
            recent.append(speaker)
        turns.append(speaker)
    return cast


def _mentioned(cast: Cast, told: str, recent: list[str]) -> None:
    for sentence in _SENTENCE.findall(told):
        if name := cast.subject(sentence) or cast.first(sentence):
            if name in recent:
                recent.remove(name)
            recent.append(name)


def _say(quotation: Quotation, speaker: str, kind: str) -> None:
    quotation.speaker, quotation.kind, quotation.confidence = speaker, kind, CONFIDENCE[kind]


def _explicit(cast: Cast, paragraph: Paragraph, recent: list[str]) -> None:
    for place, quotation in enumerate(paragraph.quotations):
        if _TOGETHER.search(quotation.before[-20:]):
            _say(quotation, "", "unknown")
            continue
        name = cast.told_after(quotation.after)
        if not name and quotation.before.strip():
            name = cast.told_before(quotation.before) if quotation.before.rstrip()[-1:] in "：:，," else ""
        if name and (known := cast.names.get(name)):
            _say(quotation, known, "explicit")
        elif name.startswith("the "):
            _say(quotation, _role(name, cast, recent), "explicit")
        elif name:
            before = " ".join(q.before for q in paragraph.quotations[: place + 1])
            earlier = cast.subject(_last(before)) or next(
                (q.speaker for q in reversed(paragraph.quotations[:place]) if q.speaker), ""
            )
            _say(quotation, earlier or _by_pronoun(name, cast, recent), "pronoun")


def _role(name: str, cast: Cast, recent: list[str]) -> str:
    """`the old man` may be somebody with a name who was just there; `the boy` stands for himself."""
    word = name.removeprefix("the ").split()
    if word[-1] in ("man", "woman") and recent:
        wanted = "m" if word[-1] == "man" else "f"
        found = next(
            (person for person in reversed(recent[:-1] or recent) if cast.gender.get(person) in (wanted, "")), ""
        )
        if found:
            return found
    return word[-1]


def _last(text: str) -> str:
    sentences = [sentence for sentence in _SENTENCE.findall(text) if sentence.strip()]
    return sentences[-1] if sentences else ""


def _by_pronoun(pronoun: str, cast: Cast, recent: list[str]) -> str:
    wanted = "f" if pronoun.lower() in ("she", "她") else "m"
    fitting = [person for person in reversed(recent) if cast.gender.get(person, "") == wanted]
    return (fitting or [person for person in reversed(recent) if cast.gender.get(person, "") == ""] or [""])[0]


def _within(cast: Cast, paragraph: Paragraph, recent: list[str], turns: list[str]) -> None:
    """A paragraph is one person's: who is named as speaking once speaks throughout; else whoever acts in it."""
    quotations = paragraph.quotations
    known = next((q for q in quotations if q.speaker), None)
    if known is None and not any(q.kind == "unknown" for q in quotations):
        actor = ""
        for quotation in quotations:
            actor = actor or cast.subject(quotation.after)
        for quotation in quotations:
            actor = actor or cast.subject(_last(quotation.before))
        actor = actor or _acting(cast, quotations[0], recent, turns)
        if actor:
            for quotation in quotations:
                _say(quotation, actor, "paragraph")
    for quotation in quotations:
        if known is not None and not quotation.kind:
            _say(quotation, known.speaker, "paragraph")


def _acting(cast: Cast, quotation: Quotation, recent: list[str], turns: list[str]) -> str:
    """Whom a pronoun beside the quotation means: in a talk of two, not who spoke last."""
    told = quotation.after or _last(quotation.before)
    for pattern, pronoun in ((_SHE, "she"), (_HE, "he")):
        if pattern.match(told):
            last = turns[-1] if turns and len(set(turns[-2:])) == 2 else ""
            return _by_pronoun(pronoun, cast, [person for person in recent if person != last])
    return ""


def _by_turns(cast: Cast, paragraph: Paragraph, turns: list[str], recent: list[str]) -> None:
    if paragraph.quotations[0].kind:
        return
    called = _called(cast, " ".join(q.text for q in paragraph.quotations))
    before = turns[-1] if turns else ""
    other = next((name for name in reversed(turns[:-1]) if name and name != before), "")
    other = other or next((name for name in reversed(recent) if name not in (before, called)), "")
    speaker = other if before or other else ""
    if speaker and speaker == called:
        speaker = next((name for name in reversed(recent) if name not in (called, before)), "")
    for quotation in paragraph.quotations:
        _say(quotation, speaker, "turns" if speaker else "unknown")


def _called(cast: Cast, text: str) -> str:
    """Who is spoken to by name: at the beginning or the end, set off by a comma."""
    name = cast.subject(text)
    if name and re.match(r".{1,20}?[，,！!]", text):
        return name
    tail = re.search(r"[，,]\s*([^，,]{1,20})[。.！!？?…]*$", text)
    return cast.subject(tail[1]) if tail else ""
