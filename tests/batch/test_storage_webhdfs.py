"""webhdfs://, the HTTP door of a Hadoop cluster, against a server on loopback."""

from __future__ import annotations

import threading

import pytest

from batch.inputs import find_files
from batch.job import Job
from batch.pool import Pool
from batch.recipe import load_recipe
from batch.storage import opened
from ftprep.errors import InputDataError, SettingsError
from tests.batch.far import LINES, SHARD, Data, read_in_stretches
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here
from tests.batch.webhdfs_server import WebHdfs


@pytest.fixture(scope="module")
def hdfs():
    server = WebHdfs()
    yield server
    server.close()


@pytest.fixture(scope="module")
def data(hdfs, tmp_path_factory):
    return Data(tmp_path_factory.mktemp("webhdfs"), f"{hdfs.address}/user/data")


@pytest.mark.parametrize(("pattern", "workers"), [("in", 2), ("in/*/*", 0)])
def test_the_same_there_and_back(hdfs, data, pattern, workers):
    data.there_and_back(pattern, f"out-{workers}", workers)
    assert {"LISTSTATUS", "GETFILESTATUS", "OPEN", "CREATE", "APPEND", "DELETE"} <= {call for call, _ in hdfs.calls}


def test_killed_while_it_writes_the_manifest(hdfs, data):
    """HDFS shows a file from its first byte on: half a manifest counts for none."""
    waiting, go_on = threading.Event(), threading.Event()

    def hold(operation, path):
        if operation == "APPEND" and path.endswith("killed/manifest.json") and not go_on.is_set():
            waiting.set()
            go_on.wait(60)
            return False
        return True

    def killed():
        go_on.set()
        assert hdfs.files["/user/data/killed/manifest.json"] == b""
        hdfs.put("/user/data/killed/manifest.json", b'{"recipe": "clean')

    hdfs.hold = hold
    data.killed_then_again("killed", lambda: waiting.wait(60), killed, left=len(data.near["files"]))


def test_little_more_is_read_than_is_needed(hdfs, tmp_path):
    hdfs.put("/big/lines.jsonl", LINES)
    plan, work = read_in_stretches(f"{hdfs.address}/big", tmp_path, lambda: hdfs.served)
    assert 1 <= plan < 1.3
    assert 1 <= work < 2


def test_another_time_is_another_input(hdfs, data):
    (before,) = find_files([f"{data.base}/in/deep 深/chats.jsonl"])[0]
    hdfs.put("/user/data/in/deep 深/chats.jsonl", bytes(hdfs.files["/user/data/in/deep 深/chats.jsonl"]))
    (after,) = find_files([f"{data.base}/in/deep 深/chats.jsonl"])[0]
    assert before.address == after.address == f"{data.base}/in/deep 深/chats.jsonl"
    assert before.mark != after.mark


def test_an_error_in_place_of_the_data_is_none_of_it(hdfs, data):
    """fsspec takes what a data node says for the data, whatever its status."""
    with opened(f"{data.base}/in/deep 深/chats.jsonl") as file:
        hdfs.broken = True
        try:
            with pytest.raises(InputDataError, match="could not be reached"):
                file.read(1000)
        finally:
            hdfs.broken = False


def test_errors_of_a_worker_are_told_by_the_parent(hdfs, data, tmp_path):
    hdfs.hold = lambda operation, path: operation != "OPEN" or not path.endswith(".csv")
    try:
        with Pool(1) as pool, pytest.raises(InputDataError, match=r"faq\.csv could not be reached"):
            Job(load_recipe(CLEAN_ONLY), tmp_path / "out", pool).run([f"{data.base}/in"], SHARD)
    finally:
        hdfs.hold = lambda operation, path: True


def test_who_may_not_is_told_so(hdfs, data, tmp_path):
    hdfs.user = "somebody"
    try:
        with pytest.raises(InputDataError, match="FSSPEC_WEBHDFS_USER") as error:
            find_files([f"{data.base}/in"])
        assert "secret" not in str(error.value)
        with pytest.raises(InputDataError, match="credentials"):
            Job(load_recipe(CLEAN_ONLY), f"{data.base}/refused", Here(), scratch=tmp_path).run([f"{data.base}/in"])
        assert find_files([f"{data.base.replace('://', '://somebody@')}/in"])[0]
        process = data.started("allowed", FSSPEC_WEBHDFS_USER="somebody")
        assert (process.communicate(timeout=300)[1], process.returncode) == ("", 0)
    finally:
        hdfs.user = ""


def test_nobody_listens():
    with pytest.raises(InputDataError, match="could not be reached"):
        find_files(["webhdfs://127.0.0.1:9/in"])


@pytest.mark.parametrize("address", ["webhdfs://me:hidden@h:9870/in", "s3://AKIAID:hidden@bucket/in", "sftp://u:1@h/x"])
def test_no_password_in_an_address(address):
    with pytest.raises(SettingsError) as error:
        find_files([address])
    assert "hidden" not in str(error.value)
