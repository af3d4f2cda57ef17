"""Whether an answer stops in the middle, by how it ends."""

from __future__ import annotations

import re

_TAIL = 20
_JOINING = re.compile(r"(?:[、（【「『《“‘]|[^:;=8xX'\-][(\[{]|\w[,，；])$")
"""No sentence ends so; ":(" is no bracket."""
_HANGING = re.compile(
    r"(?:\b(?:and|or|but|the|an|because|that\sis|such\sas|including|your|their|its|whether)"
    r"|(?:以及|并且|而且|或者|但是|因为|例如|比如|包括|如果|虽然|由于|通过|根据|对于|关于|其中|以便))$"
)
_SENTENCE_END = re.compile(r"[.!?。！？…]")
_ENDED = re.compile(r"[.!?。！？…~～:：)）\]】}」』》”’\"'`*|>%℃°\d$€¥]\s*$|[\U0001f000-\U0001faff☀-➿️]\s*$")
_LIST_LINE = re.compile(r"\s*(?:[-*•·|#>]|\(?\d{1,3}[.)、）:：])")
_LIKELY_LENGTH = 200


def truncation(text: str, *, likely: bool) -> str | None:
    """How a text shows that it was cut, or None. `likely` also takes a long text of ended sentences whose last one has
    no end, which in casual writing happens on purpose.

    >>> truncation("The three steps are cutting, sewing,", likely=False), truncation("好的", likely=True)
    ('ends on a joining mark', None)
    """
    text = text.rstrip()
    if text.count("```") % 2:
        return "a code block is not closed"
    tail = text[-_TAIL:]
    if not tail or tail.endswith("```"):
        return None
    if len(text) >= _TAIL and _JOINING.search(tail):
        return "ends on a joining mark"
    if _ENDED.search(tail):
        return None
    last = text[text.rfind("\n") + 1 :]
    if _LIST_LINE.match(last):
        return None
    if len(text) >= _TAIL and _HANGING.search(tail):
        return "ends on a joining word"
    if likely and len(text) >= _LIKELY_LENGTH and len(last) > 15 and len(_SENTENCE_END.findall(text)) >= 3:
        return "the last of its sentences has no end"
    return None
