"""Spelling of single English words: candidates by SymSpell and by sound, ranked by how common they are and how likely the slip.

SymSpell (Garbe 2012) finds dictionary words within two edits; words that sound alike are found by their consonants. The
dictionary's words are joined by their regular forms (plurals, -ed, -ing, -er, American and British spellings), and by
words that came after the books it was counted in.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from ftprep.ops.cleaning._english_words import NEW_WORDS
from ftprep.text.english import dictionary_path

_MAX_EDITS = 2
_MOST_LEFT_OUT = 3
"""Letters by which a word may be longer or shorter than one that sounds alike."""
_PREFIX = 7
_COST_WEIGHT = 8.0
_DERIVED_SHARE = 0.05
_NEW_COUNT = 1_000_000
_COMMON_COUNT = 5_000_000
_BEGINNINGS = frozenset(
    "anti auto bi co counter cross cyber de dis down eco electro ex extra fore hyper in inter intra macro mega meta micro mid mini mis mono multi nano neo neuro non off on out over poly post pre pro pseudo re semi sub super tele trans tri ultra un under uni up".split()
)
_ENDINGS = frozenset("like less ness long wide wise able ship hood ward wards".split())
_VOWELS = frozenset("aeiouy")
_SOUNDS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"[ck]k|ch(?=r)|[cq](?![eiyh])|qu"), "k"),
    (re.compile(r"c(?=[eiy])|z|x$"), "s"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"^(?:kn|gn|pn)"), "n"),
    (re.compile(r"^wr"), "r"),
    (re.compile(r"gh(?=t|$)"), ""),
    (re.compile(r"dge|g(?=[eiy])"), "j"),
    (re.compile(r"[ts]i(?=on|al|ous|an)"), "x"),
    (re.compile(r"sh|sch"), "x"),
    (re.compile(r"h"), ""),
)


class EnglishSpeller:
    """Made once a process: the dictionary's index takes seconds and some 200 MB."""

    def __init__(self) -> None:
        from symspellpy import SymSpell

        self._index = SymSpell(_MAX_EDITS, _PREFIX)
        self._counts = _counts()
        for word, count in self._counts.items():
            self._index.create_dictionary_entry(word, count)
        self._longest = max(map(len, self._counts))
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        for word in self._counts:
            if len(word) > 4:
                self._by_sound[sound(word)].append(word)

    def knows(self, word: str) -> bool:
        """Whether a word in small letters is right as it is: in the dictionary, or made of two words that are."""
        if len(word) > 2 * self._longest:  # no word: a million letters would be parted in a million places
            return False
        return word in self._counts or any(self._joined(word[:at], word[at:]) for at in range(2, len(word) - 3))

    def _joined(self, first: str, second: str) -> bool:
        if second not in self._counts:
            return second in _ENDINGS and first in self._counts
        return first in _BEGINNINGS or (
            len(first) > 3 and min(self._counts.get(first, 0), self._counts[second]) > _COMMON_COUNT
        )

    def best(self, word: str) -> tuple[str, float]:
        """The likeliest correction of a word in small letters that is not known, and how sure it is (0 to 1).

        ("", 0.0) where there is none.
        """
        return self._best(word) if len(word) <= self._longest + _MOST_LEFT_OUT else ("", 0.0)

    @lru_cache(maxsize=100_000)  # noqa: B019 - one instance a process
    def _best(self, word: str) -> tuple[str, float]:
        scores = {term: math.log(count) - _COST_WEIGHT * slip(word, term) for term, count in self._candidates(word)}
        if not scores:
            return "", 0.0
        ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
        top = ranked[0]
        rest = sum(math.exp(max(-50.0, (score - top[1]) / 2)) for _, score in ranked)
        return top[0], 1.0 / rest

    def _candidates(self, word: str) -> Iterator[tuple[str, int]]:
        from symspellpy import Verbosity

        for item in self._index.lookup(word, Verbosity.ALL, _MAX_EDITS):
            yield item.term, item.count
        for term in self._by_sound.get(sound(word), ()):
            if abs(len(term) - len(word)) <= _MOST_LEFT_OUT:
                yield term, self._counts[term]


def _counts() -> dict[str, int]:
    counts: dict[str, int] = {}
    with dictionary_path().open(encoding="utf-8-sig") as lines:
        for line in lines:
            word, times = line.split()
            counts[word] = int(times)
    for word, count in list(counts.items()):
        for form in _forms(word):
            if form not in counts:
                counts[form] = max(1, int(count * _DERIVED_SHARE))
    for word in NEW_WORDS:
        counts[word] = max(counts.get(word, 0), _NEW_COUNT)
    return counts


_BRITISH = (
    (re.compile(r"([bdghlmnprtv])our"), r"\1or"),
    (re.compile(r"is(e[rsd]?|ing|ation|ations)$"), r"iz\1"),
    (re.compile(r"iz(e[rsd]?|ing|ation|ations)$"), r"is\1"),
    (re.compile(r"ys(e[rsd]?|ing)$"), r"yz\1"),
    (re.compile(r"ae|oe"), "e"),
    (re.compile(r"(?<=[a-z])(met|lit|cent|theat)re(s?)$"), r"\1er\2"),
    (re.compile(r"(def|off|lic|pret)ence(s?)$"), r"\1ense\2"),
    (re.compile(r"^scept"), "skept"),
    (re.compile(r"^pyj"), "paj"),
    (re.compile(r"inium"), "inum"),
    (re.compile(r"manoeuv(.*)re"), r"maneuv\1er"),
    (re.compile(r"manoeuvr(ing|ed|es|able)$"), r"maneuver\1"),
    (re.compile(r"lled$"), "led"),
    (re.compile(r"lling$"), "ling"),
)


def _forms(word: str) -> Iterator[str]:
    """Regular forms of a word."""
    if len(word) < 4 or not word.isalpha():
        return
    for pattern, other in _BRITISH:
        if pattern.search(word):
            yield pattern.sub(other, word)
    if word.endswith(("s", "ed", "ing", "ly", "ness", "x", "z")):
        return
    if word.endswith("y") and word[-2] not in _VOWELS:
        yield word[:-1] + "ies"
    elif word.endswith(("ch", "sh")):
        yield word + "es"
    else:
        yield word + "s"
    if word.endswith(("ize", "ise", "ate", "ify")):
        stem = word[:-1] if word.endswith("e") else word[:-1] + "i"
        yield from (stem + "er", stem + "ers", stem + "ed") if word.endswith("e") else (stem + "er", stem + "ed")
    if word.endswith(("able", "ible")):
        yield word[:-2] + "ility"


def sound(word: str) -> str:
    """How a word sounds, roughly: its first sound and its consonants.

    >>> sound("fotografical") == sound("photographical")
    True
    """
    for pattern, letters in _SOUNDS:
        word = pattern.sub(letters, word)
    out = word[:1]
    for char in word[1:]:
        if char not in _VOWELS and char != "w" and char != out[-1]:
            out += char
    return "a" + out[1:] if out[:1] in _VOWELS else out


def slip(typed: str, meant: str) -> float:
    """How far what was typed is from what was meant: Damerau's edit distance with the commoner slips cheaper.

    Letters left out are commoner than letters added; doubling, vowels for vowels and neighbours exchanged are commonest;
    the first letter is seldom wrong (Pollock and Zamora 1984).
    """
    n, m = len(typed), len(meant)
    before_last: list[float] = []
    last = [0.0]
    for j in range(1, m + 1):
        last.append(last[-1] + (1.3 if j == 1 else 0.95))
    for i in range(1, n + 1):
        x = typed[i - 1]
        row = [last[0] + (1.4 if i == 1 else 1.1)]
        for j in range(1, m + 1):
            y = meant[j - 1]
            if x == y:
                row.append(last[j - 1])
                continue
            change = 1.5 if i == j == 1 else 0.75 if x in _VOWELS and y in _VOWELS else 1.0
            added = 0.65 if i > 1 and typed[i - 2] == x else 1.4 if i == 1 else 1.1
            left_out = 0.6 if j > 1 and meant[j - 2] == y else 1.3 if j == 1 else 0.85 if y in _VOWELS else 0.95
            best = min(last[j - 1] + change, last[j] + added, row[j - 1] + left_out)
            if i > 1 and j > 1 and x == meant[j - 2] and typed[i - 2] == y:
                best = min(best, before_last[j - 2] + 0.7)
            row.append(best)
        before_last, last = last, row
    return last[m]
