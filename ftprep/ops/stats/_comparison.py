"""One data set beside another: before and after a step, new data against the seeds."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from typing import Any, Final

from ftprep.ops.stats._collector import MEASURES, PARTS, Collector
from ftprep.ops.stats._tables import share
from ftprep.ops.stats._words import WordCounts

_WORDS: Final = 25
_FEWEST: Final = 3
_BY_CHANCE: Final = 3.84
"""The ratio that chance passes once in twenty (chi squared, one degree of freedom)."""


def compare(this: Collector, other: Collector) -> dict[str, Any]:
    """How `this` differs from `other`: totals, lengths, words, records that both hold."""
    this.flush()
    other.flush()
    hidden = this.personal | other.personal
    both = this.distinct.common(other.distinct)
    return {
        "overview": [
            {"figure": name, "this": mine, "other": theirs, "change": share(mine - theirs, theirs)}
            for name, mine, theirs in _totals(this, other)
        ],
        "lengths": [
            {
                "part": part,
                "measure": measure,
                "this_p50": this.lengths[part, measure].percentile(0.5),
                "other_p50": other.lengths[part, measure].percentile(0.5),
                "this_p95": this.lengths[part, measure].percentile(0.95),
                "other_p95": other.lengths[part, measure].percentile(0.95),
            }
            for part in PARTS
            for measure in MEASURES
            if this.lengths[part, measure].count or other.lengths[part, measure].count
        ],
        "same_records": both,
        "word_divergence": divergence(this.words, other.words),
        "more_frequent": [_word(*row) for row in _shifted(this.words, other.words, hidden)],
        "less_frequent": [
            _word(word, mine, theirs)
            for word, theirs, mine in _shifted(other.words, this.words, hidden, vanished=not this.masked)
        ],
    }


def divergence(this: WordCounts, other: WordCounts) -> float:
    """Jensen-Shannon divergence of the two distributions of words, base 2: 0 the same, 1 nothing in common.

    (J. Lin, Divergence measures based on the Shannon entropy, 1991.)
    """
    mine, theirs = this.frequencies(), other.frequencies()
    total_mine, total_theirs = sum(mine.values()), sum(theirs.values())
    if not total_mine or not total_theirs:
        return 0.0 if total_mine == total_theirs else 1.0
    out = 0.0
    for key in mine.keys() | theirs.keys():
        p, q = mine.get(key, 0) / total_mine, theirs.get(key, 0) / total_theirs
        middle = (p + q) / 2
        out += (p * math.log2(p / middle) if p else 0) + (q * math.log2(q / middle) if q else 0)
    return round(min(1.0, max(0.0, out / 2)), 4)


def _totals(this: Collector, other: Collector) -> Iterator[tuple[str, int, int]]:
    yield "records", this.records, other.records
    yield "turns", this.turns, other.turns
    for measure in MEASURES:
        yield measure, this.lengths["record", measure].total, other.lengths["record", measure].total
    yield "different", this.distinct.count(), other.distinct.count()
    yield "different_words", this.words.distinct_words.count(), other.words.distinct_words.count()


def _shifted(
    this: WordCounts, other: WordCounts, hidden: Collection[str], *, vanished: bool = True
) -> list[tuple[str, int, int]]:
    """(word, count here, count there) of the words whose share grew most: ranked by the log-likelihood ratio, those
    left out whose difference is as likely as one in twenty by chance. Without `vanished`, words that the other set has
    not at all are left out too: where personal data was masked, those are the names.

    (T. Dunning, Accurate methods for the statistics of surprise and coincidence, 1993.)
    """
    theirs = other.frequencies()
    scale = (this.total or 1) / (other.total or 1)
    rows = []
    for word, key, count in this.telling_words(5000, hidden):
        expected = theirs.get(key, 0)
        if count < _FEWEST or count <= expected * scale or not (expected or vanished):
            continue
        surprise = _surprise(count, expected, this.total, other.total)
        if surprise >= _BY_CHANCE:
            rows.append((surprise, word, count, expected))
    return [(word, count, expected) for _, word, count, expected in sorted(rows, key=lambda r: (-r[0], r[1]))[:_WORDS]]


def _surprise(a: int, b: int, total_a: int, total_b: int) -> float:
    total = max(1, total_a + total_b)
    expected_a, expected_b = total_a * (a + b) / total, total_b * (a + b) / total
    return 2 * ((a * math.log(a / expected_a) if a else 0) + (b * math.log(b / expected_b) if b and expected_b else 0))


def _word(word: str, this: int, other: int) -> dict[str, Any]:
    return {"word": word, "this": this, "other": other}
