"""Which format a text is in, by its content; the extension decides only where the content leaves it open."""

from __future__ import annotations

from typing import BinaryIO

import regex

from ftprep.io.dialect import find_dialect, told_delimiter
from ftprep.io.json_scan import Broken, skip_space, value_end
from ftprep.io.rows import MAX_ROW_BYTES, TextFile

HEAD_BYTES = 256 * 1024
_EXTENSIONS = {
    "jsonl": "jsonl", "ndjson": "jsonl", "json": "json", "csv": "csv", "tsv": "tsv", "tab": "tsv", "txt": "txt", "text": "txt",
    "xlsx": "xlsx", "xls": "xlsx", "parquet": "parquet", "log": "txt", "md": "markdown", "markdown": "markdown", "html": "html", "htm": "html", "xhtml": "html",
}  # fmt: skip
_HTML = regex.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html[\s>])", regex.IGNORECASE | regex.DOTALL
)
_XML = regex.compile(rb"\s*<\?xml\s")
_TAG = regex.compile(rb"<(?:p|div|span|table|ul|body|h[1-6]|br|a)[\s>/]", regex.IGNORECASE)
_JSON_LINE = regex.compile(rb'^[ \t]*(?:\{.*\}|\[.*\]|"(?:[^"\\]|\\.)*+")[ \t\r]*$', regex.DOTALL)
_JSON_START = regex.compile(rb"""[\[{"\-\d]|(?:true|false|null)\b""")
_LINES = 50
_ROWS = ("json", "jsonl", "csv", "tsv", "xlsx", "parquet")


def hinted(name: str) -> str:
    """The format that a file's name claims, "" where it claims none."""
    return _EXTENSIONS.get(name.lower().removesuffix(".gz").rsplit(".", 1)[-1], "") if "." in name else ""


def sniff(file: TextFile, name: str) -> str:
    """jsonl, json, csv, tsv, html, markdown, txt, or xml, which can't be read. "" where the name claims rows and there are none: prose, or a page
    that tells of an error."""
    hint = hinted(name)
    with file.path.open("rb") as source:
        source.seek(file.start)
        head = source.read(HEAD_BYTES)
        whole = len(head) < HEAD_BYTES
        lead = head if whole or hint != "jsonl" else head + _rest_of_line(source, head)
    if form := _json_form(lead, hint, whole=whole):
        return form
    if is_page(head) or (hint == "html" and _TAG.search(head)):
        return "" if hint in _ROWS else "html"
    if _XML.match(head):
        return "xml"
    if hint in ("csv", "tsv"):
        return hint
    if hint in ("markdown", "html"):
        return "markdown" if hint == "markdown" else "txt"
    if told_delimiter(head)[0]:
        return "csv"
    dialect = find_dialect(head, whole=whole)
    if dialect is not None and dialect.sure:
        return "tsv" if dialect.delimiter == "\t" else "csv"
    return "" if hint in _ROWS else "txt"


def is_page(head: bytes) -> bool:
    """Whether a page of HTML begins here."""
    return _HTML.match(head[:4096]) is not None


def _rest_of_line(source: BinaryIO, head: bytes) -> bytes:
    """What makes the first line whole, and the beginning of the next; "" where that is at hand, or there is no next."""
    if b"\n" in head:
        return b""
    more = source.readline(MAX_ROW_BYTES)
    return more + next_byte if more.endswith(b"\n") and (next_byte := source.read(1)) else b""


def _json_form(head: bytes, hint: str, *, whole: bool) -> str:
    start = skip_space(head, 0)
    parts = head.split(b"\n" if b"\n" in head else b"\r")
    lines = [line for line in (parts if whole else parts[:-1]) if line.strip()][:_LINES]
    looking = [line for line in lines if _JSON_LINE.match(line)]
    objects = sum(line.lstrip().startswith(b"{") for line in looking)
    most = len(looking) * 2 > len(lines) or (hint == "jsonl" and looking)
    several = len(lines) > 1 or (hint == "jsonl" and not whole)
    if several and most and (objects or hint == "jsonl" or _JSON_LINE.match(lines[0])):
        if lines[0].strip() != b"[" and not _commas(lines):
            return "jsonl"
        return "json"
    if not _JSON_START.match(head, start):
        return ""
    if head[start : start + 1] in b"{[" and (_begins(head, start) or hint in ("json", "jsonl")):
        one = hint == "jsonl" and len(lines) == 1 and whole and head[start] == 0x7B
        return "jsonl" if one and not _followed(head, start) else "json"
    return "json" if hint in ("json", "jsonl") and head[start : start + 1] not in b"{[" and _scalar(head, start) else ""


def _commas(lines: list[bytes]) -> bool:
    """Whether the objects on lines are an array's elements, a comma behind each."""
    return sum(line.rstrip().endswith(b",") for line in lines) * 2 > len(lines)


def _begins(head: bytes, start: int) -> bool:
    """Whether a JSON array or object really begins here: its first key or value is one."""
    first = skip_space(head, start + 1)
    if first >= len(head):
        return False
    if head[start] == 0x7B:
        return head[first : first + 1] in (b'"', b"}")
    if head[first : first + 1] in (b"]", b"{", b"["):
        return True
    try:
        after = skip_space(head, value_end(head, first))
    except Broken as broken:
        return broken.at >= len(head)
    return head[after : after + 1] in (b",", b"]") and head[first : first + 1] in b'"-0123456789tfnN'


def _followed(head: bytes, start: int) -> bool:
    """Whether another object stands behind the first on its line."""
    try:
        after = skip_space(head, value_end(head, start))
    except Broken:
        return False
    return head[after : after + 1] == b"{"


def _scalar(head: bytes, start: int) -> bool:
    try:
        return skip_space(head, value_end(head, start)) >= len(head)
    except Broken:
        return False
