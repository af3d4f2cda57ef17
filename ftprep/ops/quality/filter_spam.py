"""Finding advertisements and solicitations."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ftprep.operator import Context, Drop, Options, Products, Step, operator, setting
from ftprep.ops.quality._outlet import Mode, Outlet
from ftprep.record import Record
from ftprep.text.features import Feature, feature_table
from ftprep.text.plain_form import plain_form

_CHUNK = 400
"""Characters. A longer text is judged piece by piece: a page with one advertisement in it is not an advertisement."""
_SHARE = 0.5
_LISTED = 10.0


class Finding(NamedTuple):
    score: float
    why: tuple[str, ...]


_NOTHING = Finding(0.0, ())


class FilterSpamOptions(Options):
    mode: Mode = setting(
        "drop",
        help="label: every record stays, and labels.spam gives score and features. split: spam leaves the data set, and is "
        "also written to a file of its own. drop: it goes to the rejects.",
    )
    threshold: float = setting(
        0.6,
        ge=0.1,
        le=5,
        help="Score from which a text is spam. Lower finds more and takes more ordinary text with it.",
    )
    block_words: tuple[str, ...] = setting(
        (), help="Words of your own that make a text spam, separated by commas; disguises are seen through."
    )
    allow_words: tuple[str, ...] = setting(
        (), help="Words of your own, such as your shop's name: a text that holds one is never spam."
    )


@operator(
    "filter",
    FilterSpamOptions,
    reasons={
        "spam": (
            "An advertisement or a solicitation; the detail names what speaks for it.",
            "广告或招揽信息，详情中列出判断依据。",
        )
    },
)
def filter_spam(options: FilterSpamOptions, context: Context) -> Step:
    """Finds advertisements and solicitations in Chinese and English: offers of loans, prizes, part-time jobs, gambling,
    invoices, goods, together with the ways in which they ask to be answered, through the usual disguises.

    Every feature found adds its weight, and talk, questions and warnings take away. The features are named beside
    each hit. A conversation is spam when any of its turns is.
    """
    return SpamFilter(options, context)


class SpamFilter:
    """The step."""

    def __init__(self, options: FilterSpamOptions, context: Context) -> None:
        self._threshold = options.threshold
        self._judge = scorer(options.threshold, options.block_words, options.allow_words)
        self._outlet = Outlet(options.mode, context, "filter_spam")
        self._report = context.report

    def __call__(self, record: Record) -> Record | Drop:
        best = max(map(self._judge, record.texts()), default=_NOTHING)
        if best.score < self._threshold:
            return record
        for name in best.why:
            self._report.count(name, record.id)
        labelled = record.with_labels(spam={"score": round(best.score, 2), "features": list(best.why)})
        return self._outlet(labelled, "spam", f"score {best.score:.2f}: {', '.join(best.why)}")

    def finish(self) -> Products:
        return self._outlet.finish()


def scorer(
    threshold: float, block_words: tuple[str, ...] = (), allow_words: tuple[str, ...] = ()
) -> Callable[[str], Finding]:
    """text → its score, and the names of the features that speak for spam; 0 where it can't reach the threshold."""
    table = feature_table("spam")
    blocked = tuple(plain_form(word) for word in block_words)
    allowed = tuple(plain_form(word) for word in allow_words)

    def judge(text: str) -> Finding:
        plain = plain_form(text)
        if any(word in plain for word in allowed):
            return _NOTHING
        if any(word in plain for word in blocked):
            return Finding(_LISTED, ("block_words",))
        if len(plain) <= _CHUNK:
            return _score(table.found(plain, threshold))
        hits = [_score(table.found(plain[at : at + _CHUNK], threshold)) for at in range(0, len(plain), _CHUNK)]
        hits.sort(reverse=True)
        return hits[int(len(hits) * _SHARE)]

    return judge


def _score(found: list[Feature]) -> Finding:
    score = sum(feature.weight for feature in found)
    return Finding(score, tuple(feature.name for feature in found if feature.weight > 0))
