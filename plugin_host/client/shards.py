"""A data set → shards of records on disk; the results of shards → one result."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ftprep.io import Dataset, JsonlWriter
from ftprep.ports import InputFile
from ftprep.record import Record
from ftprep.report import Report

MAX_BYTES = 12_000_000
"""Of a shard: Dify takes uploads of 15 MB."""

_PART = re.compile(r"part-\d{6}")


def cut(inputs: Sequence[Path], folder: Path, records: int) -> tuple[dict[int, int], int]:
    """Writes part-000001.jsonl … into `folder`; gives (number → records, rows that could not be read).

    Rows that can't be read stay in part-rejects.jsonl.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("part-*.jsonl"):
        old.unlink()
    report = Report("drive")
    dataset = Dataset([InputFile(path.name, path) for path in inputs], "", report, "drive")
    counts: dict[int, int] = {}
    rejects = JsonlWriter(folder / "part-rejects.jsonl")
    writer: JsonlWriter | None = None
    for item in dataset:
        if not isinstance(item, Record):
            rejects.write(item.to_row())
            continue
        if writer is None or writer.count >= records or writer.size >= MAX_BYTES:
            if writer is not None:
                writer.close()
            counts[len(counts) + 1] = 0
            writer = JsonlWriter(shard_path(folder, len(counts)))
        writer.write(item.to_row())
        counts[len(counts)] += 1
    for open_writer in (writer, rejects):
        if open_writer is not None:
            open_writer.close()
    return counts, rejects.count


def shard_path(folder: Path, number: int) -> Path:
    return folder / f"part-{number:06d}.jsonl"


def merge(shards: Iterable[Path], out: Path, stem: str) -> dict[str, int]:
    """Joins files of the same name but for the part's number; gives name → rows. Reports of single parts stay apart."""
    groups: dict[str, list[Path]] = {}
    for folder in shards:
        for path in sorted(folder.iterdir()):
            groups.setdefault(_PART.sub(stem, path.name), []).append(path)
    rows: dict[str, int] = {}
    for name, parts in sorted(groups.items()):
        if name == "dataset_info.json":
            (out / name).write_text(_PART.sub(stem, parts[0].read_text("ascii")), "ascii")
        elif name.endswith(".json") and ".state." not in name:
            rows[name] = _join_arrays(parts, out / name)
        elif name.endswith(".jsonl"):
            rows[name] = _join_lines(parts, out / name)
    return rows


def _join_lines(parts: Sequence[Path], target: Path) -> int:
    count = 0
    with target.open("wb") as sink:
        for line in _lines(parts):
            sink.write(line.rstrip(b"\n") + b"\n")
            count += 1
    return count


def _lines(parts: Sequence[Path]) -> Iterator[bytes]:
    for part in parts:
        with part.open("rb") as source:
            yield from (line for line in source if line.strip())


def _join_arrays(parts: Sequence[Path], target: Path) -> int:
    count = 0
    with target.open("w", encoding="utf-8") as sink:
        sink.write("[")
        for part in parts:
            for row in json.loads(part.read_bytes()):
                sink.write(("," if count else "") + "\n" + json.dumps(row, ensure_ascii=False, separators=(",", ":")))
                count += 1
        sink.write("\n]\n")
    return count
