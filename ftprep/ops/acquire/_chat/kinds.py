"""What a message is, by the numbers and words that WeChat's exporters give for it."""

from __future__ import annotations

from collections.abc import Mapping

from ftprep.ops.acquire._chat.message import MARKS_ZH, Kind, only_marks, tells_recall

_NUMBERS = {
    "1": "text", "3": "image", "34": "voice", "42": "card", "43": "video", "47": "sticker", "48": "location",
    "50": "call", "62": "video", "66": "card", "10000": "system", "10002": "recalled", "49": "app",
}  # fmt: skip
_APP = {
    "1": "text", "3": "music", "4": "link", "5": "link", "6": "file", "8": "sticker", "19": "other", "33": "other",
    "36": "other", "51": "video", "57": "text", "62": "system", "74": "file", "92": "music", "2000": "money", "2001": "money",
}  # fmt: skip
_WORDS = (
    ("引用", "text"), ("回复", "text"), ("quote", "text"), ("文本", "text"), ("text", "text"), ("撤回", "recalled"), ("系统", "system"), ("拍一拍", "system"),
    ("system", "system"), ("通知", "system"), ("图片", "image"), ("image", "image"), ("语音通话", "call"), ("视频通话", "call"),
    ("通话", "call"), ("语音", "voice"), ("voice", "voice"), ("视频", "video"), ("video", "video"), ("表情", "sticker"),
    ("emoji", "sticker"), ("sticker", "sticker"), ("文件", "file"), ("file", "file"), ("链接", "link"), ("分享", "link"),
    ("位置", "location"), ("名片", "card"), ("音乐", "music"), ("红包", "money"), ("转账", "money"), ("小程序", "other"), ("合并转发", "other"),
)  # fmt: skip
_KNOWN: Mapping[str, tuple[Kind, str]] = {
    "text": ("text", ""),
    "system": ("system", ""),
    "recalled": ("recalled", ""),
    **{name: ("media", mark) for name, mark in MARKS_ZH.items()},
}


def wechat_kind(number: str, sub: str, text: str) -> tuple[Kind, str]:
    """(kind, text) of a message, a mark standing for what is no text."""
    what = _NUMBERS.get(number)
    if what == "app":
        what = _APP.get(sub, "other")
    if what is None:
        what = _word(number)
    if what == "text" and only_marks(text):
        what = "other"
    kind, mark = _KNOWN[what]
    if kind == "media":
        return kind, text if only_marks(text) else mark
    if kind == "system" and tells_recall(text):
        kind = "recalled"
    return kind, text


def _word(name: str) -> str:
    lower = name.lower()
    return next(
        (what for word, what in _WORDS if word in lower), "other" if name and name not in ("0", "default") else "text"
    )
