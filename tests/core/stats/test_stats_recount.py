"""dataset_stats against a plain recount of real files, read without our reader."""

import json
from collections import Counter
from pathlib import Path

import pytest

from ftprep.invoke import InputFile, Inputs, invoke

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "formats_llamafactory"
ROLES = {
    "human": "user",
    "gpt": "assistant",
    "function_call": "tool_call",
    "observation": "tool",
    **{role: role for role in ("system", "user", "assistant")},
}
PART = {"user": "question", "assistant": "answer", "tool_call": "tool", "tool": "tool", "system": "system"}


def alpaca(row):
    return [
        ("user", row["instruction"] + ("\n" + row["input"] if row.get("input") else "")),
        ("assistant", row["output"]),
    ]


def sharegpt(row):
    return [(ROLES[turn["from"]], turn["value"]) for turn in row["conversations"]]


def messages(row):
    return [(ROLES[turn["role"]], turn["content"]) for turn in row["messages"]]


FILES = {"alpaca_zh_demo.json": alpaca, "alpaca_en_demo.json": alpaca, "glaive_toolcall_zh_demo.json": sharegpt, "dpo_zh_demo.json": sharegpt, "kto_en_demo.json": messages}  # fmt: skip


def shared(name):
    path = SHARED / name
    if not path.exists():
        pytest.skip("the shared data sets are not beside the project")
    return path


@pytest.mark.parametrize("name", FILES)
def test_counts_equal_a_plain_recount(tmp_path, name):
    path = shared(name)
    rows = json.loads(path.read_text("utf-8"))
    figures = invoke("dataset_stats", Inputs([InputFile(name, path)]), {}, tmp_path).report["figures"]
    turns = [turn for row in rows for turn in FILES[name](row)]
    texts = {
        part: [text for role, text in turns if PART[role] == part] for part in ("question", "answer", "tool", "system")
    }
    for side in ("chosen", "rejected"):
        texts[side] = [row[side]["value"] for row in rows if side in row]
    for part, found in texts.items():
        got = next((r for r in figures["lengths"] if (r["part"], r["measure"]) == (part, "characters")), None)
        ranked = sorted(map(len, found))
        assert (got or {"count": 0})["count"] == len(found)
        if got:
            assert (got["total"], got["min"], got["max"]) == (sum(ranked), ranked[0], ranked[-1])
            median = ranked[-(-len(ranked) // 2) - 1]
            assert got["p50"] == median if median < 2048 else abs(got["p50"] - median) <= median / 1024
    overview = figures["overview"]
    assert (overview["records"], overview["turns"]) == (len(rows), len(turns))
    assert overview["characters"] == sum(len(text) for found in texts.values() for text in found)
    assert {row["role"]: row["count"] for row in figures["roles"]} == Counter(role for role, _ in turns)


def test_plain_text_equals_a_plain_recount(tmp_path):
    path = shared("c4_demo.jsonl")
    with path.open(encoding="utf-8", newline="\n") as lines:
        texts = [json.loads(line)["text"] for line in lines if line.strip()]
    figures = invoke("dataset_stats", Inputs([InputFile(path.name, path)]), {}, tmp_path).report["figures"]
    assert figures["overview"]["records"] == len(texts)
    assert figures["overview"]["characters"] == sum(map(len, texts))
    assert figures["overview"]["different"] == len(set(texts))
    words = Counter(word for text in texts for word in text.lower().split())
    top = {row["word"]: row["count"] for row in figures["words"][:10]}
    assert all(count >= words[word] for word, count in top.items())  # a plain split leaves marks on some words


def test_the_report_is_small_and_holds_no_text_of_a_record(tmp_path):
    sentence = "the quick zebra jumped over 13800138000 fences and away"
    rows = [{"instruction": f"Tell me about number {n}.", "output": f"{sentence} {n}"} for n in range(300)]
    outcome = invoke("dataset_stats", Inputs(text="\n".join(map(json.dumps, rows))), {}, tmp_path)
    figures = json.dumps(outcome.report["figures"])
    assert len(json.dumps(outcome.report)) < 150_000
    assert sentence not in figures
    assert "13800138000" not in figures
