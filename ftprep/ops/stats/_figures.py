"""The state of a pass → the figures of the report. Counts, names and single words; never a piece of a record's text."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

from ftprep.ops.stats._collector import MEASURES, PARTS, Collector
from ftprep.ops.stats._tables import falling, label_table, share

TOP: Final = 50
MOST_VALUES: Final = 20
MOST_LABELS: Final = 25


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user said about the tables."""

    top: int = TOP
    leave_out: tuple[str, ...] = ()
    balance: tuple[str, ...] = ()
    expected: tuple[tuple[str, str], ...] = ()
    """(label, value) pairs that should occur, and count as 0 where they do not."""


def figures(collector: Collector, wishes: Wishes) -> dict[str, Any]:
    """All figures of one data set, small enough for a variable."""
    collector.flush()
    records = collector.records
    different = collector.distinct.count()
    words = collector.words
    hidden = collector.personal.union(wishes.leave_out)
    whole = {measure: collector.lengths["record", measure].total for measure in MEASURES}
    used = [(part, measure) for part in PARTS for measure in MEASURES if collector.lengths[part, measure].count]
    return {
        "overview": {
            "records": records,
            "turns": collector.turns,
            **whole,
            "different": different,
            "repeated": max(0, records - different),
        },
        "lengths": [{"part": p, "measure": m, **collector.lengths[p, m].figures()} for p, m in used],
        "histograms": [{"part": p, "measure": m, "bars": _bars(collector.lengths[p, m].histogram())} for p, m in used],
        "turns": {**collector.turns_a_record.figures(), "bars": _bars(collector.turns_a_record.histogram())},
        "roles": [{"role": role, "count": count} for role, count in falling(collector.roles)],
        "languages": [
            {"language": name, "count": count, "share": share(count, records)}
            for name, count in falling(collector.languages.counts)[:TOP]
        ],
        "words": [{"word": word, "count": count} for word, count in words.top_words(wishes.top, hidden)],
        "bigrams": [
            {"words": f"{one} {other}", "count": count} for one, other, count in words.top_bigrams(wishes.top, hidden)
        ],
        "diversity": _diversity(collector),
        "verbs": _verbs(collector),
        "missing": [
            {"field": name, "count": count, "share": share(count, records)}
            for name, count in falling(collector.missing)
        ],
        "sources": [
            {
                "source": name,
                "records": s.records,
                "turns": s.turns,
                "characters": s.characters,
                "tokens": s.tokens,
                "question": round(s.question_characters / s.questions, 1) if s.questions else 0,
                "answer": round(s.answer_characters / s.answers, 1) if s.answers else 0,
            }
            for name, s in sorted(collector.sources.items(), key=lambda item: (-item[1].records, item[0]))[:TOP]
        ],
        "rates": [
            {"label": name, "records": count, "share": share(count, records)}
            for name, count in sorted(collector.labels.bearers.items(), key=lambda item: (-item[1], item[0]))[
                :MOST_LABELS
            ]
        ],
        "labels": _labels(collector, wishes),
        "outliers": _outliers(collector),
        "accuracy": _accuracy(collector),
    }


def _bars(histogram: list[tuple[int, int, int]]) -> list[dict[str, int]]:
    return [{"from": low, "to": high, "count": count} for low, high, count in histogram]


def _diversity(collector: Collector) -> dict[str, Any]:
    words = collector.words
    one, two = words.distinct_words.count(), words.distinct_bigrams.count()
    return {
        "words": words.total,
        "different_words": one,
        "bigrams": words.pairs,
        "different_bigrams": two,
        "distinct_1": share(one, words.total),
        "distinct_2": share(two, words.pairs),
    }


def _verbs(collector: Collector) -> list[dict[str, Any]]:
    objects: dict[str, Counter[str]] = {}
    for pair, count in collector.verbs.items():
        verb, _, thing = pair.partition("\t")
        objects.setdefault(verb, Counter())[thing] += count
    verbs = sorted(objects.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        {
            "verb": verb,
            "count": things.total(),
            "objects": [
                {"object": thing, "count": n}
                for thing, n in falling(things)[:5]
                if thing and thing not in collector.personal
            ],
        }
        for verb, things in verbs
        if verb
    ][:30]


def _labels(collector: Collector, wishes: Wishes) -> list[dict[str, Any]]:
    counts = {name: dict(values) for name, values in collector.labels.counts.items()}
    for label, value in wishes.expected:
        counts.setdefault(label, {}).setdefault(value, 0)
    names = sorted(counts, key=lambda name: (_last(name) not in wishes.balance, name))[:MOST_LABELS]
    return [
        label_table(
            name, counts[name], collector.records, balance=_last(name) in wishes.balance, most_values=MOST_VALUES
        )
        for name in names
    ]


def _last(name: str) -> str:
    return name.rsplit(".", 1)[-1]


def _outliers(collector: Collector) -> list[dict[str, Any]]:
    out = []
    for (part, measure), found in collector.outliers.items():
        for side, values in (("largest", found.largest()), ("smallest", found.smallest())):
            if values:
                rows = [{"id": record_id, "value": value} for value, record_id, _ in values]
                out.append({"part": part, "measure": measure, "side": side, "records": rows})
    return out


def _accuracy(collector: Collector) -> list[dict[str, Any]]:
    """Which figures are exact, and how far the others may be off."""
    words = collector.words
    rows = [
        _stated(
            "lengths",
            "percentiles within 0.1 % above 2,047, exact below; counts, totals, least and most exact",
            "百分位在 2,047 以上误差不超过 0.1 %，以下精确；数量、合计、最小、最大均精确",
        ),
        _stated(
            "tokens",
            "estimated from characters; sums within about 10 % of Qwen's tokenizer",
            "按字符估计；合计与 Qwen 分词器相差约 10 % 以内",
        ),
    ]
    sampled = ("counted by one in ten where letters do not tell", "字形不足以判断的，按十分之一抽样推算")
    rows.append(_stated("languages", *(("", "") if collector.languages.exact else sampled)))
    for name, distinct in (
        ("different records", collector.distinct),
        ("different words", words.distinct_words),
        ("different bigrams", words.distinct_bigrams),
    ):
        error = (
            ("", "") if distinct.exact else ("HyperLogLog, standard error 0.8 %", "HyperLogLog 估计，标准误差 0.8 %")
        )
        rows.append(_stated(name, *error))
    bounded = (
        ("words", words.words.undercount),
        ("bigrams", words.bigrams.undercount),
        ("verbs", collector.verbs.undercount),
    )
    for name, low in bounded:
        rows.append(_stated(name, *((f"at most {low} too low", f"最多少计 {low}") if low else ("", ""))))
    return rows


def _stated(figure: str, en: str, zh: str) -> dict[str, Any]:
    return {"figure": figure, "exact": not en, "en": en, "zh": zh}
