"""What preflight_training lets through is a data set of its own: it loads without the rows that were taken out."""

from __future__ import annotations

import json

import pytest

from ftprep.invoke import InputFile, Inputs, invoke

ENTRY = {
    "data": {
        "file_name": "data.jsonl",
        "formatting": "sharegpt",
        "columns": {"messages": "conversations", "tools": "tools"},
    }
}
GOOD = {"conversations": [{"from": "human", "value": "问"}, {"from": "gpt", "value": "答"}]}
LOST = {"conversations": [{"from": "gpt", "value": "答"}], "tools": "[]"}


def _run(folder, rows, *, entry=None, **settings):
    data = folder / "data.jsonl"
    data.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8", newline="\n")
    files = [InputFile("data.jsonl", data)]
    if entry is not None:
        info = folder / "dataset_info.json"
        info.write_text(json.dumps(entry), "ascii")
        files.append(InputFile("dataset_info.json", info))
    outcome = invoke("preflight_training", Inputs(files), settings, folder / "out")
    return outcome, json.loads((folder / "out" / "data.json").read_bytes())


@pytest.mark.parametrize("fix", [False, True])
@pytest.mark.parametrize("entry", [None, ENTRY])
def test_a_column_that_only_lost_rows_had_is_named_no_more(fix, entry, tmp_path):
    outcome, rows = _run(tmp_path, [GOOD, LOST], entry=entry, fix=fix)
    assert rows == [GOOD]
    assert outcome.variables["rejected"] == 1
    written = json.loads((tmp_path / "out" / "dataset_info.json").read_bytes())["data"]
    assert written["columns"] == {"messages": "conversations"}


def test_columns_by_default_are_named_where_one_is_gone(tmp_path):
    rows = [{"instruction": "问", "output": "答"}, {"instruction": 5, "input": "", "output": "答"}]
    entry = {"data": {"file_name": "data.jsonl"}}
    _, left = _run(tmp_path, rows, entry=entry)
    assert left == rows[:1]
    written = json.loads((tmp_path / "out" / "dataset_info.json").read_bytes())["data"]
    assert written["columns"] == {"prompt": "instruction", "response": "output"}


def test_a_null_line_goes_on_as_a_row_without_values(tmp_path):
    """The loader takes it for one, and trains on an empty text."""
    _, rows = _run(tmp_path, [{"text": "正文"}, None], task="pretrain")
    assert rows == [{"text": "正文"}, {}]
