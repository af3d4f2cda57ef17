"""What a recognizer is: patterns find, a check digit or the words around confirm.

Patterns are compiled with re.ASCII, so that \\b, \\d and \\w know ASCII only: a number that stands right beside Chinese
has a word boundary there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ftprep.pii.finding import Finding
from ftprep.text.gate import Gate

Find = Callable[[str], Iterable[Finding]]

SURE, LIKELY, MAYBE, UNLIKELY = 1.0, 0.85, 0.6, 0.3
"""Scores: proved by a check digit or an unmistakable form · form and words agree · form alone · looks the part only."""

_NO_PERSON = (
    r"(?i)(?:就诊|病历|住院|挂号|学号|工号|订单|訂單|单号|快递|运单|流水|交易|工单|编号|编码|批次|批号|货号|型号|条码|序列|版本|金额|价格|合计|总计|库存|数量|商品|产品|零件|案号|发票|凭证|合同|文号|版权|专利|注册号|备案"
    r"|ISBN|ISSN|SKU|EAN|UPC|DOI|PMID|arXiv|SN|S/N|P/N"
    r"|order|invoice|tracking|shipment|serial|part|model|batch|lot|item|ticket|case|issue|bug|build|version|release|commit|revision|patent|product|price|total|amount|qty|quantity|reference|ref|transaction|txn|id)"
    r"(?:[ _-]?(?:编号|号码|号|码|id|ID|no\.?|number|num|code|#))*[\"'”]?[ \t|｜]*(?:[:：=#]|是|为|is)?[ \t]*[#\"'“]?[ \t]*(?:No\.?)?$"
)
"""What stands before the number of a thing (RE2: asked for every candidate)."""


@dataclass(frozen=True, slots=True, eq=False)
class Recognizer:
    """Finds one entity. `gates` are RE2 patterns one of which occurs in every text that holds one."""

    name: str
    entity: str
    gates: tuple[str, ...]
    find: Find
    on_demand: bool = False
    """Used only where its entity is asked for by name."""
    best: float = 1.0
    """The highest score it gives: below the score asked for it is not run."""


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII | flags)


def words(pattern: str) -> re.Pattern[str]:
    """Context words, in any case."""
    return re.compile(pattern, re.ASCII | re.IGNORECASE)


def near(text: str, start: int, end: int, context: re.Pattern[str], before: int = 30, after: int = 0) -> bool:
    """Whether a context word stands within so many characters."""
    around = text[max(0, start - before) : start]
    if after:
        around += "\n" + text[end : end + after]
    return bool(_context_gate(context).hits(around))


@cache
def _context_gate(context: re.Pattern[str]) -> Gate:
    return Gate(["(?i)" + context.pattern])


def other_number(text: str, start: int) -> bool:
    """Whether the words right before say that this is a number of a thing: an order, a price, a version …"""
    return bool(_no_person().hits(text[max(0, start - 24) : start]))


def each(pattern: re.Pattern[str], text: str, group: int = 0) -> Iterator[tuple[str, int, int]]:
    """(value, start, end) of every match."""
    for match in pattern.finditer(text):
        yield match.group(group), match.start(group), match.end(group)


_CLUSTER = re.compile(r"[+(（]{0,2}[0-9](?:[-. /()（）]{0,3}[0-9]){6,}")
_BEYOND = 16
"""Characters after a cluster that a pattern may still want: an extension, what must not follow."""


def in_clusters(text: str, pattern: re.Pattern[str], but: re.Pattern[str] | None = None) -> Iterator[re.Match[str]]:
    """Matches of the pattern where at least seven digits stand together: the only places where it can match.

    A pattern that begins by looking behind is tried at every character; so it is tried at these few, and not at those
    that are nothing `but` something else.
    """
    for start, end in _clusters(text):
        if but is None or but.fullmatch(text, start, end) is None:
            yield from pattern.finditer(text, start, min(len(text), end + _BEYOND))


@lru_cache(maxsize=2)
def _clusters(text: str) -> list[tuple[int, int]]:
    return [cluster.span() for cluster in _CLUSTER.finditer(text)]


@cache
def _no_person() -> Gate:
    return Gate([_NO_PERSON])


def digits_of(value: str) -> str:
    return "".join(char for char in value if char.isdigit())


def luhn(digits: str) -> bool:
    """ISO/IEC 7812-1, annex B.

    >>> luhn("4539578763621486"), luhn("4539578763621487")
    (True, False)
    """
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char)
        if index % 2:
            value = value * 2 - 9 if value > 4 else value * 2
        total += value
    return total % 10 == 0
