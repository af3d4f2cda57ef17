"""What earlier steps dropped, and why: counted from the rejects that came along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any, Final

from ftprep.record import dumps
from ftprep.report import Reject

_EXAMPLES: Final = 2
_ROWS: Final = 60
_EXCERPT: Final = 400


class Dropped:
    """Counts by step and reason, with an excerpt or two of each for the page."""

    def __init__(self, rejects: Iterable[Reject], meaning: Callable[[str, str], tuple[str, str]]) -> None:
        self._meaning = meaning
        self._counts: Counter[tuple[str, str]] = Counter()
        self._examples: dict[tuple[str, str], list[dict[str, str]]] = {}
        for reject in rejects:
            place = (reject.step, reject.reason)
            self._counts[place] += 1
            shown = self._examples.setdefault(place, [])
            if len(shown) < _EXAMPLES:
                shown.append({"id": reject.id, "detail": reject.detail, "text": _excerpt(reject.original)})

    def figures(self) -> list[dict[str, Any]]:
        rows = []
        for (step, reason), count in self._counts.most_common(_ROWS):
            en, zh = self._meaning(step, reason)
            rows.append({"step": step, "reason": reason, "count": count, "en": en, "zh": zh})
        return rows

    def examples(self) -> list[dict[str, Any]]:
        """Figures with excerpts of the originals: for the page only."""
        return [row | {"examples": self._examples[row["step"], row["reason"]]} for row in self.figures()]


def _excerpt(original: Any) -> str:
    """The beginning of a record as it is read; of another row, of its JSON."""
    turns = original.get("messages") if isinstance(original, dict) else None
    if isinstance(original, str):
        text = original
    elif isinstance(turns, list) and turns and all(isinstance(turn, dict) and "content" in turn for turn in turns):
        text = "\n".join(f"{turn.get('role', '')}: {turn['content']}" for turn in turns)
    else:
        text = dumps(original).decode()
    return text[:_EXCERPT]
