"""A call in a few lines for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ftprep.report import Report

_MAX_LINES = 8
_MAX_NAME = 200
"""Characters of a file name: an archive may hold names of any length."""
_MAX_CHANGES = 40
"""They share a line, so more of them fit. What is left out is always said to be: a kind that is not there reads as none."""


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
    if more := _more(len(body["reasons"]) - _MAX_LINES, zh):
        lines.append(f"- {more}")
    if body["changes"]:
        counted = [f"{row['change']} {row['count']}" for row in body["changes"]]
        lines.append(("改动：" if zh else "Changes: ") + _listed(counted, _MAX_CHANGES, zh))
    if report.passed_over:
        names = [row["name"][:_MAX_NAME] for row in report.passed_over]
        lines.append(("未当作数据读取：" if zh else "Not read as data: ") + _listed(names, _MAX_LINES, zh))
    lines += [sentence[language] for sentence in report.notes]
    return "\n".join(lines)


def _listed(items: Sequence[str], most: int, zh: bool) -> str:
    more = _more(len(items) - most, zh)
    return ("、" if zh else ", ").join([*items[:most], *([more] if more else ())])


def _more(count: int, zh: bool) -> str:
    """What is said of those that are left out; nothing where none is."""
    if count <= 0:
        return ""
    return f"另有 {count} 项，见报告" if zh else f"{count} more in the report"
