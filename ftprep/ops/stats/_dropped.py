"""What earlier steps dropped, and why: counted from the rejects that came along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from ftprep.record import dumps
from ftprep.report import Reject

_EXAMPLES: Final = 2
_ROWS: Final = 60
_EXCERPT: Final = 400


class Dropped:
    """Counts by step and reason, with an excerpt or two of each for the page."""

    def __init__(self, rejects: Iterable[Reject]) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[dict[str, str]]] = {}
        for reject in rejects:
            place = (reject.step, reject.reason)
            self._counts[place] += 1
            shown = self._examples.setdefault(place, [])
            if len(shown) < _EXAMPLES:
                shown.append({"id": reject.id, "detail": reject.detail, "text": _excerpt(reject.original)})

    def figures(self) -> list[dict[str, Any]]:
        return [{"step": step, "reason": reason, "count": n} for (step, reason), n in self._counts.most_common(_ROWS)]

    def examples(self) -> list[dict[str, Any]]:
        """Figures with excerpts of the originals: for the page only."""
        return [row | {"examples": self._examples[row["step"], row["reason"]]} for row in self.figures()]


def _excerpt(original: Any) -> str:
    text = original if isinstance(original, str) else dumps(original).decode()
    return text[:_EXCERPT]
