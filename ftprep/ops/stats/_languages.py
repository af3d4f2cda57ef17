"""How many records are in each language: by sight where letters and stop words show it, else by the language model."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from ftprep.text.language import guess_language
from ftprep.text.stop_words import ENGLISH

UNKNOWN: Final = "unknown"
_LETTERS: Final = 200
_ASKED: Final = 20_000
_ONE_IN: Final = 10
_HAN: Final = re.compile("[㐀-䶿一-鿿]")
_KANA: Final = re.compile("[ぁ-ヿ]")


class Languages:
    """Counts by the beginning of each record. The model is slow: of data with more than 20,000 records that need it, it
    counts one in ten, drawn by hash, for ten. Those are kept apart from the start, so that it does not matter in which
    partition, or after how many others, a record comes."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._drawn: Counter[str] = Counter()
        self._others: Counter[str] = Counter()
        """Empty once there are too many."""
        self._needed = 0

    @property
    def exact(self) -> bool:
        return self._needed <= _ASKED

    @property
    def counts(self) -> Counter[str]:
        if self.exact:
            return self._seen + self._drawn + self._others
        return self._seen + Counter({name: _ONE_IN * count for name, count in self._drawn.items()})

    def add(self, text: str, key: int) -> None:
        """`key`: a hash of the record, by which the one in ten is drawn."""
        start = text[:_LETTERS]
        seen = _by_sight(start)
        if seen is not None:
            self._seen[seen] += 1
            return
        self._needed += 1
        drawn = not key % _ONE_IN
        if drawn or self.exact:
            (self._drawn if drawn else self._others)[guess_language(start).code or UNKNOWN] += 1
        self._forget()

    def merge(self, other: Languages) -> None:
        self._needed += other._needed
        for mine, theirs in ((self._seen, other._seen), (self._drawn, other._drawn), (self._others, other._others)):
            mine.update(theirs)
        self._forget()

    def _forget(self) -> None:
        if not self.exact:
            self._others.clear()


def _by_sight(text: str) -> str | None:
    """zh or en where that is plain; None where it is not."""
    if not text.isascii():
        han = len(_HAN.findall(text))
        return "zh" if han >= 4 and 5 * han >= len(text) and not _KANA.search(text) else None
    words = text.lower().split()
    stops = sum(map(ENGLISH.__contains__, words))
    return "en" if len(words) >= 4 and 4 * stops >= len(words) else None
