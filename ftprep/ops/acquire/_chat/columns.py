"""Which column holds what: exporters' headers by alias, as they have drifted over their versions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ftprep.errors import SettingsError

ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": ("strcontent", "msg", "content", "message", "text", "displaycontent", "parsedcontent", "messagecontent", "body", "内容", "消息内容", "聊天内容", "消息", "正文"),
    "time": ("createtime", "timestamp", "strtime", "datetime", "date", "time", "createdat", "sentat", "formattedtime", "发送时间", "消息时间", "时间", "日期"),
    "sender": ("sender", "senderid", "senderwxid", "talker", "authorid", "fromid", "userid", "wxid", "author", "from", "fromuser", "speaker", "username", "user", "sendername", "发送者wxid", "发送者", "发送人", "发言人", "账号"),
    "name": ("remark", "nickname", "displayname", "sendername", "senderdisplayname", "author", "fromname", "name", "发送者昵称", "发送者备注", "备注", "昵称", "姓名"),
    "owner": ("issender", "issend", "isself", "fromme", "isfromme", "是否本人", "是否本人发送"),
    "type": ("type", "typename", "msgtype", "messagetype", "localtype", "消息类型", "类型"),
    "subtype": ("subtype", "subtypename"),
    "chat": ("talkerid", "roomname", "room", "chatid", "chatname", "conversationid", "channel", "conversation", "chat", "groupname", "会话", "群名", "群聊", "聊天对象"),
    "id": ("msgsvrid", "serverid", "messageid", "localid", "id", "消息id"),
    "reply": ("replyto", "replytoid", "replytomessageid", "quotedid"),
    "role": ("role", "角色"),
    "media": ("attachments", "src", "附件"),
}  # fmt: skip
"""What it is → normalised headers, the surest first."""

_OTHER = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Columns:
    """Places of the columns by what they hold; `used` and `left` are headers as they stand in the file."""

    places: dict[str, list[int]] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def first(self, what: str) -> int:
        """-1 where there is no such column."""
        return self.places.get(what, [-1])[0]

    @property
    def talk(self) -> bool:
        """Whether these are the columns of a chat: a text, and who wrote it."""
        return "text" in self.places and bool(self.places.keys() & {"sender", "name", "owner", "role"})


def normal(header: str) -> str:
    return _OTHER.sub("", header).casefold()


def find_columns(headers: Sequence[str], named: Mapping[str, str]) -> Columns:
    """`named`: what the user says (text → header). Raises SettingsError where a header named is not there."""
    names = [normal(header) for header in headers]
    found = Columns()
    for what, aliases in ALIASES.items():
        if what in named:
            wanted = normal(named[what])
            if wanted not in names:
                raise SettingsError(
                    en=f"Setting columns: there is no column called {named[what]!r}. There are: {', '.join(headers)[:300]}.",
                    zh=f"设置 columns：没有名为 {named[what]!r} 的列。现有的列：{'、'.join(headers)[:300]}。",
                )
            found.places[what] = [names.index(wanted)]
            continue
        taken = {named[key] for key in named}
        places = [
            names.index(alias) for alias in aliases if alias in names and headers[names.index(alias)] not in taken
        ]
        if places:
            found.places[what] = places
    used = {place for places in found.places.values() for place in places}
    found.used = [header for place, header in enumerate(headers) if place in used]
    found.left = [header for place, header in enumerate(headers) if place not in used]
    return found


def named_columns(pairs: Iterable[str]) -> dict[str, str]:
    """`text=内容` pairs of the setting → what → header. Raises SettingsError.

    >>> named_columns(["text=内容", "sender=谁"])
    {'text': '内容', 'sender': '谁'}
    """
    out = {}
    for pair in pairs:
        what, equals, header = (part.strip() for part in pair.partition("="))
        if not equals or what not in ALIASES or not header:
            raise SettingsError(
                en=f"Setting columns: write pairs such as text=Body, sender=Who. What can be named: {', '.join(ALIASES)}.",
                zh=f"设置 columns：请写成 text=正文列, sender=发送人列 这样的形式。可指定的有：{'、'.join(ALIASES)}。",
            )
        out[what] = header
    return out
