"""dataset_stats against a plain recount of real files."""

import json
from pathlib import Path

import pytest

from ftprep.invoke import Inputs, invoke

SHARED = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "formats_llamafactory"


def stats(tmp_path, rows):
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return invoke("dataset_stats", Inputs(text=text), {}, tmp_path / "out")


def lengths(outcome, part, measure="characters"):
    return next(r for r in outcome.report["figures"]["lengths"] if (r["part"], r["measure"]) == (part, measure))


@pytest.mark.parametrize("name", ["alpaca_zh_demo.json", "alpaca_en_demo.json"])
def test_counts_equal_a_plain_recount(tmp_path, name):
    if not SHARED.exists():
        pytest.skip("the shared data sets are not beside the project")
    rows = json.loads((SHARED / name).read_text("utf-8"))
    outcome = stats(tmp_path, rows)
    questions = [row["instruction"] + ("\n" + row["input"] if row.get("input") else "") for row in rows]
    answers = [row["output"] for row in rows]
    for part, texts in (("question", questions), ("answer", answers)):
        found = lengths(outcome, part)
        ranked = sorted(map(len, texts))
        assert found["count"] == len(texts)
        assert found["total"] == sum(ranked)
        assert (found["min"], found["max"]) == (ranked[0], ranked[-1])
        assert found["p50"] == ranked[-(-len(ranked) // 2) - 1]
    overview = outcome.report["figures"]["overview"]
    assert overview["records"] == outcome.variables["kept"] == len(rows)
    assert overview["turns"] == 2 * len(rows)
    assert overview["different"] == len(set(zip(questions, answers, strict=True)))


def test_the_report_is_small_and_holds_no_text_of_a_record(tmp_path):
    sentence = "the quick zebra jumped over 13800138000 fences and away"
    rows = [{"instruction": f"Tell me about number {n}.", "output": f"{sentence} {n}"} for n in range(300)]
    outcome = stats(tmp_path, rows)
    figures = json.dumps(outcome.report["figures"])
    assert len(json.dumps(outcome.report)) < 150_000
    assert sentence not in figures
    assert "13800138000" not in figures
