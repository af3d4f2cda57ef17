"""Whether a record may be sent to a model as it is."""

from __future__ import annotations

import functools

from ftprep.pii.recognizers import RECOGNIZERS
from ftprep.pii.scanner import Scanner
from ftprep.record import Record

MIN_SCORE = 0.6
"""Surer than mask_pii's default: what it masks at 0.5 is gone by then, and a doubtful name must not stop a record."""

_NEVER = frozenset(("PERSON", "URL", "ORGANIZATION"))
"""Names and addresses of pages: too doubtful without mask_pii's context to refuse a record for."""


def holds_personal_data(record: Record) -> bool:
    """Whether a structured identifier (a number, an account, a key …) stands in a text of the record."""
    return any(_scanner().scan(text) for text in record.texts())


@functools.cache
def _scanner() -> Scanner:
    return Scanner({recognizer.entity for recognizer in RECOGNIZERS} - _NEVER, MIN_SCORE)
