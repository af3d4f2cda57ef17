"""Names of people in English and in the Latin script at large: weighed by lists of names, the form, and the words around.

A name is a run of capitalised words. Each word is a known given name, a known surname (or ends like one), a common
English word, or unknown; titles, greetings and verbs beside the run speak for a person, prepositions of place and words
such as Inc or Street against one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import Recognizer
from ftprep.pii.recognizers.person_en_names import (
    GIVEN,
    NOT_PEOPLE,
    PLACES,
    SURNAME_ENDINGS,
    SURNAMES,
    TAILS,
    WORDS,
)
from ftprep.text.english import common_words

ENTITY = "PERSON"

_UP = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĘĚĢĪĶĹĻĽŁŃŅŇŐŒŔŘŚŞŠŢŤŪŮŰŽŹŻ"
_L = r"[^\W\d_]"
_WORD = rf"[{_UP}](?:{_L}|['’]|-(?={_L}))*{_L}|[{_UP}]\.(?![{_UP}]\.)|[{_UP}](?=\.? [{_UP}])"
_LINK = r" (?:(?:van|von|de|der|den|del|della|di|da|dos|du|la|le|bin|ibn|al|el|y|e|zu|ter|ten|af|av)\b[ ]?)*|[ ](?:d['’]|al-)"
_RUN = re.compile(rf"(?<![\w@./#:’'-])(?:{_WORD})(?:(?:{_LINK})(?:{_WORD})){{0,4}}(?![\w@]|\.\w)")
_TITLE = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Professor|Sir|Madam|Lady|Lord|Rev|Fr|Capt|Captain|Sgt|Sergeant|Lt|Col|Colonel|Gen|General|Judge|Senator|Dame|Uncle|Aunt|Herr|Frau|Monsieur|Madame|Señor|Señora|Mme|Mlle)\.? ?$"
)
_CUE = re.compile(
    r"(?:\b(?:my|his|her|their|your|the|partner's|full|first|last|maiden|middle|nick|sur|user|account|customer|client|contact|patient|employee|guest|family) ?names?(?: is| was|:|=| to|,)?|\bname(?: is|:|=|\?)|\bnames? (?:of|to)|\bcalled|\bnamed|\bcall me|\bknown as|\bsigned(?: by)?[:,]?|\bsincerely[,]?|\bregards[,]?|\bthanks[,]?|\bcheers[,]?"
    r"|\byours(?: truly| faithfully)?[,]?|\bdear|\b(?:hi|hello|hey|welcome|goodbye|bye|thanks|thank you)|\b(?:I am|I'm|I’m|this is|it's|it’s|here's|here’s|here is|speak(?:ing)? (?:to|with)|talk(?:ing|ed)? (?:to|with)|meet(?:ing)?|met|asked?|told|ask|said|says|replied|wrote|added|explained|shouted at"
    r"|heard?|hired|married|thank|congratulate|invited?|contact(?: person)?:?|attn:?|attention:?|cc:?|from:|to:|by:|sender:|author:|directed by:?|written by:?|produced by:?|composed by:?|sung by|performed by|created by|founded by|led by|played by|tribute to|friend|colleague|brother|sister|father|mother|wife|husband|son|daughter|boss|manager|player|actor|actress"
    r"|singer|president|minister|ceo|director|founder|author|artist|musician|professor|coach|teacher|nurse|doctor|driver|neighbou?r|uncle|aunt|cousin|customer|client|patient|agent|billing address:?|address:?|by|and|with|for))[ \t\n:,\"“'‘]*$",
    re.IGNORECASE,
)
_STRONG_CUE = re.compile(
    r"(?:\bname(?:s| is|:|=|\?)?|\bdear|\bcall me|\bnamed|\bsigned(?: by)?[:,]?|sincerely,?|regards,?|\bI am|\bI'm|\bI’m|\bsaid|\btold|\battn:?|\b(?:directed|written|produced|composed) by:?|\btribute to|\bspeaking (?:to|with))[ \t\n:,\"“'‘]*$",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"^(?:['’]s\b|,? (?:who|whose|said|says|told|asked|asks|replied|answered|wrote|writes|shouted|added|explained|thinks|thought|lives|lived|works|worked|speaks?|spoke|began|was born|is a|is an|is my|is very|is from|is the|was a|was the|is not|has been|wants|likes|called|calls|will|can|at \d|and I|et al|\(\d{2,4}|\(born|, age|, PhD|, MD|, Jr|Jr\b|Sr\b)"
    r"|, the [a-z]+|,? aged \d|[:：] [\"“'‘])"
)
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|around|across|visit(?:ed|ing)?|outside|inside|towards?|through|(?:trip|travel(?:led|ling)?|moved?|moving|went|going|go|flight|fly|flew|road|way) to|of|on|the|a|an|this|these|every|our|your|its|per|via|using)[ ]$",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"^,? (?:said|says|told|tells|asked|replied|answered|shouted|whispered|laughed|smiled|cried|thinks|thought|believes|lives|lived|speaks?\b|began writing|was born|wrote|sang|sings|plays|played|married|died|retired|graduated|joined|moved)"
    r"|^['’]s (?:mother|father|parents?|wife|husband|son|daughter|sister|brother|address|birthday|phone|number|e?-?mail|house|room|desk|account|name|death|life|career|book|song)"
)
_PRONOUN = re.compile(r"\b(?:he|she|him|his|her|hers|himself|herself)\b", re.IGNORECASE)
_JOINT = re.compile(
    r",? (?:and|&|or) |, | (?:to|at|with|told|asked|met|loves?|married|thanked|called|helped|visited) |/"
)
_START = re.compile(r"(?:^|[.!?:;\n\"“‘(•*>-]\s*|\n)\s*$")
_SHORT_FORM = re.compile(r"n't$|'(?:m|re|ve|ll|d)$|^(?:i|it|he|she|that|what|let|there|here|who|how|where)$")
_TITLES = frozenset("mr mrs ms miss mx dr prof sir madam rev hon capt sgt lt col gen jr sr".split())
_PARTICLES = frozenset(
    "van von de der den del della di da dos du la le bin ibn al el y e zu ter ten af av d' d’ al-".split()
)
_COMMON = 9000


@cache
def _plain() -> frozenset[str]:
    return common_words(_COMMON) - GIVEN - SURNAMES


def find(text: str) -> Iterator[Finding]:
    found = [finding for match in _RUN.finditer(text) for finding in _judge(text, match.start(), match.group())]
    yield from _together(text, found)


def _together(text: str, found: list[Finding]) -> list[Finding]:
    """Candidates that stand in a list with a surer one ("A, B and C") are as good as sure too."""
    for order in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for index in order:
            other = found[index - 1 if order.step == 1 else index + 1]
            this = found[index]
            first, second = (other, this) if other.start < this.start else (this, other)
            if other.score >= 0.5 > this.score and _JOINT.fullmatch(text, first.end, second.start):
                found[index] = Finding(ENTITY, this.start, this.end, 0.5)
    return found


def _judge(text: str, start: int, run: str) -> Iterator[Finding]:
    words = run.split(" ")
    starts = [start]
    for word in words[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    kinds = [_kind(word) for word in words]
    at_start = _START.search(text[max(0, start - 6) : start]) is not None
    first, last = 0, len(words)
    while first < last and (
        kinds[first] in "cx"
        or kinds[first] == "p"
        or (kinds[first] == "w" and at_start and first == 0 and not _named_on(kinds, 1))
    ):
        if (
            kinds[first] == "c"
            and first + 1 < last
            and kinds[first + 1] in "su"
            and not at_start
            and first == 0
            and last - first == 2
        ):
            break  # a given name that is a word too, in the middle of a sentence
        first += 1
    while last > first and kinds[last - 1] in "cxp":
        last -= 1
    kinds, words = kinds[first:last], words[first:last]
    if not words or kinds.count("c") + kinds.count("x") > len(kinds) // 2 or "t" in kinds:
        return
    begin, end = starts[first], starts[last - 1] + len(words[-1])
    score = _weight(text, begin, end, kinds, cut=last < len(starts))
    if score >= 0.25:
        value = text[begin:end]
        if value.endswith(("'s", "’s")):
            end -= 2
        yield Finding(ENTITY, begin, end, min(score, 0.95))


def _kind(word: str) -> str:  # noqa: C901 - a table of cases
    """g given name, w one that is a common word too, s surname, i initial, c common word, p particle, t tail of a place
    or group, x no person's (a month, a place, a brand), u unknown."""
    low = word.casefold().replace("’", "'").removesuffix("'s")
    if _SHORT_FORM.search(low):
        return "c"
    if low in _PARTICLES:
        return "p"
    if len(low.rstrip(".")) == 1:
        return "i"
    if low in _TITLES:
        return "c"
    if low in GIVEN:
        return "w" if low in WORDS or low in NOT_PEOPLE else "g"
    if low in TAILS:
        return "t"
    if low in NOT_PEOPLE or low in PLACES:
        return "x"
    if low in SURNAMES:
        return "w" if low in WORDS else "s"
    if low in _plain() or (word.isupper() and len(word) > 1):
        return "c"
    if len(low) > 4 and low.endswith(SURNAME_ENDINGS):
        return "s"
    if "-" in low:
        parts = [_kind(part.capitalize()) for part in low.split("-") if part]
        return "c" if "c" in parts or "x" in parts else "g" if "g" in parts else "u"
    return "u"


def _named_on(kinds: list[str], at: int) -> bool:
    return at < len(kinds) and kinds[at] in "sugip"


def _weight(text: str, start: int, end: int, kinds: list[str], *, cut: bool) -> float:
    before, after = text[max(0, start - 40) : start], text[end : end + 24]
    count = sum(kind in "gwsuc" for kind in kinds)
    if count > 1:
        score = 0.35
        score += 0.4 if kinds[0] in "gi" else 0.2 if kinds[0] == "w" else 0.1
        score += 0.2 if kinds[-1] == "s" else 0.1 if kinds[-1] in "gw" else 0.05
        score += 0.05 * ("i" in kinds or "p" in kinds)
    else:
        score = {"g": 0.5, "s": 0.35, "u": 0.25, "w": 0.15}.get(
            next((kind for kind in kinds if kind not in "ip"), "i"), 0.0
        )
    if _TITLE.search(before):
        score += 0.5
    elif _STRONG_CUE.search(before):
        score += 0.35
    elif _CUE.search(before):
        score += 0.2
    if _SPEAKS.match(after):
        score += 0.35
    elif _AFTER.match(after):
        score += 0.2
    if count == 1 and kinds[0] in "gsu" and _PRONOUN.search(text, end, end + 120):
        score += 0.15
    if _PLACE_BEFORE.search(before):
        score -= 0.25 if kinds[0] != "g" else 0.1
    line = text[text.rfind("\n", 0, start) + 1 : start].strip(" \t?•*-") == "" and re.match(
        r"[ \t]*(?:\n|$)", text[end : end + 4]
    )
    if line and count > 1:
        score += 0.1
    return score - 0.15 * cut


RECOGNIZER = Recognizer("person_en", ENTITY, (rf"[{_UP}][\pL.'’-]",), find)
