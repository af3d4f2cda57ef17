"""What preflight found, as a page for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ftprep.ops.formats._trainers._finding import Finding, Texts, Verdict

PLACES = 20
"""Row numbers shown for one finding."""
_VERDICTS: Mapping[Verdict, tuple[str, str]] = {
    "abort": ("the training stops", "训练中止"),
    "dropped": ("the row is dropped", "该行被丢弃"),
    "changed": ("the row is changed", "该行被改动"),
    "warned": ("trained on, with harm", "会照样训练，但有害"),
}
_BAR = 40


@dataclass(slots=True)
class Tally:
    """Counts by verdict and reason, with the first places of each."""

    counts: Counter[tuple[Verdict, str]] = field(default_factory=Counter)
    places: dict[tuple[Verdict, str], list[str]] = field(default_factory=dict)

    def add(self, finding: Finding, place: str) -> None:
        key = (finding.verdict, finding.reason)
        self.counts[key] += 1
        shown = self.places.setdefault(key, [])
        if len(shown) < PLACES:
            shown.append(place)

    def rows(self, texts: Mapping[str, Texts]) -> list[dict[str, Any]]:
        """For the report: the gravest first."""
        order = list(_VERDICTS)
        return [
            {
                "verdict": verdict, "reason": reason, "count": count, "places": ", ".join(self.places[verdict, reason]),
                "en": texts[reason][0], "zh": texts[reason][1], "fix_en": texts[reason][2], "fix_zh": texts[reason][3],
            }
            for (verdict, reason), count in sorted(self.counts.items(), key=lambda item: (order.index(item[0][0]), -item[1]))
        ]  # fmt: skip


def histogram(lengths: Mapping[int, int], context: int) -> list[dict[str, int]]:
    """Rows by estimated tokens, in steps of doubling up to eight times the context length."""
    bounds = [context // 16, context // 8, context // 4, context // 2, context, context * 2, context * 4, context * 8]
    out, below = [], 0
    for bound in bounds:
        rows = sum(
            count for length, count in lengths.items() if below < length <= bound or (below == 0 and length == 0)
        )
        out.append({"from": below, "to": bound, "rows": rows})
        below = bound
    out.append({"from": below, "to": 0, "rows": sum(count for length, count in lengths.items() if length > below)})
    return out


def page(trainer: str, figures: Mapping[str, Any], file_findings: Sequence[Mapping[str, Any]], assumed: str) -> str:
    """Markdown, Chinese and English side by side."""
    chinese = (
        "读入 {rows} 行：会中止训练 {abort}，会被丢弃 {dropped}，会被改动 {changed}，有害 {warned}，已修复 {fixed}。"
    )
    english = "{rows} rows: {abort} stop the training, {dropped} are dropped, {changed} changed, {warned} harmful, {fixed} mended."
    lines = [f"# 训练前检查 · Preflight: {trainer}", "", chinese.format(**figures), "", english.format(**figures), ""]
    if file_findings:
        lines += ["## 整个文件 · The file as a whole", ""]
        lines += [
            f"- **{row['reason']}** {row['where']}: {row['zh']} / {row['en']} → {row['fix_zh']} / {row['fix_en']}"
            for row in file_findings
        ]
        lines.append("")
    if figures["findings"]:
        lines += ["## 各行 · Rows", "", _HEAD, "|---|---|---|---|---|---|", *map(_table_row, figures["findings"]), ""]
    lines += ["## 长度 · Lengths", "", _LENGTHS.format(**figures), "", "```", *_bars(figures["histogram"]), "```", ""]
    if assumed:
        lines += ["## dataset_info.json", "", _ASSUMED, "", "```json", assumed, "```", ""]
    return "\n".join(lines)


_HEAD = "| 结果 verdict | 原因 reason | 行数 rows | 含义 meaning | 修复 fix | 位置 places |"
_LENGTHS = (
    "估算 {tokens} tokens（最长 {longest}），{too_long} 行超过 {context_length}。 "
    "Estimated; longest {longest}, {too_long} rows over {context_length}."
)
_ASSUMED = "没有随数据传入，按以下内容检查。 None came with the data; checked as this one would say:"


def _table_row(row: Mapping[str, Any]) -> str:
    verdict = " / ".join(reversed(_VERDICTS[row["verdict"]]))
    cells = (
        verdict,
        row["reason"],
        row["count"],
        f"{row['zh']} {row['en']}",
        f"{row['fix_zh']} {row['fix_en']}",
        row["places"],
    )
    return f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |"


def _bars(rows: Sequence[Mapping[str, int]]) -> list[str]:
    most = max((row["rows"] for row in rows), default=0) or 1
    return [
        f"{row['from']:>8} – {row['to'] or '∞':>8} {'█' * round(_BAR * row['rows'] / most)} {row['rows']}"
        for row in rows
    ]
