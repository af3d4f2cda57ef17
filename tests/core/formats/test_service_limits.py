"""What the services ask of a file as a whole: its name, its size, its number of rows, its layout."""

from __future__ import annotations

import json

import pytest

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.ops.formats._trainers._chat_rules import CHAT_RULES
from ftprep.ops.formats._trainers._file import FileFacts
from ftprep.ops.formats._trainers.chat import Chat
from ftprep.record import Lineage, Record, Turn


@pytest.mark.parametrize(
    ("trainer", "facts", "expect"),
    [
        ("openai", {"rows": 10}, []),
        ("openai", {"rows": 9}, [("abort", "too_few_rows")]),
        ("openai", {"rows": 0}, [("abort", "empty_file")]),
        ("openai", {"rows": 10, "size": 512_000_001}, [("abort", "file_too_large")]),
        ("openai", {"rows": 10, "name": "客服.jsonl"}, []),
        ("openai", {"rows": 10, "layout": "json"}, [("abort", "not_lines")]),
        ("bedrock_nova", {"rows": 100, "name": "chats-1.jsonl"}, []),
        ("bedrock_nova", {"rows": 99}, [("warned", "too_few_rows")]),
        ("bedrock_nova", {"rows": 100, "name": "客服.jsonl"}, [("abort", "bad_file_name")]),
        ("bedrock_nova", {"rows": 100, "name": "a b.jsonl"}, [("abort", "bad_file_name")]),
        ("bedrock_nova", {"rows": 100, "layout": "csv"}, [("abort", "not_lines")]),
        ("bedrock_claude", {"rows": 32}, []),
        ("bedrock_claude", {"rows": 31}, [("warned", "too_few_rows")]),
        ("bedrock_claude", {"rows": 10_001}, [("warned", "too_many_rows")]),
        ("trl", {"rows": 1, "layout": "json", "name": "客服.json"}, []),
    ],
)
def test_the_file_as_a_whole(trainer, facts, expect):
    found = Chat(CHAT_RULES[trainer], "sft", FileFacts(**{"layout": "jsonl", **facts})).about_file()
    assert [(finding.verdict, finding.reason) for finding in found] == expect


@pytest.mark.parametrize("layout", ["jsonl", "json"])
@pytest.mark.parametrize(
    ("answers", "as_messages", "expect"),
    [
        (["2024-01-01", "2024-01-02"], False, [("abort", "completion")]),
        (["2024-01-01", "好"], False, []),
        (["2024-01-01", "2024-01-02"], True, [("changed", "completion[].content")]),
        (["2024-01-01", "好"], True, []),
    ],
)
def test_a_column_of_dates_is_told(answers, as_messages, expect, layout):
    facts = FileFacts(layout)
    for place, answer in enumerate(answers):
        completion = [{"role": "assistant", "content": answer}] if as_messages else answer
        facts.see({"prompt": "几号？", "completion": completion}, place)
    facts.settle()
    found = Chat(CHAT_RULES["trl"], "sft", facts).about_file()
    assert [(one.verdict, one.where) for one in found if one.reason == "not_read_as_text"] == expect


def _records(folder, count):
    path = folder / "客服 对话.jsonl"
    made = [
        Record(f"{n:016x}", [Turn("user", f"问{n}"), Turn("assistant", "答")], lineage=Lineage("made", n, "test"))
        for n in range(count)
    ]
    path.write_text("".join(json.dumps(one.to_row()) + "\n" for one in made), "utf-8")
    return InputFile(path.name, path)


def test_what_is_written_for_nova_has_a_name_that_it_takes(tmp_path):
    given = _records(tmp_path, 100)
    outcome = invoke("format_dataset", Inputs([given]), {"format": "bedrock_nova"}, tmp_path / "out")
    assert [file.path.name for file in outcome.files] == ["dataset.jsonl"]
    (file,) = outcome.files
    checked = invoke(
        "preflight_training",
        Inputs([InputFile(file.path.name, file.path)]),
        {"trainer": "bedrock_nova"},
        tmp_path / "check",
    )
    assert checked.variables["verdict"] == "ready"


@pytest.mark.parametrize(("fix", "verdict"), [(False, "stops"), (True, "ready")])
def test_a_name_that_nova_refuses_is_told_or_mended(fix, verdict, tmp_path):
    outcome = invoke(
        "preflight_training",
        Inputs([_records(tmp_path, 100)]),
        {"trainer": "bedrock_nova", "fix": fix},
        tmp_path / "out",
    )
    assert outcome.variables["verdict"] == verdict
    assert outcome.files[0].path.name == ("dataset.jsonl" if fix else "客服 对话.jsonl")
