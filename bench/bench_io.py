"""Reading and writing: MB a CPU second into records by format, beside bare parsers; and load_dataset on 100,000 records.

`python -m bench io`, or with RECORDS=20000 in the environment for a short one.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import orjson

from bench.chat_corpus import chats
from ftprep.io import Dataset, JsonlWriter
from ftprep.ports import InputFile
from ftprep.record import Record
from ftprep.report import Report

RECORDS = int(os.environ.get("RECORDS", "100000"))
ROUNDS = 3

_CALL = """
import sys, tempfile, time
from pathlib import Path
from ftprep.invoke import InputFile, Inputs, invoke
path = Path(sys.argv[1])
begun = time.process_time()
with tempfile.TemporaryDirectory() as out:
    done = invoke("load_dataset", Inputs([InputFile(path.name, path)]), {}, Path(out), max_file_bytes=12_000_000)
    largest = max(file.path.stat().st_size for file in done.files)
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))  # ru_maxrss would be the parent's
print(done.report["kept"], time.process_time() - begun, int(peak.split()[1]) / 1024, largest / 1e6)
"""


def run() -> None:
    with tempfile.TemporaryDirectory(prefix="ftprep-bench-") as name:
        files = _corpus(Path(name))
        print(f"{RECORDS} records of chats, as every format; MB of the file in a CPU second, best of {ROUNDS}")
        bare = {"chats.jsonl": _lines, "array.json": _whole, "pairs.csv": _csv}
        for path in files:
            seconds = _best(lambda path=path: _read(path))
            line = f"{path.name:18} {_megabytes(path):5.1f} MB {_megabytes(path) / seconds:5.0f} MB/s {RECORDS / seconds / 1000:5.0f}k records/s"
            if path.name in bare:  # bare parsers make no records: a floor, not a peer
                alone = _best(lambda path=path: bare[path.name](path))
                line += f", {alone / seconds:.2f} of the bare parser ({_megabytes(path) / alone:.0f} MB/s)"
            print(line, flush=True)
        records = list(Dataset([InputFile("x", files[0])], "", Report("x"), "x"))
        seconds = _best(lambda: _write(Path(name) / "out.jsonl", records))
        print(f"{'writing jsonl':18} {_megabytes(Path(name) / 'out.jsonl') / seconds:6.0f} MB/s from records")
        print("load_dataset, one call in a process of its own: kept, CPU s, peak MB, MB of the largest result")
        for path in files:
            answer = subprocess.run(
                [sys.executable, "-c", _CALL, str(path)], capture_output=True, text=True, check=True
            )
            kept, cpu, memory, largest = answer.stdout.split()
            print(
                f"{path.name:18} {_megabytes(path):5.1f} MB: {kept:>6} {float(cpu):5.1f} {float(memory):5.0f} {float(largest):5.1f}",
                flush=True,
            )


def _corpus(folder: Path) -> list[Path]:
    """The same chats as JSON Lines, an array, a table, in other encodings, packed."""
    import duckdb
    import xlsxwriter

    rows = [{"messages": [turn.to_row() for turn in record.turns]} for record in chats(RECORDS, "personal")]
    pairs = [
        [row["messages"][0]["content"], "\n".join(turn["content"] for turn in row["messages"][1:])] for row in rows
    ]
    lines = b"\n".join(map(orjson.dumps, rows)) + b"\n"
    table = io.StringIO(newline="")
    csv.writer(table).writerows([["question", "answer"], *pairs])
    contents = {
        "chats.jsonl": lines,
        "array.json": json.dumps(rows, ensure_ascii=False, indent=2).encode(),
        "minified.json": orjson.dumps({"data": rows}),
        "pairs.csv": table.getvalue().encode(),
        "pairs-gb18030.csv": table.getvalue().encode("gb18030"),
        "chats-utf16.jsonl": lines.decode().encode("utf-16"),
        "text.txt": "\n\n".join(answer for _, answer in pairs).encode(),
        "chats.jsonl.gz": gzip.compress(lines, 4),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "chats.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("chats.jsonl", lines)
    with xlsxwriter.Workbook(folder / "pairs.xlsx", {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["question", "answer"], *pairs]):
            sheet.write_row(number, 0, row)
    source = str(folder / "chats.jsonl").replace("'", "''")
    target = str(folder / "chats.parquet").replace("'", "''")
    duckdb.execute(f"copy (select * from read_json('{source}')) to '{target}' (format parquet)")  # noqa: S608 - our own paths
    return [folder / name for name in (*contents, "chats.zip", "pairs.xlsx", "chats.parquet")]


def _best(work: Callable[[], None]) -> float:
    times = []
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return min(times)


def _megabytes(path: Path) -> float:
    return path.stat().st_size / 1e6


def _read(path: Path) -> None:
    for _ in Dataset([InputFile(path.name, path)], "", Report("bench"), "bench"):
        pass


def _lines(path: Path) -> None:
    with path.open("rb") as lines:
        for line in lines:
            orjson.loads(line)


def _whole(path: Path) -> None:
    orjson.loads(path.read_bytes())


def _csv(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as lines:
        for _ in csv.reader(lines):
            pass


def _write(path: Path, records: list[Record]) -> None:
    writer = JsonlWriter(path)
    for record in records:
        writer.write(record.to_row())
    writer.close()
