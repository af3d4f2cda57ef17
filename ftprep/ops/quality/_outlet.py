"""What becomes of a record in which something was found: labelled, set aside for another use, or dropped."""

from __future__ import annotations

from typing import Literal

from ftprep.aside import Aside
from ftprep.operator import Context, Drop, Products
from ftprep.record import Record

Mode = Literal["label", "split", "drop"]


class Outlet:
    def __init__(self, mode: Mode, context: Context, step: str) -> None:
        self._mode = mode
        self._aside = Aside(context.work_dir, context.stem, step)

    def __call__(self, labelled: Record, reason: str, detail: str) -> Record | Drop:
        """`split` drops too, and leaves the labelled record in a file of its own as well."""
        if self._mode == "label":
            return labelled
        if self._mode == "split":
            self._aside.put(labelled)
        return Drop(reason, detail)

    def finish(self) -> Products:
        return Products(files=self._aside.files())
