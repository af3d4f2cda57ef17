"""The first records of a result, small enough for a variable in a workflow."""

from __future__ import annotations

from typing import Any

import regex

from ftprep.record import Record, dumps

MAX_RECORDS = 20
MAX_BYTES = 40_000
MAX_TEXT = 500
"""Characters of one text. Dify allows 200 KB a variable, and every stream event of a run repeats it."""

_HAN = regex.compile(r"\p{Han}")
_LETTER = regex.compile(r"\p{L}")


class Preview:
    """Collects the preview while records go by, and what language most of them are in."""

    def __init__(self) -> None:
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0
        self._cut = False
        self._full = False
        self._han = 0
        self._letters = 0

    def add(self, record: Record) -> None:
        if self._full:
            return
        if len(self._rows) >= MAX_RECORDS:
            self._full = True
            return
        row = self._short(record)
        size = len(dumps(row))
        if self._bytes + size > MAX_BYTES:
            self._full = self._cut = True
            return
        self._bytes += size
        self._rows.append(row)
        for text in record.texts():
            self._han += len(_HAN.findall(text[:MAX_TEXT]))
            self._letters += len(_LETTER.findall(text[:MAX_TEXT]))

    def language(self) -> str:
        """zh where at least a fifth of the letters are Chinese (or nothing was kept), else en."""
        return "zh" if self._han * 5 >= self._letters else "en"

    def result(self, total: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """(rows, {shown, total, cut}): `cut` says that a text or the list was shortened to fit."""
        shown = len(self._rows)
        return self._rows, {"shown": shown, "total": total, "cut": self._cut or shown < total}

    def _short(self, record: Record) -> dict[str, Any]:
        row: dict[str, Any] = {"id": record.id}
        if record.turns:
            row["messages"] = [
                {"role": turn.role, "content": self._cut_text(turn.full_content())} for turn in record.turns
            ]
        if record.text is not None:
            row["text"] = self._cut_text(record.text)
        for name, turns in (("chosen", record.chosen), ("rejected", record.rejected)):
            if turns is not None:
                row[name] = self._cut_text("\n".join(turn.content for turn in turns))
        return row

    def _cut_text(self, text: str) -> str:
        if len(text) <= MAX_TEXT:
            return text
        self._cut = True
        return text[:MAX_TEXT] + "…"
