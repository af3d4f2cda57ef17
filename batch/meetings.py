"""Who meets whom, directly or through others: groups of positions, in four bytes a record however many pairs there are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    Numbers = np.ndarray[Any, Any]

_AT_ONCE = 1 << 22
_SPARE = 16
"""One part in so many is kept free for positions that come later: keys are dealt by hash, so the first have nearly all."""


class Meetings:
    """A forest: each position points to a smaller one of its group, the smallest to itself. Pairs are forgotten."""

    def __init__(self) -> None:
        import numpy as np

        self._to: Numbers = np.empty(0, np.uint32)

    def add(self, one: Numbers, other: Numbers) -> None:
        import numpy as np

        if not len(one):
            return
        self._reach(int(max(one.max(), other.max())))
        while True:  # a root that two pairs pull takes the smaller one; the other pull is seen in the next turn
            a, b = self._roots(one), self._roots(other)
            apart = a != b
            if not apart.any():
                return
            one, other = a[apart], b[apart]
            np.minimum.at(self._to, np.maximum(one, other), np.minimum(one, other).astype(self._to.dtype))

    def groups(self) -> tuple[Numbers, Numbers]:
        """(positions that meet others, the smallest position of each one's group)."""
        import numpy as np

        found = [np.empty(0, np.int64)]
        for at in range(0, len(self._to), _AT_ONCE):
            stretch = self._to[at : at + _AT_ONCE]
            found.append(at + np.flatnonzero(stretch != np.arange(at, at + len(stretch))))
        below = np.concatenate(found)
        roots = self._roots(below)
        tops = np.unique(roots)
        return np.concatenate((tops, below)), np.concatenate((tops, roots))

    def _roots(self, positions: Numbers) -> Numbers:
        """Also lets them point there: the way is not gone twice."""
        import numpy as np

        found = self._to[positions]
        while True:
            further = self._to[found]
            if (further == found).all():
                break
            found = further
        self._to[positions] = found
        return found.astype(np.int64)

    def _reach(self, position: int) -> None:
        import numpy as np

        if position < (known := len(self._to)):
            return
        size = position + 1 + position // _SPARE
        grown = np.arange(size, dtype=np.uint32 if size < 1 << 32 else np.int64)
        grown[:known] = self._to
        self._to = grown
