"""How much the wording of a text is that of advertisements: words and pairs of words, or of Chinese characters, weighed.

A list of phrases finds what its author thought of. The weights in `tables/spam_wording.tsv` are learned from labelled
lines (`scripts/train_spam_wording.py`: logistic regression), and so tell the tone of an advertisement for what no
list names.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from operator import concat
from typing import Final

_DIGITS: Final = re.compile(r"[0-9]+")
_TOKEN: Final = re.compile(r"[a-z']+|\S")
_FEW: Final = 24
"""Pieces; a text of fewer has as little to go by as one of so many."""
_EMPTY: Final = frozenset("0,.:;!?'\"-()/&_")
"""Marks that tell nothing where they stand alone."""
BIAS: Final = "<bias>"


def wording_pieces(plain: str) -> set[str]:
    """What a text in its plain form is weighed by; a number is a number, whichever.

    >>> sorted(wording_pieces("包过 99元, win big"))
    [',win', '0元', 'big', 'win', 'winbig', '元', '元,', '包', '包过', '过', '过0']
    """
    tokens = _TOKEN.findall(_DIGITS.sub("0", plain))
    pieces = set(tokens)
    pieces -= _EMPTY
    pieces.update(map(concat, tokens, tokens[1:]))
    return pieces


def shortened(pieces: set[str]) -> float:
    """What each piece of a text counts: in a longer one less, in a very short one no more."""
    return 1 / max(_FEW, len(pieces)) ** 0.5  # type: ignore[no-any-return]


def wording(plain: str) -> float:
    """The log odds that a text in its plain form is an advertisement, by its wording alone."""
    weights = _weights()
    pieces = wording_pieces(plain)
    return weights[BIAS] + sum(map(weights.__getitem__, weights.keys() & pieces)) * shortened(pieces)


@cache
def _weights() -> dict[str, float]:
    text = resources.files("ftprep.text").joinpath("tables/spam_wording.tsv").read_text("utf-8")
    return {piece: float(weight) for piece, weight in (line.rsplit("\t", 1) for line in text.splitlines())}
