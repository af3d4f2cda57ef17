"""What a batch reads: paths, globs and folders → files → units that processes can read apart from each other.

A file of JSON Lines in UTF-8 is cut into stretches of whole lines. Line numbers, ids and the format that the first rows
show are the same as if the file were read in one go. A file of any other format is one unit.
"""

from __future__ import annotations

import glob
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from batch.folders import Passed, files_below, no_file, passed
from batch.lines import HEAD_ROWS, Lines, Unit
from batch.storage import Source, copy, is_address, local_source, opened, remote_files
from ftprep.errors import InputDataError, SettingsError
from ftprep.io import Dataset, is_companion
from ftprep.io.account import Account
from ftprep.io.files import is_about
from ftprep.io.read_jsonl import read_jsonl
from ftprep.io.rows import Count, Rows, TextFile
from ftprep.io.shaping import Shaper
from ftprep.io.sources import Part, PassedOver, parts
from ftprep.ports import InputFile
from ftprep.reading import Reading
from ftprep.record import Record
from ftprep.report import Reject, Report

_BLOCK = 1 << 20
_NAMES_TOLD = 5


class NotADataSet(InputDataError):  # noqa: N818 - a finding, not a failure
    """A file that was found holds nothing, or no data: the batch goes on without it."""


def find_files(patterns: Sequence[str], outputs: Sequence[str] = ()) -> tuple[list[Source], list[Passed]]:
    """(data files with names that tell them apart, files passed over and why), each place once.

    A folder stands for all files under it, a glob for what it matches (** too); an address of object storage
    likewise. What lies below one of `outputs` is no input. Raises InputDataError.
    """
    found: dict[str, str] = {}
    remote: dict[str, Source] = {}
    left: list[Passed] = []
    for pattern in patterns:
        _check_apart(pattern, outputs)
        if is_address(pattern):
            remote |= {source.address: source for source in remote_files(pattern)}
            continue
        path = Path(pattern)
        if path.is_dir():
            inner, no_files = files_below(path)
            found |= {os.path.realpath(p): os.path.relpath(p, path) for p in inner}
            left += no_files
        elif path.is_file():
            found.setdefault(os.path.realpath(path), path.name)
        else:
            met = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207 - absolute patterns
            left += [no_file(p, Path(p)) for p in met if not Path(p).exists()]
            matched = [p for p in met if Path(p).is_file()]
            if not matched:
                raise InputDataError(
                    en=f"There is nothing at {pattern}. Check the path.", zh=f"{pattern} 处没有文件。请检查路径。"
                )
            root = os.path.commonpath([str(Path(p).parent) for p in matched])
            found |= {os.path.realpath(p): os.path.relpath(p, root) for p in matched}
    files, names = [], set()
    near = [local_source(name, real) for real, name in found.items()]
    _check_readable(near)
    for source in (*near, *remote.values()):
        if any(_below(source.address, output) for output in outputs):
            continue
        unique = source.name if source.name not in names else source.address.lstrip("/")
        names.add(unique)
        if is_companion(source.name):
            left.append(passed(unique, "rejects or a report", "剔除清单或报告"))
        else:
            files.append(replace(source, name=unique))
    if not files:
        raise InputDataError(en="None of the inputs is a data file.", zh="输入中没有数据文件。")
    return _without_about(files, left)


def _without_about(files: list[Source], left: list[Passed]) -> tuple[list[Source], list[Passed]]:
    """A README beside data is none, as in one call (ftprep.io.dataset)."""
    data = [file for file in files if not is_about(file.name)]
    if not data:
        return files, left
    about = [file.name for file in files if is_about(file.name)]
    return data, [*left, *(passed(name, "it is about the data", "说明文件") for name in about)]


def _check_apart(pattern: str, outputs: Sequence[str]) -> None:
    """Raises SettingsError where the input is the output, or something in it."""
    place = pattern if is_address(pattern) else os.path.realpath(pattern)
    for output in outputs:
        if _below(f"{place.rstrip('/')}/", output):
            raise SettingsError(
                en=f"Input {pattern} is the output, or lies in it: {output}. Choose another folder for the output.",
                zh=f"输入 {pattern} 就是输出位置，或位于其中：{output}。请为输出另选一个文件夹。",
            )


def _below(place: str, output: str) -> bool:
    root = output if is_address(output) else os.path.realpath(output)
    return place.startswith(f"{root.rstrip('/')}/")


def _check_readable(files: Sequence[Source]) -> None:
    """All at once and before the work, not one after another in the midst of it."""
    locked = [file.name for file in files if not os.access(file.address, os.R_OK)]
    if locked:
        names = ", ".join(locked[:_NAMES_TOLD]) + (" …" if len(locked) > _NAMES_TOLD else "")
        raise InputDataError(
            en=f"{len(locked)} input files may not be read by this user: {names}. Change their rights, or leave them out.",
            zh=f"当前用户无权读取 {len(locked)} 个输入文件：{names}。请修改权限，或不要给出这些文件。",
        )


def units_of(file: Source, reading: Reading, size: int) -> list[Unit]:
    """Stretches of about `size` bytes where the file is JSON Lines, else the file."""
    whole = [Unit(file.name, file.address, file.size)]
    if file.size <= size:
        return whole
    with tempfile.TemporaryDirectory(prefix="ftprep-plan-") as name:
        folder = Path(name)
        far = is_address(file.address)
        start = _start_of_lines(file, _head(file, folder) if far else Path(file.address), reading, folder)
        if start is None:
            return whole
        lines = Lines(file, start, checked=far)
        units = list(lines.stretches(size))
        # Of a file far away only the beginning has been looked at. Bytes further on that are no UTF-8 may be damage, or
        # tell that all of it is in another encoding: the whole file decides, as it does on this machine.
        if not lines.utf8 and _start_of_lines(file, copy(file.address, folder / "copy"), reading, folder) is None:
            return whole
        return units if lines.fit else whole


def _head(file: Source, folder: Path) -> Path:
    """The beginning of a file far away, cut behind a line."""
    with opened(file.address) as source:
        head = source.read(_BLOCK)
    near = folder / "head"
    near.write_bytes(head[: head.rfind(b"\n") + 1] or head)
    return near


def _start_of_lines(file: Source, near: Path, reading: Reading, folder: Path) -> int | None:
    """Where the first line begins; None for a file that can't be cut."""
    with near.open("rb") as source:
        head = source.read(_BLOCK)
    if head.startswith((b"\x1f\x8b", b"PK")) or (b"\r" in head and b"\r\n" not in head):
        return None
    try:
        found = list(parts([InputFile(file.name, near)], "", reading, folder))
    except InputDataError:  # its task will tell
        return None
    if len(found) != 1 or isinstance(found[0], PassedOver):
        return None
    if (found[0].format, found[0].encoding) != ("jsonl", "utf-8"):
        return None
    return 3 if head.startswith(b"\xef\xbb\xbf") else 0


def read_unit(unit: Unit, reading: Reading, step: str, report: Report, folder: Path) -> Iterator[Record | Reject]:
    """Its records and rejects. `folder` is for copies of what is cut out."""
    if unit.whole:
        near = copy(unit.path, folder / "copy") if is_address(unit.path) else Path(unit.path)
        near.stat()  # gone since it was found: that is no file without data
        try:
            yield from Dataset([InputFile(unit.name, near)], "", report, step, reading=reading)
        except InputDataError as error:
            raise NotADataSet(en=error.en, zh=error.zh) from None
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
        head = list(islice(read_jsonl(_cut(unit, unit.first, unit.head, folder / "head"), _ignore), HEAD_ROWS))
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
