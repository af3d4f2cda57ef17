"""select_records, a sentence of its help a test: threshold, top share, number, diversity, balance, any order."""

from __future__ import annotations

import json

import pytest

from ftprep.invoke import InputFile, Inputs, invoke

TOPICS = [
    "春天的花开在山坡上随风摇动",
    "修理自行车要先检查刹车和链条",
    "煮面条的时候水里可以加一点盐",
    "海边的日落让整片天空变成橙色",
]


def _rows(scores, texts=None, labels=None):
    return [
        {
            "id": f"r{number}",
            "messages": [
                {"role": "user", "content": f"第{number}问"},
                {"role": "assistant", "content": texts[number] if texts else f"{TOPICS[number % 4]}{number}"},
            ],
            "labels": {"judge": {"overall": score}, **({"topic": labels[number]} if labels else {})},
            "lineage": {"source": "s", "row": number, "format": "messages"},
        }
        for number, score in enumerate(scores)
    ]


def _kept(rows, folder, **settings):
    path = folder / "s.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    outcome = invoke("select_records", Inputs([InputFile("s.jsonl", path)]), settings, folder / "out")
    assert outcome.variables["kept"] + outcome.variables["rejected"] == len(rows)
    data = next(file.path for file in outcome.files if file.role == "dataset").read_bytes()
    return {json.loads(line)["id"] for line in data.split(b"\n") if line.strip()}


def test_a_threshold_keeps_what_reaches_it(tmp_path):
    assert _kept(_rows([1, 3, 4.5, 5]), tmp_path, min_score=4.5) == {"r2", "r3"}


def test_the_top_share_and_the_number(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
    assert _kept(_rows([5, 1, 4, 2]), tmp_path / "a", top=0.5) == {"r0", "r2"}
    assert _kept(_rows([5, 1, 4, 2]), tmp_path / "b", count=1) == {"r0"}


def test_balance_counts_after_the_threshold_and_keeps_the_best_of_each(tmp_path):
    rows = _rows([5, 4, 3, 5, 1, 2], labels=["a", "a", "a", "b", "b", "c"])
    assert _kept(rows, tmp_path, min_score=2, balance="topic") == {"r0", "r3", "r5"}


def test_diversity_keeps_the_better_of_two_alike(tmp_path):
    texts = [TOPICS[0], TOPICS[0] + "啊", TOPICS[1]]
    assert _kept(_rows([3, 5, 1], texts), tmp_path, diversity="on") == {"r1", "r2"}


@pytest.mark.parametrize("settings", [{"top": 0.5}, {"diversity": "on"}, {"balance": "topic"}])
def test_the_order_of_the_input_does_not_matter(tmp_path, settings):
    rows = _rows([3, 3, 3, 3, 5, 5], labels=["a", "b", "a", "b", "a", "b"])
    kept = []
    for turn, order in enumerate((rows, rows[::-1], rows[3:] + rows[:3])):
        (tmp_path / str(turn)).mkdir()
        kept.append(_kept(order, tmp_path / str(turn), **settings))
    assert kept[0] == kept[1] == kept[2]
