"""Records written as labelled text: "Instruction: …", "问：… 答：…", numbered lists."""

from __future__ import annotations

import re
from collections.abc import Collection

LABELS: dict[str, tuple[str, ...]] = {
    "instruction": ("instruction", "指令", "任务", "question", "问题", "问", "q", "用户", "prompt", "提问", "user"),
    "input": ("input", "输入", "上下文", "context", "材料", "背景"),
    "output": ("output", "输出", "回答", "答案", "答", "a", "answer", "response", "回复", "assistant", "参考答案"),
}
"""Field → what models call it when they forget the JSON."""

NOTHING = frozenset(
    ("无", "none", "n/a", "<noinput>", "no input", "null", "空", "（无）", "(无)", "-", "没有", "（空）")
)
"""What stands for an empty input."""

_FIELD_OF = {alias: name for name, aliases in LABELS.items() for alias in aliases}
_LINE = re.compile(
    r"^[ \t>#*\-•]*(?:\(?\d{1,3}[.、)）:：]\s*)?[*_【\[#\s]*"
    r"(?P<label>" + "|".join(sorted(map(re.escape, _FIELD_OF), key=len, reverse=True)) + r")"
    r"\s*\d{0,3}[*_】\]\s]*[:：][*_]*[ \t]*",
    re.IGNORECASE | re.MULTILINE,
)


def find_labelled(text: str, fields: Collection[str]) -> list[dict[str, str]]:
    """The records of a labelled reply. A label that comes again begins the next record; the last may be cut short.

    Only fields in `fields` are looked for; a record that has but one of them is given too, for the caller to judge.
    """
    marks = [match for match in _LINE.finditer(text) if _FIELD_OF[match["label"].lower()] in fields]
    out: list[dict[str, str]] = []
    current: dict[str, str] = {}
    for match, following in zip(marks, [*marks[1:], None], strict=False):
        name = _FIELD_OF[match["label"].lower()]
        if name in current:
            out.append(current)
            current = {}
        value = text[match.end() : following.start() if following else len(text)]
        current[name] = _trimmed(value)
    if current:
        out.append(current)
    return out


def _trimmed(value: str) -> str:
    value = re.sub(r"\n\s*(?:[-=*_#]{3,}|\d{1,3}[.、)）])\s*$", "", value.rstrip())
    value = value.strip().rstrip("`").strip()
    return "" if value.lower() in NOTHING else value
