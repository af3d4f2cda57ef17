"""Emoji are kept (the default) or removed, with their skin tones, joiners and flags."""

from __future__ import annotations

import re
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule

BASE = (
    "\u203c\u2049\u231a\u231b\u2328\u23cf\u23e9-\u23f3\u23f8-\u23fa\u25fd\u25fe\u2600-\u2604\u260e\u2611\u2614\u2615"
    "\u2618\u261d\u2620-\u2623\u2626\u262a\u262e\u262f\u2638-\u263a\u2640\u2642\u2648-\u2653\u265f\u2660\u2663\u2665\u2666"
    "\u2668\u267b\u267e\u267f\u2692-\u2697\u2699-\u269c\u26a0\u26a1\u26a7\u26aa\u26ab\u26b0\u26b1\u26bd\u26be\u26c4\u26c5"
    "\u26c8\u26ce\u26cf\u26d1-\u26d4\u26e9\u26ea\u26f0-\u26fa\u26fd\u2702\u2705\u2708-\u270d\u270f\u2714\u2716\u271d"
    "\u2721\u2728\u2733\u2734\u2744\u2747\u274c-\u274e\u2753-\u2757\u2763\u2764\u2795-\u2797\u27b0\u27bf\u2934\u2935"
    "\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d\u3297\u3299\U0001f004\U0001f0cf\U0001f170\U0001f171\U0001f17e"
    "\U0001f17f\U0001f18e\U0001f191-\U0001f19a\U0001f201-\U0001f251\U0001f300-\U0001f5ff\U0001f600-\U0001f64f"
    "\U0001f680-\U0001f6ff\U0001f7e0-\U0001f7eb\U0001f90c-\U0001f9ff\U0001fa70-\U0001faff"
)
"""The inside of a character class: what is shown as a picture (arrows, © and digits that may be are left out)."""

_ONE = rf"[{BASE}](?:\ufe0f|[\U0001f3fb-\U0001f3ff])*"
EMOJI = (
    rf"(?:[\U0001f1e6-\U0001f1ff]{{2}}|[0-9#*]\ufe0f?\u20e3|\U0001f3f4[\U000e0020-\U000e007f]+|{_ONE}(?:\u200d{_ONE})*)"
)
"""A pattern for one emoji, of however many characters."""

_EMOJI = re.compile(EMOJI)


def make(settings: Any) -> Change | None:
    return (lambda text: _EMOJI.sub("", text)) if settings.emoji == "remove" else None


RULE = Rule(
    "emoji",
    make,
    gates=(
        (
            r"[\x{203c}\x{2049}\x{20e3}\x{231a}-\x{23ff}\x{25fd}\x{25fe}\x{2600}-\x{27bf}\x{2934}\x{2935}\x{2b05}-\x{2b55}"
            r"\x{3030}\x{303d}\x{3297}\x{3299}\x{1f000}-\x{1faff}]"
        ),
    ),
)
