"""Where nodes stand on the canvas: in rows, each under a note that says what it does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

WIDTH, HEIGHT = 244, 90
ITERATION = (2 * WIDTH + 60, 200)
"""Two columns."""
NOTE_HEIGHT = 88
_LEFT, _TOP, _GAP, _ROW_GAP, _SETTING_HEIGHT = 30, 30, 60, 70, 28


def height_of(data: dict[str, Any]) -> int:
    """What the studio makes of a node: a tool's card lists its settings, a model's names the model."""
    shown = len(data.get("tool_configurations") or {}) or len(data.get("variables") or ()) * (data["type"] == "start")
    return HEIGHT + shown * _SETTING_HEIGHT


@dataclass(slots=True)
class Rows:
    """The place of the next node."""

    x: int = _LEFT
    y: int = _TOP
    _bottom: int = _TOP

    def place(self, width: int, height: int) -> tuple[int, int]:
        at = (self.x, self.y)
        self.x += width + _GAP
        self._bottom = max(self._bottom, self.y + height)
        return at

    def below(self, height: int) -> tuple[int, int]:
        """Under the place of the next node, for the other branch."""
        at = (self.x, self.y + ITERATION[1] + _GAP)
        self._bottom = max(self._bottom, at[1] + height)
        return at

    def new_row(self) -> tuple[int, int]:
        """Begins a row; gives the place of its note."""
        if self._bottom > _TOP:
            self._bottom += _ROW_GAP
        at = (_LEFT, self._bottom)
        self.x, self.y = _LEFT, self._bottom + NOTE_HEIGHT + 22
        self._bottom = self.y
        return at


def note(number: int, lines: tuple[str, ...], at: tuple[int, int]) -> dict[str, Any]:
    """A note of the studio. Its text is a document of the editor Lexical, as JSON."""
    place = {"x": at[0], "y": at[1]}
    data = {
        "type": "",
        "title": "",
        "desc": "",
        "author": "ftprep",
        "showAuthor": False,
        "selected": False,
        "theme": "blue",
        "text": json.dumps(_document(lines), ensure_ascii=False),
        "width": 2 * WIDTH + _GAP,
        "height": NOTE_HEIGHT,
    }
    return {
        "id": f"note{number}",
        "type": "custom-note",
        "position": place,
        "positionAbsolute": dict(place),
        "width": data["width"],
        "height": data["height"],
        "sourcePosition": "right",
        "targetPosition": "left",
        "selected": False,
        "data": data,
    }


def _document(lines: tuple[str, ...]) -> dict[str, Any]:
    shape = {"direction": "ltr", "format": "", "indent": 0, "version": 1}
    plain = {"type": "text", "detail": 0, "format": 0, "mode": "normal", "style": "", "version": 1}
    paragraphs = [
        {"type": "paragraph", "textFormat": 0, **shape, "children": [{**plain, "text": line}]} for line in lines
    ]
    return {"root": {"type": "root", **shape, "children": paragraphs}}
