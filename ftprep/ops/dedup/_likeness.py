"""How alike texts are that may be: they are read again, many at once, and compared piece by piece."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from statistics import fmean
from typing import Any

from xxhash import xxh3_64_intdigest

from ftprep.ops.dedup._bounds import Bounds
from ftprep.ops.dedup._clusters import Neighbourhood, candidate_pairs
from ftprep.text.forest import Forest
from ftprep.text.shingles import distinct_pieces, jaccard_of_distinct

_BATCH_CHARS = 50_000
_HELD_PIECES = 2_000_000
"""8 bytes each."""
_READ_TOGETHER = 1000
_LENGTHS = 16
"""Texts of a group that tell how long its texts are."""
_CROWD = 64
"""Texts of one group from which bounds pay that are taken of all of them first."""
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
        read = 0
        for texts in self._batches(position for position in positions if position not in self._pieces):
            self._hold(texts)
            read += sum(map(len, texts.values()))
            if read > _HELD_PIECES // 2:
                return

    def bounds(self, positions: Sequence[int]) -> Bounds:
        """How alike the texts at these positions can be at most: each is read once, and none is held."""

        def pieces() -> Iterator[tuple[int, Any]]:
            for texts in self._batches(positions):
                yield from zip(texts, distinct_pieces(list(texts.values())), strict=True)

        middling = fmean(len(self._of(position)) for position in positions[:_LENGTHS])
        return Bounds(positions, pieces(), middling)

    def _batches(self, positions: Iterable[int]) -> Iterator[dict[int, str]]:
        """The texts at these positions, in their order, some at a time."""
        waiting: dict[int, str] = {}
        chars = 0
        for position in sorted(positions):
            waiting[position] = text = self._text(position)
            chars += len(text)
            if chars > _BATCH_CHARS:
                yield waiting
                waiting, chars = {}, 0
        yield waiting

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
            likely: Callable[[int, Sequence[int]], Iterable[int]] = _all
            if len(group) > _CROWD:
                likely = partial(likeness.bounds(list(group)).may_reach, threshold=threshold)
            unlike: set[tuple[int, int]] = set()
            for pair in candidate_pairs(group, likeness.order, same.root, likely):
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


def _all(_: int, others: Sequence[int]) -> Sequence[int]:
    return others


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
