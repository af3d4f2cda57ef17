"""What stands out in the figures, in sentences: what a person would say of a data set before going on with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_MOST: Final = 10
_MISSING: Final = {
    "question": ("hold no question", "没有问题"),
    "answer": ("hold no answer", "没有回答"),
    "empty_question": ("hold an empty question", "问题为空"),
    "empty_answer": ("hold an empty answer", "回答为空"),
    "text": ("hold no text at all", "没有任何文本"),
}
_NAMES: Final = {"zh": ("Chinese", "中文"), "en": ("English", "英文")}
_FEW: Final = 0.02
"""A language of a smaller share than this is not worth a word."""


def findings(found: Mapping[str, Any]) -> list[dict[str, str]]:
    """Sentences, each {"en", "zh"}, of figures as `dataset_stats` makes them."""
    records = found["overview"]["records"]
    if not records:
        return []
    parts = (_lengths, _repeats, _missing, _system, _languages, _marked, _balance, _dropped)
    return [{"en": en, "zh": zh} for part in parts for en, zh in part(found, records)][:_MOST]


def _lengths(found: Mapping[str, Any], _: int) -> Iterator[tuple[str, str]]:
    row = next((row for row in found["lengths"] if (row["part"], row["measure"]) == ("record", "tokens")), None)
    if row is not None and row["max"]:
        half, most, longest = f"{row['p50']:,}", f"{row['p95']:,}", f"{row['max']:,}"
        yield (
            f"Half of the records have at most {half} tokens, 95 % at most {most}, the longest {longest}: choose the trainer's cutoff length by these.",
            f"半数记录不超过 {half} token，95 % 不超过 {most}，最长 {longest}：可据此设定训练的截断长度。",
        )


def _repeats(found: Mapping[str, Any], records: int) -> Iterator[tuple[str, str]]:
    repeated = found["overview"]["repeated"]
    if repeated:
        yield (
            f"{_of(repeated, records)} repeat another one exactly: deduplicate takes them out.",
            f"{_of_zh(repeated, records)}与其他记录完全重复：可用 deduplicate 去除。",
        )


def _missing(found: Mapping[str, Any], records: int) -> Iterator[tuple[str, str]]:
    for row in found["missing"]:
        if (words := _MISSING.get(row["field"])) is not None:
            yield f"{_of(row['count'], records)} {words[0]}.", f"{_of_zh(row['count'], records)}{words[1]}。"


def _system(found: Mapping[str, Any], _: int) -> Iterator[tuple[str, str]]:
    """Said where some have a system prompt and others have none."""
    talks = found["turns"]["count"]
    without = next((row["count"] for row in found["missing"] if row["field"] == "system"), 0)
    if 0 < without < talks:
        yield (
            f"{talks - without:,} of {talks:,} conversations have a system prompt, the others none.",
            f"{talks:,} 段对话中 {talks - without:,} 段有系统提示，其余没有。",
        )


def _languages(found: Mapping[str, Any], _: int) -> Iterator[tuple[str, str]]:
    rows = [row for row in found["languages"] if row["share"] >= _FEW and row["language"] != "unknown"]
    if len(rows) > 1:
        en, zh = (
            [f"{_NAMES.get(row['language'], (row['language'],) * 2)[at]} {row['share']:.0%}" for row in rows[:4]]
            for at in (0, 1)
        )
        yield f"Several languages: {', '.join(en)}.", f"含多种语言：{'、'.join(zh)}。"


def _marked(found: Mapping[str, Any], records: int) -> Iterator[tuple[str, str]]:
    for row in found["rates"][:3]:
        if 0 < row["records"] < records:
            yield (
                f"{_of(row['records'], records)} are marked {row['label']} by an earlier step.",
                f"{_of_zh(row['records'], records)}被前面的步骤标记为 {row['label']}。",
            )


def _balance(found: Mapping[str, Any], _: int) -> Iterator[tuple[str, str]]:
    for label in found["labels"]:
        if label["balanced"] and label["lacking"]:
            rarest = max(label["values"], key=lambda row: row["lacking"])
            name, value, lacking = label["label"], rarest["value"], rarest["lacking"]
            yield (
                f"{name} is out of balance: {label['lacking']:,} records are lacking, {lacking:,} of them “{value}”.",
                f"{name} 不均衡：共缺 {label['lacking']:,} 条，其中“{value}”缺 {lacking:,} 条。",
            )


def _dropped(found: Mapping[str, Any], _: int) -> Iterator[tuple[str, str]]:
    rows = found["dropped"]
    if rows:
        total, most = sum(row["count"] for row in rows), rows[0]
        step, count = most["step"], most["count"]
        yield (
            f"Earlier steps dropped {total:,} records. The commonest reason ({step}, {count:,}): {most['en'] or most['reason']}",
            f"前面的步骤共剔除 {total:,} 条。最多的原因（{step}，{count:,} 条）：{most['zh'] or most['reason']}",
        )


def _of(count: int, records: int) -> str:
    return f"{count:,} of {records:,} records ({count / records:.1%})"


def _of_zh(count: int, records: int) -> str:
    return f"{records:,} 条记录中有 {count:,} 条（{count / records:.1%}）"
