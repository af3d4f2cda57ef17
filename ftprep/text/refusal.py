"""Whether an answer refuses: what `detect_refusals` decides by, for every operator that must know."""

from __future__ import annotations

import re

_OPENING = 120
"""Characters at the beginning in which a refusal declares itself."""

_REFUSES = re.compile(
    r"作为(?:一个|一名)?(?:人工智能|AI|语言模型|大模型)|我(?:无法|不能|没办法|没有办法)(?:回答|提供|满足|协助|帮|为您|给出|完成)"
    r"|as an? (?:ai|artificial intelligence|language model)|i(?:'m| am) (?:sorry|unable|not able)[^.]{0,40}(?:can(?:'t|not)|unable|not able)"
    r"|i can(?:'t|not) (?:help|assist|provide|answer|comply|fulfil)",
    re.IGNORECASE,
)


def is_refusal(answer: str) -> bool:
    """Whether the answer's beginning refuses to answer.

    >>> is_refusal("抱歉，作为人工智能我无法回答。"), is_refusal("抱歉让你久等了，已经发货。")
    (True, False)
    """
    return _REFUSES.search(answer[:_OPENING]) is not None
