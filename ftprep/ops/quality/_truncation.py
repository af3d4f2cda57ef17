"""Whether an answer stops in the middle, by how it ends."""

from __future__ import annotations

import re

_SURE = re.compile(r"[,，、;；(（\[【{「『《“‘+=&/]\s*$")
"""No sentence ends so."""
_HANGING = re.compile(
    r"(?:\b(?:and|or|but|the|an|of|to|with|for|from|because|which|that\sis|such\sas|is|are|was|were|by|into|than|if|your|their|its)"
    r"|(?:以及|并且|而且|或者|但是|因为|所以|例如|比如|包括|如果|虽然|由于|通过|根据|对于|关于|其中|以便))\s*$"
)
_SENTENCE_END = re.compile(r"[.!?。！？…]")
_ENDED = re.compile(r"[.!?。！？…~～:：)）\]】}」』》”’\"'`*|>%℃°\d$€¥]\s*$|[\U0001f000-\U0001faff☀-➿️]\s*$")
_LIST_LINE = re.compile(r"\s*(?:[-*•·|#>]|\(?\d{1,3}[.)、）:：])")
_LIKELY_LENGTH = 200


def truncation(text: str, *, likely: bool) -> str | None:
    """How a text shows that it was cut, or None. `likely` also takes a long text of ended sentences whose last one has
    no end, which in casual writing happens on purpose.

    >>> truncation("The three steps are cutting,", likely=False), truncation("好的", likely=True)
    ('ends on a joining mark', None)
    """
    text = text.rstrip()
    if not text:
        return None
    if text.count("```") % 2:
        return "a code block is not closed"
    if text.endswith("```"):
        return None
    if _SURE.search(text):
        return "ends on a joining mark"
    last = text[text.rfind("\n") + 1 :]
    if _HANGING.search(text) and len(text) > 20 and not _LIST_LINE.match(last):
        return "ends on a joining word"
    if likely and len(text) >= _LIKELY_LENGTH and not _ENDED.search(text) and not _LIST_LINE.match(last):
        ends = len(_SENTENCE_END.findall(text))
        if ends >= 3 and len(last) > 15:
            return "the last of its sentences has no end"
    return None
