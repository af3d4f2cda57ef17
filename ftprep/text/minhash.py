"""Signatures by which alike texts meet: MinHash over shingles, cut into bands.

128 permutations give 25 bands of 5 rows (3 rows stay over). Two texts of Jaccard similarity s share a band with
probability 1 - (1 - s^5)^25: .990 at .7, .9999 at .8. (A. Broder, On the resemblance and containment of documents,
1997; J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets, 3.4, for the banding.)
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from itertools import starmap
from typing import Any

from ftprep.text.shingles import SIZE

PERMUTATIONS = 128
BANDS = 25
ROWS = 5
SEED = 42
"""Of the permutations. Part of the signatures: two data sets can be compared only at the same seed."""

_WEIGHTS = (
    0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB,
    0x8EBC6AF09C88C6E3, 0x589965CC75374CC3,
)  # fmt: skip
"""Odd 64-bit numbers, one for each place of a piece or row of a band."""


def band_keys(texts: Sequence[str], *, bands: int = BANDS, rows: int = ROWS) -> Any:
    """The keys of each text's bands, an array of (texts, bands) 64-bit numbers, each row a function of its text alone.
    Two texts are candidates for being alike where they have the same key in the same band. Texts may not be empty.
    More bands of fewer rows miss less and meet more often by chance; `bands` times `rows` may be up to 128."""
    import numpy as np
    import rensa

    if not texts:
        return np.empty((0, bands), np.uint64)
    pieces, ends = _hashed_pieces(texts)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(pieces, ends, PERMUTATIONS, SEED).to_rows()
    packed = b"".join(starmap(struct.Struct(f"<{PERMUTATIONS}I").pack, matrix))
    digests = np.frombuffer(packed, np.uint32).reshape(-1, PERMUTATIONS)[:, : bands * rows].astype(np.uint64)
    return _mixed([digests[:, row::rows] for row in range(rows)])


def _hashed_pieces(texts: Sequence[str]) -> tuple[Any, Any]:
    """A 64-bit number for each shingle of each text, one text after the other, and where each text's begin, with the
    end of the last. All texts are hashed in one go: pieces that reach over a text's end are taken out again."""
    import numpy as np

    padded = [text if len(text) >= SIZE else text.ljust(SIZE, "\0") for text in texts]
    codes = np.frombuffer("".join(padded).encode("utf-32-le", "surrogatepass"), np.uint32).astype(np.uint64)
    ends = np.cumsum(np.fromiter(map(len, padded), np.int64, len(padded)))
    whole = np.ones(len(codes), bool)
    for back in range(1, SIZE):
        whole[ends - back] = False
    count = len(codes) - SIZE + 1
    hashed = _mixed([codes[place : place + count] for place in range(SIZE)])[whole[:count]]
    offsets = np.zeros(len(padded) + 1, np.uint64)
    offsets[1:] = ends - (SIZE - 1) * np.arange(1, len(padded) + 1)
    return hashed, offsets


def _mixed(columns: Sequence[Any]) -> Any:
    """One 64-bit number of several, element by element: each by its own weight, then the high bits spread over the low."""
    import numpy as np

    out = columns[0] * np.uint64(_WEIGHTS[0])
    for column, weight in zip(columns[1:], _WEIGHTS[1:], strict=False):
        out += column * np.uint64(weight)
    out ^= out >> np.uint64(32)
    out *= np.uint64(_WEIGHTS[0])
    out ^= out >> np.uint64(32)
    return out
