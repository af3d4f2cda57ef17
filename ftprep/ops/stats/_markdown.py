"""The figures as Markdown for people, for Dify's result column of about 330 pixels: small tables, ECharts blocks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from ftprep.record import dumps

_NAMES: Final = {
    "record": ("Record", "整条记录"),
    "question": ("Question", "问题"),
    "answer": ("Answer", "回答"),
    "system": ("System prompt", "系统提示"),
    "tool": ("Tool turn", "工具轮"),
    "text": ("Plain text", "纯文本"),
    "chosen": ("Chosen", "优选回答"),
    "rejected": ("Rejected", "次选回答"),
    "empty_question": ("Empty question", "问题为空"),
    "empty_answer": ("Empty answer", "回答为空"),
    "records": ("Records", "记录"),
    "turns": ("Turns", "轮次"),
    "characters": ("Characters", "字符"),
    "words": ("Words", "词"),
    "tokens": ("Tokens (estimate)", "token（估计）"),
    "different": ("Different records", "不重复的记录"),
    "different_words": ("Different words", "不同的词"),
    "language.zh": ("Chinese", "中文"),
    "language.en": ("English", "英文"),
    "language.unknown": ("Too short to tell", "太短，难以判断"),
}

_ESCAPES: Final = str.maketrans(
    {"<": "&lt;", ">": "&gt;", "&": "&amp;"} | {mark: "\\" + mark for mark in "\\`*_[]|#!~$"}
)


def name_of(key: str, language: str) -> str:
    """What a part or a missing field is called."""
    pair = _NAMES.get(key)
    return key.removeprefix("language.") if pair is None else pair[language == "zh"]


def markdown(found: Mapping[str, Any], language: str, *, charts: bool) -> str:
    """The summary in `language`."""
    zh = language == "zh"
    overview = found["overview"]
    lines = [""]
    if found["findings"]:
        lines += [f"### {'要点' if zh else 'What stands out'}", ""]
        lines += [f"- {cell(row['zh' if zh else 'en'])}" for row in found["findings"]] + [""]
    lines += [f"### {'概览' if zh else 'Overview'}", ""]
    lines += _overview(overview, found["diversity"], zh)
    rows = [row for row in found["lengths"] if row["measure"] == "characters"]
    head = (
        ("部分", "数量", "均值", "中位", "95 %", "最大") if zh else ("Part", "Count", "Mean", "Median", "95 %", "Max")
    )
    lines += ["", f"### {'长度（字符）' if zh else 'Lengths (characters)'}", ""]
    lines += table(
        head, [(name_of(r["part"], language), r["count"], r["mean"], r["p50"], r["p95"], r["max"]) for r in rows]
    )
    if charts:
        for row in found["histograms"]:
            if row["measure"] == "tokens" and row["part"] in ("question", "answer", "text"):
                title = f"{name_of(row['part'], language)} · {'估计 token 数' if zh else 'estimated tokens'}"
                lines += [
                    "",
                    chart(title, [f"{b['from']}–{b['to']}" for b in row["bars"]], [b["count"] for b in row["bars"]]),
                ]
        words = found["words"][:20]
        if words:
            title = "高频词" if zh else "Frequent words"
            lines += ["", chart(title, [w["word"] for w in words], [w["count"] for w in words], flat=True)]
    lines += _tail(found, language)
    return "\n".join(lines)


def _overview(overview: Mapping[str, Any], diversity: Mapping[str, Any], zh: bool) -> list[str]:
    pairs = (
        ("records", "Records", "记录"),
        ("turns", "Turns", "轮次"),
        ("characters", "Characters", "字符"),
        ("words", "Words", "词"),
        ("tokens", "Tokens (estimate)", "token（估计）"),
        ("repeated", "Exact repeats", "完全重复"),
    )
    rows: list[tuple[Any, ...]] = [(zh_name if zh else en, f"{overview[key]:,}") for key, en, zh_name in pairs]
    rows.append(("distinct-1 / 2", f"{diversity['distinct_1']:.3f} / {diversity['distinct_2']:.3f}"))
    return table(("项目", "数值") if zh else ("Figure", "Value"), rows)


def _tail(found: Mapping[str, Any], language: str) -> list[str]:
    zh = language == "zh"
    lines: list[str] = []

    def add(
        title: tuple[str, str], head: tuple[tuple[str, ...], tuple[str, ...]], rows: Sequence[Sequence[Any]]
    ) -> None:
        if rows:
            lines.extend(["", f"### {cell(title[zh])}", "", *table(head[zh], rows)])

    add(
        ("Languages", "语言"),
        (("Language", "Records", "Share"), ("语言", "条数", "占比")),
        [
            (name_of(f"language.{row['language']}", language), row["count"], f"{row['share']:.1%}")
            for row in found["languages"][:6]
        ],
    )
    add(
        ("Missing", "缺失"),
        (("Field", "Records", "Share"), ("字段", "条数", "占比")),
        [(name_of(row["field"], language), row["count"], f"{row['share']:.1%}") for row in found["missing"]],
    )
    add(
        ("Marked by earlier steps", "前面步骤标出"),
        (("Label", "Records", "Share"), ("标签", "条数", "占比")),
        [(row["label"], row["records"], f"{row['share']:.1%}") for row in found["rates"][:8]],
    )
    for row in found["labels"]:
        if row["balanced"]:
            values = [(value["value"], value["count"], value["lacking"]) for value in row["values"][:12]]
            name = row["label"]
            add((name, name), (("Value", "Records", "Lacking for balance"), ("取值", "条数", "均衡尚缺")), values)
    add(
        ("Dropped by earlier steps", "前面步骤剔除"),
        (("Step", "Reason", "Records"), ("步骤", "原因", "条数")),
        [(row["step"], row[language] or row["reason"], row["count"]) for row in found["dropped"][:10]],
    )
    other = found.get("comparison")
    if other:
        rows = [
            (name_of(row["figure"], language), row["this"], row["other"], f"{row['change']:+.1%}")
            for row in other["overview"]
        ]
        head = (("Figure", "This", "Other", "Change"), ("项目", "本数据", "另一份", "变化"))
        add(("Compared", "与另一份比较"), head, rows)
        same, apart = f"{other['same_records']:,}", other["word_divergence"]
        lines += [
            "",
            f"两份都有的记录：{same}；用词差异 {apart}。"
            if zh
            else f"Records in both: {same}; difference of words {apart}.",
        ]
    return lines


def table(head: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[str]:
    """A Markdown table; cells are escaped."""
    lines = ["| " + " | ".join(cell(value) for value in row) + " |" for row in (head, *rows)]
    return [lines[0], "|" + " --- |" * len(head), *lines[1:]]


def cell(value: Any) -> str:
    """A value that can't end its cell, its row or the table, nor become markup."""
    text = f"{value:,}" if isinstance(value, int | float) else str(value)
    return " ".join(text.translate(_ESCAPES).split())


def chart(title: str, names: Sequence[str], values: Sequence[int], *, flat: bool = False) -> str:
    """A bar chart as an ECharts block; `flat` lays the bars on their side, the first on top."""
    names_axis = {"type": "category", "data": list(names)}
    value_axis = {"type": "value"}
    option = {
        "title": {"text": title, "textStyle": {"fontSize": 13}},
        "tooltip": {"trigger": "axis"},
        "grid": {"left": 8, "right": 12, "top": 36, "bottom": 8, "containLabel": True},
        "xAxis": value_axis if flat else names_axis,
        "yAxis": {**names_axis, "inverse": True, "axisLabel": {"interval": 0, "fontSize": 11}} if flat else value_axis,
        "series": [{"type": "bar", "data": list(values)}],
    }
    return f"```echarts\n{dumps(option).decode()}\n```"
