"""Speed of the filters on chats in memory, on one core; a filter's language option, which asks a model, for itself."""

from __future__ import annotations

from bench.chat_corpus import chats, megabytes
from bench.timing import speed
from ftprep.operator import get_operator
from ftprep.record import Record

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
    print(_made_of(records), flush=True)
    for name, options in CASES:
        operator = get_operator(name)
        found = speed(operator.factory, operator.options(**options), records)
        told = ", ".join(f"{key}={value}" for key, value in options.items())
        if "languages" in options:
            says = " (asks a language model: no floor)"
        else:
            says = "" if found >= FLOOR else f" (below {FLOOR:.0f})"
        print(f"{name}({told}): {found:.1f} MB/s{says}", flush=True)


def _made_of(records: list[Record]) -> str:
    texts = [text for record in records for text in record.texts()]
    chinese = sum(not text.isascii() for text in texts) / len(texts)
    size = megabytes(records)
    return (
        f"made-up everyday chats: {len(records):,} conversations of {len(records[0].turns)} turns, {size:.1f} MB, "
        f"{size * 1e6 / len(texts):.0f} bytes a turn, {chinese:.0%} of the turns Chinese and the others English, "
        "a tenth of the conversations with markup, broken or styled text in one turn"
    )
