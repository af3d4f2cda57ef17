"""Rows of the formats that trainers and exporters use ↔ Records. Pure: no files, no settings.

Our own canonical rows are not among them: those are `Record.from_row` and `to_row`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ftprep.shapes._columns import find as find_columns
from ftprep.shapes._shape import SHAPE_REASONS, Shape, ShapeError
from ftprep.shapes.alpaca import ALPACA
from ftprep.shapes.bedrock import BEDROCK, CLAUDE
from ftprep.shapes.messages import MESSAGES, OPENAI_PREFERENCE
from ftprep.shapes.plain import FIREFLY, QA, TEXT
from ftprep.shapes.prompts import (
    PREFERENCE,
    PREFERENCE_MESSAGES,
    PROMPT_COMPLETION,
    PROMPT_COMPLETION_MESSAGES,
)
from ftprep.shapes.sharegpt import SHAREGPT
from ftprep.shapes.swift import SWIFT

__all__ = ["SHAPES", "SHAPE_REASONS", "Shape", "ShapeError", "detect", "find_columns"]

SHAPES: Mapping[str, Shape] = {
    shape.name: shape
    for shape in (
        BEDROCK,
        CLAUDE,
        SWIFT,
        MESSAGES,
        FIREFLY,
        SHAREGPT,
        OPENAI_PREFERENCE,
        PREFERENCE_MESSAGES,
        PREFERENCE,
        PROMPT_COMPLETION_MESSAGES,
        PROMPT_COMPLETION,
        ALPACA,
        QA,
        TEXT,
    )
}
"""Every shape by name, in the order in which they are looked for: the narrower before the wider."""

_ENOUGH = 0.5


def detect(rows: Sequence[Mapping[str, Any]]) -> Shape | None:
    """The shape of these rows (a sample of a file): the first that fits all of them, else the one that fits most.

    None where no shape fits at least half.
    """
    best, most = None, 0
    for shape in SHAPES.values():
        fitting = sum(1 for row in rows if shape.matches(row))
        if fitting == len(rows) and fitting:
            return shape
        if fitting > most:
            best, most = shape, fitting
    return best if rows and most >= len(rows) * _ENOUGH else None
