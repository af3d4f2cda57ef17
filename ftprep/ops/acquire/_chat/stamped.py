"""Texts whose messages begin with a line of time and name: WeChatMsg's and QQ's own TXT."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.ops.acquire._chat.clock import HALF, parse_time
from ftprep.ops.acquire._chat.message import Item, Kind, Message, only_marks, tells_recall
from ftprep.ops.acquire._chat.source import Source

_STAMP = rf"\d{{4}}[-/年]\d{{1,2}}[-/月]\d{{1,2}}日?\s+(?:(?:{HALF})\s*)?\d{{1,2}}:\d{{2}}:\d{{2}}(?:\s*(?:{HALF}))?"
_HEAD = re.compile(rf"(?P<time>{_STAMP})\s+(?P<name>\S.*?)\s*$")
_QQ = re.compile(r"(?P<name>.*?)\s*(?:\((?P<number>\d{5,11})\)|<(?P<mail>[^<>\s]+@[^<>\s]+)>)$")
_TITLE = re.compile(r"^【[^】]{1,12}】")
_BEGINNING = "消息记录（此消息记录为文本格式"
_RULE = re.compile(r"=+\s*$")
_SYSTEM_NUMBERS = frozenset(("10000", "1000000", "80000000"))
"""QQ's own: system messages, and the anonymous."""
_OWN_NAMES = frozenset(("我", "Me", "自己"))


def is_stamped(source: Source) -> bool:
    head = source.document.head(16 * 1024)
    if head.lstrip("\ufeff\n ").startswith(_BEGINNING):
        return True
    lines = [line for line in head.split("\n") if line.strip()]
    return bool(lines) and any(_HEAD.fullmatch(line.strip("\ufeff\r ")) for line in lines[:6])


def read_stamped(source: Source) -> Iterator[Item]:
    """A chat at a time: `消息对象:` begins another one. A line of time and name in the middle of a text is taken for
    one only after a blank line or where nothing went before."""
    chat = source.document.name
    head: re.Match[str] | None = None
    body: list[str] = []
    place = number = 0
    blank = True
    for number, raw in enumerate(source.document.lines(), 1):
        line = raw.rstrip("\n").strip("\ufeff")
        found = _HEAD.fullmatch(line) if blank and line[:1].isdigit() else None
        if found is None and line.startswith("消息对象:"):
            if head is not None:
                yield _message(head, body, place, chat)
            head, body, chat = None, [], line[5:].strip() or chat
        elif found is not None:
            if head is not None:
                yield _message(head, body, place, chat)
            head, body, place = found, [], number
        elif head is not None:
            body.append(line)
        blank = not line.strip() or _RULE.match(line) is not None or head is None or found is not None
    if head is not None:
        yield _message(head, body, place, chat)


def _message(head: re.Match[str], body: list[str], place: int, chat: str) -> Message:
    while body and (not body[-1].strip() or _RULE.match(body[-1]) or body[-1].startswith(("消息分组:", "消息对象:"))):
        body.pop()
    text = "\n".join(body).strip("\n")
    name, sender = head["name"], ""
    if match := _QQ.fullmatch(name):
        name, sender = match["name"], match["number"] or match["mail"]
    name = _TITLE.sub("", name) or sender
    kind: Kind = "text"
    if tells_recall(text):
        kind = "recalled"
    elif sender in _SYSTEM_NUMBERS or name in ("系统消息", "系统提示"):
        kind = "system"
    elif only_marks(text):
        kind = "media"
    owner = True if name in _OWN_NAMES and not sender else None
    return Message(text, parse_time(head["time"]), sender or name, name, kind, owner, chat=chat, place=place)
