"""How alike two texts are, for texts that are read again: many at once, and held as long as there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ftprep.text.shingles import distinct_pieces, jaccard_of_distinct

_BATCH_CHARS = 50_000
_HELD_PIECES = 4_000_000
"""8 bytes each."""


class Likeness:
    """The share of pieces that the texts at two positions have in common. `text` gives the text of a position."""

    def __init__(self, text: Callable[[int], str]) -> None:
        self.text = text
        self._pieces: dict[int, Any] = {}
        self._held = 0

    def __call__(self, one: int, other: int) -> float:
        return jaccard_of_distinct(self._of(one), self._of(other))

    def expect(self, positions: Iterable[int]) -> None:
        """Reads the texts at these positions in their order, as many as there is room for. One that is asked about
        unexpectedly is read then, which takes some times as long."""
        waiting: dict[int, str] = {}
        chars = read = 0
        for position in sorted(position for position in positions if position not in self._pieces):
            waiting[position] = text = self.text(position)
            chars += len(text)
            if chars > _BATCH_CHARS:
                self._hold(waiting)
                read += chars
                waiting, chars = {}, 0
                if read > _HELD_PIECES // 2:
                    return
        self._hold(waiting)

    def _of(self, position: int) -> Any:
        if position not in self._pieces:
            self._hold({position: self.text(position)})
        return self._pieces[position]

    def _hold(self, texts: dict[int, str]) -> None:
        """Takes up these texts in place of those that were held for longest."""
        while self._held > _HELD_PIECES:
            self._held -= len(self._pieces.pop(next(iter(self._pieces))))
        for position, pieces in zip(texts, distinct_pieces(list(texts.values())), strict=True):
            self._pieces[position] = pieces
            self._held += len(pieces)
