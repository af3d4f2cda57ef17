"""How alike texts are that may be: they are read again, many at once, and compared piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from xxhash import xxh3_64_intdigest

from ftprep.ops.dedup._clusters import Neighbourhood, candidate_pairs
from ftprep.text.forest import Forest
from ftprep.text.shingles import distinct_pieces, jaccard_of_distinct

_BATCH_CHARS = 50_000
_HELD_PIECES = 2_000_000
"""8 bytes each."""
_READ_TOGETHER = 1000
_REMEMBERED_PAIRS = 65_536


class Likeness:
    """The share of pieces that the texts at two positions have in common. `text` gives the text of a position."""

    def __init__(self, text: Callable[[int], str]) -> None:
        self._text = text
        self._pieces: dict[int, Any] = {}
        self._held = 0

    def __call__(self, one: int, other: int) -> float:
        return jaccard_of_distinct(self._of(one), self._of(other))

    def order(self, position: int) -> tuple[int, int]:
        """Size and hash of a text."""
        text = self._text(position)
        return len(text), xxh3_64_intdigest(text.encode())

    def expect(self, positions: Iterable[int]) -> None:
        """Reads the texts at these positions in their order, as many as there is room for. One that is asked about
        unexpectedly is read then, which takes some times as long."""
        waiting: dict[int, str] = {}
        chars = read = 0
        for position in sorted(position for position in positions if position not in self._pieces):
            waiting[position] = text = self._text(position)
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
            self._hold({position: self._text(position)})
        return self._pieces[position]

    def _hold(self, texts: dict[int, str]) -> None:
        """Takes up these texts in place of those that were held for longest."""
        while self._held > _HELD_PIECES:
            self._held -= len(self._pieces.pop(next(iter(self._pieces))))
        for position, pieces in zip(texts, distinct_pieces(list(texts.values())), strict=True):
            self._pieces[position] = pieces
            self._held += len(pieces)


def link_alike(
    neighbourhoods: Iterable[Neighbourhood], same: Forest, likeness: Likeness, threshold: float
) -> dict[tuple[int, int], float]:
    """Links in `same` the positions whose texts are at least as alike as `threshold`. The pairs that this was found
    of, the smaller first, and how alike they are."""
    alike: dict[tuple[int, int], float] = {}
    for groups in _gathered(neighbourhoods):
        likeness.expect(position for group in groups for position in group)
        for group in groups:
            unlike: set[tuple[int, int]] = set()
            for pair in candidate_pairs(group, likeness.order, same.root):
                if pair in unlike:
                    continue
                found = likeness(*pair)
                if found >= threshold:
                    same.link(*pair)
                    alike[pair] = found
                else:
                    if len(unlike) == _REMEMBERED_PAIRS:
                        unlike.clear()
                    unlike.add(pair)
    return alike


def _gathered(groups: Iterable[Neighbourhood]) -> Iterator[list[Neighbourhood]]:
    near: list[Neighbourhood] = []
    members = 0
    for group in groups:
        near.append(group)
        members += len(group)
        if members > _READ_TOGETHER:
            yield near
            near, members = [], 0
    yield near
