"""100,000 records to each format, and through preflight: CPU seconds beside those of reading and writing the same JSON."""

from __future__ import annotations

import json
import tempfile
import time
from pathlib import Path
from typing import get_args

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.ops.formats._formats import FormatName
from ftprep.record import Lineage, Record, Turn

COUNT = 100_000
_UNLIKE = {"text": {"misfit": "move"}}


def _source(folder: Path) -> Path:
    path = folder / "chats.jsonl"
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(COUNT):
            turns = [
                Turn("user", f"第 {number} 个问题：怎么退货？"),
                Turn("assistant", "请在订单页点“申请退货”，填写原因后提交。" * 3),
            ]
            record = Record(f"{number:016x}", turns, lineage=Lineage("chats", number, "alpaca"))
            file.write(json.dumps(record.to_row(), ensure_ascii=False) + "\n")
    return path


def run() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source = _source(folder)
        began = time.process_time()
        with source.open("rb") as file:
            sum(len(json.dumps(json.loads(line))) for line in file)
        plain = time.process_time() - began
        print(f"{'json loads + dumps':20} {plain:5.1f} CPU s")
        for form in get_args(FormatName):
            began = time.process_time()
            settings = {"format": form, **_UNLIKE.get(form, {})}
            invoke("format_dataset", Inputs([InputFile("chats.jsonl", source)]), settings, folder / form)
            used = time.process_time() - began
            print(f"{form:20} {used:5.1f} CPU s  {used / plain:4.1f} × plain JSON")
        for trainer, form in (("llamafactory", "sharegpt"), ("openai", "openai")):
            path = next(path for path in (folder / form).iterdir() if path.name.startswith("chats"))
            began = time.process_time()
            invoke(
                "preflight_training",
                Inputs([InputFile(path.name, path)]),
                {"trainer": trainer},
                folder / f"check-{trainer}",
            )
            used = time.process_time() - began
            print(f"preflight {trainer:10} {used:5.1f} CPU s  {used / plain:4.1f} × plain JSON")
