"""Groups of records that belong together, and the bonds that make them."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator

from xxhash import xxh3_64_intdigest

from ftprep.ops.split._alike import Alike
from ftprep.ops.split._sides import Group
from ftprep.ops.split._ties import ties
from ftprep.record import Record
from ftprep.text.forest import Forest

Pair = tuple[int, int]


class Grouping:
    """Takes records by position; `find` looks for alike ones; then it has the bonds and the groups."""

    def __init__(self, columns: Collection[str]) -> None:
        self._columns = columns
        self._alike = Alike()
        self._tied: dict[int, int] = {}
        """Hash of what records belong to → the first that does."""
        self._earlier, self._later = array("L"), array("L")
        self._forest = Forest()
        self.candidates: Iterable[Pair] = ()
        """Pairs that may be alike, the likeliest first; known after `find`."""

    def add(self, record: Record, text: str) -> None:
        position = self._forest.grow()
        for tie in ties(record, self._columns):
            first = self._tied.setdefault(xxh3_64_intdigest(tie.encode("utf-8", "replace")), position)
            self._bind(first, position)
        same = self._alike.add(position, text)
        if same is not None:
            self._bind(same, position)

    def find(self, similarity: Callable[[int, int], float], threshold: float, *, every_bond: bool) -> None:
        """Binds the pairs that are alike. Without `every_bond`, pairs that hang together already need no look."""
        self._tied.clear()
        self.candidates = self._alike.pairs()
        for one, other in self.candidates:
            apart = self._forest.root(one) != self._forest.root(other)
            if (apart or every_bond) and similarity(one, other) >= threshold:
                self._bind(min(one, other), max(one, other))

    def bonds(self) -> Iterator[Pair]:
        """(earlier, later) of each bond."""
        return zip(self._earlier, self._later, strict=True)

    def groups(self) -> list[Group]:
        """Every group, single records too, in order of their first positions."""
        together = {cluster[0]: cluster for cluster in self._forest.clusters()}
        inside = {position for cluster in together.values() for position in cluster[1:]}
        everyone = range(len(self._forest))
        return [together.get(position, [position]) for position in everyone if position not in inside]

    def _bind(self, earlier: int, later: int) -> None:
        if earlier != later:
            self._earlier.append(earlier)
            self._later.append(later)
            self._forest.link(earlier, later)
