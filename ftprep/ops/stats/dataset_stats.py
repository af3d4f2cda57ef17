"""What is in a data set: counts, lengths, words, languages, labels, outliers."""

from __future__ import annotations

from ftprep.operator import Context, Options, Products, Sink, operator, setting
from ftprep.ops.stats._collector import Collector
from ftprep.ops.stats._figures import SCHEMA, figures
from ftprep.ops.stats._markdown import markdown
from ftprep.ports import OutputFile
from ftprep.record import Record


class DatasetStatsOptions(Options):
    charts: bool = setting(True, help="Charts in the summary. Dify draws them; elsewhere they are blocks of JSON.")


@operator("analyzer", DatasetStatsOptions, figures=SCHEMA)
def dataset_stats(options: DatasetStatsOptions, context: Context) -> Sink:
    """Counts what is in a data set: lengths, turns, languages, frequent words, labels, what is missing, outliers. The
    records go on unchanged."""
    return _Stats(options, context)


class _Stats:
    def __init__(self, options: DatasetStatsOptions, context: Context) -> None:
        self._options = options
        self._context = context
        self._collector = Collector()

    def add(self, record: Record) -> None:
        self._collector.add(record)

    def finish(self) -> Products:
        context = self._context
        found = figures(self._collector)
        context.report.figures.update(found)
        texts = {language: markdown(found, language, charts=self._options.charts) for language in ("en", "zh")}
        path = context.work_dir / f"{context.stem}.dataset_stats.report.md"
        path.write_text(texts["zh"] + "\n\n---\n\n" + texts["en"], "utf-8")
        return Products(files=[OutputFile(path, "report")], summary=[texts])
