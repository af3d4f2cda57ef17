"""What split_dataset has divided goes to a file for each split, under names that a trainer finds."""

import json
import zipfile

import pytest

from ftprep.invoke import InputFile, Inputs, invoke

ROWS = [{"instruction": f"Question {n * n}, please?", "output": f"Answer {n} of many {n**3}."} for n in range(40)]


def chained(tmp_path, options=(), rows=ROWS, max_file_bytes=None, **settings):
    """load → split → format, bound as a workflow binds them: files to dataset."""
    data = tmp_path / "chats.jsonl"
    data.write_text("\n".join(map(json.dumps, rows)), "utf-8")
    given = [InputFile(data.name, data)]
    for name, wanted in (
        ("load_dataset", {}),
        ("split_dataset", {"validation": 0.2, "test": 0.1, **dict(options)}),
    ):
        done = invoke(name, Inputs(given), wanted, tmp_path / name)
        given = [InputFile(file.path.name, file.path) for file in done.files]
    return invoke("format_dataset", Inputs(given), settings, tmp_path / "out", max_file_bytes=max_file_bytes)


def data_files(outcome):
    return {file.path.name: file.path for file in outcome.files if file.role == "dataset"}


def test_each_split_is_a_data_set_that_llama_factory_finds_by_name(tmp_path):
    outcome = chained(tmp_path, format="alpaca")
    files = data_files(outcome)
    assert list(files) == ["chats_train.json", "chats_validation.json", "chats_test.json"]
    sides = [[row["instruction"] for row in json.loads(path.read_text("utf-8"))] for path in files.values()]
    assert list(map(len, sides)) == [28, 8, 4]
    assert sorted(text for side in sides for text in side) == sorted(row["instruction"] for row in ROWS)
    (info,) = [file.path for file in outcome.files if file.path.name == "dataset_info.json"]
    entries = json.loads(info.read_text("utf-8"))
    assert {name: entry["file_name"] for name, entry in entries.items()} == {
        name.removesuffix(".json"): name for name in files
    }
    figures = outcome.report["figures"]
    assert figures["rows"] == 40
    assert figures["splits"] == [
        {"split": "train", "name": "chats_train", "rows": 28},
        {"split": "validation", "name": "chats_validation", "rows": 8},
        {"split": "test", "name": "chats_test", "rows": 4},
    ]
    assert "chats_validation 8" in outcome.text


@pytest.mark.parametrize("name", ["trl", "openai", "sharegpt"])
def test_other_formats_too(tmp_path, name):
    files = data_files(chained(tmp_path, format=name))
    assert [file.rsplit(".", 1)[0] for file in files] == ["chats_train", "chats_validation", "chats_test"]


def test_folds_and_subsets_have_their_own_files_and_do_not_flow_into_the_training_side(tmp_path):
    outcome = chained(tmp_path, {"folds": 2, "subsets": "50%"}, format="trl")
    counts = {name: len(path.read_text("utf-8").splitlines()) for name, path in data_files(outcome).items()}
    assert counts == {
        "chats_train.jsonl": 28, "chats_validation.jsonl": 8, "chats_test.jsonl": 4,
        "chats_fold-1-of-2_train.jsonl": 18, "chats_fold-1-of-2_validation.jsonl": 18,
        "chats_fold-2-of-2_train.jsonl": 18, "chats_fold-2-of-2_validation.jsonl": 18,
        "chats_train-50pct.jsonl": 14,
    }  # fmt: skip


def test_parquet_has_one_card_that_names_the_splits(tmp_path):
    rows = [{**row, "input": "more"} if n == 3 else row for n, row in enumerate(ROWS)]
    outcome = chained(tmp_path, rows=rows, format="parquet")
    assert list(data_files(outcome)) == [
        f"chats_{side}-00000-of-00001.parquet" for side in ("train", "validation", "test")
    ]
    (card,) = [file.path.read_text("utf-8") for file in outcome.files if file.path.name == "README.md"]
    for side in ("train", "validation", "test"):
        assert f'  - split: {side}\n    path: "chats_{side}-*.parquet"\n' in card
    assert "40 rows" in card


def test_splits_too_large_for_one_file_are_zipped_and_one_dataset_info_names_all(tmp_path):
    outcome = chained(tmp_path, format="alpaca", max_file_bytes=2000)
    files = data_files(outcome)
    assert {"chats_train.zip", "chats_validation.json", "chats_test.json"} == set(files)
    with zipfile.ZipFile(files["chats_train.zip"]) as packed:
        assert packed.namelist() == ["chats_train.json"]
    (info,) = [file.path for file in outcome.files if file.path.name == "dataset_info.json"]
    entries = json.loads(info.read_text("utf-8"))
    assert entries["chats_train"]["file_name"] == "chats_train.json"
    assert len(entries) == 3


def test_joined_conversations_stay_within_their_split(tmp_path):
    outcome = chained(tmp_path, format="sharegpt", rounds="join")
    sides = {
        name: [turn["value"] for row in json.loads(path.read_text("utf-8")) for turn in row["conversations"]]
        for name, path in data_files(outcome).items()
    }
    assert [len(texts) for texts in sides.values()] == [56, 16, 8]


def test_one_side_alone_and_a_label_of_another_kind_change_no_name(tmp_path):
    for at, split in enumerate(("train", "a stretch of text", 3, None)):
        row = {"id": "1", "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]}
        row |= {"labels": {"split": split}, "lineage": {}}
        outcome = invoke("format_dataset", Inputs(text=json.dumps(row)), {"name": "mine"}, tmp_path / str(at))
        assert list(data_files(outcome)) == ["mine.json"]
        assert outcome.report["figures"]["splits"] == []
