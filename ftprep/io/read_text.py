"""Plain text, Markdown and HTML: texts without a format, divided into records or left whole."""

from __future__ import annotations

from collections.abc import Iterator

from ftprep.io.lines import lines
from ftprep.io.rows import MAX_ROW_BYTES, Count, Rows, RowTooLarge, TextFile
from ftprep.reading import TextUnit
from ftprep.text.html import html_to_text


def read_text(file: TextFile, count: Count, unit: TextUnit = "auto") -> Rows:
    """The texts, with the number of the line that each begins on."""
    del count
    if unit == "auto":
        unit = "paragraph" if _has_blank_line(file) else "line"
    divided = {"document": _document, "paragraph": _paragraphs, "line": _lines}[unit]
    for number, raw in divided(file):
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            yield number, file.bad_bytes(raw), None
            continue
        yield number, {"text": _plain_ends(text).strip("\n")}, None


def read_html(file: TextFile, count: Count, unit: TextUnit = "auto") -> Rows:
    """The page's text; bytes that can't be decoded are replaced and counted, for a page has no rows to reject."""
    raw = b"".join(raw for _, raw in _document(file))
    page = raw.decode("utf-8", "replace")
    if "\ufffd" in page and b"\xef\xbf\xbd" not in raw:
        count("bytes_replaced")
    text = html_to_text(page)
    separator = {"paragraph": "\n\n", "line": "\n"}.get(unit)
    parts = [part for part in text.split(separator) if part.strip()] if separator else [text] if text else []
    for number, part in enumerate(parts, 1):
        yield number, {"text": part.strip("\n")}, None


def _has_blank_line(file: TextFile) -> bool:
    """Whether a blank line stands between others."""
    before = gap = False
    for line in lines(file):
        if not line.strip():
            gap = before
        elif gap:
            return True
        else:
            before = True
    return False


def _document(file: TextFile) -> Iterator[tuple[int, bytes]]:
    with file.path.open("rb") as source:
        source.seek(file.start)
        raw = source.read(MAX_ROW_BYTES + 1)
    if len(raw) > MAX_ROW_BYTES:
        raise RowTooLarge
    yield 1, raw


def _lines(file: TextFile) -> Iterator[tuple[int, bytes]]:
    return ((number, line) for number, line in enumerate(lines(file), 1) if line.strip())


def _paragraphs(file: TextFile) -> Iterator[tuple[int, bytes]]:
    start = 1
    held: list[bytes] = []
    for number, line in enumerate(lines(file), 1):
        if line.strip():
            start = start if held else number
            held.append(line)
        elif held:
            yield start, b"".join(held)
            held = []
    if held:
        yield start, b"".join(held)


def _plain_ends(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
