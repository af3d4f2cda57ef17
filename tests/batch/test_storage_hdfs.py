"""hdfs:// against Hadoop's own name node and data node on loopback: `make test-storage`, where there is Java."""

from __future__ import annotations

import getpass
import shutil
import threading
from pathlib import Path

import pytest

from batch.inputs import find_files
from batch.job import Job
from batch.pool import Pool
from batch.recipe import load_recipe
from batch.storage import opened
from ftprep.errors import InputDataError
from tests.batch.far import LINES, ROOT, SHARD, Data, read_in_stretches
from tests.batch.hdfs_server import Hadoop
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here

pytestmark = [pytest.mark.optin, pytest.mark.filterwarnings("ignore")]
JARS = ROOT / "build/hadoop/jars"
CHATS = "in/deep 深/chats.jsonl"


@pytest.fixture(scope="module")
def hadoop(tmp_path_factory):
    pytest.importorskip("hdfs_native")
    if not shutil.which("java"):
        pytest.skip("there is no Java here")
    if not JARS.exists():
        pytest.skip("Hadoop is not here: bash scripts/fetch_hadoop.sh fetches it")
    server = Hadoop(JARS, tmp_path_factory.mktemp("hadoop"))
    yield server
    server.close()


@pytest.fixture(scope="module")
def data(hadoop, tmp_path_factory):
    return Data(tmp_path_factory.mktemp("hdfs"), f"{hadoop.address}/user/data")


@pytest.fixture
def configured(hadoop, tmp_path, monkeypatch):
    """Writes a folder of settings as a cluster's administrators hand them out."""

    def write(**settings: str) -> None:
        lines = "".join(
            f"<property><name>{name.replace('__', '-').replace('_', '.')}</name><value>{value}</value></property>"
            for name, value in settings.items()
        )
        for name in ("core-site.xml", "hdfs-site.xml"):
            (tmp_path / name).write_text(f"<configuration>{lines}</configuration>", "utf-8")
        monkeypatch.setenv("HADOOP_CONF_DIR", str(tmp_path))

    return write


@pytest.mark.parametrize(("pattern", "workers"), [("in", 2), ("in/*/*", 0), ("in/deep 深/chat?*.jsonl", 0)])
def test_the_same_there_and_back(hadoop, data, pattern, workers):
    data.there_and_back(pattern, f"out-{len(pattern)}", workers)
    assert {"getListing", "getBlockLocations", "create", "addBlock", "complete"} <= {call for call, _ in hadoop.calls}
    written = [path for call, path in hadoop.calls if call == "complete"]
    assert written[-1].endswith("manifest.json")


def test_the_same_through_its_http_door(hadoop, tmp_path):
    Data(tmp_path, f"webhdfs://{getpass.getuser()}@127.0.0.1:{hadoop.http}/user/web").there_and_back("in", "out")


@pytest.mark.parametrize(("after", "call", "left"), [(0, "create", 0), (2, "create", 2), (0, "complete", 1)])
def test_killed_while_it_writes(hadoop, data, after, call, left):
    """Before the first file, between two, and in the first, which HDFS shows before it is whole."""
    waiting, go_on, place = threading.Event(), threading.Event(), f"killed-{call}-{after}"
    reached: list[str] = []

    def hold(method, path):
        if method == call and f"/{place}/" in path and not path.endswith("_writable") and not go_on.is_set():
            reached.append(path)
            if len(reached) > after:
                waiting.set()
                go_on.wait(60)
                return False
        return True

    hadoop.hold = hold
    data.killed_then_again(place, lambda: waiting.wait(60), go_on.set, left=left)


def test_killed_while_it_writes_the_manifest(hadoop, data):
    waiting, go_on = threading.Event(), threading.Event()

    def hold(method, path):
        if (method, path) == ("complete", "/user/data/killed/manifest.json") and not go_on.is_set():
            waiting.set()
            go_on.wait(60)
            return False
        return True

    hadoop.hold = hold
    data.killed_then_again("killed", lambda: waiting.wait(60), go_on.set, left=len(data.near["files"]) + 1)


def test_little_more_is_read_than_is_needed(hadoop, data, tmp_path):
    """A file of eight blocks."""
    data.system.pipe_file("/user/big/lines.jsonl", LINES)
    plan, work = read_in_stretches(f"{hadoop.address}/user/big", tmp_path, lambda: hadoop.served)
    assert 1 <= plan < 1.3
    assert 1 <= work < 2


def test_names_that_look_like_a_page_s_address(hadoop, data):
    for name in ("a", "a#1.jsonl", "a?b.jsonl", "a%20b.jsonl"):
        data.system.pipe_file(f"/user/names/{name}", f'{{"text": "{name}"}}'.encode())
    for source in find_files([f"{hadoop.address}/user/names"])[0]:
        with opened(source.address) as file:
            assert file.read() == f'{{"text": "{source.name}"}}'.encode()
    assert len(find_files([f"{hadoop.address}/user/names/a?*.jsonl"])[0]) == 3


def test_another_time_is_another_input(data):
    (before,) = find_files([f"{data.base}/{CHATS}"])[0]
    data.system.pipe_file(f"{data.root}/{CHATS}", data.system.cat_file(f"{data.root}/{CHATS}"))
    (after,) = find_files([f"{data.base}/{CHATS}"])[0]
    assert (before.address, before.size) == (after.address, after.size)
    assert before.mark != after.mark


def test_damaged_data_is_told(hadoop, data):
    was = set(hadoop.blocks())
    data.system.pipe_file("/user/damaged/lines.jsonl", b'{"text": "whole"}\n' * 1000)
    (block,) = set(hadoop.blocks()) - was
    block.write_bytes(block.read_bytes().replace(b"whole", b"other"))
    with (
        pytest.raises(InputDataError, match="could not be reached"),
        opened(f"{hadoop.address}/user/damaged/lines.jsonl") as file,
    ):
        file.read()


@pytest.mark.parametrize("cluster", ["chats", "HDFS88"])
def test_a_cluster_by_its_name(hadoop, data, configured, cluster):
    configured(
        fs_defaultFS=f"hdfs://{cluster}",
        dfs_nameservices=cluster,
        **{f"dfs_ha_namenodes_{cluster}": "one", f"dfs_namenode_rpc__address_{cluster}_one": hadoop.address[7:]},
    )
    (given,) = find_files([f"{data.base}/{CHATS}"])[0]
    for base in (f"hdfs://{cluster}", "hdfs://"):
        (named,) = find_files([f"{base}/user/data/{CHATS}"])[0]
        assert named.address == f"{base}/user/data/{CHATS}"
        assert (named.name, named.size, named.mark) == (given.name, given.size, given.mark)
        with opened(named.address) as far:
            assert far.read() == (data.folder / f"near {CHATS}").read_bytes()


def test_who_may_not_is_told_so(hadoop, data, tmp_path):
    refused = data.started("refused", HADOOP_USER_NAME="somebody")
    said = refused.communicate(timeout=300)[1]
    assert refused.returncode == 1
    assert len(said.strip().splitlines()) == 1, said
    assert f"无法访问 {data.base}/refused" in said
    assert "HADOOP_USER_NAME" in said
    data.system.mkdir(f"{data.root}/allowed")
    data.system.client.set_owner(f"{data.root}/allowed", "somebody", None)
    allowed = data.started("allowed", HADOOP_USER_NAME="somebody")
    assert (allowed.communicate(timeout=300)[1], allowed.returncode) == ("", 0)
    data.same_at("allowed")
    assert data.system.info(f"{data.root}/allowed/manifest.json")["owner"] == "somebody"
    data.system.client.set_permission(f"{data.root}/allowed", 0o700)
    other = data.started("refused", "allowed", HADOOP_USER_NAME="other")
    said = other.communicate(timeout=300)[1]
    assert f"{data.base}/allowed" in said
    assert "Traceback" not in said


def test_errors_of_a_worker_are_told_by_the_parent(hadoop, data, tmp_path):
    data.system.pipe_file("/user/some/faq.csv", Path(data.folder / "near in/deep 深/faq.csv").read_bytes())
    data.system.client.set_permission("/user/some/faq.csv", 0o000)
    with pytest.MonkeyPatch.context() as patch, Pool(1) as pool:
        patch.setenv("HADOOP_USER_NAME", "somebody")
        data.system.clear_instance_cache()
        with pytest.raises(InputDataError, match=r"faq\.csv could not be reached"):
            Job(load_recipe(CLEAN_ONLY), tmp_path / "out", pool).run([f"{hadoop.address}/user/some"], SHARD)
    data.system.clear_instance_cache()


def test_a_folder_that_there_is_not(data, tmp_path):
    for pattern in ("nowhere", "nowhere/*.jsonl"):
        with pytest.raises(InputDataError, match="nothing at hdfs://") as error:
            find_files([f"{data.base}/{pattern}"])
        assert "HADOOP_CONF_DIR" in str(error.value)
    with pytest.raises(InputDataError, match="could not be reached"):
        Job(load_recipe(CLEAN_ONLY), f"{data.base}/{CHATS}/out", Here(), scratch=tmp_path).run([f"{data.base}/in"])


def test_nobody_listens(configured):
    configured(dfs_client_failover_max_attempts="1")
    with pytest.raises(InputDataError, match="could not be reached"):
        find_files(["hdfs://127.0.0.1:9/in"])
