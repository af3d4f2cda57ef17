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

from ftprep.text.shingles import hashed_pieces, mixed

PERMUTATIONS = 128
BANDS = 25
ROWS = 5
SEED = 42
"""Of the permutations. Part of the signatures: two data sets can be compared only at the same seed."""


def band_keys(texts: Sequence[str], *, bands: int = BANDS, rows: int = ROWS) -> Any:
    """The keys of each text's bands, an array of (texts, bands) 64-bit numbers, each row a function of its text alone.
    Two texts are candidates for being alike where they have the same key in the same band. Texts may not be empty.
    More bands of fewer rows miss less and meet more often by chance; `bands` times `rows` may be up to 128."""
    import numpy as np
    import rensa

    if not texts:
        return np.empty((0, bands), np.uint64)
    pieces, ends = hashed_pieces(texts)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(pieces, ends, PERMUTATIONS, SEED).to_rows()
    packed = b"".join(starmap(struct.Struct(f"<{PERMUTATIONS}I").pack, matrix))
    digests = np.frombuffer(packed, np.uint32).reshape(-1, PERMUTATIONS)[:, : bands * rows].astype(np.uint64)
    return mixed([digests[:, row::rows] for row in range(rows)])
