"""What a batch reads: paths, globs and folders → files → units that processes can read apart from each other.

A file of JSON Lines in UTF-8 is cut into stretches of whole lines. Line numbers, ids and the format that the first rows
show are the same as if the file were read in one go. A file of any other format is one unit.
"""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from batch.storage import Source, copy, is_address, local_source, opened, remote_files
from ftprep.errors import InputDataError
from ftprep.io import Dataset, is_companion
from ftprep.io.account import Account
from ftprep.io.read_jsonl import read_jsonl
from ftprep.io.rows import MAX_ROW_BYTES, Count, Rows, TextFile
from ftprep.io.shaping import Shaper
from ftprep.io.sources import Part, PassedOver, parts
from ftprep.ports import InputFile
from ftprep.reading import Reading
from ftprep.record import Record
from ftprep.report import Reject, Report

_HEAD_ROWS = 50
"""Rows by which the reader decides on a file's format (ftprep.io.shaping)."""
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Unit:
    """A file, or the bytes [start, end) of it, which begin with line `line`; `head` is where the lines end by which the
    format is told."""

    name: str
    path: str
    size: int
    start: int = -1
    end: int = -1
    line: int = 1
    first: int = 0
    head: int = 0

    @property
    def whole(self) -> bool:
        return self.start < 0


def find_files(patterns: Sequence[str]) -> tuple[list[Source], list[str]]:
    """(data files with names that tell them apart, names of files passed over), each place once.

    A folder stands for all files under it, a glob for what it matches (** too); an address of object storage
    likewise. Raises InputDataError.
    """
    found: dict[str, str] = {}
    remote: dict[str, Source] = {}
    for pattern in patterns:
        if is_address(pattern):
            remote |= {source.address: source for source in remote_files(pattern)}
            continue
        path = Path(pattern)
        if path.is_dir():
            inner = sorted(str(p) for p in path.rglob("*") if p.is_file() and not _hidden(p.relative_to(path)))
            found |= {os.path.realpath(p): os.path.relpath(p, path) for p in inner}
        elif path.is_file():
            found.setdefault(os.path.realpath(path), path.name)
        else:
            matched = sorted(p for p in glob.glob(pattern, recursive=True) if Path(p).is_file())  # noqa: PTH207 - absolute patterns
            if not matched:
                raise InputDataError(
                    en=f"There is nothing at {pattern}. Check the path.", zh=f"{pattern} 处没有文件。请检查路径。"
                )
            root = os.path.commonpath([str(Path(p).parent) for p in matched])
            found |= {os.path.realpath(p): os.path.relpath(p, root) for p in matched}
    files, passed, names = [], [], set()
    for source in (*(local_source(name, real) for real, name in found.items()), *remote.values()):
        unique = source.name if source.name not in names else source.address.lstrip("/")
        names.add(unique)
        if is_companion(source.name):
            passed.append(unique)
        else:
            files.append(replace(source, name=unique))
    if not files:
        raise InputDataError(en="None of the inputs is a data file.", zh="输入中没有数据文件。")
    return files, passed


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "_")) for part in path.parts)


def units_of(file: Source, reading: Reading, size: int) -> Iterator[Unit]:
    """Stretches of about `size` bytes where the file is JSON Lines, else the file. Raises InputDataError."""
    with tempfile.TemporaryDirectory(prefix="ftprep-plan-") as folder:
        start = _start_of_lines(file, reading, Path(folder)) if file.size > size else None
    if start is None:
        yield Unit(file.name, file.address, file.size)
    else:
        yield from _stretches(file, start, size)


def _start_of_lines(file: Source, reading: Reading, folder: Path) -> int | None:
    """Where the first line begins; None for a file that can't be cut. Of a file far away, its beginning tells."""
    with opened(file.address) as source:
        head = source.read(_BLOCK)
    if head.startswith((b"\x1f\x8b", b"PK")) or (b"\r" in head and b"\r\n" not in head):
        return None
    near = Path(file.address)
    if is_address(file.address):
        near = folder / "head"
        near.write_bytes(head[: head.rfind(b"\n") + 1] or head)
    found = list(parts([InputFile(file.name, near)], "", reading, folder))
    if len(found) != 1 or isinstance(found[0], PassedOver):
        return None
    if (found[0].format, found[0].encoding) != ("jsonl", "utf-8"):
        return None
    return 3 if head.startswith(b"\xef\xbb\xbf") else 0


def _stretches(file: Source, start: int, size: int) -> Iterator[Unit]:
    total = file.size
    begin = at = first = start
    line = here = 1
    rows, head = 0, 0
    with opened(file.address) as source:
        source.seek(start)
        while at < total:
            if head:  # the format's rows are counted: now whole blocks
                block = source.read(max(1, size - (at - begin))) + source.readline(MAX_ROW_BYTES)
                here += block.count(b"\n")
            else:
                block = source.readline(MAX_ROW_BYTES)
                rows += bool(block.strip())
                here += block.endswith(b"\n")
                head = at + len(block) if rows >= _HEAD_ROWS else 0
            at += len(block)
            if at - begin >= size and head:
                yield Unit(file.name, file.address, at - begin, begin, at, line, first, head)
                begin, line = at, here
    if at > begin:
        yield Unit(file.name, file.address, at - begin, begin, at, line, first, head or at)


def read_unit(unit: Unit, reading: Reading, step: str, report: Report, folder: Path) -> Iterator[Record | Reject]:
    """Its records and rejects. `folder` is for copies of what is cut out."""
    if unit.whole:
        near = copy(unit.path, folder / "copy") if is_address(unit.path) else Path(unit.path)
        yield from Dataset([InputFile(unit.name, near)], "", report, step, reading=reading)
        if is_address(unit.path):
            near.unlink()
        return
    text = _cut(unit, unit.start, unit.end, folder / "stretch")

    def rows(count: Count) -> Rows:
        return ((place + unit.line - 1, value, raw) for place, value, raw in read_jsonl(text, count))

    shaper = Shaper(unit.name, unit.name, step, reading)
    entry = Account(report).entry(0, Part(unit.name, "jsonl", "utf-8", rows))
    if unit.start == unit.first:
        items = shaper.records(rows(entry.repaired))
    else:  # the reader is shown the file's first rows, and asked for none of them
        head = list(islice(read_jsonl(_cut(unit, unit.first, unit.head, folder / "head"), _ignore), _HEAD_ROWS))
        items = islice(shaper.records(_behind(head, rows(entry.repaired))), len(head), None)
    yield from entry.saw(items)
    entry.finish(shaper)
    text.path.unlink()


def _behind(head: Rows | list[tuple[int, object, bytes | None]], rows: Rows) -> Rows:
    yield from head
    yield from rows


def _cut(unit: Unit, start: int, end: int, target: Path) -> TextFile:
    with opened(unit.path) as source, target.open("wb") as out:
        source.seek(start)
        left = end - start
        while left and (block := source.read(min(_BLOCK, left))):
            left -= out.write(block)
    return TextFile(target)


def _ignore(what: str) -> None:
    del what
