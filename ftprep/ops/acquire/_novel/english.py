"""English narration: who is named in it, who acts and who speaks."""

from __future__ import annotations

import itertools
import re
from collections import Counter

from ftprep.ops.acquire._novel.mentions import NOBODY, Mention

VERBS = (
    "said|says|say|asked|asks|replied|answered|cried|shouted|whispered|muttered|called|snapped|murmured|exclaimed|added|continued|began|returned|"
    "observed|remarked|demanded|inquired|enquired|repeated|laughed|sighed|sobbed|growled|yelled|declared|insisted|agreed|explained|put in|read|told|"
    "went on|admitted|protested|wailed|corrected|announced|pointed out|breathed|mumbled|hissed|begged|pleaded|warned|suggested|thought|sang|roared|"
    "screamed|grunted|moaned|groaned|stammered|wondered|guessed|offered|promised|confessed|concluded|objected|interrupted|chimed in|retorted|urged|"
    "wanted to know|ventured|faltered|gasped|croaked|drawled|echoed|bellowed|barked|chuckled|giggled|persisted|resumed|ordered|commanded|finished|spoke|broke in"
)
_SAYING = "saying|asking|crying|adding|whispering|muttering|shouting|screaming|calling|replying|answering|exclaiming|murmuring|thinking|singing"
_TITLE = r"(?:Mr\.?|Mrs\.?|Ms\.?|Miss|Dr\.?|Sir|Lady|Lord|Captain|Uncle|Aunt|Old|Young|Professor|Doctor|Father|Mother|Brother|Sister|Commander|Sergeant|Detective|Lieutenant|Inspector|Colonel|Major|General)"
_CAP = r"[A-Z][a-z’'-]*[a-z](?:-[A-Z][a-z]+)?"
_NAME = re.compile(rf"(?:{_TITLE} )?\b{_CAP}(?: {_CAP})?(?: {_CAP})?")
_ROLE = r"(?:[Tt]he|[Tt]hat|[Hh]is|[Hh]er|[Mm]y|[Tt]heir) (?:[a-z-]+ ){0,2}?[a-z]+"
_ROLE_ENDS = r"(?:the|that|his|her|my|their) (?:[a-z-]+ ){0,2}[a-z]+?(?=[,.;:!?]|\s*$| (?:with|without|and|of|from|to|as|in|at|on|over|when|while|for|[a-z]+ing|[a-z]+ly)\b)"
_NOT_NAMES = frozenset(
    """The A An He She It They We You I And But Then So There This That These Those When Where What Who How Why Not No Yes In On At For From With
    Without Within As If His Her Its Their My Your Our Again Until Still All Some An One Two Three Four Now Here After Before Everybody Nobody
    Somebody Everyone Someone Anyone Nothing Something Everything Chapter Part Scene Act Only Even Just Once Over Under Upon Into Out Up Down By
    To Of Or Nor Yet Because Since While Though Although Perhaps Maybe Both Each Every Either Neither Such Than Too Very Much Many More Most Other
    Another Between Behind Beside Beyond Beneath Above Below Across Along Around Against During Despite Except Inside Outside Near Next Past Through
    Toward Towards Suddenly Finally Slowly Quickly Presently Meanwhile Later Soon Never Always Often Well Oh Ah Monday Tuesday Wednesday Thursday
    Friday Saturday Sunday January February July August September October November December God Christmas Enter Exit Night""".split()
)
_NUMBERS = frozenset("One Two Three Four Five Six Seven Eight Nine Ten".split())
_ABBREVIATED = re.compile(r"\b(Mr|Mrs|Ms|Dr|St|Prof|Capt)\.")
_SENTENCE = re.compile(r"[^.!?]+[.!?]*")
_GOVERNED = re.compile(
    r"\b(?:of|to|at|with|from|by|for|in|on|behind|beside|about|like|than|near|toward|towards|after|upon|past|into|over|around|named|called|asked|told)(?: the)?\s$",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(r"^(?:when|as|while|before|after|if|because|until|since|though)\b[^,]*,", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:they|everyone|everybody|together|voices|in unison|all of them|both of them)\b", re.IGNORECASE
)
_WOMAN = frozenset("woman lady widow daughter niece".split())
_MAN = frozenset("man gentleman fellow son nephew".split())
_OTHERS = frozenset("boy girl stranger father mother grandfather grandmother aunt uncle child".split())
_SHE = re.compile(r"^(?:Mrs|Miss|Ms|Lady|Aunt|Mother|Sister)\b")
_HE = re.compile(r"^(?:Mr|Sir|Lord|Uncle|Father|Brother)\b")
_GIVEN = {
    "f": "Alice Amy Ana Anna Anne Annie Bess Beth Catherine Charlotte Clara Daisy Dorothea Dorothy Edith Eleanor Elizabeth Ella Ellen Emily Emma Emmy Esther Eva Eve Fanny Florence "
    "Grace Greta Hannah Harriet Helen Ida Ilse Irene Jane Jenny Jessie Jo Joan Julia Kate Kitty Laura Lena Lily Lizzy Louisa Lucy Lydia Maggie Margaret Maria Marian Martha Mary Mei "
    "Molly Nan Nancy Nell Nora Olivia Polly Priya Rachel Rebecca Rosalind Rose Ruth Sally Sarah Sophia Sophie Susan Tamsin Tessa Vera Victoria Violet",
    "m": "Adam Albert Alexander Alfred Andrew Arthur Ben Benjamin Bill Bob Charles Charlie Chidi Daniel David Edmund Edward Frank Fred George Harry Henry Hugh Isaac Jack Jacob James "
    "Jim Jimmy Joe John Joseph Marcus Mark Martin Matthew Michael Mick Ned Nicholas Oliver Oscar Oswin Pat Paul Peter Philip Ralph Richard Robert Robin Roger Sam Samuel Silas Simon "
    "Stephen Theo Thomas Tim Tobias Tom Victor Walter Will William",
}
_GENDER = {name: gender for gender, names in _GIVEN.items() for name in names.split()}
_PET = {
    pet: name
    for name, pets in {
        "Elizabeth": "Lizzy Lizzie Liz Beth Betty Bess Eliza", "Catherine": "Kitty Kate Cathy Katie", "Margaret": "Maggie Meg Peggy", "Dorothea": "Dolly Dora", "Dorothy": "Dolly Dot",
        "William": "Will Bill Billy Willy", "Robert": "Bob Bobby Rob", "Richard": "Dick Rick", "James": "Jim Jimmy Jem", "John": "Jack Johnny", "Thomas": "Tom Tommy", "Edward": "Ned Ted Eddie",
        "Henry": "Harry Hal", "Charles": "Charlie", "Mary": "Molly Polly May", "Sarah": "Sally", "Helen": "Nell Nellie", "Ann": "Nan Nancy Annie", "Theodore": "Theo Ted", "Samuel": "Sam Sammy",
        "Joseph": "Joe", "Michael": "Mick Mike", "Francis": "Frank", "Patrick": "Pat Paddy",
    }.items()
    for pet in pets.split()
}  # fmt: skip


def _plain(text: str) -> str:
    return _ABBREVIATED.sub("\\1\u2024", text)


class English:
    """Reads English narration, once it has found who is in it."""

    narrator = "I"

    def tells_i(self, told: str) -> bool:
        return bool(re.search(r"\b(?:I|me)\b", told))

    def __init__(self) -> None:
        self._who = self._tag_after = self._tag_before = re.compile("(?!)")
        self._names: dict[str, int] = {}
        self._is: dict[str, str] = {}

    def find(self, narration: list[str], _beside: list[str]) -> dict[str, int]:
        counts: Counter[str] = Counter()
        person: Counter[str] = Counter()
        for told in narration:
            text = _plain(told)
            for match in _NAME.finditer(text.replace("\u2024", ".")):
                words = match[0].split()
                spoke = re.search(rf"\b(?:{VERBS}) $", text[: match.start()])
                while words and words[0] in _NOT_NAMES and not (spoke and words == [words[0]] and words[0] in _NUMBERS):
                    words.pop(0)
                name = re.sub(r"[’']s$", "", " ".join(words))
                if not name or (
                    len(words) == 1
                    and re.fullmatch(_TITLE, name)
                    and not re.search(rf"(?:{VERBS}) {name}|{name} (?:{VERBS})", told)
                ):
                    continue
                behind, front = text[match.end() : match.end() + 24], text[: match.start()]
                counts[name] += 1
                acts = re.match(
                    rf" (?:\w+ly )?(?:{VERBS}|[a-z]+ed|was|had|is|could|did|would|\w+t|came|went|drew|shook|put|took|got|sat|stood|gave|looked)\b",
                    behind,
                )
                named = re.search(rf"\b(?:{VERBS}|named|called)(?: to)? $", front) or re.match(_TITLE + " ", name)
                person[name] += (
                    2 * bool(acts) + 3 * bool(named) - 2 * bool(re.search(r"\b(?:on|in|at|from|to|called|of) $", front))
                )
        names = {name: count for name, count in counts.items() if person[name] > 0 or (count > 1 and person[name] >= 0)}
        self._names = names
        one = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
        one = rf"\b(?:{one})\b" if one else "(?!)"
        self._any = re.compile(one)
        self._who = re.compile(
            rf"(?P<name>(?:\b[Tt]he )?{one})|(?P<pronoun>\b(?:[Hh]e|[Ss]he|I)\b)|(?P<role>\b{_ROLE}\b)"
        )
        somebody = rf"(?:\b[Tt]he )?{one}|\b(?:[Hh]e|[Ss]he|I|[Tt]hey)\b"
        ends, who = rf"(?:{somebody}|\b{_ROLE_ENDS})", rf"(?:{somebody}|\b{_ROLE}\b)"
        self._tag_after = re.compile(
            rf"^\s*(?:(?:\w+ly )?(?P<first>{VERBS}|[a-z]+ed)(?: to)?\s+(?P<a>{ends})|(?P<b>{who})\s+(?:(?:\w+ly|had|then|just|only|at last|finally|himself|herself) ){{0,2}}(?:{VERBS})\b)"
        )
        self._tag_before = re.compile(rf"\b(?:{VERBS}|{_SAYING})\b")
        self._roles(narration)
        return names

    def _roles(self, narration: list[str]) -> None:
        """Who the curate is: `Mr. Pell, the curate,` and `a kid named Jimmy`; the commander, by the title."""
        for told in narration:
            for match in re.finditer(
                rf"(?P<name>{self._any.pattern}), (?:the|a|an) (?:[a-z]+ )?(?P<role>[a-z]+),", told
            ):
                self._is[match["role"]] = match["name"]
            for match in re.finditer(
                rf"\ban? (?:[a-z]+ )?(?P<role>[a-z]+) (?:named|called) (?P<name>{self._any.pattern})", told
            ):
                self._is[match["role"]] = match["name"]
            for match in self._any.finditer(told):
                if (title := match[0].split()[0]) and re.fullmatch(_TITLE, title) and " " in match[0]:
                    self._is.setdefault(title.lower().rstrip("."), match[0])

    def _named(self, text: str) -> Mention:
        if match := self._any.match(text.removeprefix("the ").removeprefix("The ")):
            return Mention(match[0])
        word = text.lower()
        if word in ("he", "she", "they"):
            return Mention("", {"he": "m", "she": "f", "they": "t"}[word])
        if word == "i":
            return Mention("I")
        role = word.split()[-1]
        if role in self._is:
            return Mention(self._is[role])
        if role in _WOMAN:
            return Mention("", "f")
        if role in _MAN:
            return Mention("", "m")
        return Mention(role)

    def after(self, said: str, told: str) -> Mention:
        sentences = _SENTENCE.findall(_plain(told))
        if not sentences:
            return NOBODY
        first = sentences[0].replace("\u2024", ".")
        match = self._tag_after.match(first)
        goes_on = said.rstrip()[-1:] not in ".…"
        if (
            match
            and (goes_on or match["b"])
            and (match["b"] or match["first"] in VERBS.split("|") or said.rstrip()[-1:] == ",")
        ):
            if _TOGETHER.search(first):
                return NOBODY
            found = self._named(match["a"] or match["b"])
            rest = first[match.end() :]
            to = re.match(rf"(?: to)? (?P<to>{self._any.pattern})", rest)
            return Mention(found.name, found.pronoun, spoke=True, addressed=to["to"] if to else "")
        if re.match(r"\s*[a-z]", first) and not match:
            return NOBODY
        return self._actor(first)

    def before(self, told: str) -> Mention:
        sentences = [part for part in _SENTENCE.findall(_plain(told)) if part.strip()]
        if not sentences:
            return NOBODY
        last = sentences[-1].replace("\u2024", ".")
        found = self._actor(last)
        spoke = last.rstrip()[-1:] in ",:" and bool(self._tag_before.search(last) or last.rstrip()[-1:] == ":")
        return Mention(found.name, found.pronoun, spoke, found.addressed)

    def _actor(self, sentence: str) -> Mention:
        """The first one named who does not hang on a preposition."""
        text = _SUBORDINATE.sub(lambda part: " " * len(part[0]), sentence.lstrip())
        for match in self._who.finditer(text):
            if _GOVERNED.search(text[: match.start()]) or re.match(r"[’']s\b", text[match.end() :]):
                continue
            if match["role"] and not self._is_person(match["role"]):
                continue
            return self._named(match[0])
        return NOBODY

    def _is_person(self, role: str) -> bool:
        word = role.rsplit(maxsplit=1)[-1]
        return word in self._is or word in _WOMAN or word in _MAN or word in _OTHERS

    def subjects(self, told: str) -> list[Mention]:
        found = [self._actor(part.replace("\u2024", ".")) for part in _SENTENCE.findall(_plain(told)) if part.strip()]
        return [mention for mention in found if mention]

    def named(self, told: str) -> list[str]:
        return [match[0] for match in self._any.finditer(told)]

    def people(self, names: dict[str, int], _narration: list[str]) -> dict[str, str]:
        """Full names hold their parts; a title with a surname is the only one of that name, by gender; pet names."""
        out = {}
        full = [name for name in names if len(_bare(name).split()) > 1]
        for name in names:
            bare = _bare(name).split()
            gender = "f" if _SHE.match(name) else "m" if _HE.match(name) else ""
            fits = []
            for other in full:
                if other == name or len(_bare(other).split()) <= len(bare):
                    continue
                parts, hers = _bare(other).split(), _GENDER.get(_bare(other).split()[0], "")
                apart = (gender and hers and gender != hers) or name.startswith("Mrs")
                if bare and (
                    bare[0] == parts[0]
                    or (bare[-1] == parts[-1] and not apart)
                    or (len(bare) == 1 and _one_name(bare[0], parts[0]))
                ):
                    fits.append(other)
            out[name] = fits[0] if len({_bare(fit) for fit in fits}) == 1 else name
        for name in names:
            alone = _bare(name)
            if re.match(r"(?:Old|Young) ", name) and alone in names:
                out[name] = alone
            elif out[name] == name and " " not in alone:
                same = [
                    other
                    for other in names
                    if other != name
                    and " " not in _bare(other)
                    and out[other] == other
                    and (
                        _one_name(alone, _bare(other))
                        or (alone == _bare(other) and name == alone and not re.match(r"(?:Old|Young) ", other))
                    )
                ]
                if len({_bare(other) for other in same}) == 1:
                    out[name] = same[0]
        return {name: out.get(out[name], out[name]) for name in names}

    def genders(self, names: dict[str, str], narration: list[str]) -> dict[str, str]:
        votes: dict[str, Counter[str]] = {person: Counter() for person in names.values()}
        for name, person in names.items():
            given = _GENDER.get((_bare(name).split() or [""])[0], "")
            votes[person].update(
                {
                    "f": 5 * bool(_SHE.match(name)) + 3 * (given == "f"),
                    "m": 5 * bool(_HE.match(name)) + 3 * (given == "m"),
                }
            )
        for told in narration:
            acts = self.subjects(told)
            for who, then in itertools.pairwise(acts):
                if who.name in names and then.pronoun in ("f", "m"):
                    votes[names[who.name]][then.pronoun] += 3
            for match in self._any.finditer(told):
                near = told[match.end() : match.end() + 60]
                near = near[: other.start()] if (other := self._any.search(near)) else near
                votes[names[match[0]]]["f"] += len(re.findall(r"\b(?:she|her)\b", near.lower()))
                votes[names[match[0]]]["m"] += len(re.findall(r"\b(?:he|his)\b", near.lower()))
                if re.search(r"\b[Tt]he (?:[A-Z][a-z]+ )?$", told[: match.start()]):
                    votes[names[match[0]]]["n"] += 3 * len(re.findall(r"\b(?:its|itself)\b", near.lower()))
        best = {who: vote.most_common(2) for who, vote in votes.items()}
        return {
            who: first[0] if (first := vote[0])[1] > (vote[1:] or [("", 0)])[0][1] else ""
            for who, vote in best.items()
            if vote
        }

    def called(self, said: str) -> str:
        """At the beginning or the end, set off; Marc for the only Marcus."""
        if (match := self._any.match(said)) and re.match(r"[,.!?…]|$", said[match.end() :]):
            return match[0]
        match = re.search(rf",\s*(?P<who>{self._any.pattern})(?:[.!?…,]|$)", said)
        if match:
            return match["who"]
        short = re.match(r"([A-Z][a-z]+)[,!]", said) or re.search(r", ([A-Z][a-z]+)[.!?]", said)
        fits = {name for name in self._names if short and _one_name(short[1], (_bare(name).split() or [""])[0])}
        return fits.pop() if len(fits) == 1 else ""


def _bare(name: str) -> str:
    return re.sub(rf"^{_TITLE} ", "", name)


def _one_name(short: str, long: str) -> bool:
    """Lizzy and Elizabeth, Marc and Marcus."""
    a, b = _PET.get(short, short), _PET.get(long, long)
    return short != long and (a == b or (len(short) > 2 and long.startswith(short) and len(long) - len(short) < 5))
