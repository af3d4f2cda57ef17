"""Whether an answer stops in the middle, by how it ends."""

from __future__ import annotations

import re

from ftprep.text.bare_code import is_code
from ftprep.text.brackets import left_open

_TAIL = 40
_LONGEST_CODE = 20_000
"""Characters: a longer text is not read for brackets."""
_JOINING = re.compile(r"(?:[、（【「『《“‘]|[^:;=8xX'\-][(\[{]|\w[,，；])$")
"""No sentence ends so; ":(" is no bracket."""
_HANGING = re.compile(
    r"(?:\b(?:and|or|but|the|an|because|that\sis|such\sas|including|your|their|its|whether)"
    r"|(?:以及|并且|而且|或者|但是|因为|例如|比如|包括|如果|虽然|由于|通过|根据|对于|关于|其中|以便))$"
)
_HANGING_IN_PROSE = re.compile(
    r"(?:\b(?:a|to|of|from|with|by|as|is|are|was|were|be|been|will|would|can|could|should|must|may|might|has|have|had|which|who|whose|into|onto|between"
    r"|through|during|without|than|when|where|while|if|it|they|we|he|she|my|our|his|her|these|those|also|very|more|not|able\sto)"
    r"|[和与及或而且把被将对向从为于使让给在]|(?<![好是对行真样过])的|如何|怎样|这里的|那里的|一个|一种|一些|这个|这些|我们|可以|能够|需要|应该|进行|主要|非常|不仅|还要|还有)$"
)
"""A chat may well end so ("是这样的", "what are you looking for"); a text whose other sentences have their ends does not."""
_SENTENCE_END = re.compile(r"[.!?](?=\s)|[。！？…]")
_ENDED = re.compile(r"[.!?。！？…~～:：)）\]】}」』》”’\"'`*|>%℃°\d$€¥]\s*$|[\U0001f000-\U0001faff☀-➿️]\s*$")
_LIST_LINE = re.compile(r"\s*(?:[-*•·|#>]|\(?\d{1,3}[.)、）:：])")
_BARE_ITEM = re.compile(r"\s*(?:\(?\d{1,3}[.)、）]|[-*•·])\s*")
_DATA = re.compile(r"\s*(?:\{\s*\"|\[\s*[\[{\"]|\[\s*\d+\s*,)")
_NOT_PROSE = re.compile(r"[。.!?！？,，]\s*\n\s*\S[^\n]{0,40}$")
"""A short line after a sentence that has its end: a signature, a title, a link."""
_LAST_WORD = re.compile(r"([A-Za-z]{3,})$")
_WORD = re.compile(r"[a-z]+")
_INFLECTION = re.compile(r"(?:e?s|e?d|i?ng|ing|e?r|e?rs|est|ly|y|al|ion|ions|ment|ful|able|ness|n|en|t|e|a|o|i)$")
_MIN_PROSE = 2
"""Sentences with an end, from which a text is taken to give each its own."""
_MIN_FRAGMENT = 8
"""Words of a last sentence from which a piece of a word at its end counts."""
_LIKELY_LENGTH = 100


def truncation(text: str, *, likely: bool) -> str | None:
    """How a text shows that it was cut, or None. `likely` also takes a text of ended sentences whose last one has no
    end, which in casual writing happens on purpose.

    >>> truncation("The three steps are cutting, sewing,", likely=False), truncation("好的", likely=True)
    ('ends on a joining mark', None)
    >>> truncation("1. Wash.\\n2. Dry.\\n3.", likely=False), truncation('{"a": [1, 2', likely=False)
    ('the last item of a list is empty', 'a bracket is not closed')
    """
    text = text.rstrip()
    if text.count("```") % 2:
        return "a code block is not closed"
    tail = text[-_TAIL:]
    if not tail or tail.endswith("```"):
        return None
    last = text[text.rfind("\n") + 1 :]
    if _BARE_ITEM.fullmatch(last) and _follows_item(text[: -len(last)], last):
        return "the last item of a list is empty"
    if (_DATA.match(text) or is_code(text)) and len(text) <= _LONGEST_CODE and "```" not in text:
        return "a bracket is not closed" if left_open(text) else None
    return _of_prose(text, tail, last, likely=likely)


def _of_prose(text: str, tail: str, last: str, *, likely: bool) -> str | None:
    if len(text) >= 20 and _JOINING.search(tail):
        return "ends on a joining mark"
    if _ENDED.search(tail) or _LIST_LINE.match(last):
        return None
    if len(text) >= 20 and _HANGING.search(tail):
        return "ends on a joining word"
    sentences = len(_SENTENCE_END.findall(text))
    if sentences >= _MIN_PROSE and not _NOT_PROSE.search(text) and _HANGING_IN_PROSE.search(tail):
        return "ends on a word that needs another"
    if _ends_within_word(text, last):
        return "ends within a word"
    if likely and len(text) >= _LIKELY_LENGTH and len(last) > 15 and sentences >= 3 and not _NOT_PROSE.search(text):
        return "the last of its sentences has no end"
    return None


def _follows_item(before: str, last: str) -> bool:
    """Whether the line before a bare number or bullet is an item too, and no bare one."""
    line = before.rstrip().rsplit("\n", 1)[-1]
    return (
        _LIST_LINE.match(line) is not None
        and not _BARE_ITEM.fullmatch(line)
        and line.strip()[0] not in "|#>"
        and (last.strip()[0].isdigit() == line.strip().lstrip("(")[0].isdigit())
    )


def _ends_within_word(text: str, last: str) -> bool:
    """Whether a long sentence ends on the beginning of a word that stands in it before, as no form of that word is."""
    match = _LAST_WORD.search(last)
    if match is None or last.count(" ") < _MIN_FRAGMENT:
        return False
    piece, before = match[1].lower(), set(_WORD.findall(text[: -len(match[1])].lower()))
    return piece not in before and any(
        word.startswith(piece) and not _INFLECTION.fullmatch(word[len(piece) :]) for word in before
    )
