"""Finding personal data and putting something else in its place."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

from ftprep.errors import SettingsError
from ftprep.operator import Context, Options, Step, operator, setting
from ftprep.ops.pii._anonymizers import shape
from ftprep.ops.pii._masker import Masker
from ftprep.pii.recognizers import ENTITIES, RECOGNIZERS
from ftprep.record import Record

_COUNT = {"type": "number"}
_TEXT = {"type": "string"}
_FIGURES: dict[str, dict[str, Any]] = {
    "entities": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"entity": _TEXT, "count": _COUNT, "records": _COUNT, "example": _TEXT},
        },
    },
    "left": {"type": "number", "description": "Values found that a second scan still found after masking."},
}


class MaskPiiOptions(Options):
    entities: tuple[str, ...] = setting(
        (),
        help="What to look for, by entity name, comma-separated; empty: everything but URL and ORGANIZATION. all: everything. -NAME leaves one out.",
    )
    anonymizer: Literal["replace", "pseudonymize", "mask", "redact", "hash", "encrypt", "detect"] = setting(
        "replace",
        help="replace: <PHONE_NUMBER_1>, the same value the same number. pseudonymize: a made-up value of the same shape. mask: ***. redact: nothing. hash and encrypt need a key. detect: only write positions into labels.",
    )
    scope: Literal["conversation", "dataset"] = setting(
        "conversation", help="Where a value keeps its number: within its conversation, or in the whole data set."
    )
    min_score: float = setting(
        0.5, ge=0, le=1, help="How sure a finding must be. Lower finds more names and takes more words for names."
    )
    key: str = setting(
        "",
        secret=True,
        help="Secret for hash, encrypt and pseudonymize: the same key gives the same stand-ins in every call.",
    )
    patterns: str = setting("", help="Your own entities, one NAME=regular expression a line.")
    per_entity: tuple[str, ...] = setting(
        (), panel=False, help="Another anonymizer for some entities: PERSON:pseudonymize, PHONE_NUMBER:mask."
    )
    keep_last: int = setting(0, panel=False, ge=0, le=8, help="With mask: how many letters and digits at the end stay.")
    allow: tuple[str, ...] = setting((), panel=False, help="Values that are never masked.")
    deny: tuple[str, ...] = setting((), panel=False, help="Values that are always masked.")
    pattern_seconds: float = setting(
        1.0, panel=False, gt=0, le=60, help="Time limit of each own pattern on one text, in seconds."
    )


@operator("mapper", MaskPiiOptions, figures=_FIGURES)
def mask_pii(options: MaskPiiOptions, context: Context) -> Step:
    """Finds personal data and secrets in every text of a record, and puts placeholders, made-up values or nothing in their place.

    Phone numbers, identity cards, bank cards, plates, accounts, addresses, names, passwords, keys and more, Chinese
    first. The same value gets the same stand-in in every turn, so that a dialogue stays trainable. What was found is
    looked for again afterwards; the report counts what is left.
    """
    masker = Masker(options, wanted(options.entities))
    report = context.report
    if masker.anonymizers is not None and masker.anonymizers.without_key:
        report.note(
            en="No key was given: made-up values are consistent in this call, and different in the next.",
            zh="未设置密钥：假名只在本次调用内保持一致，下次调用会不同。",
        )
    table: dict[str, dict[str, Any]] = {}
    figures = report.figures
    figures["entities"], figures["left"] = [], 0

    def step(record: Record) -> Record:
        masked = masker.mask(record)
        if masked is None:
            return record
        for entity, times in Counter(entity for entity, _ in masked.found).items():
            report.count(entity, record.id, times)
            row = table.get(entity)
            if row is None:
                example = shape(next(value for kind, value in masked.found if kind == entity))
                row = table[entity] = {"entity": entity, "count": 0, "records": 0, "example": example}
                figures["entities"].append(row)
            row["count"] += times
            row["records"] += 1
        figures["left"] += masked.left
        if masked.from_named_file:
            report.note(
                en="The name of an input file holds personal data. It is masked in every record, but the files written are still named after it: rename the input.",
                zh="有输入文件的文件名含有个人信息。各条记录中已遮盖，但输出文件仍沿用该文件名：请先给输入文件改名。",
            )
        return masked.record

    return step


def wanted(names: tuple[str, ...]) -> frozenset[str]:
    """The entities to look for. Raises SettingsError for one that does not exist."""
    standard = {recognizer.entity for recognizer in RECOGNIZERS if not recognizer.on_demand}
    plus = {name.upper() for name in names if not name.startswith("-")}
    minus = {name[1:].strip().upper() for name in names if name.startswith("-")}
    unknown = sorted((plus | minus) - set(ENTITIES) - {"ALL"})
    if unknown:
        raise SettingsError(
            en=f"Setting entities: there is no {', '.join(unknown)}. There are: {', '.join(ENTITIES)}.",
            zh=f"设置 entities：没有 {'、'.join(unknown)}。可选：{'、'.join(ENTITIES)}。",
        )
    base = set(ENTITIES) if "ALL" in plus else plus or standard
    return frozenset(base - minus)
