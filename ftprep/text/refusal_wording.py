"""How much a short answer to a question is worded like one that evades: its words, and what it does with the question.

Rules find the wordings that their authors thought of. The weights in `tables/refusal_wording.tsv` are learned from
labelled answers of several hands (`scripts/train_refusal_wording.py`: logistic regression), and so tell a lecture, a
brush-off or a promise by its tone where no rule knows the phrase.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import repeat
from operator import concat
from typing import Final, NamedTuple

from ftprep.text.asked import Asked

LONGEST: Final = 240
"""Characters of an answer up to which its wording is weighed: a longer one has room for content whatever its tone. Of the
250 labelled answers that are told by their wording alone none is longer."""
EVADES: Final = 0.3
"""Log odds from which an answer evades by its wording …"""
SHY: Final = 1.0
"""… and how much more it takes where the question lets an honest answer sound so: a text to be written, a yes or no, what
somebody likes or does."""
FIRST_LOOK: Final = -0.3
"""Log odds by single words, up to which nothing else is asked."""
OF_QUESTION: Final = 1.3
"""How much a question may add to the log odds by the answer alone: more is not waited for."""
OF_PLACE: Final = 1.0
"""The same of what stands in the first sentence and in the last …"""
OF_WORDS_TAKEN_UP: Final = 0.15
"""… and of how much of the question's words the answer takes up."""
BIAS: Final = "<bias>"
TELLS: Final = 0.2
"""What a sign counts beside the words."""

_LAST_CHARACTER: Final = 0x1FFFF
_FEW: Final = 12
"""Pieces; a sentence of fewer has as little to go by as one of so many."""
_ZEROS: Final = repeat(0.0)
_DIGITS: Final = re.compile(r"[0-9]+")
_WORD: Final = re.compile(r"[a-z]{4,}|[一-鿿]{2,}")
_LIST: Final = re.compile(r"\n *(?:[0-9]|[-*])|、[^,。]{1,12}、|(?:, [a-z ]{2,20}){2},? (?:and|or)\b")
_TOKEN: Final = re.compile(r"[a-z']+|\S")
_END: Final = re.compile(r"[。!?\n~…;]+|\.+(?![0-9a-z])")
_ASKED: Final = ("whether", "identity", "harmful", "whereabouts", "of_you", "writing", "twofold", "asks")


def wording_pieces(text: str) -> set[str]:
    """Words and pairs of them, Chinese characters and pairs; a number is a number, whichever.

    >>> sorted(wording_pieces("请稍等, hold on 5"))
    [',', ',hold', '0', 'hold', 'holdon', 'on', 'on0', '稍', '稍等', '等', '等,', '请', '请稍']
    """
    tokens = _TOKEN.findall(_DIGITS.sub("0", text))
    pieces = set(tokens)
    pieces.update(map(concat, tokens, tokens[1:]))
    return pieces


def single_words(text: str) -> Sequence[str]:
    """What the first look reads: words with the marks at their ends, where all is in plain letters; else characters.

    >>> single_words("hold on, please!"), "".join(single_words("请稍等"))
    (['hold', 'on,', 'please!'], '请稍等')
    """
    return text.split() if text.isascii() else text


def shortened(pieces: Collection[str]) -> float:
    """What each piece of a sentence or an answer counts: in a longer one less, in a very short one no more."""
    return 1 / max(_FEW, len(pieces)) ** 0.5  # type: ignore[no-any-return]


def first_and_last(text: str) -> tuple[str, str, int]:
    """(the first sentence, the last one, how many there are); a single one is the whole text.

    >>> first_and_last("Sorry. It is 3.5 km. Bye!")
    ('Sorry', ' Bye', 3)
    """
    sentences = [sentence for sentence in _END.split(text) if sentence.strip(' "“”')] or [text]
    return sentences[0], sentences[-1], len(sentences)


def signs_of_answer(text: str, sentences: int) -> Iterator[str]:
    """What can be told of an answer beside its words."""
    size = len(text.encode("utf-8", "replace"))
    yield f"<size {min(5, size // 40).bit_length()}>"
    yield f"<sentences {min(4, sentences)}>"
    figures = len(_DIGITS.findall(text))
    if figures:
        yield "<figures>"
    if figures > 2:
        yield "<many figures>"
    if _LIST.search(text):
        yield "<list>"
    if "“”" in text:
        yield "<quotes>"
    if text.rstrip().endswith(("?", "?~")):
        yield "<asks back>"
    if "!" in text:
        yield "<exclaims>"


def signs_of_asked(asked: Asked) -> Iterator[str]:
    """What was asked."""
    return (f"<asked {name}>" for name in _ASKED if getattr(asked, name))


def sign_taken_up(text: str, question: str) -> str:
    """How much of the question's words the answer takes up."""
    return f"<taken up {taken_up(text, question)}>"


def taken_up(text: str, question: str) -> int:
    """How much of the question's words the answer takes up: 0 nothing, 1 little, 2 a fifth, 3 half.

    >>> taken_up("paris is the capital.", "What's the capital of France?"), taken_up("no idea.", "Where is Paris?")
    (2, 0)
    """
    words: set[str] = set()
    for word in _WORD.findall(question.lower()):
        words.update([word] if word.isascii() else [word[at : at + 2] for at in range(len(word) - 1)])
    share = sum(word in text for word in words) / max(1, len(words))
    return (share > 0) + (share >= 0.2) + (share >= 0.5)


def may_evade(text: str) -> bool:
    """A first look at the plain form of an answer, that settles most ordinary ones: by its single words or characters, cut
    as cheaply as can be."""
    table = read_table()
    words = single_words(text)
    weight = table.characters(text) if words is text else sum(map(table.single.get, words, _ZEROS))
    return weight * shortened(words) > table.least


def evades(text: str, question: str, asked: Asked) -> bool:
    """Whether an answer in its plain form, without its quotations, is worded like one that evades the question."""
    table = read_table()
    first, last, sentences = first_and_last(text)
    odds = TELLS * sum(map(table.anywhere.get, signs_of_answer(text, sentences), _ZEROS)) + table.bias
    pieces = wording_pieces(text)
    odds += sum(map(table.anywhere.get, pieces, _ZEROS)) * shortened(pieces)
    if odds + OF_PLACE + OF_QUESTION <= EVADES:
        return False
    if sentences == 1:
        odds += sum(map(table.first.get, pieces, _ZEROS)) * shortened(pieces)
        odds += sum(map(table.last.get, pieces, _ZEROS)) * shortened(pieces)
    else:
        for weights, part in ((table.first, first), (table.last, last)):
            pieces = wording_pieces(part)
            odds += sum(map(weights.get, pieces, _ZEROS)) * shortened(pieces)
    if odds + OF_QUESTION <= EVADES:
        return False
    least = EVADES + SHY * ((asked.writing and not asked.harmful) or asked.whether or asked.of_you)
    odds += TELLS * sum(table.anywhere.get(sign, 0.0) for sign in signs_of_asked(asked))
    if odds + OF_WORDS_TAKEN_UP <= least:
        return False
    return odds + TELLS * table.anywhere.get(sign_taken_up(text, question), 0.0) > least


class Table(NamedTuple):
    bias: float
    anywhere: dict[str, float]
    first: dict[str, float]
    last: dict[str, float]
    single: dict[str, float]
    """The weights of the first look, …"""
    characters: Callable[[str], float]
    """… what those of a text's characters add up to, …"""
    least: float
    """… and what they must."""


@cache
def read_table() -> Table:
    """The weights, read once."""
    text = resources.files("ftprep.text").joinpath("tables/refusal_wording.tsv").read_text("utf-8")
    columns: tuple[dict[str, float], ...] = ({}, {}, {}, {})
    for line in text.splitlines():
        piece, *numbers = line.split("\t")
        for column, number in zip(columns, map(float, numbers), strict=True):
            if number:
                column[piece] = number
    anywhere, first, last, single = columns
    return Table(anywhere[BIAS], anywhere, first, last, single, _characters(single), FIRST_LOOK - single[BIAS])


def _characters(weights: Mapping[str, float]) -> Callable[[str], float]:
    """Adds up the weights of a text's characters: by an array, in half the time that a dictionary takes."""
    import numpy as np

    array = np.zeros(_LAST_CHARACTER + 1, np.float32)
    for piece, weight in weights.items():
        if len(piece) == 1 and ord(piece) < _LAST_CHARACTER:
            array[ord(piece)] = weight

    def added_up(text: str) -> float:
        codes = np.frombuffer(text.encode("utf-32-le"), np.uint32)
        return float(np.add.reduce(array.take(codes, mode="clip")))

    return added_up
