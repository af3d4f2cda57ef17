"""The state of a pass → the figures of the report, and their JSON schema."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from ftprep.ops.stats._collector import MEASURES, PARTS, Collector
from ftprep.ops.stats._tables import label_table, share

TOP: Final = 50

_COUNT = {"type": "number"}
_TEXT = {"type": "string"}


def _table(**columns: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": columns}}


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields}


_PERCENTILES = dict.fromkeys(("count", "total", "mean", "min", "p5", "p25", "p50", "p75", "p95", "p99", "max"), _COUNT)
_BARS = _table(**{"from": _COUNT, "to": _COUNT, "count": _COUNT})

SCHEMA: Mapping[str, Mapping[str, Any]] = {
    "overview": _object(
        records=_COUNT, turns=_COUNT, characters=_COUNT, words=_COUNT, tokens=_COUNT, different=_COUNT, repeated=_COUNT
    ),
    "lengths": _table(part=_TEXT, measure=_TEXT, **_PERCENTILES),
    "histograms": _table(part=_TEXT, measure=_TEXT, bars=_BARS),
    "turns": _object(**_PERCENTILES, bars=_BARS),
    "roles": _table(role=_TEXT, count=_COUNT),
    "languages": _table(language=_TEXT, count=_COUNT, share=_COUNT),
    "words": _table(word=_TEXT, count=_COUNT),
    "bigrams": _table(words=_TEXT, count=_COUNT),
    "diversity": _object(
        words=_COUNT,
        different_words=_COUNT,
        bigrams=_COUNT,
        different_bigrams=_COUNT,
        distinct_1=_COUNT,
        distinct_2=_COUNT,
    ),
    "verbs": _table(verb=_TEXT, count=_COUNT, objects=_table(object=_TEXT, count=_COUNT)),
    "missing": _table(field=_TEXT, count=_COUNT, share=_COUNT),
    "sources": _table(
        source=_TEXT, records=_COUNT, turns=_COUNT, characters=_COUNT, tokens=_COUNT, question=_COUNT, answer=_COUNT
    ),
    "labels": _table(
        label=_TEXT,
        labelled=_COUNT,
        lacking=_COUNT,
        values=_table(value=_TEXT, count=_COUNT, share=_COUNT, lacking=_COUNT),
    ),
    "outliers": _table(part=_TEXT, measure=_TEXT, side=_TEXT, records=_table(id=_TEXT, value=_COUNT)),
    "accuracy": _table(figure=_TEXT, exact={"type": "boolean"}, error=_TEXT),
}


def figures(collector: Collector) -> dict[str, Any]:
    """All figures of one data set, small enough for a variable."""
    collector.flush()
    records = collector.records
    different = collector.distinct.count()
    words = collector.words
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
        "roles": [{"role": role, "count": count} for role, count in collector.roles.most_common()],
        "languages": [
            {"language": name, "count": count, "share": share(count, records)}
            for name, count in collector.languages.most_common(TOP)
        ],
        "words": [{"word": word, "count": count} for word, count in words.top_words(TOP)],
        "bigrams": [{"words": f"{one} {other}", "count": count} for one, other, count in words.top_bigrams(TOP)],
        "diversity": _diversity(collector),
        "verbs": _verbs(collector),
        "missing": [
            {"field": name, "count": count, "share": share(count, records)}
            for name, count in collector.missing.most_common()
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
        "labels": [label_table(name, counts, records) for name, counts in sorted(collector.labels.counts.items())],
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
    falling = sorted(objects.items(), key=lambda item: (-item[1].total(), item[0]))
    return [
        {
            "verb": verb,
            "count": things.total(),
            "objects": [{"object": thing, "count": n} for thing, n in things.most_common(5) if thing],
        }
        for verb, things in falling
        if verb and verb != "…"
    ][:30]


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
    rows: list[tuple[str, bool, str]] = [
        ("lengths", False, "percentiles exact up to 2,047, above that within 0.1 %; counts, totals, min, max exact"),
        ("tokens", False, "an estimate from characters: no model's own tokenizer"),
    ]
    rows += [
        (name, distinct.exact, "" if distinct.exact else "HyperLogLog, standard error 0.8 %")
        for name, distinct in (
            ("different records", collector.distinct),
            ("different words", words.distinct_words),
            ("different bigrams", words.distinct_bigrams),
        )
    ]
    rows += [
        (name, not frequent.undercount, f"at most {frequent.undercount} too low" if frequent.undercount else "")
        for name, frequent in (("words", words.words), ("bigrams", words.bigrams))
    ]
    return [{"figure": name, "exact": exact, "error": error} for name, exact, error in rows]
