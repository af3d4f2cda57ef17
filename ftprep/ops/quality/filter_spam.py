"""Finding advertisements and solicitations."""

from __future__ import annotations

from collections.abc import Callable

from ftprep.operator import Context, Drop, Options, Products, Step, operator, setting
from ftprep.ops.quality._outlet import Mode, Outlet
from ftprep.record import Record
from ftprep.text.features import Feature
from ftprep.text.own_words import OwnWords
from ftprep.text.plain_form import plain_form
from ftprep.text.spam import NOTHING, Verdict, judge_plain

_LISTED = Verdict(10.0, ((Feature("block_words", 10.0, "holds one of your block words", "含有您设置的屏蔽词"), 10.0),))


class FilterSpamOptions(Options):
    mode: Mode = setting(
        "drop",
        help="label: every record stays; spam gets labels.spam with score, features and the reasons in words, and every record "
        "in which anything was found gets labels.spam_score, by which a threshold can be chosen. split: spam leaves the "
        "data set, and is also written to a file of its own. drop: it goes to the rejects.",
    )
    threshold: float = setting(
        0.6,
        ge=0.1,
        le=5,
        help="Score from which a text is spam. Lower finds more and takes more ordinary text with it; 0.4 to 1 is sensible. "
        "A text of over 400 characters must also be like an advertisement in a quarter of its sentences.",
    )
    block_words: tuple[str, ...] = setting(
        (),
        help="Words of your own that make a text spam, separated by commas. Latin ones as whole words; Chinese ones anywhere, "
        "in traditional characters and with up to three marks or emoji between two characters too; not in pinyin or by sound.",
    )
    allow_words: tuple[str, ...] = setting(
        (),
        help="Words of your own, such as your shop's name: a text that holds one anywhere is never spam. Seen as block words are.",
    )


@operator(
    "filter",
    FilterSpamOptions,
    reasons={
        "spam": (
            "An advertisement or a solicitation; the detail says in words what speaks for it and against it, and how much.",
            "广告或招揽信息，详情中用文字列出支持与反对的依据及各自分值。",
        )
    },
)
def filter_spam(options: FilterSpamOptions, context: Context) -> Step:
    """Finds advertisements and solicitations in Chinese and English: offers of loans, papers, accounts, jobs, gambling,
    goods, services and some twenty kinds more, together with the ways in which they ask to be answered, through the
    usual disguises; fraud that asks for money or data too.

    Every feature found adds its weight, how the text is worded adds or takes away, and talk, questions and warnings take
    away; an advertisement that is quoted doesn't count. A conversation is spam when any of its turns is.
    """
    return SpamFilter(options, context)


class SpamFilter:
    """The step."""

    def __init__(self, options: FilterSpamOptions, context: Context) -> None:
        self._threshold = options.threshold
        self._labels = options.mode == "label"
        self._judge = scorer(options.threshold, options.block_words, options.allow_words, below=self._labels)
        self._outlet = Outlet(options.mode, context, "filter_spam")
        self._report = context.report

    def __call__(self, record: Record) -> Record | Drop:
        best = max(map(self._judge, record.texts()), key=_score, default=NOTHING)
        if self._labels and best.found:
            record = record.with_labels(spam_score=round(best.score, 2))
        if best.score < self._threshold:
            return record
        names = [feature.name for feature, weight in best.found if weight > 0]
        for name in names:
            self._report.count(name, record.id)
        en, zh = reasons(best)
        labelled = record.with_labels(spam={"score": round(best.score, 2), "features": names, "en": en, "zh": zh})
        return self._outlet(labelled, "spam", f"score {best.score:.2f}: {en} / {zh}")

    def finish(self) -> Products:
        return self._outlet.finish()


def scorer(
    threshold: float, block_words: tuple[str, ...] = (), allow_words: tuple[str, ...] = (), *, below: bool = False
) -> Callable[[str], Verdict]:
    """text → its score and what speaks for and against; nothing where it can't reach the threshold, unless scores `below`
    it are asked for."""
    blocked, allowed = OwnWords(block_words), OwnWords(allow_words)

    def judge(text: str) -> Verdict:
        plain = plain_form(text)
        if allowed.among(plain):
            return NOTHING
        if blocked.among(plain):
            return _LISTED
        return judge_plain(plain, text, threshold, below=below)

    return judge


def reasons(verdict: Verdict) -> tuple[str, str]:
    """What speaks for and against, heaviest first, in English and in Chinese."""
    found = sorted(verdict.found, key=lambda pair: -abs(pair[1]))
    return (
        "; ".join(f"{feature.en} {weight:+.2f}" for feature, weight in found),
        "；".join(f"{feature.zh} {weight:+.2f}" for feature, weight in found),
    )


def _score(verdict: Verdict) -> float:
    return verdict.score
