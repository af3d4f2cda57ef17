"""Rejects of a task on disk, in the order in which they came up, and beside them which step of the recipe each is of.

A row names its step's operator, which may stand in a recipe more than once.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import orjson

from ftprep.io.write import JsonlWriter
from ftprep.report import Reject

REJECTS = "rejects.jsonl"
PLACES = "rejects.places"


class Rejects:
    """Writes them."""

    def __init__(self, folder: Path) -> None:
        self._rows = JsonlWriter(folder / REJECTS)
        self._folder = folder
        self._places = array("H")

    def write(self, reject: Reject, place: int) -> None:
        self._rows.write(reject.to_row())
        self._places.append(place)

    def close(self) -> None:
        self._rows.close()
        with (self._folder / PLACES).open("wb") as out:
            self._places.tofile(out)


def reject_lines(folder: Path) -> Iterator[bytes]:
    with (folder / REJECTS).open("rb", buffering=1 << 20) as source:
        yield from (line for line in source if line != b"\n")


def rejects_of(folder: Path, place: int) -> Iterator[Reject]:
    """Those of one step."""
    places = array("H", (folder / PLACES).read_bytes())
    if place not in places:
        return
    for at, line in zip(places, reject_lines(folder), strict=True):
        if at == place:
            row = orjson.loads(line)
            yield Reject(
                row["reason"], row["step"], row["source"], row["row"], row["original"],
                row.get("id", ""), row.get("detail", ""),
            )  # fmt: skip
