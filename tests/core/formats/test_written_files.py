"""The files that format_dataset leaves: their layout, their size, dataset_info.json, the same bytes each time."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace

import duckdb
import pytest

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.record import Lineage, Record, Turn
from ftprep.shapes import SHAPES

CALL = '{"name": "f", "arguments": {}}'


def _record(number, *turns, **more):
    return Record(f"{number:016x}", list(turns), lineage=Lineage("made", number, "test"), **more)


def _pairs(count, text="问答"):
    return [_record(n, Turn("user", f"{text}{n}"), Turn("assistant", f"{n}" * 20)) for n in range(count)]


def _run(folder, records, extra=(), limit=None, name="data.jsonl", **settings):
    source = folder / "source.jsonl"
    source.write_text(
        "".join(json.dumps(one.to_row(), ensure_ascii=False) + "\n" for one in records), "utf-8", newline="\n"
    )
    files = [InputFile(name, source), *extra]
    return invoke("format_dataset", Inputs(files), settings, folder / "out", max_file_bytes=limit)


def _names(outcome):
    return [file.path.name for file in outcome.files]


def test_an_array_and_its_dataset_info(tmp_path):
    records = [*_pairs(2), _record(9, Turn("system", "你是助手"), Turn("user", "问"), Turn("assistant", "答"))]
    outcome = _run(tmp_path, records, format="alpaca", name="客服 对话.jsonl")
    assert _names(outcome) == ["客服_对话.json", "dataset_info.json"]
    rows = json.loads((tmp_path / "out" / "客服_对话.json").read_text("utf-8"))
    assert all(set(row) == {"instruction", "input", "output", "system"} for row in rows)
    raw = (tmp_path / "out" / "dataset_info.json").read_bytes()
    assert raw.isascii()
    assert json.loads(raw) == {
        "客服_对话": {
            "file_name": "客服_对话.json",
            "formatting": "alpaca",
            "columns": {"prompt": "instruction", "query": "input", "response": "output", "system": "system"},
        }
    }


def test_all_tags_are_written(tmp_path):
    _run(tmp_path, _pairs(1), format="sharegpt")
    entry = json.loads((tmp_path / "out" / "dataset_info.json").read_bytes())["data"]
    assert entry["columns"] == {"messages": "conversations"}
    assert set(entry["tags"]) == {
        "role_tag", "content_tag", "user_tag", "assistant_tag", "observation_tag", "function_tag", "system_tag",
    }  # fmt: skip


def test_an_existing_dataset_info_keeps_its_entries(tmp_path):
    given = tmp_path / "dataset_info.json"
    given.write_text('\ufeff{"data": {"file_name": "旧.json"}, "other": {"hf_hub_url": "a/b"}}', "utf-8")
    outcome = _run(tmp_path, _pairs(1), [InputFile("dataset_info.json", given)], format="alpaca")
    info = json.loads((tmp_path / "out" / "dataset_info.json").read_bytes())
    assert list(info) == ["data", "other", "data_2"]
    assert info["data"] == {"file_name": "旧.json"}
    assert info["data_2"]["file_name"] == "data_2.json"
    assert _names(outcome) == ["data_2.json", "dataset_info.json"]


@pytest.mark.parametrize("form", ["alpaca", "sharegpt", "openai", "trl", "csv", "bedrock_nova"])
def test_no_file_is_larger_than_allowed_and_no_row_is_lost(form, tmp_path):
    records = _pairs(3000)
    outcome = _run(tmp_path, records, limit=20_000, format=form)
    assert all(file.path.stat().st_size <= 20_000 for file in outcome.files)
    layout = "json" if form in ("alpaca", "sharegpt") else "csv" if form == "csv" else "jsonl"
    count = 0
    for file in outcome.files:
        with zipfile.ZipFile(file.path) as archive:
            inner = [name for name in archive.namelist() if name != "dataset_info.json"]
            assert ("dataset_info.json" in archive.namelist()) == (layout == "json")
            assert all(name.startswith(("data/", "data.")) and name.endswith(f".{layout}") for name in inner)
            for name in inner:
                text = archive.read(name).decode("utf-8-sig")
                rows = (
                    json.loads(text)
                    if layout == "json"
                    else list(csv.reader(io.StringIO(text)))[1:]
                    if layout == "csv"
                    else text.splitlines()
                )
                count += len(rows)
    assert count == len(records)
    assert sum(file.records for file in outcome.files) == len(records)


def test_a_bundle_that_fits_in_one_zip_opens_as_it_is(tmp_path):
    outcome = _run(tmp_path, _pairs(3000), limit=100_000, format="sharegpt")
    assert _names(outcome) == ["data.zip"]
    with zipfile.ZipFile(tmp_path / "out" / "data.zip") as archive:
        assert sorted(archive.namelist()) == ["data.json", "dataset_info.json"]
        info = json.loads(archive.read("dataset_info.json"))
        assert info["data"]["file_name"] == "data.json"
        assert len(json.loads(archive.read("data.json"))) == 3000


def test_the_same_rows_make_the_same_bytes(tmp_path):
    made = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        outcome = _run(tmp_path / name, _pairs(2000), limit=30_000, format="alpaca")
        made.append([file.path.read_bytes() for file in outcome.files])
    assert made[0] == made[1]


def test_csv_is_what_spreadsheets_and_dify_read(tmp_path):
    _run(tmp_path, [_record(1, Turn("user", '问,"一"\n二'), Turn("assistant", "答"))], format="csv")
    raw = (tmp_path / "out" / "data.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfquestion,answer\r\n")
    assert list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline=""))) == [
        ["question", "answer"],
        ['问,"一"\n二', "答"],
    ]


def test_parquet_and_its_card(tmp_path):
    turns = [Turn("user", "天气"), Turn("tool_call", CALL), Turn("tool", "晴"), Turn("assistant", "晴。")]
    records = [*_pairs(3), _record(8, *turns, tools='[{"name": "f"}]')]
    outcome = _run(tmp_path, records, format="parquet")
    assert _names(outcome) == ["data-00000-of-00001.parquet", "README.md"]
    rows = duckdb.read_parquet(str(outcome.files[0].path)).project("messages, tools").fetchall()
    assert [message["content"] for message in rows[0][0]] == ["问答0", "0" * 20]
    assert rows[3][0][1]["tool_calls"][0]["function"]["name"] == "f"
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert card.startswith("---\npretty_name:")
    assert "size_categories:\n- n<1K" in card


def test_nothing_kept_writes_no_data_file(tmp_path):
    outcome = _run(tmp_path, [_record(1, Turn("user", "问"))], format="alpaca")
    assert [file.role for file in outcome.files] == ["rejects"]
    assert outcome.variables["example"] == ""


def test_long_example_is_cut(tmp_path):
    outcome = _run(tmp_path, [_record(1, Turn("user", "问"), Turn("assistant", "长" * 5000))], format="alpaca")
    assert len(outcome.variables["example"].encode()) <= 2048


@pytest.mark.parametrize(
    ("form", "shape"),
    [("alpaca", "alpaca"), ("sharegpt", "sharegpt"), ("openai", "messages"), ("ms_swift", "swift"), ("firefly", "firefly"),
     ("bedrock_nova", "bedrock"), ("bedrock_claude", "claude"), ("trl", "messages")],
)  # fmt: skip
def test_what_is_written_is_read_again_as_it_was(form, shape, tmp_path):
    records = [
        _record(
            n,
            Turn("system", "你是助手"),
            Turn("user", "a\u2028b😀"),
            Turn("assistant", "答"),
            Turn("user", "再问"),
            Turn("assistant", f"{n}"),
        )
        for n in range(3)
    ]
    outcome = _run(tmp_path, records, format=form)
    path = outcome.files[0].path
    rows = (
        json.loads(path.read_bytes())
        if path.suffix == ".json"
        else [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    )
    assert [SHAPES[shape].parse(row).turns for row in rows] == [record.turns for record in records]


@pytest.mark.parametrize("style", ["strings", "prompts", "messages"])
def test_answers_that_are_all_dates_are_typed_for_trl(tmp_path, style):
    dates = [f"2024-05-{day:02d}" for day in range(1, 6)]
    records = [_record(day, Turn("user", "几号？"), Turn("assistant", date)) for day, date in enumerate(dates)]
    outcome = _run(tmp_path, records, format="trl", style=style)
    (path,) = [file.path for file in outcome.files if file.role == "dataset"]
    if style == "messages":  # questions are among the same texts
        assert path.name == "data.jsonl"
        return
    assert path.name == "data-00000-of-00001.parquet"
    answer = "completion" if style == "strings" else "completion[1].content"
    assert [date for (date,) in duckdb.read_parquet(str(path)).project(answer).fetchall()] == dates
    assert "Parquet" in outcome.text


def test_a_further_column_of_dates_and_one_answer_in_words_stay_json_lines(tmp_path):
    records = [
        _record(1, Turn("user", "几号？"), Turn("assistant", "2024-05-01")).replace(meta={"day": "2024-05-01"}),
        _record(2, Turn("user", "几号？"), Turn("assistant", "五月二日")).replace(meta={"day": "2024-05-02"}),
    ]
    outcome = _run(tmp_path, records, format="trl", style="strings", columns=("day",))
    assert "data.jsonl" in _names(outcome)


def test_parquet_of_a_column_that_is_no_text(tmp_path):
    records = [
        replace(_pairs(1)[0], id=str(n), meta={"more": value}) for n, value in enumerate([{"a": 1}, 2, "三", None])
    ]
    outcome = _run(tmp_path, records, format="parquet", columns=("more",))
    rows = duckdb.read_parquet(str(outcome.files[0].path)).project("more").fetchall()
    assert [more for (more,) in rows] == ['{"a":1}', "2", "三", None]
