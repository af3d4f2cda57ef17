"""The names that models give to a recipe's fields, and to those who speak."""

from __future__ import annotations

from collections.abc import Collection, Mapping

ALIASES: Mapping[str, tuple[str, ...]] = {
    "instruction": (
        *("instruction", "question", "prompt", "query", "task", "q", "user", "human"),
        *("指令", "任务", "问题", "问", "提问", "题目", "用户"),
    ),
    "input": ("input", "context", "输入", "上下文", "材料", "背景"),
    "output": (
        *("output", "response", "answer", "completion", "reply", "a", "assistant"),
        *("输出", "回答", "答案", "答", "回复", "参考答案", "助手"),
    ),
    "messages": ("messages", "conversations", "conversation", "dialogue", "turns", "对话", "消息"),
    "role": ("role", "from", "speaker", "角色", "说话人"),
    "content": ("content", "value", "text", "内容"),
    "id": ("id", "编号", "序号"),
    "rejected": ("rejected", "差回答"),
    "reason": ("reason", "理由"),
    "category": ("category", "类别"),
    "difficulty": ("difficulty", "难度"),
    "topic": ("topic", "主题", "话题"),
    "sentiment": ("sentiment", "情感"),
}
"""Field → what models call it when they forget what it was called."""

ROLES: Mapping[str, str] = {
    **dict.fromkeys(("user", "human", "question", "q", "用户", "客户", "顾客", "问"), "user"),
    **dict.fromkeys(("system", "系统"), "system"),
    **dict.fromkeys(
        ("assistant", "gpt", "bot", "ai", "model", "answer", "a", "助手", "角色", "客服", "答"), "assistant"
    ),
}

NOTHING = frozenset(
    ("无", "none", "n/a", "<noinput>", "no input", "null", "空", "（无）", "(无)", "-", "没有", "（空）", "nothing")
)
"""What stands for an empty input."""

DOTS = frozenset("…. ")

_FIELD_OF = {alias: name for name, aliases in ALIASES.items() for alias in aliases}


def field_name(name: str, fields: Collection[str]) -> str:
    """The field of a recipe that a model's name for it means; the name in lower case where it means none."""
    name = name.strip().strip(":：*").strip().lower()
    known = _FIELD_OF.get(name, name)
    return known if known in fields or known == "id" else name


def aliases_of(fields: Collection[str]) -> frozenset[str]:
    """Every name that may stand for one of the fields."""
    return frozenset(alias for field in (*fields, "id", "role", "content") for alias in ALIASES.get(field, (field,)))


def is_template(text: str) -> bool:
    """Whether a text is the prompt's own stand-in: dots alone."""
    return bool(text) and not set(text) - DOTS
