"""Every text of a record that may hold personal data: where it is from, turns and their speakers, inputs, both answers of
a preference, plain text, tools, extra keys and `meta`. Where a text is JSON its values are visited one by one, so that it stays JSON."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ftprep.record import Lineage, Record, Turn


@dataclass(frozen=True, slots=True)
class Spot:
    """One text: where it is, and the name of the field that holds it (a hint of what it is; "" in running text)."""

    where: str
    text: str
    field: str = ""


Visit = Callable[[Spot], str]
SPEAKER = "\0speaker"
"""The `field` of a turn's name."""
SOURCE = "\0source"
"""The `field` of the file name or address that a record is from. First of all, so that it is the same in every record."""


def walk(record: Record, visit: Visit) -> Record:
    """The record with every text exchanged for what `visit` returns; the same object where that is the same."""
    after: dict[str, Any] = {
        "lineage": _lineage(record.lineage, visit),
        "turns": _turns(record.turns, "messages", visit),
        "chosen": record.chosen and _turns(record.chosen, "chosen", visit),
        "rejected": record.rejected and _turns(record.rejected, "rejected", visit),
        "text": record.text if record.text is None else visit(Spot("text", record.text)),
        "tools": record.tools and _text(record.tools, "tools", visit),
        "meta": record.meta and _value(record.meta, "meta", "", visit),
    }
    changed = {name: value for name, value in after.items() if value != getattr(record, name)}
    return record.replace(**changed) if changed else record


def _lineage(lineage: Lineage, visit: Visit) -> Lineage:
    source = lineage.source and visit(Spot("lineage.source", lineage.source, SOURCE))
    return lineage if source == lineage.source else dataclasses.replace(lineage, source=source)


def _turns(turns: list[Turn], where: str, visit: Visit) -> list[Turn]:
    return [_turn(turn, f"{where}[{index}]", visit) for index, turn in enumerate(turns)]


def _turn(turn: Turn, where: str, visit: Visit) -> Turn:
    name = turn.name and visit(Spot(f"{where}.name", turn.name, SPEAKER))
    content = _text(turn.content, f"{where}.content", visit) if turn.content else turn.content
    context = turn.input and _text(turn.input, f"{where}.input", visit)
    extra = turn.extra and _value(turn.extra, where, "", visit)
    if content == turn.content and context == turn.input and name == turn.name and extra is turn.extra:
        return turn
    return Turn(turn.role, content, context, name, extra)


def _text(text: str, where: str, visit: Visit) -> str:
    if text[0] in "{[" or (text[0].isspace() and text.lstrip()[:1] in ("{", "[")):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            return visit(Spot(where, text))
        if isinstance(document, dict | list):
            after = _value(document, where, "", visit)
            return text if after is document else _dumped(after, text)
    return visit(Spot(where, text))


def _value(value: Any, where: str, field: str, visit: Visit) -> Any:
    """A JSON value with its texts and numbers visited; the same object where nothing changed."""
    if isinstance(value, str):
        if not value:
            return value
        after = visit(Spot(where, value, field)) if value[0] not in "{[" else _text(value, where, visit)
        return value if after == value else after
    if isinstance(value, dict):
        new = {key: _value(item, f"{where}.{key}", str(key), visit) for key, item in value.items()}
        return new if any(new[key] is not item for key, item in value.items()) else value
    if isinstance(value, list):
        items = [_value(item, f"{where}[{index}]", field, visit) for index, item in enumerate(value)]
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 9999:
        before = str(value)
        text = visit(Spot(where, before, field))
        return value if text == before else int(text) if text.isdigit() and text[0] != "0" else text
    return value


def _dumped(document: Any, like: str) -> str:
    """JSON with or without spaces, as the text was before."""
    return json.dumps(document, ensure_ascii=False, separators=None if '": ' in like else (",", ":"))
