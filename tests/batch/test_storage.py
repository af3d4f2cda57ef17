"""Inputs and output as addresses: the same result as from files."""

from __future__ import annotations

import json
import sys

import fsspec
import pytest

from batch.inputs import find_files
from batch.job import Job
from batch.recipe import load_recipe
from ftprep.errors import InputDataError, SettingsError
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here


@pytest.fixture
def chats(tmp_path):
    return write_chats(tmp_path / "chats.jsonl", 200)


@pytest.fixture
def memory():
    system = fsspec.filesystem("memory")
    yield system
    system.store.clear()


@pytest.mark.parametrize("scheme", ["memory", "file"])
def test_the_same_from_and_to_addresses(chats, memory, tmp_path, scheme):
    base = "memory://bucket" if scheme == "memory" else f"file://{tmp_path}/bucket"
    system, path = fsspec.core.url_to_fs(base)
    system.makedirs(f"{path}/in/deep", exist_ok=True)
    system.pipe(f"{path}/in/deep/chats.jsonl", chats.read_bytes())
    (tmp_path / "local/deep").mkdir(parents=True)
    (tmp_path / "local/deep/chats.jsonl").write_bytes(chats.read_bytes())
    recipe = load_recipe(CLEAN_ONLY)
    near = Job(recipe, tmp_path / "near", Here()).run([str(tmp_path / "local")], 20_000)
    far = Job(recipe, f"{base}/out", Here(), scratch=tmp_path / "scratch").run([f"{base}/in"], 20_000)
    assert far["files"] == near["files"]
    assert {**far, "identity": ""} == {**near, "identity": ""}
    for file in far["files"]:
        assert system.cat_file(f"{path}/out/{file['name']}") == (tmp_path / "near" / file["name"]).read_bytes()
    assert json.loads(system.cat_file(f"{path}/out/manifest.json")) == json.loads(json.dumps(far))
    assert list((tmp_path / "scratch").iterdir()) == []
    again = Job(recipe, f"{base}/out", None, scratch=tmp_path / "scratch").run([f"{base}/in"], 20_000)
    assert again == json.loads(json.dumps(far)), "done already"


def test_globs_and_companions(memory):
    for name in ("a/x.jsonl", "a/y.jsonl", "b/x.jsonl", "b/x.rejects.jsonl", "_SUCCESS"):
        memory.pipe(f"/bucket/{name}", b"{}")
    files, passed = find_files(["memory://bucket"])
    assert sorted(file.name for file in files) == ["a/x.jsonl", "a/y.jsonl", "b/x.jsonl"]
    assert [row["name"] for row in passed] == ["b/x.rejects.jsonl"]
    assert sorted(file.name for file in find_files(["memory://bucket/*/x.jsonl"])[0]) == ["a/x.jsonl", "b/x.jsonl"]
    assert [file.size for file in find_files(["memory://bucket/a/x.jsonl"])[0]] == [2]


@pytest.mark.parametrize("address", ["memory://nothing/*.jsonl", "memory://nothing.jsonl"])
def test_nothing_there(memory, address):
    with pytest.raises(InputDataError, match="nothing"):
        find_files([address])


def test_a_storage_that_there_is_not():
    with pytest.raises(SettingsError, match="nosuch"):
        find_files(["nosuch://bucket"])


@pytest.mark.parametrize(
    ("address", "missing", "install"),
    [
        ("s3://bucket/in", "s3fs", "pip install fsspec s3fs "),
        ("oss://bucket/in", "ossfs", "pip install fsspec ossfs "),
        ("hdfs://node/in", "batch.hdfs", "pip install fsspec hdfs-native "),
        ("webhdfs://node/in", "fsspec", "pip install fsspec "),
    ],
)
def test_what_is_to_be_installed_is_said(monkeypatch, address, missing, install):
    monkeypatch.setitem(sys.modules, missing, None)
    known = sys.modules["fsspec.registry"]._registry  # what was imported by then
    monkeypatch.delitem(known, address.partition(":")[0], raising=False)
    with pytest.raises(SettingsError) as error:
        find_files([address])
    assert install in error.value.en
    assert install.strip() in error.value.zh


def test_nothing_is_done_where_nothing_can_be_written(chats, tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputDataError, match="could not be reached"):
        Job(load_recipe(CLEAN_ONLY), f"file://{tmp_path}/file/out", None, scratch=tmp_path).run([str(chats)])


def test_a_glob_takes_what_it_takes_on_this_machine(memory, tmp_path):
    for name in ("a.jsonl", "_b.jsonl", ".c.jsonl", "deep/d.jsonl", "_deep/e.jsonl"):
        memory.pipe(f"/bucket/{name}", b"{}")
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"{}")
    for pattern in ("*", "*.jsonl", "*/*", "**/*.jsonl", ""):
        near, far = (find_files([f"{base}/{pattern}".rstrip("/")])[0] for base in (tmp_path, "memory://bucket"))
        assert sorted(file.name for file in near) == sorted(file.name for file in far), pattern


def test_changed_input_is_seen(chats, memory, tmp_path):
    memory.pipe("/bucket/chats.jsonl", chats.read_bytes())
    recipe = load_recipe(CLEAN_ONLY)
    Job(recipe, tmp_path / "out", Here()).run(["memory://bucket/chats.jsonl"])
    memory.pipe("/bucket/chats.jsonl", chats.read_bytes()[:5000])
    with pytest.raises(SettingsError):
        Job(recipe, tmp_path / "out", Here()).run(["memory://bucket/chats.jsonl"])
