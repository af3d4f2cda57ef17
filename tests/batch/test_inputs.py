"""What is no data is told and passed over; what can't be read is no silence; an address is read as a file is."""

from __future__ import annotations

import errno
import json
import os

import pytest
from click.testing import CliRunner

from batch import folders, inputs
from batch.command import command
from batch.inputs import find_files, units_of
from batch.job import Job
from batch.recipe import load_recipe
from ftprep.errors import FtprepError, InputDataError
from ftprep.io.rows import MAX_ROW_BYTES
from ftprep.reading import Reading
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import Here

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "recipe.yml").write_text("- clean_text\n- deduplicate: {method: exact}\n- dataset_stats\n")
    return load_recipe(tmp_path / "recipe.yml")


@pytest.fixture
def data(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    write_chats(folder / "part-0.jsonl", 30, 1)
    write_chats(folder / "part-3.jsonl", 30, 2)
    return folder


def rows_of(manifest, out):
    return b"".join((out / file["name"]).read_bytes() for file in manifest["files"] if file["role"] == "data")


@pytest.mark.parametrize("scheme", ["", "file://"])
@pytest.mark.parametrize("shard", [4_000, 10**8])
def test_files_without_data_do_not_stop_a_batch(recipe, data, tmp_path, scheme, shard):
    expected = Job(recipe, tmp_path / "expected", Here()).run([str(data)], shard)
    (data / "part-1.jsonl").write_bytes(b"")
    (data / "part-2.jsonl").write_bytes(PNG * 20)
    (data / "part-2.csv").write_bytes(b"\n \n")
    (data / "part-4.parquet").write_bytes(b"PAR1" + b"\0" * 9_000)
    (data / "part-5.zip").write_bytes(b"PK\x03\x04 cut off")
    made = Job(recipe, tmp_path / "out", Here()).run([f"{scheme}{data}"], shard)
    assert (made["read"], made["kept"], made["rejected"]) == tuple(expected[n] for n in ("read", "kept", "rejected"))
    assert rows_of(made, tmp_path / "out") == rows_of(expected, tmp_path / "expected")
    told = {row["name"]: row["why"] for row in made["passed_over"]}
    assert sorted(told) == ["part-1.jsonl", "part-2.csv", "part-2.jsonl", "part-4.parquet", "part-5.zip"]
    assert "part-1.jsonl is empty" in told["part-1.jsonl"]
    assert "part-1.jsonl 是空的" in told["part-1.jsonl"]


def test_a_file_that_fails_at_its_end_gives_nothing(recipe, data, tmp_path, monkeypatch):
    expected = Job(recipe, tmp_path / "expected", Here()).run([str(data)], 10**8)
    write_chats(data / "part-4.jsonl", 30, 3)
    read = inputs.Dataset.__iter__

    def cut_off(self):
        yield from read(self)
        if self.files[0].name == "part-4.jsonl":
            raise InputDataError(en="part-4.jsonl is damaged.", zh="part-4.jsonl 已损坏。")

    monkeypatch.setattr(inputs.Dataset, "__iter__", cut_off)
    made = Job(recipe, tmp_path / "out", Here()).run([str(data)], 10**8)
    assert rows_of(made, tmp_path / "out") == rows_of(expected, tmp_path / "expected")
    assert made["passed_over"] == [{"name": "part-4.jsonl", "why": "part-4.jsonl 已损坏。 | part-4.jsonl is damaged."}]


def test_where_nothing_is_data_it_is_an_error(recipe, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.jsonl").write_bytes(b"")
    with pytest.raises(InputDataError, match=r"a\.jsonl is empty"):
        Job(recipe, tmp_path / "out", Here()).run([str(folder)])
    (folder / "b.jsonl").write_bytes(PNG)
    with pytest.raises(InputDataError, match=r"None of the files is a data set: a\.jsonl, b\.jsonl"):
        Job(recipe, tmp_path / "out", Here()).run([str(folder)])
    write_chats(folder / "b.jsonl", 5)
    assert Job(recipe, tmp_path / "out", Here()).run([str(folder)])["read"] >= 5


def test_a_readme_beside_data_is_passed_over(data):
    (data / "README.md").write_text("# About")
    files, passed = find_files([str(data)])
    assert [file.name for file in files] == ["part-0.jsonl", "part-3.jsonl"]
    assert passed == [{"name": "README.md", "why": "说明文件 | it is about the data"}]
    assert [file.name for file in find_files([str(data / "README.md")])[0]] == ["README.md"]


def test_a_line_longer_than_a_row_may_be_makes_no_stretches(tmp_path, monkeypatch):
    monkeypatch.setattr("batch.lines.MAX_ROW_BYTES", 1_000)
    assert MAX_ROW_BYTES > 1_000
    (tmp_path / "a.jsonl").write_text("\n".join(json.dumps({"text": "x" * n}) for n in (*[20] * 60, 5_000, *[20] * 60)))
    (file,) = find_files([str(tmp_path)])[0]
    assert [unit.whole for unit in units_of(file, Reading(), 500)] == [True]


def test_links_are_followed_once(data, tmp_path):
    other = tmp_path / "other"
    (other / "deep").mkdir(parents=True)
    write_chats(other / "deep/x.jsonl", 3)
    (data / "back").symlink_to(data)
    (data / "a link").symlink_to(other)
    (data / "z link").symlink_to(other / "deep")
    (data / "nowhere.jsonl").symlink_to(tmp_path / "nothing.jsonl")
    os.mkfifo(data / "pipe")
    files, passed = find_files([str(data)])
    assert [file.name for file in files] == ["a link/deep/x.jsonl", "part-0.jsonl", "part-3.jsonl"]
    assert {row["name"]: row["why"].partition(" | ")[2] for row in passed} == {
        "nowhere.jsonl": "a link that leads nowhere",
        "pipe": "not a file",
    }
    _, passed = find_files([f"{data}/*.jsonl"])
    assert [row["name"] for row in passed] == [f"{data}/nowhere.jsonl"]


def test_a_folder_that_may_not_be_read_is_an_error(data, monkeypatch):
    (data / "closed").mkdir()
    scan = os.scandir

    def refused(path):
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(folders.os, "scandir", refused)
    with pytest.raises(InputDataError, match=r"closed may not be read") as error:
        find_files([str(data)])
    assert "无权读取" in error.value.zh


def test_files_that_may_not_be_read_are_told_before_the_work(recipe, data, tmp_path, monkeypatch):
    monkeypatch.setattr(inputs.os, "access", lambda path, _: not str(path).endswith("3.jsonl"))
    with pytest.raises(FtprepError, match=r"part-3\.jsonl") as error:
        Job(recipe, tmp_path / "out", None).run([str(data)])
    assert "权限" in error.value.zh
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("damage", ["gbk", "a byte", "none"])
def test_the_encoding_of_an_address_is_that_of_the_file(recipe, tmp_path, monkeypatch, damage):
    """ASCII at the beginning, and something else further on than is looked at of an address."""
    monkeypatch.setattr(inputs, "_BLOCK", 4_096)
    rows = [json.dumps({"text": f"row {n} of plain words"}).encode() for n in range(300)]
    chinese = [json.dumps({"text": f"这是第{n}个回答，请您查收，谢谢。"}, ensure_ascii=False) for n in range(100)]
    rows += [text.encode("gbk" if damage == "gbk" else "utf-8") for text in chinese]
    if damage == "a byte":
        rows[-1] = rows[-1].replace("这".encode(), b"\xff")
    (tmp_path / "in").mkdir()
    (tmp_path / "in/a.jsonl").write_bytes(b"\n".join(rows))
    near = Job(recipe, tmp_path / "near", Here()).run([str(tmp_path / "in")], 2_000)
    far = Job(recipe, tmp_path / "far", Here()).run([f"file://{tmp_path}/in"], 2_000)
    assert {**far, "identity": ""} == {**near, "identity": ""}
    assert near["reports"][0]["rejected"] == (damage == "a byte")
    assert rows_of(near, tmp_path / "near") == rows_of(far, tmp_path / "far")


def test_the_command_line_says_what_was_passed_over(data, tmp_path):
    (tmp_path / "recipe.yml").write_text("- clean_text\n")
    (data / "part-1.jsonl").write_bytes(b"")
    arguments = [str(tmp_path / "recipe.yml"), "-i", str(data), "-o", str(tmp_path / "out"), "-w", "1"]
    result = CliRunner().invoke(command, arguments, catch_exceptions=False)
    assert result.exit_code == 0
    assert "passed over 略过 1: part-1.jsonl" in result.output
