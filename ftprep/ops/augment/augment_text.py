"""New records from old ones without a model."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from typing import Literal

from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.augment._edits import EDITS, RATES, cut
from ftprep.ops.augment._private import holds_personal_data
from ftprep.ops.augment._translating import REASONS, BackTranslator, TranslationError
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
    translator: str = setting(
        "",
        help="Address of a translator (LibreTranslate's /translate): one more variant of each record comes back from the other language. Texts are sent there.",
        panel=False,
    )
    allow_hosts: tuple[str, ...] = setting((), help="Hosts or networks inside that may be reached.", panel=False)
    seed: int = setting(0, help="The same number makes the same variants.", panel=False)


@operator("source", AugmentTextOptions, reasons=REASONS, uses_network=True)
def augment_text(options: AugmentTextOptions, context: Context) -> Iterator[Record | Reject]:
    """Makes variants of records without a model: synonyms, word order, sentences split and joined, typing errors.

    Names, numbers, code, addresses, quotations and placeholders stay as they are. Every variant names its parent.
    """
    context.dataset.check_given()
    translator = None
    if options.translator.strip() and context.fetcher is not None:
        translator = BackTranslator(options.translator.strip(), options.allow_hosts, context.fetcher, context.work_dir)
    return _augmented(options, context, translator)


def _augmented(
    options: AugmentTextOptions, context: Context, translator: BackTranslator | None
) -> Iterator[Record | Reject]:
    for item in context.dataset:
        if isinstance(item, Reject):
            yield item
            continue
        if options.keep_original:
            yield item
        yield from _variants(item, options, context)
        if translator is not None:
            yield _translated(item, options, context, translator)


def _translated(
    record: Record, options: AugmentTextOptions, context: Context, translator: BackTranslator
) -> Record | Reject:
    """The record back from the other language, or why it isn't."""
    if holds_personal_data(record):
        return _reject(record, "personal_data")
    try:
        texts = iter(translator.back(_own_texts(record, options)))
    except TranslationError as problem:
        return _reject(record, problem.reason, problem.detail)
    context.report.made += 1
    return _variant(record, _changed(record, options, lambda _: next(texts)), 0)


def _reject(record: Record, reason: str, detail: str = "") -> Reject:
    lineage = record.lineage
    return Reject(reason, STEP, lineage.source, lineage.row, record.to_row(), record.id, detail)


def _variant(record: Record, made: Record, number: int) -> Record:
    lineage = Lineage(record.lineage.source, record.lineage.row, STEP, (record.id,), (*record.lineage.steps, STEP))
    return made.replace(id=record_id(record.id, number, list(made.texts())), lineage=lineage)


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
        yield _variant(record, made, number)


def _edited(record: Record, options: AugmentTextOptions, rng: random.Random) -> Record:
    def change(text: str) -> str:
        pieces = cut(text)
        for method in options.methods:
            pieces = EDITS[method](pieces, rng, min(1.0, RATES[method] * options.strength))
        return "".join(piece.text for piece in pieces)

    return _changed(record, options, change)


def _sides(options: AugmentTextOptions) -> tuple[str, ...]:
    return ("user", "assistant") if options.side == "both" else (options.side,)


def _own_texts(record: Record, options: AugmentTextOptions) -> list[str]:
    """The texts that may be changed, in order."""
    if record.text is not None:
        return [record.text]
    return [turn.content for turn in record.turns if turn.role in _sides(options)]


def _changed(record: Record, options: AugmentTextOptions, change: Callable[[str], str]) -> Record:
    if record.text is not None:
        return record.replace(text=change(record.text))
    sides = _sides(options)
    turns = [turn.with_content(change(turn.content)) if turn.role in sides else turn for turn in record.turns]
    return record.replace(turns=turns)
