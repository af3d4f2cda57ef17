"""Web addresses: those that carry a secret (a password, a token) always, the others on demand."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import SURE, Recognizer, compiled

_BODY = r"[^\s<>\"'`，。；！？、（）【】《》“”‘’\u4e00-\u9fff]"
_URL = compiled(
    rf"\b(?:https?|ftp|wss?)://{_BODY}+|(?<![\w@.-])(?:www\.)(?:[a-z0-9-]+\.)+[a-z]{{2,24}}(?:[/?#]{_BODY}*)?"
    r"|(?<![\w@./-])(?:[a-z0-9-]{2,63}\.)+(?:com|org|net|edu|gov|io|cn|info|biz|co\.uk|de|fr|app|dev|ai|xyz|top|vip|club|online|site)(?:\.[a-z]{2})?\b(?!@)"
    rf"(?:/{_BODY}*)?",
    re.IGNORECASE,
)
_SECRET = compiled(
    r"\b[a-z][a-z0-9+.-]{1,20}://[^\s/:@\"'<>]*:[^\s/@\"'<>]+@[^\s\"'<>，。；）】]+"
    r"|\bhttps://hooks\.slack\.com/services/[A-Za-z0-9/]{20,}|\bhttps://(?:oapi\.dingtalk\.com/robot/send|qyapi\.weixin\.qq\.com/cgi-bin/webhook/send|open\.feishu\.cn/open-apis/bot/v2/hook)[^\s\"'<>，。；]{8,}",
    re.IGNORECASE,
)
_WHOLE = compiled(r"\bhttps?://[^\s\"'<>，。；（）【】]*", re.IGNORECASE)
_PARAMETER = compiled(r"[?&#;]([a-z_-]*+)=(?=[^\s&\"'<>，。；（）【】]{4})", re.IGNORECASE)
_SECRET_NAME = compiled(
    r"token|secret|passw(?:or)?d|pwd|api_?key|access_?key|signature|auth|credential|session_?id|sig|code", re.IGNORECASE
)
_TRAIL = ".,;:!?)]}*_\"'"


def find_url(text: str) -> Iterator[Finding]:
    for match in _URL.finditer(text):
        value = match.group().rstrip(_TRAIL)
        yield Finding(
            "URL",
            match.start(),
            match.start() + len(value),
            0.9 if "://" in value or value.lower().startswith("www.") else 0.6,
        )


def find_secret(text: str) -> Iterator[Finding]:
    for match in (*_SECRET.finditer(text), *_with_secret_parameter(text)):
        yield Finding("SECRET_URL", match.start(), match.start() + len(match.group().rstrip(_TRAIL)), SURE)


def _with_secret_parameter(text: str) -> Iterator[re.Match[str]]:
    """Addresses with a parameter that is named like a secret. First the address, then its parameters, then their names:
    as one pattern, an address that repeats itself would be read anew from each of its beginnings."""
    for address in _WHOLE.finditer(text):
        parameters = _PARAMETER.finditer(text, *address.span())
        if any(_SECRET_NAME.search(parameter[1]) for parameter in parameters):
            yield address


URL = Recognizer("url", "URL", (r"(?i)://|www\.|[a-z0-9]\.[a-z]{2,}",), find_url, on_demand=True)
SECRET = Recognizer("secret_url", "SECRET_URL", (r"://",), find_secret)
