"""Finding a format's columns under the names that people give them, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

ALIASES: Mapping[str, tuple[str, ...]] = {
    "instruction": ("instruction", "指令", "指示"),
    "question": ("question", "query", "prompt", "q", "问题", "问", "提问", "用户问题", "标准问题", "问句"),
    "input": ("input", "context", "输入", "上下文"),
    "output": (
        "output",
        "response",
        "answer",
        "completion",
        "target",
        "reply",
        "a",
        "输出",
        "回答",
        "答案",
        "答",
        "回复",
        "答复",
    ),
    "system": ("system", "system_prompt", "系统", "系统提示", "系统提示词"),
    "history": ("history", "历史", "历史对话"),
    "chosen": ("chosen", "优选", "采纳"),
    "rejected": ("rejected", "rejected_response", "拒绝", "弃选"),
    "label": ("kto_tag", "label", "标签"),
    "tools": ("tools",),
    "text": ("text", "content", "正文", "文本", "内容"),
}
"""What a column means → its names, the usual one first."""

_CACHED = 512


@lru_cache(maxsize=_CACHED)
def find(keys: tuple[str, ...], wanted: tuple[str, ...]) -> Mapping[str, str]:
    """What a column means → the key under which these rows have it; only those that are there.

    >>> find(("问题", "Answer ", "分类"), ("question", "output"))
    {'question': '问题', 'output': 'Answer '}
    """
    plain = {key.strip().removeprefix("\ufeff").casefold(): key for key in reversed(keys)}
    out: dict[str, str] = {}
    for meaning in wanted:
        found = next((plain[name] for name in ALIASES[meaning] if name in plain), None)
        if found is not None and found not in out.values():
            out[meaning] = found
    return out
