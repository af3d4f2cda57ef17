"""Columns of tables: names that tell a header, cells that hold JSON, rows as mappings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

import orjson
import regex

from ftprep.shapes._columns import ALIASES

_LISTS = frozenset(
    ("messages", "conversations", "conversation", "history", "chosen", "rejected", "prompt", "completion")
)
_OTHERS = (
    "id", "name", "time", "date", "type", "category", "source", "topic", "title", "role", "speaker", "score", "lang", "language",
    "email", "phone", "mobile", "address", "url", "link", "age", "gender", "price", "count", "number", "tags", "status", "notes",
    "编号", "序号", "姓名", "昵称", "时间", "日期", "类型", "类别", "分类", "来源", "主题", "标题", "角色", "评分", "语言", "备注",
    "邮箱", "电话", "手机", "手机号", "地址", "链接", "年龄", "性别", "价格", "数量", "描述", "说明", "状态", "部门", "联系方式",
)  # fmt: skip
KNOWN = frozenset(name for names in ALIASES.values() for name in names) | _LISTS | frozenset(_OTHERS)
"""Names that columns have."""
_LAST_WORD = regex.compile(r"[ _-]([a-z]{3,})$")
_ENDINGS = tuple(name for name in KNOWN if len(name) >= 2 and not name.isascii())
_COMPOUND_CHARS = 8
_FIGURES = regex.compile(r"[-+]?[\d.,:/\- ]*\d[\d.,:/\- ]*%?")
_DATA = regex.compile(r"[@＠]|://|www\.|\d[\d\s-]{3,}\d|[。！？!?；]|[.,，]\s|\.$")
_NAME_CHARS = 40


def plain_name(cell: str) -> str:
    """A cell of a header as names are compared."""
    return cell.strip().lstrip("\ufeff").casefold()


def columns_known(cells: Iterable[str]) -> int:
    """How many of the cells are names that columns have, also with a word before: 客户问题, user question."""
    return sum(map(_is_known, map(plain_name, cells)))


def _is_known(name: str) -> bool:
    if name in KNOWN:
        return True
    if (last := _LAST_WORD.search(name)) and len(name) <= _NAME_CHARS:
        return last[1] in KNOWN and name.count(" ") < 2
    return len(name) <= _COMPOUND_CHARS and name.endswith(_ENDINGS)


def looks_like_data(cell: str) -> bool:
    """Whether a cell is surely no name of a column: an address, a number of many digits, a sentence, a long text."""
    return len(cell) > _NAME_CHARS or _DATA.search(cell) is not None or _FIGURES.fullmatch(cell) is not None


def shown_name(name: str, number: int) -> str:
    """A column's name for a report: its number, where the name may be a piece of data."""
    return f"column {number}" if looks_like_data(name) else name


def column_names(cells: Sequence[str]) -> list[str]:
    """A name for every column: unnamed ones are column_3 …, a repeated name is name_2 …"""
    names: dict[str, None] = {}
    seen: Counter[str] = Counter()
    for number, cell in enumerate(cells, 1):
        name = base = cell.strip().lstrip("\ufeff") or f"column_{number}"
        while name in names:
            seen[base] += 1
            name = f"{base}_{seen[base] + 1}"
        names[name] = None
    return list(names)


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
