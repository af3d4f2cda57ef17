"""Which records are alike: candidates by MinHash bands, proved by the pieces that they share.

32 bands of 4 rows, and a pair is a candidate where two bands at least are equal. At a similarity of .8 that misses one
pair in a million, at .7 one in 600; pairs that are alike by chance seldom share two bands, and are not looked at.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, Final

from xxhash import xxh3_64_intdigest

from ftprep.record import Record, without_surrogates
from ftprep.text.minhash import band_keys
from ftprep.text.shingles import jaccard, normal_form, piece_set

BANDS: Final = 32
ROWS: Final = 4
SHARED: Final = 2
NEIGHBOURS: Final = 40
"""In a bucket, each record is paired with so many that follow it: those of a large bucket are alike through others."""
_BATCH_CHARACTERS: Final = 200_000
_CACHED: Final = 2048
_CHUNK: Final = 10_000


def compared_text(record: Record) -> str:
    """What of a record is compared: all that a trainer sees save the system prompt, which whole data sets share."""
    turns = [turn.full_content() for turn in record.turns if turn.role != "system"]
    answers = [turn.full_content() for turn in (*(record.chosen or ()), *(record.rejected or ()))]
    plain = [] if record.text is None else [record.text]
    text = "\n".join((*turns, *plain, *answers))
    return normal_form(text if text.isascii() else without_surrogates(text))


class Alike:
    """Takes the texts of records, in order of their positions; then gives the pairs of positions that may be alike."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._positions = array("L")
        self._first: dict[int, int] = {}
        self._waiting: list[str] = []
        self._characters = 0

    def add(self, position: int, text: str) -> int | None:
        """The position of an earlier record with the very same text, if there is one."""
        if not text:
            return None
        earlier = self._first.setdefault(xxh3_64_intdigest(text.encode()), position)
        if earlier != position:
            return earlier
        self._positions.append(position)
        self._waiting.append(text)
        self._characters += len(text)
        if self._characters > _BATCH_CHARACTERS:
            self._sign()
        return None

    def pairs(self) -> Pairs:
        """Pairs of positions, those that share the most bands first."""
        import numpy as np

        self._sign()
        self._first.clear()
        keys = (
            np.frombuffer(self._keys, np.uint64).reshape(-1, BANDS) if self._keys else np.empty((0, BANDS), np.uint64)
        )
        pairs, shared = np.unique(
            np.concatenate([_meetings(keys[:, band]) for band in range(BANDS)]), return_counts=True
        )
        enough = shared >= SHARED
        order = np.argsort(-shared[enough], kind="stable")
        return Pairs(pairs[enough][order], self._positions)

    def _sign(self) -> None:
        self._keys.frombytes(band_keys(self._waiting, bands=BANDS, rows=ROWS).tobytes())
        self._waiting.clear()
        self._characters = 0


class Pairs:
    """Pairs of positions, eight bytes each; can be iterated over again."""

    def __init__(self, rows: Any, positions: array[int]) -> None:
        self._rows = rows
        self._positions = positions

    def __iter__(self) -> Iterator[tuple[int, int]]:
        for start in range(0, len(self._rows), _CHUNK):
            for pair in self._rows[start : start + _CHUNK].tolist():
                yield self._positions[pair >> 32], self._positions[pair & 0xFFFFFFFF]


class Similarity:
    """The exact similarity of two records, by position."""

    def __init__(self, read: Callable[[int], Record]) -> None:
        self._pieces = lru_cache(_CACHED)(lambda position: piece_set(compared_text(read(position))))

    def __call__(self, one: int, other: int) -> float:
        return jaccard(self._pieces(one), self._pieces(other))


def _meetings(keys: Any) -> Any:
    """The pairs of rows with equal keys, as one number each: the smaller row times 2^32 plus the larger."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    ranked = keys[order]
    out = []
    same = np.arange(len(keys) - 1)
    for step in range(1, NEIGHBOURS + 1):
        same = same[same < len(keys) - step]
        same = same[
            ranked[same] == ranked[same + step]
        ]  # a row that meets no one at this distance meets no one further off
        if not len(same):
            break
        one, other = order[same], order[same + step]
        out.append(
            (np.minimum(one, other).astype(np.uint64) << np.uint64(32)) | np.maximum(one, other).astype(np.uint64)
        )
    return np.concatenate(out) if out else np.empty(0, np.uint64)
