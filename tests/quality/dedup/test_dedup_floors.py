"""deduplicate on data with known duplicates: floors that only go up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.near_duplicates import corpus, records
from ftprep.operator import Context
from ftprep.ops.dedup.deduplicate import DeduplicateOptions, deduplicate
from ftprep.record import Record, Turn
from ftprep.report import Report

DATA = Path(__file__).resolve().parents[3].parent / "shared" / "data"
RECALL = 0.995


def _drops(items, **options):
    made = deduplicate(DeduplicateOptions(**options), Context(Report("deduplicate"), Path()))
    for record in items:
        made.add(record)
    made.settle(lambda position: items[position])
    return {at for at in range(len(items)) if made.verdict(at) is not None}


def test_near_duplicates_are_found_and_nothing_else(figure):
    made = corpus(6000, share=0.25)
    drops = _drops(records(made.texts), threshold=0.7, keep="first")
    variants = {variant for _, variant, _ in made.pairs}
    found = sum(variant in drops for variant in variants)
    figure(
        f"near-duplicates at J >= 0.7: recall {found / len(variants):.4f} of {len(variants)}, wrongly dropped {len(drops - variants)}"
    )
    assert found / len(variants) >= RECALL
    assert drops <= variants


def test_every_exact_duplicate_of_the_messages_is_found(figure):
    path = DATA / "spam_en_sms" / "sms.jsonl"
    if not path.exists():
        pytest.skip("the shared data set spam_en_sms is not beside the project")
    with path.open(encoding="utf-8", newline="\n") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    repeated = len(texts) - len(set(texts))
    drops = _drops(
        [Record(str(at), [Turn("user", text)]) for at, text in enumerate(texts)], method="exact", keep="first"
    )
    seen: set[str] = set()
    exact = {at for at, text in enumerate(texts) if text in seen or seen.add(text)}
    figure(
        f"exact duplicates among {len(texts)} messages: {len(exact & drops)} of {repeated}, and {len(drops - exact)} more by case and spaces"
    )
    assert repeated == 168
    assert exact <= drops
