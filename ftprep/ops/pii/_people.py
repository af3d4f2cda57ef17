"""The people of one conversation: who spoke, who was named, and which short form is whose."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cached_property

from ftprep.ops.pii._identity import HONORIFIC
from ftprep.pii.names import is_compound, is_surname

_ROLES = re.compile(
    r"(?:user|assistant|system|bot|human|gpt|ai|model|tool|function|agent|customer|client|service|support|admin|administrator|unknown|anonymous|me|you|self|host|guest|moderator|speaker|narrator|operator|staff|seller|buyer"
    r"|用户|助手|系统|机器人|客服|客户|顾客|管理员|我|你|他|她|对方|本人|自己|匿名|未知|主持人|嘉宾|旁白|群主|老师|学生|医生|患者|病人|面试官|候选人|卖家|买家|店家|商家|妈妈|爸爸|系统消息|人工客服|智能客服)"
    r"[ _-]?[0-9A-Za-z]{0,2}",
    re.IGNORECASE,
)
_FIELDS = re.compile(
    r"(?:nick_?name|nick|real_?name|full_?name|first_?name|last_?name|user_?name|sender(?:_?name)?|from_?name|speaker|talker|contact(?:_?name)?|customer_?name|client_?name|owner_?name|remark"
    r"|姓名|昵称|真实姓名|名字|客户姓名|用户姓名|联系人|收件人|收货人|寄件人|发件人|经办人|负责人|申请人|患者姓名|发送人|发送者|备注名)",
    re.IGNORECASE,
)
_LETTER = re.compile(r"[^\W\d_]")
_WORD, _BEGINNING, _END = range(3)
_HAN = re.compile(r"[\u4e00-\u9fff]+")


def is_speaker_name(text: str) -> bool:
    """Whether a turn's name is somebody's, not a role's and not a mere letter or number."""
    bare = text.strip()
    return (
        1 < len(bare) <= 60
        and _LETTER.search(bare) is not None
        and _ROLES.fullmatch(bare) is None
        and not bare.startswith("<")
    )


def is_person_field(field: str, text: str) -> bool:
    """Whether a column or key of this name holds a person's name."""
    return len(text) <= 40 and _FIELDS.fullmatch(field.strip()) is not None and is_speaker_name(text)


class People:
    """Names seen in one record."""

    def __init__(self) -> None:
        self._sure: dict[str, None] = {}
        self._whole: dict[str, str] = {}
        self._all: dict[str, None] = {}

    def add(self, name: str, *, sure: bool) -> None:
        bare = name.strip()
        self._all[bare] = None
        if sure and len(bare) > 1:
            self._sure[bare] = None

    def names(self) -> list[str]:
        """Names to look for everywhere in the record, with the given name of a full Chinese one."""
        out = dict.fromkeys(name for name in self._sure if _distinct(name))
        for name in list(out):
            short = _given(name)
            if short and len(short) > 1:
                out[short] = None
        return list(out)

    def whole(self, name: str) -> str:
        """The fullest form of the same person's name: 小明 and 王先生 → 王小明, Anna → Anna Berg, where only one fits."""
        if name not in self._whole:
            self._whole[name] = self._find_whole(name)
        return self._whole[name]

    def _find_whole(self, name: str) -> str:
        title = HONORIFIC.search(name)
        bare = name[: title.start()] if title and title.start() else name
        if _HAN.fullmatch(bare):
            nick = bare[1:] if bare[0] in "小老阿" and len(bare) == 2 else bare
            alike = set(self._by_part.get((_END, bare), ()))
            if title or nick != bare:
                alike |= self._by_part.get((_BEGINNING, nick), set())
        else:
            alike = self._by_part.get((_WORD, bare.casefold()), set())
        fits = {other for other in alike if len(other) > len(bare)}
        return fits.pop() if len(fits) == 1 else bare

    @cached_property
    def _by_part(self) -> dict[tuple[int, str], set[str]]:
        """The names by what a shorter form may keep of them: a word, or of Chinese ones the beginning or the end."""
        found: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
        for name in self._all:
            for word in name.casefold().split():
                found[_WORD, word].add(name)
            if not _HAN.fullmatch(name) or (HONORIFIC.search(name) and len(name) < 4) or not is_surname(name):
                continue
            for cut in range(1, len(name)):
                found[_BEGINNING, name[:cut]].add(name)
                found[_END, name[cut:]].add(name)
        return found


def _given(name: str) -> str:
    if not _HAN.fullmatch(name) or not is_surname(name):
        return ""
    start = 2 if is_compound(name) else 1
    return name[start:] if len(name) - start == 2 else ""


def _distinct(name: str) -> bool:
    """Whether a name is safe to look for as mere text: not a short word of small letters."""
    return len(name) > 1 and (not name.isascii() or len(name) > 3 or not name.islower())
