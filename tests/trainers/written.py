"""Data sets that format_dataset writes for the trainers to load: everything odd that is still right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ftprep.invoke import InputFile, Inputs, Outcome, invoke
from ftprep.record import Lineage, Record, Turn

ODD = (
    "你好", "42", "3.14", "2024-05-01", "2024-05-01 08:30:00", "true", "null", "NaN", "[]", "{}", '"quoted"', "行一\n行二", "a\u2028b\u0085c",
    "emoji 😀 and 𠮷", "\ttab", "\u202eright to left", "<think>想一想</think>答案", "User: hi", "ＡＢＣ", "a" * 5000, "{{idx}}", "'single'", "\\n", "，。！？",
)  # fmt: skip
CALL = '{"name": "query_weather", "arguments": {"city": "杭州", "days": 3}}'
TOOLS = '[{"name": "query_weather", "description": "天气", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}]'


def record(number: int, turns: list[Turn], **more: Any) -> Record:
    return Record(f"{number:016x}", turns, lineage=Lineage("made", number, "test"), **more)


def conversations() -> list[Record]:
    """For supervised training, without functions."""
    out = []
    for number, text in enumerate(ODD):
        turns = [Turn("user", text), Turn("assistant", ODD[-1 - number])]
        if number % 3 == 0:
            turns.insert(0, Turn("system", f"你是助手 {number}。"))
        if number % 4 == 0:
            turns += [Turn("user", "再问"), Turn("assistant", text)]
        out.append(record(number, turns))
    long = [Turn("user" if n % 2 == 0 else "assistant", f"第 {n} 句") for n in range(200)]
    out.append(record(len(out), long))
    out.append(record(len(out), [Turn("user", "翻译", "good morning"), Turn("assistant", "早上好")]))
    return out


def dated() -> list[Record]:
    """Answers that are all dates: as JSON Lines a loader would take them for times."""
    return [
        record(n, [Turn("user", f"第 {n} 天是几号？"), Turn("assistant", f"2024-05-{n:02d}")]) for n in range(1, 10)
    ]


def with_tools() -> list[Record]:
    turns = [Turn("user", "杭州天气"), Turn("tool_call", CALL), Turn("tool", "晴"), Turn("assistant", "晴天。")]
    double = [
        Turn("user", "两地天气"),
        Turn("tool_call", f"[{CALL}, {CALL}]"),
        Turn("tool", "晴"),
        Turn("assistant", "都晴。"),
    ]
    plain = [Turn("user", "你好"), Turn("assistant", "你好。")]
    return [
        record(0, turns, tools=TOOLS),
        record(1, plain),
        record(2, plain, tools="[]"),
        record(3, double, tools=TOOLS),
    ]


def preferences() -> list[Record]:
    return [
        record(
            n,
            [Turn("user", text)],
            chosen=[Turn("assistant", f"好 {text}")],
            rejected=[Turn("assistant", f"坏 {text}")],
        )
        for n, text in enumerate(ODD)
    ]


def labelled() -> list[Record]:
    return [record(n, [Turn("user", "问"), Turn("assistant", text)], label=n % 2 == 0) for n, text in enumerate(ODD)]


def texts() -> list[Record]:
    return [Record(f"{n:016x}", text=text, lineage=Lineage("made", n, "test")) for n, text in enumerate(ODD)]


SETS = {
    "conversations": conversations,
    "dated": dated,
    "with_tools": with_tools,
    "preferences": preferences,
    "labelled": labelled,
    "texts": texts,
}
"""Name → the records."""


def real(name: str) -> Path:
    """A demo file of LLaMA-Factory's, beside the project."""
    return Path(__file__).resolve().parents[3] / "shared" / "data" / "formats_llamafactory" / name


def run(records: list[Record] | Path, folder: Path, **settings: Any) -> Outcome:
    """format_dataset over records (or over a file); its files in `folder`."""
    if isinstance(records, Path):
        path = records
    else:
        path = folder.with_name(folder.name + "-in.jsonl")
        path.write_text(
            "".join(json.dumps(one.to_row(), ensure_ascii=False) + "\n" for one in records), "utf-8", newline="\n"
        )
    return invoke(
        "format_dataset",
        Inputs([InputFile("data.jsonl" if path.suffix == ".jsonl" else path.name, path)]),
        settings,
        folder,
    )
