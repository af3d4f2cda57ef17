"""JSON Lines: one value a line; blank lines between them are no rows."""

from __future__ import annotations

from codecs import BOM_UTF8

import orjson

from ftprep.io.json_value import MAX_DEPTH, JsonError, parse_json
from ftprep.io.lines import lines
from ftprep.io.rows import Count, Rows, TextFile

_SHORT = 2 * MAX_DEPTH
"""Bytes that nesting too deep needs: closing brackets count too."""
_BRACKETS = MAX_DEPTH // 2


def read_jsonl(file: TextFile, count: Count) -> Rows:
    """The rows, with their line numbers."""
    loads = orjson.loads
    for number, line in enumerate(lines(file), 1):
        try:
            if len(line) < _SHORT or (line.count(b"{") < _BRACKETS and line.count(b"[") < _BRACKETS):
                yield number, loads(line), line
                continue
        except orjson.JSONDecodeError:
            pass
        if not line.strip():
            continue
        row = line.removeprefix(BOM_UTF8)  # which stands within where files were joined
        if row is not line:
            count("mark_within")
        try:
            yield number, parse_json(row, count), row
        except JsonError as error:
            yield number, file.bad_text(row.rstrip(b"\r\n"), error.reason, error.detail), None
