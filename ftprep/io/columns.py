"""Columns of tables: names that tell a header, cells that hold JSON, rows as mappings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import orjson

from ftprep.shapes._columns import ALIASES

_LISTS = frozenset(
    ("messages", "conversations", "conversation", "history", "chosen", "rejected", "prompt", "completion")
)
_OTHERS = (
    "id", "name", "time", "date", "type", "category", "source", "topic", "title", "role", "speaker", "score", "lang", "language",
    "编号", "序号", "姓名", "昵称", "时间", "日期", "类型", "类别", "分类", "来源", "主题", "标题", "角色", "评分", "语言", "备注",
)  # fmt: skip
_KNOWN = frozenset(name for names in ALIASES.values() for name in names) | _LISTS | frozenset(_OTHERS)


def columns_known(cells: Iterable[str]) -> int:
    """How many of the cells are names that columns have."""
    return sum(cell.strip().lstrip("\ufeff").casefold() in _KNOWN for cell in cells)


def column_names(cells: Sequence[str]) -> list[str]:
    """A name for every column: unnamed ones are column_3 …, a repeated name is name_2 …"""
    names: list[str] = []
    for number, cell in enumerate(cells, 1):
        name = base = cell.strip().lstrip("\ufeff") or f"column_{number}"
        again = 2
        while name in names:
            name, again = f"{base}_{again}", again + 1
        names.append(name)
    return names


def unnamed_columns(width: int) -> list[str]:
    """Names for a table without a header: a text; a question and its answer; or just numbers."""
    return {1: ["text"], 2: ["question", "answer"]}.get(width) or [f"column_{number}" for number in range(1, width + 1)]


def as_row(names: Sequence[str], cells: Sequence[Any]) -> dict[str, Any] | None:
    """The row, lists written as JSON in their cells read; None where cells and columns do not go together."""
    if len(cells) != len(names):
        if len(cells) < len(names) or any(cell not in ("", None) for cell in cells[len(names) :]):
            return None
        cells = cells[: len(names)]
    row = dict(zip(names, cells, strict=True))
    for name in row.keys() & _LISTS:
        row[name] = _opened(row[name])
    return row


def original_row(names: Sequence[str], cells: Sequence[Any]) -> Mapping[str, Any]:
    """A ragged row for the rejects: by name as far as names go, the rest beneath `more`."""
    row = dict(zip_longest(names, cells[: len(names)]))
    return {**row, "more": list(cells[len(names) :])} if len(cells) > len(names) else row


def _opened(cell: Any) -> Any:
    if isinstance(cell, str) and cell[:1] == "[":
        try:
            return orjson.loads(cell)
        except orjson.JSONDecodeError:
            return cell
    return cell
