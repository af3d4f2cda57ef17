"""How much a text sounds like an advertisement or a solicitation: by features of several kinds, and how they add up.

Ways to be reached, offers, and what advertisements sound like, each alone, are ordinary talk. Together they are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from ftprep.text.features import Feature, FeatureTable, feature_table
from ftprep.text.plain_form import plain_form
from ftprep.text.wording import wording

WINDOW: Final = 400
"""Characters. A longer text is judged by windows of whole sentences …"""
SHARE: Final = 0.25
"""… and is an advertisement where sentences with something of one make up this share of it."""
CONTACTS: Final = 0.55
"""Weight up to which ways to be reached count: any number of them is below the line of 0.6."""
DENSE: Final = 450
"""Bytes. In a longer window what advertisements sound like counts in proportion: a long text has some of it by chance."""

_QUOTED: Final = re.compile(
    r"“[^”]{8,300}”|「[^」]{8,300}」|『[^』]{8,300}』|\"[^\"\n]{12,300}\"|(?<!\w)'(?:[^'\n]|'(?=\w)){12,300}'(?!\w)"
)
"""What is quoted: somebody else's advertisement. A word or two in quotation marks is what to reply with."""
_OWN: Final = 0.3
"""Share of its own words below which a text is as good as the advertisement that it quotes."""


HIDDEN: Final = Feature(
    "hidden_number",
    0.3,
    "writes a number so that it isn't read as one",
    "用汉字、圈码、空格等变形写法书写号码",
    "sign",
)
"""Of a number that only the plain form shows."""
WORDING_AT_EVEN: Final = 0.5
"""What the wording counts where it is as likely that of an advertisement as not …"""
WORDING_SLOPE: Final = 0.5
"""… and for each step of its log odds more …"""
WORDING_MOST: Final = 0.9
"""… up to this …"""
WORDING_LEAST: Final = 0.6
"""… and down to this."""
A_CUE_IN: Final = 150
"""Characters in which a text without any other feature must have a cue, before its wording is weighed."""
_EVIDENCE: Final = frozenset(("contact", "offer", "terms", "sign"))
"""Kinds beside which a sum of money tells something; alone it is a figure."""
_LIKE: Final = ("wording", "is worded as advertisements are", "措辞与广告相似")
_UNLIKE: Final = ("ordinary_wording", "is worded as ordinary talk is", "措辞与日常文本相似")
_TWO_WORDS: Final = re.compile(r"[a-z]{2}[^a-z\u4e00-\u9fff]{1,3}[a-z]{2}")
"""English is looked for in Chinese where two words of it stand together."""
_NUMBERED: Final = frozenset(("phone", "en_phone", "wechat_id"))
_NUMBER: Final = re.compile(r"[0-9](?:[- ·.()]{0,2}[0-9]){6}")
_ENDS: Final = re.compile(r"[!?。\n…]+|\.(?=\s|$)")


class Verdict(NamedTuple):
    """`found`: each feature that speaks for or against, with what it counted for."""

    score: float
    found: tuple[tuple[Feature, float], ...]


NOTHING: Final = Verdict(0.0, ())


def judge(text: str, line: float = 0.6, *, below: bool = False) -> Verdict:
    """The text's score; nothing where it can't reach `line`, unless scores below are asked for.

    >>> judge("代开发票，加微信 kaipiao_01").score > 0.6, judge("我微信号是 xiaolin_03，你加一下。").score > 0.6
    (True, False)
    """
    return judge_plain(plain_form(text), text, line, below=below)


def judge_plain(plain: str, text: str, line: float, *, below: bool = False) -> Verdict:
    """The same for a text whose plain form is at hand."""
    chinese = ("spam_zh",) if not plain.isascii() else ()
    english = ("spam_en",) if not chinese or _TWO_WORDS.search(plain) is not None else ()
    table = feature_table("spam_common", *chinese, *english, words="spam_cues")
    if len(plain) <= WINDOW:
        return _of_window(table, plain, text, 0.0 if below else line)
    return _of_long(table, plain, text, line, below=below)


def _of_window(table: FeatureTable, plain: str, text: str, at_least: float) -> Verdict:
    hits, cues = table.suspected(plain)
    found = table.confirmed(plain, hits) if table.speaks(plain, hits) else []
    if not found and len(cues) < 1 + len(plain) // A_CUE_IN:
        return NOTHING
    tone = _tone(plain)
    if not found and tone.weight < max(at_least, WORDING_AT_EVEN):
        return NOTHING
    verdict = _sum([*found, tone], plain, text)
    if verdict.score < at_least:
        return verdict
    own = _QUOTED.sub("“”", plain)
    if len(own) == len(plain) or len(own) < _OWN * len(plain):
        return verdict
    return _sum([*table.found(own), _tone(own)], own, text)


def _tone(plain: str) -> Feature:
    """What the wording adds or takes away."""
    weight = min(WORDING_MOST, max(-WORDING_LEAST, WORDING_AT_EVEN + WORDING_SLOPE * wording(plain)))
    name, en, zh = _LIKE if weight > 0 else _UNLIKE
    return Feature(name, weight, en, zh, "wording")


def _of_long(table: FeatureTable, plain: str, text: str, line: float, *, below: bool) -> Verdict:
    """By windows of whole sentences: the best one's, if enough of the text is like it."""
    best, marked = NOTHING, 0
    for window in _windows(plain):
        verdict = _of_window(table, window, text, 0.0 if below else line)
        best = max(best, verdict, key=lambda each: each.score)
        if verdict.score >= line:
            marked += sum(len(each) for each in _sentences(window) if _speaks(table, each))
    share = marked / len(plain)
    if best.score < line or share >= SHARE:
        return best
    return Verdict(min(best.score * share, line / 2), best.found)


def _speaks(table: FeatureTable, sentence: str) -> bool:
    return any(feature.weight > 0 for feature in table.found(sentence))


def _windows(plain: str) -> Iterator[str]:
    """As many windows of about the same size as it takes, cut where a sentence ends, if one does thereabouts."""
    target = len(plain) / -(-len(plain) // WINDOW)
    start = 0
    while len(plain) - start > 1.5 * target:
        found = _ENDS.search(plain, start + int(0.75 * target), start + int(1.5 * target))
        end = start + int(target) if found is None else found.end()
        yield plain[start:end]
        start = end
    yield plain[start:]


def _sentences(window: str) -> Iterator[str]:
    start = 0
    for end in [*(match.end() for match in _ENDS.finditer(window)), len(window)]:
        yield window[start:end]
        start = end


def _sum(found: Iterable[Feature], plain: str, text: str) -> Verdict:
    found = list(found)
    kinds = {feature.kind for feature in found}
    numbered = any(feature.name in _NUMBERED for feature in found)
    if numbered and _NUMBER.search(text) is None:
        found.append(HIDDEN)
    contacts = sum(feature.weight for feature in found if feature.kind == "contact")
    dense = min(1.0, DENSE / len(plain.encode("utf-8", "replace")))
    shares = {
        "contact": min(1.0, CONTACTS / contacts) if contacts else 1.0,
        "sign": dense,
        "terms": dense,
        "sum": 1.0 if kinds & _EVIDENCE else 0.0,
        "talk": 0.0 if {"contact", "offer"} <= kinds else 1.0,
    }
    counted = [(feature, feature.weight * shares.get(feature.kind, 1.0)) for feature in found]
    return Verdict(sum(weight for _, weight in counted), tuple(pair for pair in counted if abs(pair[1]) >= 0.005))
