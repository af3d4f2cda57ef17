"""A message as every exporter's reader gives it, and what a whole finished conversation looks like."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from ftprep.record import Turn

Kind = Literal["text", "media", "system", "recalled"]


@dataclass(slots=True)
class Message:
    """`time` in seconds, of the clock that the file shows; `owner`: whether the account's owner wrote it, None where
    the file does not say; `reply_to` the id of the message answered; `place` a line number or a count."""

    text: str
    time: float | None = None
    sender: str = ""
    name: str = ""
    kind: Kind = "text"
    owner: bool | None = None
    bot: bool = False
    chat: str = ""
    group: bool = False
    id: str = ""
    reply_to: str = ""
    place: int = 0

    def to_row(self) -> dict[str, Any]:
        row: dict[str, Any] = {"name": self.name or self.sender, "text": self.text}
        if self.time is not None:
            row["time"] = clock_text(self.time)
        return row


@dataclass(slots=True)
class Talk:
    """A conversation that the file holds as one, with its roles: nothing is to be divided or merged."""

    turns: list[Turn]
    place: int
    meta: dict[str, Any] = field(default_factory=dict)
    tools: str | None = None


@dataclass(slots=True)
class Unreadable:
    """A row that is no message, as it stood."""

    original: Any
    place: int


Item = Message | Talk | Unreadable

MARKS_ZH = {
    "image": "[图片]", "voice": "[语音]", "video": "[视频]", "sticker": "[表情]", "file": "[文件]", "link": "[链接]",
    "music": "[音乐]", "location": "[位置]", "card": "[名片]", "call": "[通话]", "money": "[红包或转账]", "other": "[其他]",
}  # fmt: skip
MARKS_EN = {
    "image": "[photo]", "voice": "[voice]", "video": "[video]", "sticker": "[sticker]", "file": "[file]", "link": "[link]",
    "music": "[music]", "location": "[location]", "card": "[contact]", "call": "[call]", "money": "[payment]", "other": "[media]",
}  # fmt: skip

_MARK = re.compile(
    r"(?:\s*\[(?:图片|照片|语音|视频|小视频|短视频|表情|动画表情|商城表情|文件|链接|位置|地理位置|名片|红包|转账|音乐|通话|语音通话|视频通话"
    r"|卡片消息|小程序|聊天记录|合并转发|闪照|戳一戳|分享|photo|image|voice|audio|video|sticker|file|gif)(?:[:：\s][^\[\]]*)?\])+\s*",
    re.IGNORECASE,
)
_RECALLED = re.compile(
    r"撤回了?一条消息|recalled a message|This message was deleted|You deleted this message|此消息已删除|消息已被撤回"
)
_QUOTE_ABOVE = re.compile(r"^「[^「」]*?[:：].*?」\s*\n(?:- ?){5,}\s*\n", re.DOTALL)
_QUOTE_TAG = re.compile(r"^\[回复[^\[\]\n]*\]\s*")
_QUOTE_BELOW = re.compile(r"\n\s*(?:\[?引用\]?\s*[:：\s]|「引用).*\Z", re.DOTALL)


def only_marks(text: str) -> bool:
    """Whether a text is nothing but an exporter's stand-ins for pictures and the like.

    >>> only_marks("[图片]"), only_marks("[图片] 看这个"), only_marks("[语音: 3秒]")
    (True, False, True)
    """
    return text.lstrip().startswith("[") and _MARK.fullmatch(text) is not None


def tells_recall(text: str) -> bool:
    """Whether a short line says that a message was taken back."""
    return len(text) < 60 and _RECALLED.search(text) is not None


def without_quote(text: str) -> str:
    """The text without the message that it quotes, in the ways that WeChat and QQ write it.

    >>> without_quote("「张三：明天几点？」\\n- - - - - - - -\\n九点")
    '九点'
    """
    text = _QUOTE_ABOVE.sub("", text)
    text = _QUOTE_TAG.sub("", text)
    return _QUOTE_BELOW.sub("", text)


def clock_text(seconds: float) -> str:
    """2024-05-01T09:30:00, on the clock of the file."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%S")
    except (ValueError, OverflowError, OSError):
        return ""


def short_hash(text: str) -> str:
    """Stands for a chat's name, which may be a person's."""
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=4).hexdigest()
