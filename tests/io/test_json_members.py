"""Objects that hold lists: records with lists beside their texts, and wrappers around rows; never one for the other."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.errors import InputDataError
from ftprep.io import Dataset
from ftprep.io.read_json import read_json
from ftprep.io.rows import TextFile
from ftprep.ports import InputFile
from ftprep.report import Report

REFERENCES = [{"title": "d", "url": "u"}, {"title": "e", "text": "of a reference"}]
RECORDS = {
    "qa": {"question": "Q1", "answer": "A1"},
    "alpaca": {"instruction": "Q1", "output": "A1"},
    "messages": {"messages": [{"role": "user", "content": "Q1"}, {"role": "assistant", "content": "A1"}]},
    "sharegpt": {"conversations": [{"from": "human", "value": "Q1"}, {"from": "gpt", "value": "A1"}]},
    "prompt_completion": {"prompt": "Q1", "completion": "A1"},
    "text": {"text": "T1"},
}
ROWS = [{"instruction": "Q1", "output": "A1"}, {"instruction": "Q2", "output": "A2"}]


def beside(record, first):
    lists = {"references": REFERENCES, "items": [{"text": "of an item"}], "x": {"data": [{"text": "of data"}]}}
    return {**lists, **record} if first else {**record, **lists}


@pytest.mark.parametrize("kind", RECORDS)
@pytest.mark.parametrize("first", [True, False], ids=["lists first", "lists last"])
@pytest.mark.parametrize("indent", [None, 2])
@pytest.mark.parametrize("name", ["r.json", "r.jsonl", "r"])
@pytest.mark.parametrize("times", [1, 2])
def test_a_record_with_lists_beside_is_a_record(read, kind, first, indent, name, times):
    row = beside(RECORDS[kind], first)
    got = read(name, json.dumps(row, indent=indent) * times)
    assert [record.lineage.format for record in got.records] == [kind] * times
    assert got.rejects == []
    assert got.records[0].meta["references"] == REFERENCES


@pytest.mark.parametrize("size", [300_000, 1_200_000])
def test_json_lines_longer_than_what_is_looked_at_first(read, size):
    long = {"question": "Q" * size, "answer": "A", "references": REFERENCES}
    unknown = {"id": 1, "pages": [{"text": "p" * size}]}
    lines = "\n".join(map(json.dumps, (long, unknown, long)))
    got = read("a.jsonl", lines)
    assert got.formats == ["jsonl"]
    assert [record.lineage.row for record in got.records] == [1, 3]
    assert [(reject.reason, reject.original) for reject in got.rejects] == [("missing_field", unknown)]
    short_first = read("a.jsonl", json.dumps({"text": "a"}) + "\n" + lines)
    assert short_first.formats == ["jsonl"]
    assert len(short_first.records) == 3


def test_one_long_object_named_jsonl_is_still_opened(read):
    rows = [{"text": "x" * 1000}] * 400
    assert len(read("a.jsonl", json.dumps({"version": 1, "data": rows})).records) == 400


BESIDE = {
    "meta": {"v": 1}, "system": "s", "prompt": "p", "tools": [], "labels": {"a": 1}, "history": [], "lineage": {},
    "messages": [], "answer": None, "status": "ok", "id": 7, "license": [{"name": "MIT"}],
}  # fmt: skip


@pytest.mark.parametrize("key", [key for key in BESIDE if key != "license"])
@pytest.mark.parametrize("first", [True, False], ids=["beside first", "rows first"])
def test_rows_are_found_whatever_stands_beside_them(read, key, first):
    row = {key: BESIDE[key], "data": ROWS} if first else {"data": ROWS, key: BESIDE[key]}
    got = read("m.json", json.dumps(row))
    assert got.texts == [["Q1", "A1"], ["Q2", "A2"]]
    assert got.report.changes == {"json_field_beside_rows": 1}


def test_turns_of_no_known_format_make_no_wrapper_of_what_stands_beside(read):
    row = {"messages": [{"speaker": "a", "says": "b"}], "references": REFERENCES}
    got = read("m.json", json.dumps(row))
    assert [reject.original for reject in got.rejects] == [row]
    assert got.records == []


def test_a_column_named_by_the_user_makes_a_record(tmp_path):
    path = tmp_path / "a"
    path.write_text(json.dumps({"body": "long text", "items": [{"text": "x"}]}))
    rows = list(read_json(TextFile(path), lambda _: None, frozenset(("body",))))
    assert [value["body"] for _, value, _ in rows] == ["long text"]


def test_a_wrapper_whose_list_is_too_long_to_look_behind(monkeypatch, read):
    monkeypatch.setattr("ftprep.io.json_members._LONG", 50)
    got = read("m.json", json.dumps({"v": {"w": 1}, "data": ROWS * 20, "n": 1}))
    assert len(got.records) == 40


KEYS = st.sampled_from(["question", "answer", "text", "references", "data", "items", "meta", "messages", "x"])
VALUES = st.recursive(
    st.none() | st.text(max_size=3) | st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
RECORD = st.dictionaries(KEYS, VALUES, max_size=4).map(lambda row: row | {"question": "Q", "answer": "A"})


@given(st.lists(RECORD, min_size=1, max_size=4), st.sampled_from([None, 1]))
def test_records_one_after_another_are_the_records_of_json_lines(tmp_path_factory, rows, indent):
    path = tmp_path_factory.mktemp("rows") / "a"
    path.write_text("\n".join(json.dumps(row, indent=indent) for row in rows))
    assert [value for _, value, _ in read_json(TextFile(path), lambda _: None)] == rows


@given(st.dictionaries(KEYS, VALUES, max_size=4))
def test_nothing_of_any_object_goes_without_a_word(tmp_path_factory, row):
    path = tmp_path_factory.mktemp("rows") / "a.json"
    path.write_text(json.dumps(row))
    report = Report("x")
    try:
        items = list(Dataset([InputFile("a.json", path)], "", report, "x"))
    except InputDataError:
        assert "[]" in json.dumps(row)
        return
    assert len(items) == report.inputs[0]["read"]
    assert items or report.notes
