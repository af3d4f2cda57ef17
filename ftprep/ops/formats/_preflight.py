"""The work of preflight_training: every file is read twice, first for its facts, then row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol, cast

from ftprep.operator import Context, Products
from ftprep.ops.formats._dataset_info import FILE_NAME, existing, free_name, written
from ftprep.ops.formats._files import DataFile
from ftprep.ops.formats._formats import Task
from ftprep.ops.formats._inspected import SAMPLE, Inspected
from ftprep.ops.formats._preflight_report import Tally, histogram, page
from ftprep.ops.formats._repairs import repairs_for
from ftprep.ops.formats._rounds import tokens_of
from ftprep.ops.formats._spool import RowSpool
from ftprep.ops.formats._trainers._chat_rules import CHAT_RULES
from ftprep.ops.formats._trainers._file import Layout
from ftprep.ops.formats._trainers._finding import Finding, Texts
from ftprep.ops.formats._trainers.chat import REASONS as CHAT_REASONS
from ftprep.ops.formats._trainers.llamafactory import REASONS as LLAMAFACTORY_REASONS
from ftprep.ops.formats._trainers.llamafactory import ToolFormat
from ftprep.ports import OutputFile
from ftprep.reading import RawRow
from ftprep.record import Lineage, Record, dumps, is_canonical, record_id
from ftprep.report import Reject
from ftprep.shapes import SHAPE_REASONS, ShapeError, detect
from ftprep.text.tokens import estimate_tokens

STEP = "preflight_training"
_LAYOUTS: Mapping[str, Layout] = {"jsonl": "jsonl", "json": "json", "csv": "csv", "tsv": "csv"}
_FILLS: dict[str, Any] = {"system": "", "history": [], "tools": ""}
_TEXTS: Mapping[str, Mapping[str, Texts]] = {"llamafactory": LLAMAFACTORY_REASONS}


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)


class Wishes(Protocol):
    """The settings."""

    @property
    def trainer(self) -> str: ...
    @property
    def fix(self) -> bool: ...
    @property
    def context_length(self) -> int: ...
    @property
    def task(self) -> str: ...
    @property
    def tool_format(self) -> ToolFormat: ...


class Preflight:
    def __init__(self, options: Wishes, context: Context) -> None:
        self._options = options
        self._context = context
        self._texts = _TEXTS.get(options.trainer, CHAT_REASONS)
        self._tally = Tally()
        self._file_findings: list[dict[str, Any]] = []
        self._lengths: Counter[int] = Counter()
        self._totals: Counter[str] = Counter()
        self._spools: dict[str, RowSpool] = {}
        self._files: dict[str, Inspected] = {}
        self._given: dict[str, Any] = {}
        self._findings_path = context.work_dir / f"{context.stem}.{STEP}.report.jsonl"

    def __iter__(self) -> Iterator[Record | Reject]:
        dataset = self._context.dataset
        dataset.check_given()
        self._given = existing(self._context.files)
        self._gather(dataset.rows())
        with self._findings_path.open("wb", buffering=1 << 20) as out:
            for row in dataset.rows():
                file = self._files[row.source]
                findings, item, fixed = self._judged(file, row)
                for finding in findings:
                    self._tally.add(finding, self._place(row))
                    out.write(dumps(self._line(finding, row, fixed=fixed)) + b"\n")
                yield item

    def _gather(self, rows: Iterator[RawRow]) -> None:
        ahead: dict[str, list[RawRow]] = {}
        for row in rows:
            file = self._files.get(row.source)
            if file is None:
                file = self._files[row.source] = self._inspected(row)
                ahead[row.source] = []
            waiting = ahead.get(row.source)
            if waiting is None:
                self._see(file, row)
                continue
            waiting.append(row)
            if len(waiting) >= SAMPLE:
                self._begin(file, ahead.pop(row.source))
        for source, waiting in ahead.items():
            self._begin(self._files[source], waiting)
        for source, file in self._files.items():
            file.settle()
            checker = file.after if self._options.fix else file.checker
            for finding in checker.about_file():
                self._file_findings.append({"file": source, **self._line(finding, None, fixed=False)})
            if file.encoding_wrong:
                self._file_findings.append(
                    {"file": source, **self._line(Finding("abort", "not_utf8"), None, fixed=False)}
                )
            self._spools[source] = RowSpool(self._context.work_dir, _FILLS if self._spools_fill() else {})

    def _spools_fill(self) -> bool:
        return self._options.fix and self._options.trainer == "llamafactory"

    def _inspected(self, row: RawRow) -> Inspected:
        options = self._options
        base = row.source.replace("\\", "/").rsplit("/", 1)[-1]
        entry = next(
            (
                value
                for value in self._given.values()
                if isinstance(value, dict) and value.get("file_name") in (row.source, base)
            ),
            None,
        )
        file = Inspected(
            base,
            options.trainer,
            self._layout(row),
            None if options.task == "auto" else cast(Task, options.task),
            entry,
            options.tool_format,
            repairs_for(options.trainer) if options.fix else None,
        )
        plain = row.encoding.lower().replace("_", "-")
        marked = plain in ("utf-8-sig", "utf-8 with bom", "utf-8-bom")
        file.encoding_wrong = (
            not options.fix and plain not in ("", "utf-8", "ascii") and not (marked and row.format == "jsonl")
        )
        return file

    def _layout(self, row: RawRow) -> Layout:
        """One JSON object alone is a line to every loader."""
        if row.format == "json":
            path = next((file.path for file in self._context.files if file.name == row.source), None)
            head = self._context.text.encode("utf-8", "replace") if path is None else _head(path)
            return "jsonl" if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") else "json"
        return _LAYOUTS.get(row.format, "other")

    def _begin(self, file: Inspected, waiting: list[RawRow]) -> None:
        file.look([row.value for row in waiting if not row.problem])
        for row in waiting:
            self._see(file, row)

    def _see(self, file: Inspected, row: RawRow) -> None:
        try:
            value = row.value if row.problem else file.row(row.value)
        except ShapeError:
            return
        raw = row.raw if value is row.value else None
        file.found.see(value, row.place, raw, row.problem)
        if file.repairs is None:
            return
        try:
            made, _ = file.repair(row.value)
        except ShapeError:
            return
        file.made.see(made, row.place)

    def _judged(self, file: Inspected, row: RawRow) -> tuple[list[Finding], Record | Reject, bool]:
        """(what was found in the row as it came, what becomes of it, whether it was mended)."""
        self._totals["rows"] += 1
        identity = record_id(row.source, row.place, row.value)
        try:
            value = row.value if row.problem else file.row(row.value)
        except ShapeError as error:
            return [], Reject(error.reason, STEP, row.source, row.place, row.value, identity, error.detail), False
        read = file.checker.reading(row.place)
        findings = (
            [read] if read is not None and read.loses else [*([read] if read else []), *file.checker.check(value)]
        )
        losing = next((finding for finding in findings if finding.loses), None)
        final: Any = value if isinstance(value, Mapping) else file.found.as_object(value)
        fixed = False
        if file.repairs is not None and not row.problem:
            final, losing, fixed = self._mended(file, row, value, losing)
        if losing is not None:
            return (
                self._counted(findings),
                Reject(losing.reason, STEP, row.source, row.place, row.value, identity, losing.where),
                False,
            )
        record = self._record(file, final, identity, row)
        findings = self._counted([*findings, *self._long(record, final)])
        self._spools[row.source].add(final)
        return findings, record, fixed

    def _mended(
        self, file: Inspected, row: RawRow, value: Any, losing: Finding | None
    ) -> tuple[Any, Finding | None, bool]:
        try:
            made, done = file.repair(row.value)
        except ShapeError as error:
            return value, losing or Finding("dropped", error.reason, error.detail), False
        still = file.made.bad.get(row.place) or next(
            (finding for finding in file.after.check(made) if finding.loses), None
        )
        if still is not None:
            return value, still, False
        if made == value:
            return made, None, False
        report = self._context.report
        report.changed += 1
        self._totals["fixed"] += 1
        for name in dict.fromkeys(done or ["rewritten"]):
            report.count(name)
        return made, None, True

    def _counted(self, findings: list[Finding]) -> list[Finding]:
        for verdict in {finding.verdict for finding in findings}:
            self._totals[verdict] += 1
        return findings

    def _record(self, file: Inspected, value: Any, identity: str, row: RawRow) -> Record:
        """For the preview and the token count; a row that only the trainer understands has its JSON for a text."""
        lineage = Lineage(row.source, row.place, self._options.trainer)
        try:
            shape = file.shape
            if shape is None or shape is not file.target() or not shape.matches(value):
                shape = detect([value]) if isinstance(value, Mapping) and not is_canonical(value) else None
            if shape is not None:
                return shape.parse(value).replace(id=identity, lineage=lineage)
        except ShapeError:
            pass
        return Record(identity, text=dumps(value).decode(), lineage=lineage)

    def _long(self, record: Record, value: Any) -> list[Finding]:
        del value
        turns = [*record.turns, *(record.chosen or ())]
        length = tokens_of(turns) + estimate_tokens(record.text or "") + estimate_tokens(record.tools or "")
        self._lengths[length] += 1
        rules = CHAT_RULES.get(self._options.trainer)
        limit = (
            rules.limits.most_tokens if rules is not None and rules.limits.most_tokens else self._options.context_length
        )
        if length <= limit:
            return []
        return [Finding("changed", "row_too_long", f"{length} > {limit}")]

    def _place(self, row: RawRow) -> str:
        return str(row.place) if len(self._files) == 1 else f"{row.source}:{row.place}"

    def _line(self, finding: Finding, row: RawRow | None, *, fixed: bool) -> dict[str, Any]:
        en, zh, fix_en, fix_zh = (
            self._texts[finding.reason] if finding.reason in self._texts else (*SHAPE_REASONS[finding.reason], "", "")
        )
        line: dict[str, Any] = {} if row is None else {"source": row.source, "row": row.place}
        line |= {
            "verdict": finding.verdict,
            "reason": finding.reason,
            "where": finding.where,
            "en": en,
            "zh": zh,
            "fix_en": fix_en,
            "fix_zh": fix_zh,
        }
        return line if row is None else {**line, "fixed": fixed}

    def finish(self) -> Products:
        options, report = self._options, self._context.report
        tasks = sorted({file.task for file in self._files.values()})
        figures = {
            "trainer": options.trainer,
            "task": ", ".join(tasks),
            **{name: self._totals[name] for name in ("rows", "abort", "dropped", "changed", "warned", "fixed")},
            "tokens": sum(length * count for length, count in self._lengths.items()),
            "longest": max(self._lengths, default=0),
            "too_long": sum(count for length, count in self._lengths.items() if length > options.context_length),
            "context_length": options.context_length,
            "bytes": sum(file.found.size for file in self._files.values()),
            "file_findings": self._file_findings,
            "findings": self._tally.rows({**{k: (*v, "", "") for k, v in SHAPE_REASONS.items()}, **self._texts}),
            "histogram": histogram(self._lengths, options.context_length),
        }
        report.figures |= figures
        path = self._context.work_dir / f"{self._context.stem}.{STEP}.report.md"
        path.write_text(page(options.trainer, figures, self._file_findings, self._assumed()), "utf-8")
        files = [*self._data_files(), OutputFile(path, "report", final=True)]
        if self._findings_path.stat().st_size:
            files.append(OutputFile(self._findings_path, "report"))
        return Products({"verdict": self._verdict()}, files, self._summary(figures))

    def _verdict(self) -> str:
        stopped = any(line["verdict"] == "abort" for line in self._file_findings)
        if not self._options.fix:
            stopped = stopped or self._totals["abort"] > 0
        if stopped or self._context.report.kept == 0:
            return "stops"
        return "loses_rows" if self._context.report.rejected else "ready"

    def _assumed(self) -> str:
        if self._options.trainer != "llamafactory":
            return ""
        entries = {file.name.rsplit(".", 1)[0]: file.entry for file in self._files.values() if file.given_entry is None}
        return written(entries).decode().strip() if entries else ""

    def _summary(self, figures: Mapping[str, Any]) -> list[dict[str, str]]:
        out = [
            {
                "en": f"- {line['file']}: {line['en']} {line['where']} → {line['fix_en']}",
                "zh": f"- {line['file']}：{line['zh']}{line['where']} → {line['fix_zh']}",
            }
            for line in self._file_findings
        ]
        if figures["too_long"]:
            out.append(
                {
                    "en": f"{figures['too_long']} rows have more than {figures['context_length']} tokens (estimated); the longest {figures['longest']}.",
                    "zh": f"{figures['too_long']} 行超过 {figures['context_length']} 个 token（估算），最长 {figures['longest']}。",
                }
            )
        return out

    def _data_files(self) -> list[OutputFile]:
        llamafactory = self._options.trainer == "llamafactory"
        info = dict(self._given)
        out: list[OutputFile] = []
        for source, spool in self._spools.items():
            if len(spool):
                file = self._files[source]
                stem = free_name(file.out_stem(), {used.path.stem: True for used in out})
                out += self._data_file(file, spool, stem, info)
            spool.close()
        if llamafactory and out:
            path = self._context.work_dir / FILE_NAME
            path.write_bytes(written(info))
            out.append(OutputFile(path, "companion", final=True))
        return out

    def _data_file(self, file: Inspected, spool: RowSpool, stem: str, info: dict[str, Any]) -> list[OutputFile]:
        layout = file.made.layout
        data = DataFile(self._context.work_dir, stem, layout, spool.lines, len(spool))
        if self._options.trainer == "llamafactory":
            key = next((name for name, value in self._given.items() if value is file.given_entry), stem)
            info[key] = file.entry_of(data.file_name, sorted(spool.columns))
        limit = self._context.max_file_bytes
        plain = data.plain(limit)
        return [plain] if plain is not None else data.zips(limit or 0, None)
