"""Which things belong together, from pairs that do."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterator


class Forest:
    """Union-find over 0 … n-1. The smallest member of a cluster is its root, so clusters do not depend on the order
    of the links."""

    def __init__(self, size: int = 0) -> None:
        self._parent = array("q", range(size))

    def grow(self, count: int = 1) -> int:
        """Adds members, each a cluster of its own, and gives the first."""
        first = len(self._parent)
        self._parent.extend(range(first, first + count))
        return first

    def __len__(self) -> int:
        return len(self._parent)

    def root(self, member: int) -> int:
        parent = self._parent
        while parent[member] != member:
            parent[member] = parent[parent[member]]
            member = parent[member]
        return member

    def link(self, one: int, other: int) -> None:
        one, other = self.root(one), self.root(other)
        if one < other:
            self._parent[other] = one
        else:
            self._parent[one] = other

    def clusters(self) -> Iterator[list[int]]:
        """Every cluster of two or more, its members in order."""
        members: dict[int, list[int]] = defaultdict(list)
        for member, parent in enumerate(self._parent):
            if parent != member:
                members[self.root(member)].append(member)
        for root, others in members.items():
            yield [root, *others]
