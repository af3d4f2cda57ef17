"""What is in a data set: counts, lengths, words, languages, labels, outliers; and how it differs from another."""

from __future__ import annotations

from typing import Any, Final

from ftprep.operator import Context, Options, Products, Sink, operator, setting
from ftprep.ops.stats._collector import Collector
from ftprep.ops.stats._comparison import compare
from ftprep.ops.stats._dropped import Dropped
from ftprep.ops.stats._figures import TOP, Wishes, figures
from ftprep.ops.stats._findings import findings
from ftprep.ops.stats._markdown import markdown
from ftprep.ops.stats._page import page
from ftprep.ops.stats._schema import SCHEMA
from ftprep.ports import OutputFile
from ftprep.record import Record

_PAIRS: Final = 20


class DatasetStatsOptions(Options):
    charts: bool = setting(True, help="Charts in the summary. Dify draws them; elsewhere they are blocks of JSON.")
    columns: tuple[str, ...] = setting(
        (),
        help="Further columns to count by value, such as source or intent. Their values appear in the report, so name none that hold names or numbers of people.",
    )
    balance: tuple[str, ...] = setting(
        ("category", "difficulty", "topic", "sentiment"),
        help="Labels and columns of which each value should have as many records: the report says how many are lacking.",
    )
    expected: tuple[str, ...] = setting(
        (),
        panel=False,
        help="Values that should occur, as label:value (category:writing). Those without a record then count as 0 instead of being unseen.",
    )
    top: int = setting(TOP, ge=5, le=200, panel=False, help="How many frequent words and word pairs to list.")
    leave_out: tuple[str, ...] = setting((), panel=False, help="Further words to leave out of the frequent ones.")


@operator("analyzer", DatasetStatsOptions, extra_inputs=("compare",), figures=SCHEMA)
def dataset_stats(options: DatasetStatsOptions, context: Context) -> Sink:
    """Counts what is in a data set: lengths, turns, languages, frequent words, first verbs, labels and their balance, what is missing, outliers, and what earlier steps dropped. A report page comes with it. The records go on unchanged."""
    return _Stats(options, context)


class _Stats:
    def __init__(self, options: DatasetStatsOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._collector = Collector(options.columns)

    def add(self, record: Record) -> None:
        self._collector.add(record)

    def state(self) -> Collector:
        """What a partition has seen, for `absorb`; can be pickled."""
        self._collector.flush()
        return self._collector

    def absorb(self, state: Collector) -> None:
        """Adds what another partition has seen."""
        self._collector.merge(state)

    def finish(self) -> Products:
        context, options = self._context, self._options
        expected = [pair.replace("：", ":").partition(":") for pair in options.expected]
        wishes = Wishes(options.top, options.leave_out, options.balance, tuple((a, b) for a, _, b in expected))
        found = figures(self._collector, wishes)
        dropped = Dropped(context.rejects, context.reason_text)
        found["dropped"] = dropped.figures()
        shown: dict[str, Any] = {"outliers": _outliers(self._collector), "dropped": dropped.examples(), "changed": []}
        if "compare" in context.extra:
            other = self._other()
            found["comparison"] = compare(self._collector, other)
            pairs = self._collector.excerpts.changed_since(other.excerpts)
            pairs.sort(key=lambda pair: pair[1] == pair[2])  # first those whose beginnings already differ
            shown["changed"] = [{"id": a, "before": b, "after": c} for a, b, c in pairs[:_PAIRS]]
        found["findings"] = findings(found)
        context.report.figures.update(found)
        texts = {language: markdown(found, language, charts=options.charts) for language in ("en", "zh")}
        return Products(files=self._files(found, shown, texts), summary=[texts])

    def _other(self) -> Collector:
        other = Collector(self._options.columns)
        for item in self._context.extra["compare"]:
            if isinstance(item, Record):
                other.add(item)
        return other

    def _files(self, found: dict[str, Any], shown: dict[str, Any], texts: dict[str, str]) -> list[OutputFile]:
        context = self._context
        stem = context.work_dir / f"{context.stem}.dataset_stats.report"
        html, text = stem.with_name(stem.name + ".html"), stem.with_name(stem.name + ".md")
        html.write_text(page(context.stem, found, shown), "utf-8", "replace")
        text.write_text(f"{texts['zh']}\n\n---\n\n{texts['en']}\n", "utf-8", "replace")
        return [OutputFile(html, "report"), OutputFile(text, "report")]


def _outliers(collector: Collector) -> list[dict[str, Any]]:
    """The outliers with the beginnings of their texts: for the page only."""
    return [
        {
            "part": part,
            "measure": measure,
            "side": side,
            "records": [{"id": record_id, "value": value, "text": text} for value, record_id, text in values],
        }
        for (part, measure), found in collector.outliers.items()
        for side, values in (("largest", found.largest()), ("smallest", found.smallest()))
        if values
    ]
