"""A made-up corpus with near-duplicates of known likeness put in, for finding them again."""

from __future__ import annotations

import random
from typing import NamedTuple

from ftprep.record import Lineage, Record, Turn
from ftprep.text.shingles import jaccard, normal_form, shingles


class Corpus(NamedTuple):
    """`pairs`: (index of the original, index of its variant, their Jaccard similarity)."""

    texts: list[str]
    pairs: list[tuple[int, int, float]]


def corpus(count: int, *, share: float = 0.1, least: float = 0.7, seed: int = 11) -> Corpus:
    """`count` texts, half Chinese, of 60 to 900 bytes; `share` of them variants of others, at least `least` alike.
    Originals share their vocabulary and no more."""
    draw = random.Random(seed)
    han = ["".join(draw.choices(_HAN, k=draw.choice((1, 2, 2, 2, 3)))) for _ in range(6000)]
    latin = ["".join(draw.choices("etaoinshrdlucmfwygpbvk", k=draw.randint(2, 10))) for _ in range(6000)]
    texts: list[str] = []
    pairs = []
    variants = int(count * share)
    for number in range(count):
        if number >= count - variants:
            original = draw.randrange(count - variants)
            text, likeness = _variant(texts[original], least, draw)
            pairs.append((original, number, likeness))
        elif draw.random() < 0.5:
            text = (
                "，".join("".join(draw.choices(han, k=draw.randint(3, 9))) for _ in range(draw.randint(2, 14))) + "。"
            )
        else:
            text = " ".join(draw.choices(latin, k=draw.randint(10, 120))) + "."
        texts.append(text)
    return Corpus(texts, pairs)


def records(texts: list[str]) -> list[Record]:
    return [
        Record(
            f"{at:08x}",
            [Turn("user", text[: len(text) // 4]), Turn("assistant", text[len(text) // 4 :])],
            lineage=Lineage("bench", at),
        )
        for at, text in enumerate(texts)
    ]


def compared(text: str) -> str:
    """The text of such a record as it is compared: its two turns, one after the other."""
    return normal_form(f"{text[: len(text) // 4]}\n{text[len(text) // 4 :]}")


def _variant(text: str, least: float, draw: random.Random) -> tuple[str, float]:
    """The text with some characters exchanged, as alike as a number drawn from `least` to 1 asks for."""
    pieces = frozenset(shingles(compared(text)))
    wanted = draw.uniform(least, 0.98)
    letters = list(text)
    best, likeness = text, 1.0
    while likeness > wanted:
        for _ in range(max(1, int(len(letters) * (likeness - wanted) / 16))):
            letters[draw.randrange(len(letters))] = draw.choice(_HAN)
        changed = "".join(letters)
        alike = jaccard(pieces, frozenset(shingles(compared(changed))))
        if alike < least:
            break
        best, likeness = changed, alike
    return best, likeness


_HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
