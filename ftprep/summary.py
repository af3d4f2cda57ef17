"""A call in a few lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ftprep.report import Report

_MAX_LINES = 8


def summarise(report: Report, body: Mapping[str, Any], extra: Sequence[Mapping[str, str]], language: str) -> str:
    """Markdown, in `language` (zh or en): the account, the commonest reasons and changes, notes, files."""
    zh = language == "zh"
    name = report.operator
    if zh:
        lines = [
            f"**{name}**：读入 {report.read} 条，保留 {report.kept} 条，剔除 {report.rejected} 条，改动 {report.changed} 条。"
        ]
    else:
        lines = [
            f"**{name}**: read {report.read}, kept {report.kept}, rejected {report.rejected}, changed {report.changed}."
        ]
    lines += [sentence[language] for sentence in extra]
    for row in body["reasons"][:_MAX_LINES]:
        meaning = row[language]
        lines.append(
            f"- {row['reason']} × {row['count']}"
            + (f"：{meaning}" if zh and meaning else f": {meaning}" if meaning else "")
        )
    changes = body["changes"][:_MAX_LINES]
    if changes:
        counted = ("、" if zh else ", ").join(f"{row['change']} {row['count']}" for row in changes)
        lines.append(("改动：" if zh else "Changes: ") + counted)
    if report.passed_over:
        names = ("、" if zh else ", ").join(row["name"] for row in report.passed_over[:_MAX_LINES])
        lines.append(("未当作数据读取：" if zh else "Not read as data: ") + names)
    lines += [sentence[language] for sentence in report.notes]
    return "\n".join(lines)
