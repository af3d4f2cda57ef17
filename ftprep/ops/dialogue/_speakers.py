"""Turns in which the wrong one speaks: a label of the other side, both sides' lines in one turn, a user who serves, an
assistant who is served. What was asked for, a scene or a letter, is no confusion."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ftprep.ops.dialogue._statements import SURNAMES
from ftprep.record import Turn

SERVED: Final = "用户|顾客|客户|提问者|买家|患者|病人|家长|租客|乘客|住客|访客|user|human|customer|client|buyer|guest|patient|caller|tenant|visitor"
SERVING: Final = "助手|客服|机器人|店员|卖家|商家|医生|护士|老师|房东|前台|导购|顾问|经理|坐席|专员|assistant|bot|ai|gpt|agent|clerk|support|seller|shopkeeper|receptionist|doctor|nurse|representative|rep|advisor|landlord|operator|staff|waiter|cashier"
_OTHERS: Final = {
    "assistant": "用户|顾客|客户|提问者|user|human|customer",
    "user": "助手|客服|机器人|assistant|bot|ai|gpt",
}
"""Not Q and A, 问 and 答: examples in a prompt and quizzes are made of them."""


def _label(names: str) -> re.Pattern[str]:
    """A name at the beginning of a line, with a colon or in brackets."""
    return re.compile(
        rf"(?:^|\n)[^\S\n]*(?:[*#>-]+[^\S\n]*)?(?:[【\[（(](?:{names})[】\]）)]\**\s*[:：]?|(?:{names})\**\s*[:：])",
        re.IGNORECASE,
    )


_LABEL: Final = {role: _label(names) for role, names in _OTHERS.items()}
_LINE: Final = re.compile(
    r"^[^\S\n]*(?:[*#>-]+[^\S\n]*)?(?:[【\[（(]([^\n【】\[\]（）():：]{1,14})[】\]）)]\**\s*[:：]?|([^\n:：,，。.!?！？*/\"“(（]{1,14}?)\**\s*(?:[:：]|(?<=[a-z]) [-–—] ))\**\s*(?=\S)",
    re.MULTILINE,
)
_MARKED: Final = re.compile(r"[:：【\[（(]|\w [-–—] ")
_PARTY: Final = re.compile(
    rf"(?:{SERVED}|{SERVING})|[AB甲乙]|[小老阿][一-鿿]|[{SURNAMES}](?:[一-鿿]{{1,2}}|先生|女士|小姐|经理|医生|老师)|妈妈|爸爸|儿子|女儿|老板|同学|记者|嘉宾",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"[A-Z][a-z]{1,11}|(?:Mr|Mrs|Ms|Dr)\.? [A-Z][a-z]+")
_NO_NAME: Final = frozenset(
    """pros cons input output example note question answer step english chinese verse chorus before after original revised
    advantages disadvantages problem solution result reason cause effect title summary subject cost price time date name
    type day week morning afternoon evening noun verb meaning translation definition pronunciation""".split()
)
_IS_SERVED, _IS_SERVING = (re.compile(f"(?:{names})", re.IGNORECASE) for names in (SERVED, SERVING))
_ASKED_FOR: Final = re.compile(
    r"对话|剧本|台词|脚本|小品|相声|情景|场景|采访|访谈|话术|聊天|短剧|辩论|问答|扮演|演一|演练|模拟|示例|样例|例子|举例|口语|练习|故事|小说|续写|改写|翻译|总结|整理|分析|格式|记录|范文|写一|写封|帮我写|模板|投诉信|邮件"
    r"|\b(?:scene|script|dialog\w*|conversation|interview|role.?play\w*|skit|play|debate|transcript|exchange|chats?|simulat\w*|example|sample|sketch"
    r"|screenplay|between|pretend|act as|story|write|draft|compose|translate|summari\w+|rewrite|letter|e-?mail|template|practi[cs]e|format\w*|log)\b",
    re.IGNORECASE,
)
_USER_AS_AI: Final = re.compile(
    r"作为(?:一个|一名)?(?:人工智能|ai|大?语言模型|助手|模型)+[,，]?我|\bas an ai (?:language model|assistant),? i\b",
    re.IGNORECASE,
)
_USER_AS_AGENT: Final = re.compile(
    r"请问您(?:需要|要|想)(?:要)?(?:点|办|喝|吃|咨询|了解|预订|预约|选|什么(?:业务|帮助|服务))|很高兴为您|您的(?:订单号|会员号|卡号)是(?:多少|什么)"
    r"|请(?:您)?提供(?:一下)?您的(?:订单|会员|账号|手机|姓名|证件|身份证|卡号|保单|病历)|欢迎(?:光临|致电)|可以帮(?:到?您|到?你的[?？])|(?:已经?|马上|这就|这边|立即)?(?:为|帮|给)您(?:查询|查一下|办理|处理|登记|安排|转接|申请|核实|重置)"
    r"|\bwhat seems to be the (?:problem|trouble|issue)\b|\b(?:may|can|could) i (?:have|get) your (?:\w+ )?(?:number|name|address|email|id)\b"
    r"|\bhow (?:may|can) i (?:help|assist) you\b|\bthank you for (?:calling|contacting)\b"
    r"|\b(?:let me|i(?:'ll| will| can)) (?:look (?:that|it|this) up|check (?:that|it|this)) for you\b",
    re.IGNORECASE,
)
"""What only the one who serves says."""
_HELPING: Final = (
    "help you",
    "assist you",
    "thank you",
    "for you",
    "have your",
    "get your",
    "seems to be",
    "帮到你",
    "欢迎",
)
"""One of them is in all that an agent says without 您."""
_AS_CUSTOMER: Final = re.compile(
    r"^\W*(?:(?:医生|大夫|客服|律师)[您你]好|[您你]好[,，]?(?:医生|大夫|客服|律师))"
    r"|^[^\n“\"「]{0,40}(?<!您|你)我想(?:要)?(?:退货|退款|投诉|改签|退订|取消订单|挂号|挂个号|咨询一下)"
    r"|^\W*(?:hi|hello|dear|hey),? (?:doctor|support|customer service|there, i(?:'d| would| want| need))\b"
    r"|^[^\n“\"]{0,40}\bi(?:'d| would) like to (?:return|cancel|exchange|report|complain)\b"
    r"|^[^\n“\"]{0,40}\bi want (?:a refund|my money back)\b|^[^\n“\"]{0,80}\b(?:can|could) you help me\b",
    re.IGNORECASE,
)
"""What only the one who is served says, and says at once."""
_ASKS_YOU: Final = re.compile(r"您[^\n]*[?？]$|\byou(?:r)?\b[^\n]*\?$", re.IGNORECASE)
_OF_ONESELF: Final = re.compile(
    r"(?:是的?[,，])?我(?!们?这|们|可以|来|帮|建议|给您|为您)|(?:yes, )?(?:i'd|i would|i want|i need|my) ",
    re.IGNORECASE,
)
_SERVES_YOU: Final = re.compile(r"您|\byour?\b", re.IGNORECASE)


def confused(turns: Sequence[Turn], role: str) -> list[int]:
    """The indexes of the role's turns that speak for the other side, up to where somebody asks for that."""
    found = []
    for at, turn in enumerate(turns):
        if turn.role == role and speaks_as_other(role, turn.content):
            own = turn.content if role == "user" and not _serves(turn.content) else ""
            if not _ASKED_FOR.search(own):
                found.append(at)
        if turn.role != "assistant":
            text = turn.full_content()
            if _ASKED_FOR.search(text) or len(_LINE.findall(text)) > 1:
                return found
    return found


def speaks_as_other(role: str, text: str) -> bool:
    """Whether a turn's text alone does."""
    if role == "user":
        return _serves(text) or _labelled(role, text)
    return _labelled(role, text) or _both_speak(text) or _AS_CUSTOMER.search(text) is not None


def _serves(text: str) -> bool:
    if ("作为" in text or "s an " in text) and _USER_AS_AI.search(text):
        return True
    return _may_serve(text) and _USER_AS_AGENT.search(text) is not None


def _may_serve(text: str) -> bool:
    return "您" in text or any(sign in text.lower() for sign in _HELPING)


def _labelled(role: str, text: str) -> bool:
    """Whether a line begins with the other side's label: not where it is one entry of a form."""
    label = _LABEL[role].search(text)
    if label is None or len(text) <= label.end() + 1:
        return False
    others = {name for name in _names(text) if not _PARTY.fullmatch(name)}
    return len(others) < 2


def _both_speak(text: str) -> bool:
    """Whether the lines of one turn are a dialogue: by labels that take turns, or by who asks and who answers."""
    if "\n" not in text:
        return False
    names = _names(text) if _MARKED.search(text) else []
    if len(names) > 1 and 2 * len(names) > len([line for line in text.split("\n") if line.strip()]):
        parties = set(names)
        served = any(map(_IS_SERVED.fullmatch, parties))
        if served and any(map(_IS_SERVING.fullmatch, parties)):
            return True
        again = any(names[at] == names[at - 2] != names[at - 1] for at in range(2, len(names)))
        if again and len(parties) < 4 and all(map(_is_party, parties)):
            return True
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    return any(
        _ASKS_YOU.search(asks)
        and _OF_ONESELF.match(tells)
        and not _SERVES_YOU.search(tells)
        and _SERVES_YOU.search(does)
        for asks, tells, does in zip(lines, lines[1:], lines[2:], strict=False)
    )


def _names(text: str) -> list[str]:
    return [(bracketed or bare).strip() for bracketed, bare in _LINE.findall(text)]


def _is_party(name: str) -> bool:
    return _PARTY.fullmatch(name) is not None or (_NAME.fullmatch(name) is not None and name.lower() not in _NO_NAME)
