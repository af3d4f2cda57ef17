"""WeChatMsg's HTML: the page draws itself from a list of objects in its script, one a message."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ftprep.ops.acquire._chat.kinds import wechat_kind
from ftprep.ops.acquire._chat.message import Item, Message
from ftprep.ops.acquire._chat.source import Source

_LIST = re.compile(r"(?:chatMessages|messages|chat_data)\s*=\s*\[")
_FIELD = re.compile(
    r"""["']?(?P<key>\w+)["']?\s*:\s*(?:'(?P<one>(?:[^'\\]|\\.)*)'|"(?P<two>(?:[^"\\]|\\.)*)"|`(?P<back>(?:[^`\\]|\\.)*)`"""
    r"|(?P<number>-?\d+(?:\.\d+)?)|(?P<word>true|false|null))\s*(?P<end>[,}])",
    re.DOTALL,
)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "", "b": "", "f": ""}
_TAG = re.compile(r"<br\s*/?>", re.IGNORECASE)
_HEAD = 256 * 1024


def is_chat_page(source: Source) -> bool:
    head = source.document.head(_HEAD)
    return head.lstrip("\ufeff \n")[:1] == "<" and (_LIST.search(head) is not None or "is_send" in head)


def read_chat_page(source: Source) -> Iterator[Item]:
    """Fields are read one by one, whatever quotes they stand in, so that an object of an unknown kind in between does
    no harm."""
    text = source.document.text()
    begin = _LIST.search(text)
    row: dict[str, str] = {}
    place = 0
    for match in _FIELD.finditer(text, begin.end() if begin else 0):
        held = match["one"] or match["two"] or match["back"] or match["number"] or match["word"] or ""
        if match["key"] in row:
            row = {}
        row[match["key"]] = held if match["number"] or match["word"] else _unescaped(held)
        if match["end"] == "}":
            if "is_send" in row and "type" in row:
                place += 1
                yield _message(row, place, source)
            row = {}


def _message(row: dict[str, str], place: int, source: Source) -> Message:
    text = html.unescape(_TAG.sub("\n", row.get("text") or row.get("content") or ""))
    number = row["type"]
    kind, text = wechat_kind("10000" if number == "0" else number, row.get("sub_type", ""), text)
    owner = row["is_send"] in ("1", "true")
    name = html.unescape(row.get("displayname") or row.get("nickname") or "")
    time = float(row["timestamp"]) if row.get("timestamp", "").replace(".", "", 1).isdigit() else None
    sender = "\0owner" if owner else name or source.document.name
    return Message(
        text, time / 1000 if time and time > 1e11 else time, sender, name, kind, owner,
        chat=source.document.name, group=row.get("is_chatroom") in ("1", "true"), place=place,
    )  # fmt: skip


def _unescaped(text: str) -> str:
    def one(match: re.Match[str]) -> str:
        sign = match[1]
        return chr(int(sign[1:], 16)) if len(sign) > 1 else _ESCAPED.get(sign, sign)

    return (
        _ESCAPE.sub(one, text).encode("utf-16", "surrogatepass").decode("utf-16", "replace") if "\\" in text else text
    )
