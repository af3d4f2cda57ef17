"""Signatures by which alike texts meet: MinHash over shingles, cut into bands.

128 permutations give 25 bands of 5 rows (3 rows stay over). Two texts of Jaccard similarity s share a band with
probability 1 - (1 - s^5)^25: .990 at .7, .9999 at .8. (A. Broder, On the resemblance and containment of documents,
1997; J. Leskovec, A. Rajaraman, J. Ullman, Mining of Massive Datasets, 3.4, for the banding.)
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

from ftprep.text.shingles import shingles

PERMUTATIONS = 128
BANDS = 25
ROWS = 5
SEED = 42
"""Of the permutations. Part of the signatures: two data sets can be compared only at the same seed."""


def band_keys(texts: Sequence[str], *, bands: int = BANDS, rows: int = ROWS) -> list[list[int]]:
    """The keys of each text's bands, 64 bits each, as a function of the text alone. Two texts are candidates for
    being alike where they have the same key in the same band. Texts may not be empty. More bands of fewer rows miss
    less and meet more often by chance; `bands` times `rows` may be up to 128."""
    import rensa
    from xxhash import xxh3_64_intdigest

    digests = rensa.RMinHash.digests_from_token_sets([shingles(text) for text in texts], PERMUTATIONS, SEED)
    pack, size = struct.Struct(f"<{bands * rows}I").pack, 4 * rows
    out = []
    for digest in digests:
        packed = pack(*digest[: bands * rows])
        out.append([xxh3_64_intdigest(packed[at : at + size]) for at in range(0, len(packed), size)])
    return out
