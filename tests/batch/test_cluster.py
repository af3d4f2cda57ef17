"""On a Ray cluster of several nodes on loopback: the pool's result, also when a node is killed in the middle.

Runs where Ray is installed: `make test-ray`, in an environment of its own.
"""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from batch.cluster import Cluster
from batch.job import Job
from batch.pool import Pool
from batch.recipe import load_recipe
from tests.batch.one_call import write_chats

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
        deadline = time.monotonic() + 60
        while engine._ray.cluster_resources().get("CPU", 0) < 3 and time.monotonic() < deadline:
            time.sleep(0.2)
        Job(load_recipe(CLEAN_ONLY), folder / "killed", engine, told).run([f"{folder}/chats.jsonl"], 60_000)
    assert killed.is_set()
    assert state(folder / "killed") == want
