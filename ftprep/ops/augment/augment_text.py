"""New records from old ones without a model."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Literal

from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.augment._edits import EDITS, RATES, cut
from ftprep.record import Lineage, Record, record_id
from ftprep.report import Reject

STEP = "augment_text"


class AugmentTextOptions(Options):
    methods: tuple[Literal["synonyms", "swap", "insert", "delete", "homophones", "entities", "sentences"], ...] = (
        setting(
            ("synonyms", "sentences"),
            help="What is done: synonyms, swap, insert, delete, homophones, entities, sentences. All but synonyms and sentences make noise: good for questions, bad for answers.",
        )
    )
    variants: int = setting(
        3, help="New records for each one (JioNLP: 3). Fewer come where little can be changed.", ge=1, le=20
    )
    side: Literal["user", "assistant", "both"] = setting(
        "user", help="Whose words are changed. Changed answers teach the model the changes."
    )
    keep_original: bool = setting(True, help="Give the records themselves too, before their variants.")
    strength: float = setting(1.0, help="Multiplies the rates of all methods.", gt=0, le=10)
    seed: int = setting(0, help="The same number makes the same variants.", panel=False)


@operator("source", AugmentTextOptions)
def augment_text(options: AugmentTextOptions, context: Context) -> Iterator[Record | Reject]:
    """Makes variants of records without a model: synonyms, word order, sentences split and joined, typing errors.

    Names, numbers, code, addresses, quotations and placeholders stay as they are. Every variant names its parent.
    """
    context.dataset.check_given()
    return _augmented(options, context)


def _augmented(options: AugmentTextOptions, context: Context) -> Iterator[Record | Reject]:
    for item in context.dataset:
        if isinstance(item, Reject):
            yield item
            continue
        if options.keep_original:
            yield item
        yield from _variants(item, options, context)


def _variants(record: Record, options: AugmentTextOptions, context: Context) -> Iterator[Record]:
    seen = {tuple(record.texts())}
    for number in range(1, options.variants + 1):
        rng = random.Random(f"{options.seed}:{record.id}:{number}")  # noqa: S311 - variants that can be made again
        made = _edited(record, options, rng)
        texts = tuple(made.texts())
        if texts in seen:
            context.report.count("nothing_to_change", record.id)
            continue
        seen.add(texts)
        context.report.made += 1
        lineage = Lineage(record.lineage.source, record.lineage.row, STEP, (record.id,), (*record.lineage.steps, STEP))
        yield made.replace(id=record_id(record.id, number, list(texts)), lineage=lineage)


def _edited(record: Record, options: AugmentTextOptions, rng: random.Random) -> Record:
    def change(text: str) -> str:
        pieces = cut(text)
        for method in options.methods:
            pieces = EDITS[method](pieces, rng, min(1.0, RATES[method] * options.strength))
        return "".join(piece.text for piece in pieces)

    if record.text is not None:
        return record.replace(text=change(record.text))
    sides = ("user", "assistant") if options.side == "both" else (options.side,)
    turns = [turn.with_content(change(turn.content)) if turn.role in sides else turn for turn in record.turns]
    return record.replace(turns=turns)
