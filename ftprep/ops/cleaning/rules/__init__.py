"""The rules of `clean_text`, in the order in which they run: one small module each, with one RULE.

Encoding first (what looks like a stray mark may be half a character), then markup, then characters, then whole lines,
then what single marks mean, the user's own patterns, and white space last, since every rule before may leave some.
"""

from ftprep.ops.cleaning.rules import (
    boilerplate,
    characters,
    chat_marks,
    chinese,
    emoji,
    html,
    mojibake,
    patterns,
    runs,
    spaces,
    urls,
    width,
)
from ftprep.ops.cleaning.rules.base import Rule

RULES: tuple[Rule, ...] = (
    mojibake.RULE,
    mojibake.CHINESE,
    html.RULE,
    chat_marks.RULE,
    characters.RULE,
    width.RULE,
    chinese.RULE,
    boilerplate.RULE,
    urls.RULE,
    emoji.RULE,
    runs.RULE,
    patterns.RULE,
    spaces.RULE,
)

__all__ = ["RULES", "Rule"]
