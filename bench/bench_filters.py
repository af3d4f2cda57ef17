"""Speed of the filters on chats in memory, on one core; a filter's language option, which asks a model, for itself."""

from __future__ import annotations

from bench.chat_corpus import chats
from bench.timing import speed
from ftprep.operator import get_operator

FLOOR = 10.0
"""MB of UTF-8 a CPU second."""

CASES = (
    ("filter_quality", {}),
    ("filter_quality", {"preset": "instruction"}),
    ("filter_quality", {"preset": "web"}),
    ("filter_quality", {"preset": "pretraining"}),
    ("filter_quality", {"languages": ("zh", "en")}),
    ("filter_spam", {}),
    ("detect_refusals", {}),
    ("check_dialogue", {}),
    ("screen_compliance", {}),
)


def run() -> None:
    records = chats(4_000, "untidy")
    for name, options in CASES:
        operator = get_operator(name)
        found = speed(operator.factory, operator.options(**options), records)
        told = ", ".join(f"{key}={value}" for key, value in options.items())
        print(f"{name}({told}): {found:.1f} MB/s" + ("" if found >= FLOOR else f" (below {FLOOR:.0f})"), flush=True)
