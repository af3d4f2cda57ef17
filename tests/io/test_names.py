"""Names of files: whatever they are, a step's own are names that file systems take, and two stay two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ftprep.invoke import InputFile, Inputs, invoke
from ftprep.io import base_stem
from ftprep.io.files import is_companion, safe_name

LONGEST_END = ".augment_with_model.rejects-00001-of-00002.jsonl.gz"
NAMES = {
    "long": "名" * 77,
    "of as many characters as Dify takes": "名" * 200,
    "letters": "x" * 300,
    "controls": "a\0b\nc",
    "emoji": "😀" * 70,
}


def size(name):
    return len(name.encode())


@pytest.mark.parametrize("kind", NAMES)
@pytest.mark.parametrize("tool", ["deduplicate", "load_dataset", "split_dataset", "sample_records", "dataset_stats"])
def test_a_file_of_any_name(tmp_path, kind, tool):
    path = tmp_path / "data"
    path.write_text('{"text":"a text of some length"}\n' * 2 + '{"bad\n')
    outcome = invoke(tool, Inputs([InputFile(NAMES[kind] + ".jsonl", path)]), {}, tmp_path / "out")
    assert outcome.report["read"] == 3
    assert all(file.path.exists() and size(file.path.name) <= 255 for file in outcome.files)
    assert all(file.path.name.startswith(base_stem(NAMES[kind]) + ".") for file in outcome.files)


def test_two_long_names_that_begin_alike_stay_two():
    first, second = base_stem("名" * 99 + "甲.jsonl"), base_stem("名" * 99 + "乙.jsonl")
    assert first != second
    assert first[:40] == second[:40] == "名" * 40


def test_parts_of_a_split_share_what_they_shared():
    train, test = base_stem("名" * 99 + ".train.jsonl"), base_stem("名" * 99 + ".test.jsonl")
    assert (train.partition(".")[0], train.partition(".")[2]) == (test.partition(".")[0], "train")


@given(st.text(max_size=300))
def test_a_stem_leaves_room_and_stays_itself(name):
    stem = base_stem(name)
    assert size(stem + LONGEST_END) <= 255
    assert base_stem(stem + ".augment_with_model-00001-of-00002.jsonl.gz") == base_stem(stem + ".clean_text.jsonl")
    assert "/" not in stem
    assert "\0" not in stem


@pytest.mark.parametrize("end", [".mask_pii.rejects.jsonl", ".mask_pii.rejects-00001-of-00002.jsonl.gz", ".report.md"])
def test_companions_with_long_names_stay_what_they_are(end):
    name = safe_name("folder/" + "名" * 200 + end)
    assert size(name) <= 245
    assert name.endswith(end)
    assert is_companion(name)
    assert safe_name("a.mask_pii.rejects.jsonl") == "a.mask_pii.rejects.jsonl"


def test_rejects_with_a_long_name_are_handed_on(tmp_path):
    (tmp_path / "data").write_text('{"text":"a"}\n')
    (tmp_path / "rejects").write_text('{"reason":"x","step":"y"}\n')
    files = [
        InputFile("a.jsonl", tmp_path / "data"),
        InputFile("名" * 120 + ".mask_pii.rejects.jsonl", tmp_path / "rejects"),
    ]
    outcome = invoke("load_dataset", Inputs(files), {}, tmp_path / "out")
    assert [file.role for file in outcome.files] == ["dataset", "companion"]


def test_two_files_of_one_name_in_another_encoding(tmp_path):
    files = []
    for folder, text in (("a", "甲方的问题在这里"), ("b", "乙方的问题在那里")):
        path = tmp_path / folder / ("名" * 83 + ".x")
        path.parent.mkdir()
        path.write_bytes(f"question,answer\n{text},好的没有问题\n".encode("gb18030"))
        files.append(InputFile(f"{folder}.csv", path))
    outcome = invoke("load_dataset", Inputs(files), {}, tmp_path / "out")
    assert [row["messages"][0]["content"] for row in outcome.variables["records"]] == [
        "甲方的问题在这里",
        "乙方的问题在那里",
    ]
