"""JSON exports of Telegram, Discord, Slack and QQ: an object a message, beneath one that tells of the chat."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ftprep.ops.acquire._chat.clock import parse_time
from ftprep.ops.acquire._chat.message import MARKS_EN, MARKS_ZH, Item, Kind, Message, Unreadable, only_marks
from ftprep.ops.acquire._chat.source import Source

Row = Mapping[str, Any]
Pieces = Iterator[tuple[tuple[str, ...], Any]]
_SLACK_LINK = re.compile(r"<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>")
_SLACK_TEXT = frozenset(
    ("", "bot_message", "me_message", "thread_broadcast", "file_share", "file_comment", "reply_broadcast")
)


def read_telegram(source: Source, pieces: Pieces) -> Iterator[Item]:
    chat, group, owner = source.document.name, False, ""
    for place, (path, row) in enumerate(pieces, 1):
        if path[-1:] != ("messages",):
            if isinstance(row, Mapping):
                person = row.get("personal_information")
                owner = f"user{person['user_id']}" if isinstance(person, Mapping) and "user_id" in person else owner
                chat = str(row.get("id") or row.get("name") or chat)
                group = "group" in str(row.get("type", "")) or "channel" in str(row.get("type", ""))
            continue
        if not isinstance(row, Mapping):
            yield Unreadable(row, place)
            continue
        name = str(row.get("from") or row.get("actor") or "")
        sender = str(row.get("from_id") or name)
        text, kind = telegram_text(row.get("text")), "text"
        if row.get("type", "message") != "message":
            kind = "system"
        elif not text:
            kind = "media"
            text = MARKS_EN[_telegram_media(row)]
        time = row.get("date_unixtime")
        yield Message(
            text, float(time) if time else parse_time(str(row.get("date", ""))), sender, name, kind,  # type: ignore[arg-type]
            sender == owner if owner else None, chat=chat, group=group, id=str(row.get("id", "")),
            reply_to=str(row.get("reply_to_message_id", "")), place=place,
        )  # fmt: skip


def telegram_text(text: Any) -> str:
    """Text is a string, or a list of strings and of objects with a type. What stands between is in the strings; two
    objects that touch are apart where the second is a link, a mention or a tag: inside a word it would be none.

    >>> telegram_text(["see ", {"type": "bold", "text": "this:"}, {"type": "link", "text": "https://a.b/"}])
    'see this: https://a.b/'
    """
    if isinstance(text, str):
        return text
    out: list[str] = []
    touched = False
    for part in text if isinstance(text, list) else ():
        piece = part if isinstance(part, str) else str(part.get("text", "")) if isinstance(part, Mapping) else ""
        word = isinstance(part, Mapping) and part.get("type") in (
            "link",
            "mention",
            "hashtag",
            "email",
            "phone",
            "cashtag",
        )
        if touched and word and not out[-1][-1:].isspace():
            out.append(" ")
        if piece:
            out.append(piece)
            touched = isinstance(part, Mapping)
    return "".join(out)


def _telegram_media(row: Row) -> str:
    media = str(row.get("media_type", ""))
    if "photo" in row:
        return "image"
    for word, kind in (
        ("sticker", "sticker"),
        ("voice", "voice"),
        ("video", "video"),
        ("animation", "sticker"),
        ("audio", "music"),
    ):
        if word in media:
            return kind
    for key, kind in (
        ("location_information", "location"),
        ("contact_information", "card"),
        ("file", "file"),
        ("poll", "other"),
    ):
        if key in row:
            return kind
    return "other"


def read_discord(source: Source, pieces: Pieces) -> Iterator[Item]:
    chat, group = source.document.name, True
    for place, (path, row) in enumerate(pieces, 1):
        if path[-1:] != ("messages",):
            channel = row.get("channel") if isinstance(row, Mapping) else None
            if isinstance(channel, Mapping):
                chat = str(channel.get("id") or chat)
                group = "Direct" not in str(channel.get("type", "")) or "Group" in str(channel.get("type", ""))
            continue
        author = row.get("author") if isinstance(row, Mapping) else None
        if not isinstance(author, Mapping):
            yield Unreadable(row, place)
            continue
        text, kind = str(row.get("content") or ""), "text"
        if str(row.get("type", "Default")) not in ("Default", "Reply", "0", "19", "ChatInputCommand", "20"):
            kind = "system"
        elif not text:
            kind = "media"
            text = MARKS_EN["sticker" if row.get("stickers") else "file" if row.get("attachments") else "other"]
        answered = row.get("reference")
        yield Message(
            text, parse_time(str(row.get("timestamp", ""))), str(author.get("id") or author.get("name")),
            str(author.get("nickname") or author.get("name") or ""), kind,  # type: ignore[arg-type]
            bot=bool(author.get("isBot")), chat=chat, group=group, id=str(row.get("id", "")),
            reply_to=str(answered.get("messageId") or "") if isinstance(answered, Mapping) else "", place=place,
        )  # fmt: skip


def read_slack(source: Source, pieces: Pieces) -> Iterator[Item]:
    channel = source.folder or source.document.name
    for place, (_, row) in enumerate(pieces, 1):
        if not isinstance(row, Mapping):
            yield Unreadable(row, place)
            continue
        subtype = str(row.get("subtype") or "")
        profile = row.get("user_profile") if isinstance(row.get("user_profile"), Mapping) else {}
        sender = str(row.get("user") or row.get("bot_id") or row.get("username") or "")
        name = (
            source.people.get(sender) or _first(profile, "display_name", "real_name", "name") or _first(row, "username")
        )
        text = slack_text(str(row.get("text") or ""), source.people)
        kind: Kind = "text" if subtype in _SLACK_TEXT else "recalled" if subtype == "tombstone" else "system"
        if kind == "text" and not text.strip() and (row.get("files") or row.get("attachments")):
            kind, text = "media", MARKS_EN["file"]
        thread = str(row.get("thread_ts") or "")
        yield Message(
            text, parse_time(str(row.get("ts", ""))), sender, name or sender, kind,
            bot=subtype == "bot_message" or "bot_id" in row, chat=f"{channel}#{thread}" if thread else channel,
            group=not channel.rpartition("/")[2].startswith("D0"), id=str(row.get("ts", "")),
            reply_to=thread if thread != str(row.get("ts", "")) else "", place=place,
        )  # fmt: skip


def slack_text(text: str, people: Mapping[str, str]) -> str:
    """Slack's marks as a reader sees them.

    >>> slack_text("<@U1> see <https://a.b|this> &amp; <#C1|general>", {"U1": "Ann"})
    '@Ann see this (https://a.b) & #general'
    """

    def shown(match: re.Match[str]) -> str:
        sign, target, label = match[1], match[2], match[3]
        if sign == "@":
            return f"@{people.get(target) or label or target}"
        if sign:
            return f"{'#' if sign == '#' else '@'}{label or target}"
        target = target.removeprefix("mailto:")
        return f"{label} ({target})" if label and label not in (target, target.split("//")[-1]) else target

    return html.unescape(_SLACK_LINK.sub(shown, text))


def slack_people(rows: Any) -> dict[str, str]:
    """users.json of Slack, a list; or PyWxDump's, an object by id → names."""
    out = {}
    if isinstance(rows, Mapping):
        for identity, row in rows.items():
            if isinstance(row, Mapping) and (name := _first(row, "remark", "nickname", "account")):
                out[str(identity)] = name
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, Mapping) and "id" in row:
            profile = row.get("profile") if isinstance(row.get("profile"), Mapping) else {}
            name = _first(profile, "display_name", "real_name") or _first(row, "real_name", "name")
            out[str(row["id"])] = name
    return out


def read_qq(source: Source, pieces: Pieces) -> Iterator[Item]:
    chat, group, own = source.document.name, False, set[str]()
    for place, (path, row) in enumerate(pieces, 1):
        sender = row.get("sender") if isinstance(row, Mapping) else None
        if not isinstance(sender, Mapping):
            about = row.get("chatInfo") if isinstance(row, Mapping) else None
            if isinstance(about, Mapping):
                own = {str(about[key]) for key in ("selfUid", "selfUin") if about.get(key)}
                group = str(about.get("type", "")).lower() in ("group", "2")
                chat = _first(about, "peerUid", "name") or chat
            elif path[-1:] == ("messages",):
                yield Unreadable(row, place)
            continue
        content = row.get("content")
        text, kind = _qq_content(content)
        if row.get("recalled"):
            kind = "recalled"
        elif row.get("system") or str(row.get("type", "")) in ("system", "type_5", "gray_tip"):
            kind = "system"
        identities = {str(sender[key]) for key in ("uid", "uin") if sender.get(key)}
        time = row.get("timestamp") or row.get("time") or ""
        yield Message(
            text, parse_time(str(time)), _first(sender, "uid", "uin", "name"),
            _first(sender, "remark", "groupCard", "name", "nickname", "uin"), kind, bool(identities & own) if own else None,
            chat=chat, group=group, id=_first(row, "id", "messageId"), reply_to=_qq_reply(content), place=place,
        )  # fmt: skip


def _qq_content(content: Any) -> tuple[str, Kind]:
    if not isinstance(content, Mapping):
        text = str(content or "")
        return text, "media" if only_marks(text) else "text"
    elements = [part for part in content.get("elements") or () if isinstance(part, Mapping)]
    words = [part for part in elements if part.get("type") in ("text", "at", "face")]
    text = str(content.get("text") or "")
    if (elements and not words and not text.replace("\n", "").strip("[]")) or only_marks(text):
        kinds = [str(part.get("type")) for part in elements if part.get("type") != "reply"]
        known = {
            "image": "image",
            "video": "video",
            "audio": "voice",
            "ptt": "voice",
            "file": "file",
            "market_face": "sticker",
        }
        mark = next((MARKS_ZH[known[kind]] for kind in kinds if kind in known), MARKS_ZH["other"])
        return text if only_marks(text) else mark, "media"
    return text, "text"


def _qq_reply(content: Any) -> str:
    for part in content.get("elements") or () if isinstance(content, Mapping) else ():
        if isinstance(part, Mapping) and part.get("type") == "reply":
            data = part.get("data") if isinstance(part.get("data"), Mapping) else {}
            return _first(data, "referencedMessageId", "messageId", "replyMsgId", "id")
    return ""


def _first(row: Any, *keys: str) -> str:
    return next((str(row[key]) for key in keys if isinstance(row, Mapping) and row.get(key)), "")
