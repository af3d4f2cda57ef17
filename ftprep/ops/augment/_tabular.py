"""Records written as a Markdown table, as CSV, or between XML tags."""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Collection, Iterator

from ftprep.ops.augment._fields import aliases_of, field_name

_RULE = re.compile(
    r"[ \t]*\|?(?:[ \t]*:?-{2,}:?[ \t]*\|)+[ \t]*(?::?-{2,}:?)?[ \t|]*|[ \t]*\|[ \t]*:?-+:?[ \t]*\|[ \t]*"
)
_CELL = re.compile(r"(?<!\\)\|")
_TAG = re.compile(r"<([^\W\d][\w]{0,30})>")


def find_rows(text: str, fields: Collection[str]) -> list[dict[str, str]]:
    """The rows of every table whose header names two of the fields or more."""
    lines = text.split("\n")
    out: list[dict[str, str]] = []
    for number, line in enumerate(lines):
        if number + 1 < len(lines) and "|" in line and _RULE.fullmatch(lines[number + 1]):
            header = _header(_cells(line), fields)
            out += _rows(header, (_cells(row) for row in _while_in(lines[number + 2 :], "|"))) if header else []
    return out or _find_csv(lines, fields)


def find_tagged(text: str, fields: Collection[str]) -> list[dict[str, str]]:
    """Records as elements: <instruction>…</instruction>. A tag that comes again begins the next record."""
    names = aliases_of(fields)
    out: list[dict[str, str]] = []
    current: dict[str, str] = {}
    position = 0
    while match := _TAG.search(text, position):
        position = match.end()
        if match[1].lower() not in names:
            continue
        end = text.find(f"</{match[1]}>", position)
        if end < 0:
            break
        name = field_name(match[1], fields)
        if name in current:
            out.append(current)
            current = {}
        current[name] = html.unescape(text[position:end]).strip()
        position = end
    return [*out, current] if current else out


def _find_csv(lines: list[str], fields: Collection[str]) -> list[dict[str, str]]:
    for number, line in enumerate(lines):
        for mark in (",", "\t", "|"):
            header = _header(line.split(mark), fields) if mark in line else None
            if header and all(name in fields or name == "id" for name in header):
                body = (row.replace("\0", "") for row in _while_in(lines[number + 1 :], mark))
                return list(_rows(header, csv.reader(body, delimiter=mark, skipinitialspace=True), exact=True))
    return []


def _header(cells: list[str], fields: Collection[str]) -> list[str] | None:
    names = [field_name(cell.strip().strip("\"'*` "), fields) for cell in cells]
    known = [name for name in names if name in fields or name == "id"]
    return names if len(known) > 1 and len(known) == len(set(known)) else None


def _rows(header: list[str], rows: Iterator[list[str]], *, exact: bool = False) -> Iterator[dict[str, str]]:
    for cells in rows:
        if len(cells) == len(header) or (not exact and len(cells) > 1):
            yield {name: cell.strip() for name, cell in zip(header, cells, strict=False)}


def _cells(line: str) -> list[str]:
    line = line.strip()
    line = line.removeprefix("|")
    if not line.endswith("\\|"):
        line = line.removesuffix("|")
    return [cell.strip().replace("\\|", "|").replace("<br>", "\n") for cell in _CELL.split(line)]


def _while_in(lines: list[str], mark: str) -> Iterator[str]:
    for line in lines:
        if mark not in line or line.startswith("```"):
            return
        yield line
