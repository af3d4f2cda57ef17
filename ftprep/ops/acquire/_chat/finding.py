"""Which exporter wrote a file, by its content; and its reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain, islice
from typing import Any

from ftprep.errors import InputDataError
from ftprep.ops.acquire._chat.apps import read_discord, read_qq, read_slack, read_telegram
from ftprep.ops.acquire._chat.columns import find_columns, normal
from ftprep.ops.acquire._chat.logs import (
    is_dialogue_yaml,
    is_dify_row,
    is_dify_table,
    is_openai_row,
    read_dialogue_yaml,
    read_dify_json,
    read_dify_table,
    read_openai,
)
from ftprep.ops.acquire._chat.message import Item, Unreadable
from ftprep.ops.acquire._chat.page import is_chat_page, read_chat_page
from ftprep.ops.acquire._chat.source import Source
from ftprep.ops.acquire._chat.stamped import is_stamped, read_stamped
from ftprep.ops.acquire._chat.tables import header_of, is_table, read_rows, read_table
from ftprep.ops.acquire._chat.whatsapp import is_whatsapp, read_whatsapp

_LISTS = ("messages", "chats", "left_chats", "list", "chunks", "data")
_BROKEN = "<broken>"
_LOOKED_AT = 8

_TEXTS: tuple[tuple[str, Callable[[Source], bool], Callable[[Source], Iterator[Item]]], ...] = (
    ("wechat_html", is_chat_page, read_chat_page),
    ("whatsapp_txt", is_whatsapp, read_whatsapp),
    ("stamped_txt", is_stamped, read_stamped),
    ("dialogue_yaml", is_dialogue_yaml, read_dialogue_yaml),
    ("dify_csv", is_dify_table, read_dify_table),
    ("chat_csv", is_table, read_table),
)


def items(source: Source) -> Iterator[Item]:
    """The messages or conversations of a file; its format is then in the document's account. Raises InputDataError."""
    start = source.document.head(4096).lstrip("\ufeff \t\n")
    if start[:1] in ("{", "[") and (found := _json(source)) is not None:
        return found
    for name, fits, read in _TEXTS:
        if fits(source):
            source.document.account["format"] = _named(name, source)
            return read(source)
    raise InputDataError(
        en=f"{source.document.name}: no known chat export looks like this. For a table, name its columns in `columns` "
        "(text=…, sender=…); for other data, use load_dataset.",
        zh=f"{source.document.name}：不是已知的聊天导出格式。若是表格，请在 columns 中指定列（text=…, sender=…）；其他数据请用 load_dataset。",
    )


def _named(name: str, source: Source) -> str:
    head = source.document.head(64 * 1024)
    if name == "stamped_txt":
        return "qq_txt" if "消息记录（" in head[:200] or "消息对象:" in head[:2000] else "wechat_txt"
    if name == "dify_csv":
        headers = {normal(header) for header in header_of(head)[0]}
        return "dify_logs_csv" if "query" in headers or "conversationid" in headers else "dify_annotations_csv"
    if name != "chat_csv":
        return name
    headers = {normal(header) for header in header_of(head)[0]}
    if "strcontent" in headers or ({"issender", "createtime"} <= headers and "typename" not in headers):
        return "wechatmsg_csv"
    if "typename" in headers and "talker" in headers:
        return "pywxdump_csv"
    return "discord_csv" if {"authorid", "content"} <= headers else "generic_csv"


def _json(source: Source) -> Iterator[Item] | None:
    pieces = source.document.members(_LISTS)
    first = list(islice(pieces, _LOOKED_AT))
    name = _json_name([(path, row) for path, row in first if isinstance(row, Mapping)])
    if not name or name == "openai_json":
        pieces.close()
    if not name:
        return None
    source.document.account["format"] = name
    if name == "openai_json":
        return _mended(
            read_openai(source, (row for path, row in source.document.members(()) if path[-1:] != (_BROKEN,))), source
        )
    readers: Mapping[str, Callable[[Source, Iterator[tuple[tuple[str, ...], Any]]], Iterator[Item]]] = {
        "telegram_json": read_telegram, "discord_json": read_discord, "slack_json": read_slack, "qq_json": read_qq,
        "dify_json": read_dify_json,
    }  # fmt: skip
    broken: list[int] = []
    kept = _without_broken(chain(first, pieces), broken)
    if name in readers:
        return _with_broken(readers[name](source, kept), broken)
    return _with_broken(
        read_rows(source, (row for path, row in kept if path in ((), ("messages",), ("data",)) and row)), broken
    )


def _without_broken(
    pieces: Iterator[tuple[tuple[str, ...], Any]], broken: list[int]
) -> Iterator[tuple[tuple[str, ...], Any]]:
    for path, row in pieces:
        if path[-1:] == (_BROKEN,):
            broken.append(row)
        else:
            yield path, row


def _with_broken(found: Iterator[Item], broken: list[int]) -> Iterator[Item]:
    yield from found
    for at in dict.fromkeys(broken):
        yield Unreadable({"byte": at}, 0)


def _mended(found: Iterator[Item], source: Source) -> Iterator[Item]:
    broken: list[int] = []
    for _ in _without_broken(source.document.members(()), broken):
        pass
    return _with_broken(found, broken)


def _json_name(pieces: list[tuple[tuple[str, ...], Mapping[str, Any]]]) -> str:
    top: dict[str, Any] = {}
    for path, row in pieces:
        if not path:
            top |= row
    messages = [row for path, row in pieces if path[-1:] == ("messages",)]
    rows = messages or [row for path, row in pieces if path in ((), ("data",)) and row]
    about = top.keys()
    if (
        any(isinstance(row.get("author"), Mapping) and "timestamp" in row for row in messages)
        or {"guild", "channel"} <= about
    ):
        return "discord_json"
    if any(isinstance(row.get("sender"), Mapping) for row in rows) or "chatInfo" in about:
        return "qq_json"
    if "personal_information" in about or any(
        "date_unixtime" in row or ("text" in row and "from" in row and "type" in row) for row in messages
    ):
        return "telegram_json"
    if any(is_dify_row(row) for row in rows):
        return "dify_json"
    if any("role" in row and ("content" in row or "tool_calls" in row) for row in messages) or any(
        is_openai_row(row) for row in rows
    ):
        return "openai_json"
    if any("ts" in row and ("text" in row or "subtype" in row) for row in rows):
        return "slack_json"
    headers = list(dict.fromkeys(key for row in rows for key in row))
    if find_columns(headers, {}).talk:
        names = {normal(header) for header in headers}
        return (
            "pywxdump_json"
            if "typename" in names
            else "wechatmsg_json"
            if names & {"strcontent", "issender"}
            else "generic_json"
        )
    return ""
