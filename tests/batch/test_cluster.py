"""On a Ray cluster of several nodes on loopback: the pool's result, also when a node is killed in the middle.

Runs where Ray is installed: `make test-ray`, in an environment of its own.
"""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from batch import shuffle
from batch.cluster import Cluster
from batch.job import Job
from batch.pool import Pool
from batch.recipe import load_recipe
from ftprep.errors import SettingsError
from tests.batch.one_call import write_chats
from tests.loopback import LoopbackHandler, LoopbackServer

pytestmark = [pytest.mark.optin, pytest.mark.filterwarnings("ignore")]
CLEAN_ONLY = Path(__file__).resolve().parents[2] / "workflows" / "clean_only.yml"


@pytest.fixture(scope="module")
def nodes():
    pytest.importorskip("ray")
    from ray.cluster_utils import Cluster as Nodes

    cluster = Nodes(initialize_head=True, head_node_args={"num_cpus": 1})
    yield cluster
    cluster.shutdown()


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ray")
    write_chats(folder / "chats.jsonl", 3000)
    with Pool(2) as pool:
        Job(load_recipe(CLEAN_ONLY), folder / "pool", pool).run([f"{folder}/chats.jsonl"], 60_000)
    return folder, state(folder / "pool")


def state(out):
    manifest = json.loads((out / "manifest.json").read_bytes())
    return manifest, {file["name"]: (out / file["name"]).read_bytes() for file in manifest["files"]}


def test_as_the_pool(nodes, expected):
    folder, want = expected
    with Cluster(nodes.address) as engine:
        Job(load_recipe(CLEAN_ONLY), folder / "ray", engine).run([f"{folder}/chats.jsonl"], 60_000)
    assert state(folder / "ray") == want


def test_a_node_killed_in_the_middle(nodes, expected):
    folder, want = expected
    node = nodes.add_node(num_cpus=2)
    killed = threading.Event()

    def told(stage):
        if stage.name.startswith("load") and stage.done == 3 and not killed.is_set():
            killed.set()
            nodes.remove_node(node, allow_graceful=False)

    with Cluster(nodes.address) as engine:
        until_there(engine, 3)
        Job(load_recipe(CLEAN_ONLY), folder / "killed", engine, told).run([f"{folder}/chats.jsonl"], 60_000)
    assert killed.is_set()
    assert state(folder / "killed") == want


@pytest.mark.parametrize(("stage", "done"), [("shard", 3), ("part", 1), ("part", 5)])
def test_a_node_killed_within_the_shuffle(nodes, expected, monkeypatch, stage, done):
    """Among the tasks that lay rows down, and among those that bring them together."""
    folder, want = expected
    monkeypatch.setattr(shuffle, "_PART_BYTES", 60_000)
    node = nodes.add_node(num_cpus=2)
    seen = []

    class Killing(Cluster):
        def run(self, tasks):
            for number, summary in super().run(tasks):
                if tasks[0].folder.name.startswith(stage) and "-keys-" in tasks[0].folder.parent.name:
                    seen.append(len(tasks))
                    if len(seen) == done:
                        nodes.remove_node(node, allow_graceful=False)
                yield number, summary

    out = folder / f"shuffle-{stage}-{done}"
    with Killing(nodes.address) as engine:
        until_there(engine, 3)
        Job(load_recipe(CLEAN_ONLY), out, engine).run([f"{folder}/chats.jsonl"], 60_000)
    assert seen[0] == len(seen) > 6
    assert state(out) == want


def test_a_node_without_our_packages_is_told(nodes, expected, monkeypatch):
    folder, _ = expected
    (folder / "bare").mkdir()
    (folder / "bare/orjson.py").write_text("raise ModuleNotFoundError(\"No module named 'orjson'\", name='orjson')")
    monkeypatch.setenv("PYTHONPATH", str(folder / "bare"))
    with Cluster(nodes.address) as engine, pytest.raises(SettingsError, match="no module orjson") as told:
        Job(load_recipe(CLEAN_ONLY), folder / "nothing", engine).run([f"{folder}/chats.jsonl"], 60_000)
    assert "requirements-batch.txt" in told.value.en
    assert "requirements-batch.txt" in told.value.zh


def test_what_answers_and_is_no_cluster():
    begun = time.monotonic()
    with LoopbackServer(LoopbackHandler) as server, pytest.raises(SettingsError, match="no Ray cluster"):
        Cluster(server.address.removeprefix("http://"))
    assert time.monotonic() - begun < 20


def until_there(engine, processors):
    deadline = time.monotonic() + 60
    while engine._ray.cluster_resources().get("CPU", 0) < processors and time.monotonic() < deadline:
        time.sleep(0.2)
