"""Speed of the filters on chats in memory, on one core; a filter's language option, which asks a model, for itself."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

from bench.chat_corpus import chats, megabytes
from bench.floors import held
from bench.many_chats import _sentence
from bench.timing import speed
from ftprep.operator import get_operator
from ftprep.record import Record

FLOOR = 10.0
"""MB of UTF-8 a CPU second."""

CASES: tuple[tuple[str, dict[str, Any]], ...] = (
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


WORDS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("filter_quality", {"preset": "pretraining", "repetition": "off"}),
    ("filter_quality", {"preset": "pretraining"}),
)
"""On documents: without the n-grams of words that Gopher's rules cut and count, and with them."""


def run() -> None:
    records = chats(4_000, "untidy")
    print(_made_of(records), flush=True)
    for name, options in CASES:
        _measure(name, options, records)
    pages = list(documents(700))
    print(f"made-up documents: {len(pages)}, half Chinese, half English, {megabytes(pages):.1f} MB", flush=True)
    for name, options in WORDS:
        _measure(name, options, pages)


def _measure(name: str, options: dict[str, Any], records: list[Record]) -> None:
    operator = get_operator(name)
    found = speed(operator.factory, operator.options(**options), records)
    told = ", ".join(f"{key}={value}" for key, value in options.items())
    what = f"{name}({told})"
    says = "(asks a language model: no floor)" if "languages" in options else held(what, found, least=FLOOR)
    print(f"{what}: {found:.1f} MB/s {says}", flush=True)


def documents(count: int) -> Iterator[Record]:
    """Plain text of some 3,000 characters in paragraphs, of sentences that hardly repeat each other."""
    for language, chinese in (("zh", True), ("en", False)):
        draw = random.Random(5)
        for number in range(count // 2):
            sentences = [_sentence(draw, chinese=chinese) for _ in range(64 if chinese else 36)]
            glue = "" if chinese else " "
            text = "\n".join(glue.join(sentences[at : at + 4]) for at in range(0, len(sentences), 4))
            yield Record(f"{language}-{number}", text=text)


def _made_of(records: list[Record]) -> str:
    texts = [text for record in records for text in record.texts()]
    chinese = sum(not text.isascii() for text in texts) / len(texts)
    size = megabytes(records)
    return (
        f"made-up everyday chats: {len(records):,} conversations of {len(records[0].turns)} turns, {size:.1f} MB, "
        f"{size * 1e6 / len(texts):.0f} bytes a turn, {chinese:.0%} of the turns Chinese and the others English, "
        "a tenth of the conversations with markup, broken or styled text in one turn"
    )
