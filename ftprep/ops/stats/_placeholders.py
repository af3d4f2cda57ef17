"""What stands in the place of something taken out of a text: <PERSON_1>, [电话], [图片]. Counted as characters, never as words."""

from __future__ import annotations

import re
from typing import Final

_WHAT: Final = (
    "NAME PERSON USER PHONE MOBILE TEL EMAIL MAIL ADDRESS LOCATION CITY ORG ORGANIZATION COMPANY DATE TIME AGE ID SSN CARD "
    "ACCOUNT BANK PASSWORD IP URL LINK NUMBER MASK MASKED REDACTED REMOVED PII IMAGE PHOTO PICTURE VIDEO AUDIO VOICE FILE STICKER EMOJI"
).replace(" ", "|")
_WHAT_ZH: Final = (
    "姓名 名字 人名 电话 电话号码 手机 手机号 手机号码 固话 邮箱 电子邮箱 邮件 地址 住址 位置 身份证 身份证号 身份证号码 护照 护照号 银行卡 银行卡号 卡号 车牌 车牌号 "
    "微信 微信号 QQ QQ号 账号 账户 密码 公司 公司名 机构 日期 生日 网址 链接 隐私 已脱敏 脱敏 图片 照片 表情 动画表情 语音 视频 文件 红包 转账 名片 聊天记录 小程序"
).replace(" ", "|")
_PLACEHOLDER: Final = re.compile(
    rf"""<[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*>                           # <PERSON_1>, <PHONE>
    | <(?:ENC|HASH):[A-Z0-9_]+:[\w-]+>
    | [\[{{<]{{1,2}}(?:[A-Z]+_)*(?:{_WHAT})(?:_[A-Z]+)*(?:_?[0-9]+)?[\]}}>]{{1,2}}
    | [\[{{<＜]{{1,2}}(?:{_WHAT_ZH})_?[0-9]*[\]}}>＞]{{1,2}}        # not 【】: headings stand in those""",
    re.VERBOSE,
)
_OPENINGS: Final = re.compile(r"[<\[{＜]")


def between_placeholders(text: str) -> list[str]:
    """The pieces of a text that are its own, in order.

    >>> between_placeholders("Call <PERSON_1> at [PHONE], x < y"), between_placeholders("请拨打[电话1]，谢谢[注意]")
    (['Call ', ' at ', ', x < y'], ['请拨打', '，谢谢[注意]'])
    """
    return _PLACEHOLDER.split(text) if _OPENINGS.search(text) else [text]
