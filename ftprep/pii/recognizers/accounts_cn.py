"""Accounts of Chinese services, known by the word beside them: WeChat, QQ, Weibo, Alipay.

Forms: a WeChat id is 6 to 20 letters, digits, _ and -, the first a letter (wxid_ and 14 characters where it was never set);
a QQ number 5 to 11 digits, the first not 0. Weibo names are up to 30 characters; Alipay takes a mobile number or an e-mail.
"""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, SURE, Recognizer, compiled

_IS = r"""(?:号码|号|帐号|账号|账户|ID|id|Id|:|：|=|是|为|也是|就是|加|搜|搜索|我的|我|一下|同号|[ \t"'“「（()）\[\]【】＝])*"""
_WECHAT = compiled(
    r"(?:微信|微 ?信|薇信|威信|徽信|卫星号|绿泡泡|\bwechat\b|\bweixin\b|\bwx\b|\bvx\b|[加+]v(?=[ :：])|\bV信|\bv[:：])"
    + _IS
    + r"(?!https?:|www\.|wxid_)([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@-]|\.\w)",
    2,
)
_WECHAT_NUMBER = compiled(
    r"(?:微信|薇信|\bwechat\b|\bvx\b)(?:号码|号|账号|id)?[ \t]*[:：是为=]*[ \t]*(1[3-9]\d{9}|[1-9]\d{5,10})(?!\d|\.\d|\w)",
    2,
)
_WECHAT_STUCK = compiled(
    r"(?<![A-Za-z0-9])(?:[VvWw]X|[vw]x)(?=[A-Za-z])(?!id_)([A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@-]|\.\w)"
)
"""The short word and the id in one: 我VXabc_123."""
_WXID = compiled(r"wxid_[A-Za-z0-9]{6,20}\b")
_QQ = compiled(r"(?:\bQQ|扣扣|企鹅号|\bq号|\bQ号)(?:群)?" + _IS + r"([1-9]\d{4,10})(?![\d-]\d|\w|\.\d|@)", 2)
_QQ_MARK = compiled(r"[\(（](?:QQ[:：]?)?([1-9]\d{4,10})[\)）](?= *(?:\d{4}[-/]|$))", 2)
_WEIBO = compiled(
    r"(?:微博|\bweibo\b)(?:账号|帐号|昵称|名|号|ID|id|UID|uid|：|:|是|为|叫|[ \t])*[@＠]?(?<=[:：是为叫@＠ ])([A-Za-z0-9_\u4e00-\u9fff-]{2,30})",
    2,
)
_WEIBO_URL = compiled(r"weibo\.(?:com|cn)/(?:u/|n/)?([A-Za-z0-9_]{4,30})(?![\w/])", 2)
_ALIPAY = compiled(
    r"(?:支付宝|支付寶|\balipay\b)(?:(?!电话|手机|短信|客服|验证|绑定)[\u4e00-\u9fff]){0,6}(?:[:：=（(]|[ \t])*([A-Za-z0-9][A-Za-z0-9._+-]{1,40}@[A-Za-z0-9.-]+\.[A-Za-z]{2,10}|1[3-9]\d{9}|2088\d{12})(?!\w)"
    r"|(?:支付宝|支付寶|\balipay\b)(?:收款|转账|登录)?(?:账号|帐号|账户|帐户|号|[:：=（(]|是|为|就是|[ \t])*([A-Za-z][A-Za-z0-9_]{5,29})(?![\w@])",
    2,
)
_WORDS = frozenset(
    "wechat weixin account number please thanks official android iphone support message payment wechatpay mini program contact friend group".split()
)


def find_wechat(text: str) -> Iterator[Finding]:
    for match in _WXID.finditer(text):
        yield Finding("WECHAT_ID", *match.span(), SURE)
    for match in _WECHAT.finditer(text):
        value = match.group(1)
        certain = match.group(0)[: match.start(1) - match.start()].rstrip()[-1:] in ":：是为=号" or any(
            c.isdigit() or c in "_-" for c in value
        )
        if certain and value.lower() not in _WORDS:
            yield Finding("WECHAT_ID", *match.span(1), 0.9)
    for match in _WECHAT_STUCK.finditer(text):
        if any(char.isdigit() or char in "_-" for char in match.group(1)):
            yield Finding("WECHAT_ID", *match.span(1), LIKELY)
    for match in _WECHAT_NUMBER.finditer(text):
        yield Finding("WECHAT_ID", *match.span(1), 0.96)


def find_qq(text: str) -> Iterator[Finding]:
    for match in _QQ.finditer(text):
        yield Finding("QQ_NUMBER", *match.span(1), 0.96)
    for match in _QQ_MARK.finditer(text):
        yield Finding("QQ_NUMBER", *match.span(1), LIKELY)


def find_weibo(text: str) -> Iterator[Finding]:
    for match in _WEIBO.finditer(text):
        value = match.group(1)
        at = "@" in match.group() or "＠" in match.group()
        plain = value.isascii() or at
        yield Finding("WEIBO_ACCOUNT", *match.span(1), LIKELY if plain else 0.5)
    for match in _WEIBO_URL.finditer(text):
        yield Finding("WEIBO_ACCOUNT", *match.span(1), LIKELY)


def find_alipay(text: str) -> Iterator[Finding]:
    for match in _ALIPAY.finditer(text):
        yield Finding("ALIPAY_ACCOUNT", *match.span(match.lastindex or 0), SURE)


WECHAT = Recognizer(
    "wechat",
    "WECHAT_ID",
    ("(?i)微信|微 信|薇信|威信|徽信|卫星号|绿泡泡|wechat|weixin|wxid_|\\bwx|\\bvx|[加+]v|v信|v[:：]",),
    find_wechat,
)
QQ = Recognizer(
    "qq", "QQ_NUMBER", ("(?i)(?:qq|扣扣|企鹅号|q号)[^0-9]*[0-9]{5}", "[(（](?:QQ[:：]?)?[1-9][0-9]{4,10}[)）]"), find_qq
)
WEIBO = Recognizer("weibo", "WEIBO_ACCOUNT", ("(?i)微博|weibo",), find_weibo)
ALIPAY = Recognizer("alipay", "ALIPAY_ACCOUNT", ("(?i)支付宝|支付寶|alipay",), find_alipay)
