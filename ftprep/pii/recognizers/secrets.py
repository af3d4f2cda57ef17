"""Secrets of machines and of people: private keys, API keys and tokens, user names and passwords beside their words.

Forms of the issuers' own documentation: AWS, Google, GitHub, GitLab, Slack, Stripe, OpenAI and others that write sk-, Hugging
Face, npm, PyPI, SendGrid, Alibaba Cloud (LTAI), Tencent Cloud (AKID); RFC 7519 (JWT), RFC 7468 (PEM), RFC 6750 (Bearer).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, MAYBE, SURE, Recognizer, compiled

_PEM = compiled(
    r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\Z)"
)
_KNOWN = compiled(
    r"(?<![A-Za-z0-9_])(?:(?:AKIA|ASIA|AGPA|AROA|AIDA)[A-Z2-7]{16}|AIza[A-Za-z0-9_-]{35}|ya29\.[A-Za-z0-9_-]{20,}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{30,}"
    r"|gl(?:pat|dt|rt)-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|[sr]k_(?:live|test)_[A-Za-z0-9]{16,}|sk-(?:ant-|proj-|or-|svcacct-)?[A-Za-z0-9_-]{16,}"
    r"|hf_[A-Za-z0-9]{30,}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{30,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{30,}|LTAI[A-Za-z0-9]{12,24}|AKID[A-Za-z0-9]{28,34}"
    r"|dckr_pat_[A-Za-z0-9_-]{20,}|shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}|eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{4,}|app-[A-Za-z0-9]{24}|dataset-[A-Za-z0-9]{24})(?![A-Za-z0-9_])"
)
_LABELLED = compiled(
    r"(?:\b|_)(?:api[ _-]?keys?|app[ _-]?(?:key|secret)|access[ _-]?(?:key(?:[ _-]?(?:id|secret))?|token)|secret[ _-]?(?:access[ _-]?)?key|client[ _-]?secret|auth[ _-]?token|refresh[ _-]?token|session[ _-]?token|bot[ _-]?token|private[ _-]?token"
    r"|token|secret|credentials?|密钥|秘钥|私钥|令牌|访问令牌|授权码)[\"'”]?[ \t]*(?:是|为|is|[:：=]|=>|:=)[ \t]*[\"'“`]?([A-Za-z0-9+/_.~-]{12,}={0,2})",
    re.IGNORECASE,
)
_BEARER = compiled(r"\bBearer[ ]+([A-Za-z0-9+/_.~-]{16,}={0,2})", re.IGNORECASE)
_PASSWORD = compiled(
    r"(?:(?<![a-z])(?:pass(?:word|wd|code|phrase)?|pwd|pin(?: ?code)?)(?![a-z])|登录密码|支付密码|初始密码|密码|密碼|口令|验证码|驗證碼|提取码)(?:了|改成|改为|设成|设为|重置为|[\"'”])*[ \t]*(?:是|为|is|was|[:：=]|=>)[ \t]*[:：]?[ \t]*[\"'“「`]?"
    r"([^\s\"'“”「」`，。；、,;！？（）()<>\u4e00-\u9fff]{4,64})",
    re.IGNORECASE,
)
_PASSWORD_BESIDE = compiled(
    r"(?:密码|密碼|口令|授权码)(?:改成|改为|设成|设为|换成|重置为|重置成|就是)?[ ]?(?!(?:sha|md|aes|des|rsa|utf|base|sm)-?\d)((?=[!-~]*\d)[A-Za-z0-9][!-~]{5,63})",
    re.IGNORECASE,
)
"""Nothing between the word and the value: six characters or more, a digit among them."""
_COMMAND_LINE = compiled(r"(?<![\w-])(?:-u|--user)[ =][\"']?([^\s\"':]{2,40}):([^\s\"']{4,64})")
"""curl's way of giving both."""
_USERNAME = compiled(
    r"(?:(?<![a-z])(?:user[ _-]?(?:name|id)|login(?:[ _-]?name)?|screen[ _-]?name|account[ _-]?name|user)(?![a-z])|用户名|用戶名|登录名|登录账号|登录帐号|账户名|账号|帐号|帳號|用户id)[\"'”]?[ \t]*(?:是|为|is|[:：=]|=>)[ \t]*[:：]?[ \t]*[\"'“「`@]?"
    r"([A-Za-z0-9][A-Za-z0-9_.@-]{2,40})",
    re.IGNORECASE,
)
_EXPRESSION = compiled(r"[A-Za-z_]+(?:\.[A-Za-z_]+)+(?:\[.*)?|[a-z]+(?:_[a-z]+)+")
_PLAIN_WORDS = frozenset(
    "required invalid incorrect wrong expired correct missing none null true false not the a an too to string password username token str optional yes no default hidden encrypted protected case-sensitive valid empty admin's your my his her changed reset forgotten unknown undefined important secure weak strong safe self.password os.environ input text varchar char int request user guest".split()
)


def find_private_key(text: str) -> Iterator[Finding]:
    for match in _PEM.finditer(text):
        yield Finding("PRIVATE_KEY", *match.span(), SURE)


def find_api_key(text: str) -> Iterator[Finding]:
    for match in _KNOWN.finditer(text):
        if _looks_random(match.group()):
            yield Finding("API_KEY", *match.span(), SURE)
    for pattern in (_LABELLED, _BEARER):
        for match in pattern.finditer(text):
            value = match.group(1)
            if _looks_random(value) and any(char.isdigit() for char in value):
                yield Finding("API_KEY", *match.span(1), 0.9)


def find_password(text: str) -> Iterator[Finding]:
    for match in _PASSWORD.finditer(text):
        value = match.group(1).rstrip(".,:;")
        if (
            value.lower() not in _PLAIN_WORDS
            and not _EXPRESSION.fullmatch(value)
            and not value.startswith(("{", "$", "<", "%", "*", "[", "self.", "os."))
        ):
            yield Finding(
                "PASSWORD",
                match.start(1),
                match.start(1) + len(value),
                LIKELY if _has_mix(value) or not value.isalpha() else 0.5,
            )
    for match in _PASSWORD_BESIDE.finditer(text):
        yield Finding("PASSWORD", match.start(1), match.start(1) + len(match.group(1).rstrip(".,:;")), MAYBE)
    for match in _COMMAND_LINE.finditer(text):
        yield Finding("PASSWORD", *match.span(2), LIKELY)


_USERNAME_BESIDE = compiled(
    r"(?:用户名|用戶名|登录名|账号|帐号|帳號|账户名)[ ]?([A-Za-z][A-Za-z0-9_.-]*[0-9_-][A-Za-z0-9_.-]*)(?![A-Za-z0-9_@-])"
)
_USERNAME_ACTS = compiled(
    r"用户[ ]?([A-Za-z][A-Za-z0-9_.-]{2,40})(?=[ ]?(?:在|从|于|已|登录|登入|登陆|登出|退出|注销|下载|上传|访问|执行|删除|修改|提交|通过))"
)
"""As logs say it: 用户 wang.l47 在 …"""


def find_username(text: str) -> Iterator[Finding]:
    for match in _USERNAME.finditer(text):
        value = match.group(1).rstrip(".")
        if value.lower() not in _PLAIN_WORDS:
            yield Finding("USERNAME", match.start(1), match.start(1) + len(value), 0.7 if not value.isalpha() else 0.55)
    for pattern in (_USERNAME_BESIDE, _USERNAME_ACTS, _COMMAND_LINE):
        for match in pattern.finditer(text):
            yield Finding("USERNAME", *match.span(1), MAYBE)


def _has_mix(value: str) -> bool:
    return any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def _looks_random(value: str) -> bool:
    """Whether the characters are mixed as in a key: Shannon's entropy above 2.5 bits a character."""
    counts = Counter(value)
    return -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values()) > 2.5


PRIVATE_KEY = Recognizer("private_key", "PRIVATE_KEY", ("PRIVATE KEY",), find_private_key)
API_KEY = Recognizer(
    "api_key",
    "API_KEY",
    (
        r"(?:AKIA|ASIA|AGPA|AROA|AIDA)[A-Z2-7]{16}|AIza|ya29\.|gh[pousr]_|github_pat_|gl(?:pat|dt|rt)-|xox[abeoprs]-|xapp-|[sr]k_(?:live|test)_|sk-[A-Za-z0-9_-]{16}|hf_[A-Za-z0-9]{20}|npm_|pypi-|SG\.|LTAI|AKID|dckr_pat_|shp(?:at|ca|pa|ss)_|eyJ|app-[A-Za-z0-9]{24}|dataset-",
        r"(?i)(?:key|token|secret|credentials?|bearer|密钥|秘钥|私钥|令牌|授权码)[^a-z0-9]*(?:is)?[^a-z0-9]*[a-z0-9+/_.~-]{12}",
    ),
    find_api_key,
)
PASSWORD = Recognizer(
    "password",
    "PASSWORD",
    (
        r"(?i)(?:pass(?:word|wd|code|phrase)?)[\"'” ]*(?:is|was|[:：=])|pwd|\bpin\b|密码|密碼|口令|验证码|驗證碼|提取码|授权码|(?:-u|--user)[ =]",
    ),
    find_password,
)
USERNAME = Recognizer(
    "username",
    "USERNAME",
    (
        r"(?i)(?:user|login|screen|account)[ _-]?(?:name|id)?[\"'” ]*(?:is|[:：=])|用户名|用戶名|登录名|账号|帐号|帳號|账户名|用户id|用户[ ]?[a-z]|(?:-u|--user)[ =]",
    ),
    find_username,
)
