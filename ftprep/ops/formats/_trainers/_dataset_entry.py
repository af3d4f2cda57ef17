"""How LLaMA-Factory understands an entry of dataset_info.json."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

COLUMNS = (
    "prompt", "query", "response", "history", "messages", "system", "tools", "images", "videos", "audios", "chosen",
    "rejected", "kto_tag",
)  # fmt: skip
TAGS = ("role_tag", "content_tag", "user_tag", "assistant_tag", "observation_tag", "function_tag", "system_tag")
_DEFAULTS: Mapping[str, str] = {
    "prompt": "instruction", "query": "input", "response": "output", "messages": "conversations",
    "role_tag": "from", "content_tag": "value", "user_tag": "human", "assistant_tag": "gpt",
    "observation_tag": "observation", "function_tag": "function_call", "system_tag": "system",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """Its columns and tags as the loader fills them in: defaults hold only while no block of them is given."""

    formatting: str
    ranking: bool
    columns: Mapping[str, Any]
    tags: Mapping[str, Any]
    file_name: str = ""

    @classmethod
    def of(cls, value: Mapping[str, Any]) -> Entry:
        named, tagged = (block if isinstance(block := value.get(key), Mapping) else None for key in ("columns", "tags"))
        columns = {key: (_DEFAULTS.get(key) if named is None else _name(named.get(key))) for key in COLUMNS}
        tags = {key: (_DEFAULTS[key] if tagged is None else _name(tagged.get(key))) for key in TAGS}
        return cls(
            str(value.get("formatting", "alpaca")),
            bool(value.get("ranking", False)),
            columns,
            tags,
            str(value.get("file_name", "")),
        )


def _name(value: Any) -> str | None:
    """A name that is no text is no column's."""
    return value if value is None or isinstance(value, str) else str(value)
