"""How alike two texts can be at most, from some bits of each: many pairs at once, and never too low.

Form letters share bands by the thousand and are seldom as alike as the threshold asks. Each piece of a text sets one of
its bits. A bit that one text has and the other has not stands for a piece at least that they do not share, so what is
left bounds what they have in common, and hardly a pair has to be compared piece by piece.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

_BITS_A_PIECE = 16
"""Of texts of middling length: few pieces then share a bit by chance, and the bound is close."""
_LEAST, _MOST = 512, 32_768
"""Bits of a text."""
_ALL_BYTES = 64 << 20
"""Of all texts' bits together: a very large group has fewer bits for each, and more pairs are compared in full."""


class Bounds:
    """Bits of the texts at `positions`; `pieces` gives (position, what `distinct_pieces` says of its text) of each,
    `middling` how many that are of a text of middling length."""

    def __init__(self, positions: Sequence[int], pieces: Iterable[tuple[int, Any]], middling: float) -> None:
        import numpy as np

        wanted = max(_LEAST, min(_MOST, middling * _BITS_A_PIECE, 8 * _ALL_BYTES / len(positions)))
        power = int(wanted).bit_length() - 1
        self._rows = {position: row for row, position in enumerate(positions)}
        self._sizes = np.zeros(len(positions), np.int64)
        self._bits = np.zeros((len(positions), (1 << power) // 64), np.uint64)
        flags = np.zeros(1 << power, bool)
        for position, numbers in pieces:
            row = self._rows[position]
            flags[:] = False
            flags[numbers >> np.uint64(64 - power)] = True
            self._bits[row] = np.packbits(flags).view(np.uint64)
            self._sizes[row] = len(numbers)
        self._set = np.bitwise_count(self._bits).sum(axis=1, dtype=np.int64)

    def may_reach(self, one: int, others: Sequence[int], threshold: float) -> Iterator[int]:
        """Those of `others` that may be as alike to `one` as the threshold asks."""
        import numpy as np

        mine = self._rows[one]
        rows = np.fromiter(map(self._rows.__getitem__, others), np.int64, len(others))
        both = np.bitwise_count(self._bits[rows] & self._bits[mine]).sum(axis=1, dtype=np.int64)
        sizes = self._sizes[rows]
        common = np.minimum(self._sizes[mine] - (self._set[mine] - both), sizes - (self._set[rows] - both))
        reach = common / np.maximum(self._sizes[mine] + sizes - common, 1) >= threshold
        return (others[at] for at in np.flatnonzero(reach).tolist())
