"""Tables of messages: WeChatMsg, PyWxDump, Discord, and any other whose columns have names that tell."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ftprep.ops.acquire._chat.clock import parse_time
from ftprep.ops.acquire._chat.columns import Columns, find_columns, normal
from ftprep.ops.acquire._chat.kinds import wechat_kind
from ftprep.ops.acquire._chat.message import MARKS_EN, Item, Message, Unreadable
from ftprep.ops.acquire._chat.source import Source

_HEAD = 64 * 1024
_MAX_CELL = 16 << 20
_TRUE = frozenset(("1", "1.0", "true", "yes", "y", "是", "我", "发送", "out"))
_ASSISTANT = frozenset(("assistant", "bot", "gpt", "ai", "model", "agent", "客服", "助手"))
_PREFIX = re.compile(r"([\w@.-]{5,40}):\n")
_QUIET = frozenset(("default", "reply", ""))


def header_of(head: str) -> tuple[list[str], str]:
    """The first row of a table, and what divides its cells."""
    line = head.lstrip("\ufeff\n").split("\n", 1)[0]
    best: list[str] = [line]
    by = ","
    for delimiter in ",\t;|":
        cells = next(csv.reader([line], delimiter=delimiter), [])
        if len(cells) > len(best):
            best, by = cells, delimiter
    return [cell.strip().lstrip("\ufeff") for cell in best], by


def is_table(source: Source) -> bool:
    headers, _ = header_of(source.document.head(_HEAD))
    if len(headers) < 2:
        return False
    return bool(source.named) or find_columns(headers, {}).talk


def read_table(source: Source) -> Iterator[Item]:
    """Rows of another width than the header's: fewer cells are a private chat's in WeChatMsg, more are unreadable."""
    csv.field_size_limit(_MAX_CELL)
    head = source.document.head(_HEAD)
    headers, delimiter = header_of(head)
    columns = find_columns(headers, source.named)
    source.used, source.left = columns.used, columns.left
    rows = csv.reader(_without_nul(source.document.lines()), delimiter=delimiter)
    reader = _Rows(columns, headers, source)
    past = False
    try:
        for cells in rows:
            if not past:
                past = any(cell.strip("\ufeff \t") for cell in cells)
            elif len(cells) > len(headers) and any(cells[len(headers) :]):
                yield Unreadable(cells, rows.line_num)
            elif cells:
                yield reader.message(cells, rows.line_num)
    except csv.Error:
        yield Unreadable({"line": rows.line_num}, rows.line_num)


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\0", "") if "\0" in line else line for line in lines)


def read_rows(source: Source, rows: Iterable[Any]) -> Iterator[Item]:
    """Objects with the same keys as the tables have columns: PyWxDump's and WeChatMsg's JSON."""
    reader: _Rows | None = None
    headers: list[str] = []
    for place, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            yield Unreadable(row, place)
            continue
        if reader is None or not row.keys() <= set(headers):
            headers = [*headers, *(key for key in row if key not in headers)]
            columns = find_columns(headers, source.named)
            source.used, source.left = columns.used, columns.left
            reader = _Rows(columns, headers, source)
        yield reader.message([_cell(row.get(header)) for header in headers], place)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Mapping):  # PyWxDump: {"msg": …, "src": …}
        return str(value.get("msg") or value.get("text") or value.get("content") or "")
    return str(value)


class _Rows:
    """Cells → messages; what stays the same from row to row is looked up once."""

    def __init__(self, columns: Columns, headers: Sequence[str], source: Source) -> None:
        names = {normal(header) for header in headers}
        self._wechat = bool(names & {"strcontent", "msgsvrid", "typename", "localid", "issender", "issend", "subtype"})
        self._text = columns.first("text")
        self._time = columns.places.get("time", [])
        self._sender = columns.first("sender")
        self._names = columns.places.get("name", [])
        self._owner = columns.first("owner")
        self._type = columns.first("type")
        self._sub = columns.first("subtype")
        self._chat = columns.first("chat")
        self._id = columns.first("id")
        self._reply = columns.first("reply")
        self._role = columns.first("role")
        self._media = columns.first("media")
        self._width = len(headers)
        self._people = source.people
        self._chat_of_file = source.document.name

    def message(self, cells: list[str], place: int) -> Message:
        if len(cells) < self._width:
            cells += [""] * (self._width - len(cells))
        text = cells[self._text]
        owner: bool | None = None
        if self._owner >= 0:
            owner = cells[self._owner].strip().lower() in _TRUE
        elif self._role >= 0:
            owner = cells[self._role].strip().lower() in _ASSISTANT
        sender = cells[self._sender] if self._sender >= 0 else ""
        chat = cells[self._chat] if self._chat >= 0 else ""
        group = "@chatroom" in chat
        if self._wechat and not sender and not owner and (prefix := _PREFIX.match(text)):
            sender, text = prefix[1], text[prefix.end() :]
        name = self._people.get(sender) or next((cells[column] for column in self._names if cells[column]), "")
        if owner and self._owner >= 0:
            sender = "\0owner"
            name = "" if name in ("我", "me") else name
        elif not sender:
            sender = name or (chat if owner is None else f"\0{owner}")
        kind, text = self._kind(cells, text)
        times = (_seconds(cells[column]) for column in self._time if cells[column])
        time = next((time for time in times if time is not None), None)
        return Message(
            text, time, sender, name, kind, owner,
            chat=chat or self._chat_of_file, group=group,
            id=cells[self._id] if self._id >= 0 else "", reply_to=cells[self._reply] if self._reply >= 0 else "", place=place,
        )  # fmt: skip

    def _kind(self, cells: list[str], text: str) -> tuple[Any, str]:
        number = cells[self._type].strip() if self._type >= 0 else ""
        if self._wechat:
            if number == "1" and not text.startswith("["):
                return "text", text
            return wechat_kind(number or "text", cells[self._sub].strip() if self._sub >= 0 else "", text)
        if not text.strip() and self._media >= 0 and cells[self._media].strip():
            return "media", MARKS_EN["other"]
        if number.lower() in _QUIET:
            return wechat_kind("text", "", text)
        return wechat_kind(number, "", text)


def _seconds(cell: str) -> float | None:
    if len(cell) == 10 and cell.isdigit():
        return float(cell)
    return parse_time(cell)
