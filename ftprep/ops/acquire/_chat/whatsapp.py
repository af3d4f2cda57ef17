"""WhatsApp's TXT, in every locale's form of date and clock; and Signal's and LINE's kin that write the same line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from ftprep.ops.acquire._chat.clock import HALF, Order, guess_order, of_parts
from ftprep.ops.acquire._chat.message import Item, Kind, Message, tells_recall
from ftprep.ops.acquire._chat.source import Source

_LINE = re.compile(
    r"[\ufeff\u200e\u200f\u202a-\u202e]*(?P<open>\[)?[\u200e\u200f]?"
    r"(?P<a>\d{1,4})\s?[-./年]\s?(?P<b>\d{1,2})\s?[-./月]\s?(?P<c>\d{1,4})日?\.?[\u200e\u200f]?[,،，]?[\s\u00a0\u202f]+(?:(?:at|um|a las|à|kl\.?)\s+)?"
    rf"(?:(?P<before>{HALF})[\s\u00a0\u202f]*)?(?P<h>\d{{1,2}})[:.٫](?P<m>\d{{2}})(?:[:.٫](?P<s>\d{{2}}))?"
    rf"(?:[\s\u00a0\u202f]*(?P<after>{HALF}))?(?:\s?Uhr)?[\u200e\u200f]?(?(open)\][\s\u00a0]?|\s[-–]\s)(?P<rest>.*)$"
)
_SAMPLE = 4000
_OWN_TEXT = "\u200e"
"""Stands before what WhatsApp itself writes, in whatever language."""
_LEFT_OUT = re.compile(
    r"omitted|attached|省略|略去|附件|已附加|weggelassen|ausgelassen|ausgeschlossen|angehängt|omitid|adjunto|omess|allegato|omis|absent|joint|anexad|ocult|"
    r"pominięt|dołączon|опущен|пропущен|прикреплен|生略|添付|생략|첨부|weggelaten|bijgevoegd|dahil edilmedi|eklendi|utelämnad|bifogad|udeladt|utelatt",
    re.IGNORECASE,
)
_ANGLED = re.compile(r"<[^<>\n]{3,60}>")
_FILE = re.compile(r"[\u200e\u200f]?[\w()+. -]{3,120}\.\w{2,5} \([^()\n]{3,40}\)")
_EDITED = re.compile(
    r"[\s\u200e]*<[^<>\n]*(?:edited|编辑|bearbeitet|editado|modifi|bewerkt|изменен|編集)[^<>\n]*>$", re.IGNORECASE
)
_DELETED = re.compile(
    r"(?:This message was deleted|You deleted this message|(?:此|该|這則|您已?刪除了?|您已?删除了?)(?:消息|訊息)?(?:已?被?删除|已?刪除)?|"
    r"Diese Nachricht wurde gelöscht|Du hast diese Nachricht gelöscht|Se eliminó este mensaje|Eliminaste este mensaje|Ce message a été supprimé|"
    r"Mensagem apagada|Questo messaggio è stato eliminato|Dit bericht is verwijderd|このメッセージは削除されました)\.?"
)


def is_whatsapp(source: Source) -> bool:
    head = source.document.head(16 * 1024)
    lines = [line for line in head.split("\n") if line.strip()]
    return any(_LINE.match(line) for line in lines[:3])


def read_whatsapp(source: Source) -> Iterator[Item]:
    order = _order(source)
    chat = source.document.name
    head: re.Match[str] | None = None
    more: list[str] = []
    place = 0
    for number, raw in enumerate(source.document.lines(), 1):
        line = raw.removesuffix("\n")
        found = _LINE.match(line)
        if found is not None and _time(found, order) is not None:
            if head is not None:
                yield _message(head, more, order, chat, place)
            head, more, place = found, [], number
        elif head is not None:
            more.append(line)
    if head is not None:
        yield _message(head, more, order, chat, place)


def _order(source: Source) -> Order:
    lines = islice(source.document.lines(), _SAMPLE)
    found = (match for line in lines if (match := _LINE.match(line.rstrip("\n"))))
    return guess_order(
        (
            (int(match["a"]), int(match["b"]), int(match["c"])),
            int(match["h"]) % 24 * 60 + int(match["m"]),
            bool(match["before"] or match["after"]),
        )
        for match in found
    )


def _time(match: re.Match[str], order: Order) -> float | None:
    parts = (int(match["a"]), int(match["b"]), int(match["c"]))
    return of_parts(
        parts, order, int(match["h"]), int(match["m"]), int(match["s"] or 0), match["before"] or match["after"]
    )


def _message(head: re.Match[str], more: list[str], order: Order, chat: str, place: int) -> Message:
    name, colon, text = head["rest"].partition(": ")
    if not colon and head["rest"].endswith(":") and more:
        name, colon = head["rest"][:-1], ":"
        text = ""
    if not colon:
        whole = "\n".join([head["rest"], *more])
        return Message(whole, _time(head, order), "", "", "system", chat=chat, place=place)
    while more and not more[-1].strip():
        more.pop()
    text = _EDITED.sub("", "\n".join([text, *more]))
    name = name.strip("\u200e\u200f\u202a\u202b\u202c\u202d\u2068\u2069\u00a0 ~")
    kind, text = _kind(text)
    return Message(text, _time(head, order), name, name, kind, chat=chat, place=place)


def _kind(text: str) -> tuple[Kind, str]:
    own = text.startswith(_OWN_TEXT)
    plain = text.replace(_OWN_TEXT, "").strip()
    if _DELETED.fullmatch(plain) or tells_recall(plain):
        return "recalled", plain
    if (_ANGLED.fullmatch(plain) or own) and _LEFT_OUT.search(plain):
        return "media", plain
    if _FILE.fullmatch(plain) and _LEFT_OUT.search(plain.rpartition("(")[2]):
        return "media", plain
    if own and "\n" not in plain:
        return "system", plain
    return "text", plain if own else text.replace(_OWN_TEXT, "")
