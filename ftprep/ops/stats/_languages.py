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
    """Counts by the beginning of each record. The model is slow: after 20,000 records that needed it, it is asked about
    one in ten, which then counts for ten."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self._asked = 0

    @property
    def exact(self) -> bool:
        return self._asked <= _ASKED

    def add(self, text: str, key: int) -> None:
        """`key`: a hash of the record, by which the one in ten is drawn."""
        start = text[:_LETTERS]
        seen = _by_sight(start)
        if seen is None:
            self._asked += 1
            if not self.exact and key % _ONE_IN:
                return
            seen = guess_language(start).code or UNKNOWN
            self.counts[seen] += 1 if self.exact else _ONE_IN
        else:
            self.counts[seen] += 1

    def merge(self, other: Languages) -> None:
        self.counts.update(other.counts)
        self._asked += other._asked


def _by_sight(text: str) -> str | None:
    """zh or en where that is plain; None where it is not."""
    if not text.isascii():
        han = len(_HAN.findall(text))
        return "zh" if han >= 4 and 5 * han >= len(text) and not _KANA.search(text) else None
    words = text.lower().split()
    stops = sum(map(ENGLISH.__contains__, words))
    return "en" if len(words) >= 4 and 4 * stops >= len(words) else None
