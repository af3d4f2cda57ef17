"""The JSON schema of the figures: what a workflow can pick from the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_COUNT = {"type": "number"}
_TEXT = {"type": "string"}
_FLAG = {"type": "boolean"}


def _table(**columns: Any) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "object", "properties": columns}}


def _object(**fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields}


_PERCENTILES = dict.fromkeys(("count", "total", "mean", "min", "p5", "p25", "p50", "p75", "p95", "p99", "max"), _COUNT)
_BARS = _table(**{"from": _COUNT, "to": _COUNT, "count": _COUNT})

SCHEMA: Mapping[str, Mapping[str, Any]] = {
    "findings": _table(en=_TEXT, zh=_TEXT),
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
    "rates": _table(label=_TEXT, records=_COUNT, share=_COUNT),
    "labels": _table(
        label=_TEXT,
        different=_COUNT,
        balanced=_FLAG,
        lacking=_COUNT,
        values=_table(value=_TEXT, count=_COUNT, share=_COUNT, lacking=_COUNT),
    ),
    "outliers": _table(part=_TEXT, measure=_TEXT, side=_TEXT, records=_table(id=_TEXT, value=_COUNT)),
    "dropped": _table(step=_TEXT, reason=_TEXT, count=_COUNT, en=_TEXT, zh=_TEXT),
    "comparison": _object(
        overview=_table(figure=_TEXT, this=_COUNT, other=_COUNT, change=_COUNT),
        lengths=_table(part=_TEXT, measure=_TEXT, this_p50=_COUNT, other_p50=_COUNT, this_p95=_COUNT, other_p95=_COUNT),
        same_records=_COUNT,
        word_divergence=_COUNT,
        more_frequent=_table(word=_TEXT, this=_COUNT, other=_COUNT),
        less_frequent=_table(word=_TEXT, this=_COUNT, other=_COUNT),
    ),
    "accuracy": _table(figure=_TEXT, exact=_FLAG, en=_TEXT, zh=_TEXT),
}
