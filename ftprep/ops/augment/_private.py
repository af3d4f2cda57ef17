"""Personal data in what a model is shown, and in what it gives back."""

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
    return any(_identifiers().scan(text) for text in record.texts())


def identifiers_in(text: str) -> set[str]:
    """The structured identifiers of a text, but for those of ranges that are kept for examples."""
    return {text[found.start : found.end] for found in _invented().scan(text)}


def people_in(text: str) -> set[str]:
    """The names of people in a text, as far as they are sure."""
    return {text[found.start : found.end] for found in _people().scan(text)}


@functools.cache
def _identifiers() -> Scanner:
    return Scanner({recognizer.entity for recognizer in RECOGNIZERS} - _NEVER, MIN_SCORE)


@functools.cache
def _invented() -> Scanner:
    return Scanner({recognizer.entity for recognizer in RECOGNIZERS} - _NEVER, MIN_SCORE, passes_made_up=True)


@functools.cache
def _people() -> Scanner:
    return Scanner({"PERSON"}, MIN_SCORE)
