"""The checks of filter_quality that measure a share of an answer's characters: marks, digits, addresses, blanks."""

from __future__ import annotations

import re
from collections.abc import Callable

from ftprep.ops.quality._limits import CHINESE_FACTOR, MOST, Limits
from ftprep.ops.quality._view import View
from ftprep.text.bare_code import is_code
from ftprep.text.scripts import HAN

MIN_MEASURED = 20
"""Characters: in a shorter text a share says nothing."""

_SYMBOLS = re.compile(r"[^\w\s]+")
_COMBINING = "\u0300-\u036f\u20d0-\u20ff"
_MARKS = re.compile(
    f"[{_COMBINING}]{{1,2}}(?<![{_COMBINING}]{{3}})(?![{_COMBINING}])|[\ufe0e\ufe0f\u200d\u0900-\u0df7]+"
)
"""What belongs to a letter or an emoji; three marks on one letter are no writing."""
_EMOJI = re.compile(
    "[\U0001f000-\U0001faff\u231a\u231b\u23e9-\u23f3\u25fd\u25fe\u2600\u2614\u2615\u2639\u263a\u2648-\u2653\u267f\u2693\u26a1\u26aa\u26ab\u26bd\u26be"
    "\u26c4\u26c5\u26d4\u26ea\u26f5\u26fd\u2705\u270a-\u270d\u2728\u274c\u274e\u2753-\u2757\u2763\u2764\u2795-\u2797\u27a1\u2b50\u2b55\u301c~～]+"
)
"""Emoji alone: stars, boxes and arrows that only ornament are not among them."""
_DIGITS = re.compile(r"\d+")
_BLANKS = bytes(code for code in range(128) if chr(code).isspace())
_INDENT = re.compile(r"^[ \t]{2,}", re.MULTILINE)
_URL = re.compile(r"(?:https?://|www\.)[^\s<>\"'，。；、）】》]+")
_CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
_TABLE = re.compile(r"^\s*\|.*\|\s*$", re.MULTILINE)
_FORMULA = re.compile(r"\\[a-zA-Z]{2,}|[\w)]\s*[=≈≠≤≥]\s*[\w(\\√-]|\$[^$\n]*[A-Za-z0-9][^$\n]*\$|[√∑∫π²³]")
_HAN = re.compile(f"[{HAN}]")
_ASKS_FOR_SYMBOLS = re.compile(
    r"正则|代码|命令|脚本|公式|方程|化简|计算|表格|符号|标点|表情|颜文字|图案|画|密码|标记|格式|转义|乱码|坐标|摩斯|盲文|箭头"
    r"|\b(?:regex|regexp|regular expression|code|command|script|formula|equation|simplify|calculate|table|symbols?|punctuation|emoji|emoticon|ascii|art|draw"
    r"|password|markdown|latex|html|json|xml|yaml|css|sql|bash|shell|pattern|divider|separator|morse|braille|arrows?)\b",
    re.IGNORECASE,
)
_ASKS_FOR_DIGITS = re.compile(
    r"多少|几|号码|电话|编号|数字|数列|位|序列|排序|计算|算|求|验证码|圆周率|质数|素数|平方|日期|时间|密码|二进制|十六进制|坐标|身份证|卡号|单号|订单|比分|价格|数据|汇率|邮编|倍数|随机数|乘法|除法|加法|减法|口诀|列出|统计|排列|表格|成绩|年份|工资|账单|流水"
    r"|\d{2,}|[+*/=×÷]"
    r"|\b(?:numbers?|digits?|phone|codes?|primes?|pi|sequence|sort|calculate|compute|solve|convert|binary|hex\w*|how (?:many|much|long|old)|ids?|dates?|times?|years?"
    r"|prices?|coordinates?|fibonacci|multiples?|random|statistics|scores?|zip|postcode|pin|serial|tracking|account|bill|table|count|list|population|odds|data)\b",
    re.IGNORECASE,
)


def too_many_symbols(view: View, limits: Limits) -> str | None:
    if limits.max_symbols is None:
        return None
    for number, (text, most) in enumerate(zip(view.answers, view.neither_letter_nor_space, strict=True)):
        limit = limits.max_symbols
        if len(text) < MIN_MEASURED or most <= limit * len(text) or _chars(_SYMBOLS, text) <= limit * len(text):
            continue
        if limits.dialogue:
            if _ASKS_FOR_SYMBOLS.search(view.questions[number]):
                continue
            share = (_symbols(text) - _excused(text)) / len(text)
        else:
            share, limit = _symbols(text) / len(text), _bound(text, limit, code=True)
        if share > limit:
            return above(share, limit)
    return None


def too_many_digits(view: View, limits: Limits) -> str | None:
    if limits.max_digits is None:
        return None
    for number, (text, most) in enumerate(zip(view.answers, view.neither_letter_nor_space, strict=True)):
        limit = limits.max_digits
        if (
            len(text) < MIN_MEASURED
            or most <= limit * len(text)
            or (share := _chars(_DIGITS, text) / len(text)) <= limit
        ):
            continue
        if limits.dialogue:
            if not _ASKS_FOR_DIGITS.search(view.questions[number]):
                return above(share, limit)
        elif share > (limit := _bound(text, limit)):
            return above(share, limit)
    return None


def too_many_urls(view: View, limits: Limits) -> str | None:
    return _share(view, limits.max_urls, lambda text: _chars(_URL, text) if "://" in text or "www." in text else 0)


def too_much_space(view: View, limits: Limits) -> str | None:
    return _share(view, limits.max_spaces, _spaces)


def above(share: float, limit: float) -> str:
    """As 0.154 > 0.15: with as many digits as make it true."""
    return f"{_shown(share, limit)} > {limit}"


def below(share: float, limit: float) -> str:
    return f"{_shown(share, limit)} < {limit}"


def mostly_chinese(text: str) -> bool:
    """Whether half of its letters are Chinese, a word of them counted for two characters."""
    han = len(_HAN.findall(text))
    return han > 0 and 4 * han >= sum(map(str.isalpha, text)) + han


def _bound(text: str, limit: float, *, code: bool = False) -> float:
    """A limit that was drawn from English prose, as it is for this text."""
    wider = mostly_chinese(text) or (code and is_code(text))
    return min(MOST, CHINESE_FACTOR * limit) if wider else limit


def _shown(share: float, limit: float) -> str:
    for digits in range(2, 6):
        shown = f"{share:.{digits}f}"
        if (float(shown) > limit) == (share > limit) and float(shown) != limit:
            return shown
    return str(share)


def _share(view: View, limit: float | None, count: Callable[[str], int]) -> str | None:
    if limit is None:
        return None
    for text in view.answers:
        if text and (share := count(text) / len(text)) > limit and len(text) >= MIN_MEASURED:
            return above(share, limit)
    return None


def _excused(text: str) -> int:
    """The symbols of an answer in chat that are none of an unreadable one: emoji, tables, formulas."""
    if _FORMULA.search(text) is not None:
        return len(text)
    rows = "\n".join(_TABLE.findall(text))
    return _chars(_EMOJI, text) + _chars(_SYMBOLS, rows) - _chars(_EMOJI, rows)


def _spaces(text: str) -> int:
    if "  " in text or "\t" in text:
        text = _INDENT.sub("", text)
    if text.isascii():
        return len(text) - len(text.encode().translate(None, _BLANKS))
    return len(text) - len("".join(text.split()))


def _symbols(text: str) -> int:
    """Marks and symbols outside code blocks; what belongs to a letter or an emoji is none."""
    if "```" in text:
        text = _CODE.sub("", text)
    return _chars(_SYMBOLS, text) - _chars(_MARKS, text)


def _chars(pattern: re.Pattern[str], text: str) -> int:
    return sum(map(len, pattern.findall(text)))
