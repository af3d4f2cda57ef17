"""What one side says in a conversation, and by one pass over it which readers have anything to read there.

A sign is missing only where its reader would find nothing; where it is there the reader looks itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Final

from ftprep.ops.dialogue._contradictions import LOOKED_AT, UNIT_BEGINS
from ftprep.ops.dialogue._number_words import NUMBER_WORD
from ftprep.ops.dialogue._statements import OPPOSITES, SURNAMES
from ftprep.text.gate import Gate

DIGITS: Final = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟"
"""In Chinese characters."""
COUNTS, NAMES, DENIALS, OTHER_DENIALS, SPEAKS_AS_USER, SPEAKS_AS_ASSISTANT, RARE, WORDED = range(8)
"""Two numbers; a name; a denial, and one in English or of what the speaker says of themselves; the other side's words,
of each side; what might be a digit of another script than Latin and Chinese; a number in
English words."""
_OF_WHOLE_TEXTS: Final = (NAMES, SPEAKS_AS_USER, SPEAKS_AS_ASSISTANT)
_BREAK: Final = " \n。 "
"""Between two turns: it ends a clause and a word, and belongs to none."""

_SPACE: Final = r"[\s\p{Z}\x0b\x1c-\x1f\x85]"
_NUMBER: Final = rf"(?:[\p{{Nd}}{DIGITS}](?:[\p{{Nd}}{DIGITS}]|{_SPACE}*(?i:[{UNIT_BEGINS}]))|(?i:{NUMBER_WORD}))"
_EN_DENIAL: Final = rf"(?i:n't|\b(?:not?|never|cannot|{'|'.join(OPPOSITES)})\b)"
_PATTERNS: Final = {
    COUNTS: rf"{_NUMBER}\C*{_NUMBER}",
    NAMES: rf"(?i:my name|call)|[syd]{_SPACE}[A-Z]|叫|[是由][{SURNAMES}]|由[一-鿿]+的|我是(?:客服|你[一-鿿]{{0,5}})?[小老阿]",
    DENIALS: rf"[不没无]|{_EN_DENIAL}",
    OTHER_DENIALS: rf"我[也还都真从来一直可就]*[不没]|{_EN_DENIAL}",
    SPEAKS_AS_USER: rf"(?i:用户|顾客|客户|提问者|u[sſ]er|human|cu[sſ]tomer)[】\]*）)]*{_SPACE}*[:：】\]）)–—-]"
    r"|我想要?[退投改取挂咨]|[您你]好[,，]?[医大客律]|[医大客律].[您你]好|生[您你]好|服[您你]好"
    r"|(?i:(?:doctor|support|service|you help me|would (?:like|want)|i'd|i want|i need))",
    SPEAKS_AS_ASSISTANT: r"作为|s an |帮(?:到|你的)|[为帮给]您|问您[需要想]|您的.{2,3}号?是|供(?:一下)?您的|欢迎[光致]"
    r"|(?i:(?:help|ass[iİı]st|thank|for) you|(?:have|get) your|seems to be)"
    rf"|(?i:助手|客服|机器人|ass[iİı]stant|bot|a[iİı]|gpt)[】\]*）)]*{_SPACE}*[:：】\]）)–—-]",
    RARE: r"[\x{660}-\x{1c59}\x{a620}-\x{abf9}\x{10000}-\x{10ffff}]",
    WORDED: f"(?i:{NUMBER_WORD})",
}


class Side:
    """`texts` are its turns, at least one; `heads` what is read of each."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = texts
        self.heads = texts
        whole = max(map(len, texts)) <= LOOKED_AT
        if not whole:
            self.heads = [text[:LOOKED_AT] for text in texts]
        self.joined = _BREAK.join(self.heads)
        self.signs: Collection[int] = _gate().hits(self.joined)
        if not whole:
            self.signs = {*self.signs, *_OF_WHOLE_TEXTS}
        elif SPEAKS_AS_USER not in self.signs and any("\n" in text for text in texts):
            self.signs = {*self.signs, SPEAKS_AS_USER}


@cache
def _gate() -> Gate:
    return Gate([_PATTERNS[sign] for sign in sorted(_PATTERNS)])
