"""What goes out in one message has a bound in bytes; what does not fit is counted, and can go with the next call."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from ftprep.errors import SettingsError
from ftprep.fitting import MAX_BYTES, fitted
from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.ops.augment import make_batches
from ftprep.record import dumps

MEGABYTE = 1_000_000
ROWS = [{"instruction": f"第{number}题", "input": "", "output": "答" * 5800} for number in range(400)]


def _batches(options, tmp_path, rows=ROWS):
    text = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    return invoke("make_batches", Inputs(text=text), options, tmp_path)


def test_prompts_that_fill_a_message_leave_the_rest_to_the_next_run(tmp_path):
    first = _batches({"recipe": "paraphrase"}, tmp_path / "1")
    assert len(dumps(first.variables["batches"])) < 2.5 * MEGABYTE
    assert first.report["kept"] + first.report["rejected"] == len(ROWS)
    assert first.report["reasons"][0]["reason"] == "beyond_this_run"
    assert "2,000,000" in first.text
    rejects = next(file.path for file in first.files if file.path.name.endswith(".rejects.jsonl"))
    left = [json.loads(line)["original"] for line in rejects.read_text("utf-8").splitlines()]
    second = _batches({"recipe": "paraphrase"}, tmp_path / "2", left[:10])
    assert second.report["kept"] == 10
    shown = sum(prompt.count("答" * 5800) for prompt in first.variables["batches"])
    assert shown == first.report["kept"]


def test_new_records_are_asked_for_as_far_as_the_message_reaches(tmp_path):
    outcome = _batches({"recipe": "generate_from_seeds", "count": 2000, "options": "seeds=10"}, tmp_path)
    count = outcome.variables["batch_count"]
    assert len(dumps(outcome.variables["batches"])) < 2.5 * MEGABYTE
    assert 0 < count < 400
    assert "of 2000 records are asked for" in json.dumps(outcome.report["notes"])
    assert outcome.report["kept"] == len(ROWS)


def test_a_prompt_that_alone_is_too_long_is_a_setting_to_mend(tmp_path):
    with pytest.raises(SettingsError, match="shorten persona"):
        _batches({"extra": "x" * (make_batches.MAX_BYTES + 1)}, tmp_path, ROWS[:1])


@pytest.mark.parametrize("tool", ["load_dataset", "dataset_stats"])
@pytest.mark.parametrize("kind", ["jsonl", "png"])
def test_a_zip_of_many_files_has_a_report_of_some(tool, kind, tmp_path):
    packed, count = io.BytesIO(), 2000
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("first.jsonl", '{"text": "一"}')
        for number in range(count - 1):
            content = b'{"text": "x"}' if kind == "jsonl" else b"\x89PNG\r\n\x1a\n" + bytes(20)
            archive.writestr(f"{'名' * 70}{number}.{kind}", content)
    path = tmp_path / "a.zip"
    path.write_bytes(packed.getvalue())
    outcome = invoke(tool, Inputs([InputFile("a.zip", path)]), {}, tmp_path / "out")
    report = outcome.report
    assert len(dumps(report)) < MAX_BYTES + 5000
    assert len(outcome.text) < 10_000 + MAX_BYTES
    cut = {row["list"]: row["count"] for row in report["left_out"]}
    assert len(report["inputs"]) + len(report["passed_over"]) + sum(cut.values()) == count
    assert "left out" in json.dumps(report["notes"])


def test_small_reports_are_not_touched():
    report = {"read": 1, "inputs": [{"name": "a"}], "figures": {"a": {"b": [1, 2]}}}
    assert fitted(report) == (report, {})
    assert fitted(report)[0] is report


def test_of_a_long_report_the_small_parts_stay_whole():
    labels = {f"label {number}": number for number in range(50_000)}
    report = {
        "read": 7,
        "notes": [{"en": "x"}],
        "figures": {"labels": labels, "bars": [1, 2, 3]},
        "inputs": ["a" * 200_000],
    }
    short, left_out = fitted(report)
    assert len(dumps(short)) <= MAX_BYTES
    assert (short["read"], short["notes"], short["figures"]["bars"]) == (7, [{"en": "x"}], [1, 2, 3])
    assert len(short["figures"]["labels"]) + left_out["figures.labels"] == len(labels)
    assert (short["inputs"], left_out["inputs"]) == ([], 1)
