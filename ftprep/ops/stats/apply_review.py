"""Taking reviewers' decisions back into the data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, Literal

import orjson

from ftprep.errors import InputDataError
from ftprep.operator import Context, Drop, Options, Products, Step, operator, setting
from ftprep.ops.stats._review import VERDICTS, Decision, answer_of, check_of, rewritten
from ftprep.ops.stats._review_sheet import read_sheet
from ftprep.ports import InputFile
from ftprep.record import Record

_MAX_PROBLEMS: Final = 100
_PROBLEMS: Final = {
    "unknown": ("no such record here", "此数据中没有这条记录"),
    "changed": ("the record has changed since it was reviewed", "审阅之后记录已改动"),
    "unclear": ("the verdict is none of keep, drop, rewrite", "结论不是 keep、drop、rewrite 之一"),
    "no_text": ("to be rewritten, but without a rewritten text", "结论为改写，但没有改写后的文本"),
    "conflict": ("reviewed differently in two places", "两处审阅结论不一致"),
}


class ApplyReviewOptions(Options):
    unreviewed: Literal["keep", "drop"] = setting(
        "keep",
        help="What becomes of records without a decision that can be used. Drop leaves only what people have read.",
    )


@operator(
    "filter",
    ApplyReviewOptions,
    reasons={
        "dropped_by_reviewer": (
            "A reviewer decided to drop it; the detail is the reviewer's comment.",
            "审阅者决定剔除；detail 为审阅意见。",
        ),
        "not_reviewed": (
            "No usable decision, and only reviewed records were to go on.",
            "没有可用的审阅结论，而设置要求只保留审阅过的记录。",
        ),
    },
    extra_inputs=("decisions",),
    figures={
        "review": {
            "type": "object",
            "properties": {
                name: {"type": "number"}
                for name in ("decisions", "kept", "dropped", "rewritten", "unused", "not_reviewed")
            },
        },
        "problems": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("id", "problem", "en", "zh")},
            },
        },
    },
)
def apply_review(options: ApplyReviewOptions, context: Context) -> Step:
    """Applies reviewers' decisions, from the spreadsheet or the file that the review page saves: records are kept, dropped with the reviewer's comment, or rewritten. A decision on a record that is unknown or has changed since is reported and not applied."""
    return _Review(options, context)


class _Review:
    """A step that also says, at the end, which decisions found no use."""

    def __init__(self, options: ApplyReviewOptions, context: Context) -> None:
        self._options = options
        self._report = context.report
        self._decisions: dict[str, Decision] = {}
        self._counts: Counter[str] = Counter()
        self._problems: list[dict[str, str]] = []
        files = context.extra_files.get("decisions", ())
        if not files:
            raise InputDataError(
                en="No decisions were given: bind the reviewed spreadsheet, or the file that the review page saved, to `decisions`.",
                zh="没有收到审阅结论：请把审阅后的表格，或审阅网页保存的文件，接到 decisions。",
            )
        conflicts = set()
        for decision in (one for file in files for one in read_decisions(file)):
            self._counts["decisions"] += 1
            if self._decisions.setdefault(decision.id, decision) != decision:
                conflicts.add(decision.id)
        for identity in sorted(conflicts):
            del self._decisions[identity]
            self._problem(identity, "conflict")
        self._pending = set(self._decisions)

    def __call__(self, record: Record) -> Record | Drop:
        decision = self._decisions.get(record.id)
        if decision is not None:
            self._pending.discard(record.id)
            result = self._decide(record, decision)
            if result is not None:
                return result
        self._counts["not_reviewed"] += 1
        return record if self._options.unreviewed == "keep" else Drop("not_reviewed")

    def finish(self) -> Products:
        for identity in sorted(self._pending):
            self._problem(identity, "unknown")
        names = ("decisions", "kept", "dropped", "rewritten", "unused", "not_reviewed")
        self._report.figures["review"] = {name: self._counts[name] for name in names}
        self._report.figures["problems"] = self._problems
        if self._counts["unused"]:
            unused = self._counts["unused"]
            self._report.note(
                en=f"{unused} decisions were not applied; report.figures.problems says why, record by record.",
                zh=f"有 {unused} 条结论未采用，原因逐条列在 report.figures.problems。",
            )
        counts = self._counts
        return Products(
            summary=[
                {
                    "en": f"Reviewed: {counts['kept']} kept, {counts['dropped']} dropped, {counts['rewritten']} rewritten.",
                    "zh": f"审阅结果：保留 {counts['kept']}，剔除 {counts['dropped']}，改写 {counts['rewritten']}。",
                }
            ]
        )

    def _decide(self, record: Record, decision: Decision) -> Record | Drop | None:
        """What the decision makes of the record; None where it can't be used."""
        verdict = verdict_of(decision.verdict)
        if decision.check != check_of(record):
            self._problem(record.id, "changed")
        elif verdict == "keep":
            self._counts["kept"] += 1
            return record
        elif verdict == "drop":
            self._counts["dropped"] += 1
            return Drop("dropped_by_reviewer", decision.comment)
        elif verdict == "rewrite" and decision.text.strip():
            self._counts["rewritten"] += 1
            return record if decision.text == answer_of(record) else rewritten(record, decision.text)
        else:
            self._problem(record.id, "no_text" if verdict == "rewrite" else "unclear")
        return None

    def _problem(self, identity: str, problem: str) -> None:
        self._counts["unused"] += 1
        if len(self._problems) < _MAX_PROBLEMS:
            en, zh = _PROBLEMS[problem]
            self._problems.append({"id": identity[:64], "problem": problem, "en": en, "zh": zh})


def verdict_of(text: str) -> str:
    """keep, drop, rewrite, or "" for anything else.

    >>> verdict_of("Drop 剔除"), verdict_of("改写"), verdict_of("maybe")
    ('drop', 'rewrite', '')
    """
    word = text.strip().lower()
    return next((name for name, zh in VERDICTS.items() if word in (name, zh, f"{name} {zh}")), "")


def read_decisions(file: InputFile) -> Iterator[Decision]:
    """The decisions of a reviewed spreadsheet or of the page's file. Raises InputDataError."""
    try:
        yield from _read(file.path)
    except (ValueError, KeyError, TypeError, IndexError, OSError):
        raise _unreadable(file.name) from None
    except Exception as error:
        if type(error).__module__.startswith("python_calamine"):
            raise _unreadable(file.name) from None
        raise


def _read(path: Path) -> Iterable[Decision]:
    with path.open("rb") as file:
        packed = file.read(2) == b"PK"
    return list(read_sheet(path)) if packed else list(_read_page(orjson.loads(path.read_bytes())))


def _read_page(saved: Any) -> Iterator[Decision]:
    for row in saved["decisions"]:
        yield Decision(
            str(row["id"]),
            str(row["check"]),
            str(row["verdict"]),
            str(row.get("comment") or ""),
            str(row.get("text") or ""),
        )


def _unreadable(name: str) -> InputDataError:
    return InputDataError(
        en=f"File {name} is neither a review spreadsheet nor a file saved by the review page. Keep the columns id, check and verdict as they were.",
        zh=f"文件 {name} 既不是审阅表格，也不是审阅网页保存的文件。请保留 id、check、verdict 三列原样。",
    )
