"""How far a sheet of a workbook reaches, and how many cells it has: its reader makes room for the whole rectangle."""

from __future__ import annotations

import re

MAX_VOID = 3_000_000
"""Cells of the rectangle, of which nearly all may be void: about 200 MB while they are read."""
_SHARE = 50
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_COLUMN = re.compile(rb'\br="([A-Z]{2,3})\d')
_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,7})"|\br="[A-Z]{1,3}(\d{5,7})"')
_TAIL = 64
_LETTERS = 26


class Extent:
    """Fed with a sheet's XML in blocks. Cells and rows in their order, as every program writes them."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = _LETTERS
        self.cells = 0
        self._tail = b""

    def saw(self, block: bytes) -> None:
        text = self._tail + block
        self.cells += sum(1 for _ in _CELL.finditer(block))
        for column in set(_COLUMN.findall(text)):
            number = 0
            for letter in column:
                number = number * _LETTERS + letter - 0x40
            self.columns = max(self.columns, number)
        found = {int(row or cell) for row, cell in _ROW.findall(text)}
        self.rows = max(self.rows, *found) if found else self.rows
        self._tail = block[-_TAIL:]

    @property
    def mostly_void(self) -> bool:
        """Whether one cell far away makes a rectangle that is too large, and empty."""
        return self.rows * self.columns > max(MAX_VOID, _SHARE * self.cells)
