"""import_chat: messages a second and peak memory, for a table and for a JSON export.

`python -m bench.bench_import MESSAGES` takes another size than the short one that `python -m bench` uses; each kind runs
in a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from ftprep.invoke import InputFile, Inputs, invoke

KINDS = ("wechatmsg_csv", "telegram_json")
SHORT = 20_000
_WORDS = "今天的安排改到明天下午三点先去仓库点货再回公司开会记得带上合同和样品路上小心"


def run() -> None:
    for kind in KINDS:
        _measure(kind, SHORT)


def _measure(kind: str, messages: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.bench_import", kind, str(messages), folder]
        told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    print(told, end="")


def _one(kind: str, messages: int, folder: Path) -> None:
    path = folder / kind.replace("_", ".")
    with path.open("w", encoding="utf-8") as out:
        out.writelines(_csv(messages) if kind == "wechatmsg_csv" else _json(messages))
    begin = time.process_time()
    outcome = invoke("import_chat", Inputs([InputFile(path.name, path)]), {"assistant": "1"}, folder / "out")
    seconds = time.process_time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    size = path.stat().st_size / 1e6
    print(
        f"import_chat {kind}: {messages:,} messages ({size:.0f} MB) in {seconds:.1f} s of one core, "
        f"{messages / seconds:,.0f} a second, {peak} MB at most, {outcome.report['kept']:,} conversations"
    )


def _messages(count: int) -> Iterator[tuple[int, int, int, str]]:
    """Bursts of one to three messages, now of one and now of the other, with pauses."""
    chance = random.Random(1)
    second, who, left = 1_600_000_000, 0, 2
    for number in range(count):
        second += chance.choice((5, 9, 20, 40))
        left -= 1
        if left <= 0:
            who, left = 1 - who, chance.randrange(1, 4)
            if chance.random() < 0.05:
                second += 7200
        begin = chance.randrange(20)
        yield number, second, who, f"{number} {_WORDS[begin : begin + chance.randrange(4, 30)]}"


def _csv(count: int) -> Iterator[str]:
    yield "\ufefflocalId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"
    for number, second, who, text in _messages(count):
        yield f"{number},7,1,0,{who},{second},,{text},2023-11-14 22:13:20,{who},{who},wxid_{who}\n"


def _json(count: int) -> Iterator[str]:
    yield '{"name": "x", "type": "personal_chat", "id": 1, "messages": ['
    for number, second, who, text in _messages(count):
        row = {
            "id": number, "type": "message", "date": "2023-11-14T22:13:20", "date_unixtime": str(second), "from": str(who),
            "from_id": f"user{who}", "text": text, "text_entities": [{"type": "plain", "text": text}],
        }  # fmt: skip
        yield f"{',' if number else ''}\n {json.dumps(row, ensure_ascii=False)}"
    yield "\n]}\n"


if __name__ == "__main__":
    if len(sys.argv) > 3:
        _one(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
    else:
        for name in KINDS:
            _measure(name, int(sys.argv[1]) if len(sys.argv) > 1 else SHORT)
