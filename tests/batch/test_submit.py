"""submit_batch and batch_status against a server that speaks the Jobs API, and against a head of Ray on loopback."""

from __future__ import annotations

import io
import json
import os
import secrets
import subprocess
import sys
import time
import zipfile

import pytest
import yaml

from batch import submitted
from batch.job import Job
from batch.recipe import load_recipe
from ftprep.errors import DownloadError, SettingsError
from ftprep.invoke import Inputs, invoke
from ftprep.net import SafeFetcher
from ftprep.ops.cluster._jobs import said
from ftprep.ops.cluster._package import ORDER
from ftprep.ops.cluster.submit_batch import check_recipe
from tests.batch.jobs_server import JobsServer
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here

RECIPE = "- clean_text\n- deduplicate\n- format_dataset: {format: sharegpt}\n"
AT_HOME = """
import sys, pathlib, orjson
from batch import submitted
from batch.pool import perform
class Here:
    def __init__(self, address): pass
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def run(self, tasks):
        for number, task in enumerate(tasks):
            yield number, perform(task)
submitted.Cluster = Here
submitted.main()
"""
"""The job's own program, its cluster exchanged for this process."""


def at_home(folder):
    """Does a job as a node would: the uploaded zip is the working folder, and nothing of this tree is seen."""

    def work(package, order):
        del order
        place = folder / f"node-{len(list(folder.iterdir()))}"
        zipfile.ZipFile(io.BytesIO(package)).extractall(place)
        environment = {**os.environ, "PYTHONPATH": str(place)}
        done = subprocess.run(
            [sys.executable, "-c", AT_HOME], cwd=place, env=environment, capture_output=True, text=True, check=False
        )
        return ("SUCCEEDED" if done.returncode == 0 else "FAILED"), done.stdout + done.stderr

    return work


def submit(tmp_path, address, out, *, text, recipe=RECIPE, **more):
    settings = {"address": address, "recipe": recipe, "output": str(out), "install": False, **more}
    return invoke("submit_batch", Inputs(text=text), settings, tmp_path / "submitted")


def status(tmp_path, address, job, **more):
    fetcher = SafeFetcher(sleep=lambda seconds: time.sleep(min(seconds, 0.5)))
    settings = {"address": address, "job": job, **more}
    return invoke("batch_status", Inputs(), settings, tmp_path / "status", fetcher=fetcher)


@pytest.fixture
def data(tmp_path):
    (tmp_path / "nodes").mkdir()
    return write_chats(tmp_path / "chats.jsonl", 60)


def test_a_job_from_its_order_to_its_sample(tmp_path, data):
    out = tmp_path / "out"
    with JobsServer(at_home(tmp_path / "nodes")) as server:
        given = submit(tmp_path, server.address, out, text=f"{data}\nchats.jsonl")
        assert (given.variables["kept"], given.variables["rejected"]) == (1, 1)
        told = status(tmp_path, server.address, given.variables["job"])
        server.jobs[given.variables["job"]]["start_time"] = 1796040000000
        again = submit(tmp_path, server.address, out, text=f"{data}")
    assert told.variables["status"] == "SUCCEEDED", server.jobs
    manifest = json.loads((out / "manifest.json").read_bytes())
    result = told.variables["result"]
    assert (result["read"], result["kept"], result["rejected"]) == tuple(
        manifest[name] for name in ("read", "kept", "rejected")
    )
    assert [step["operator"] for step in result["steps"]] == [step["operator"] for step in manifest["steps"]]
    assert told.variables["kept"] == 5
    first = json.loads((out / manifest["files"][0]["name"]).read_text().splitlines()[0])
    sample = json.loads(told.files[0].path.read_text().splitlines()[0])
    assert sample["messages"][-1]["content"] == first["conversations"][-1]["value"]
    assert again.variables["job"] == given.variables["job"]
    assert len(server.orders) == 1, "the same order is given once"
    assert "nothing was run again" not in given.text
    assert "2026-11-30 12:00 UTC" in again.text, "whose result it is"
    assert "another output" in again.text


def test_the_same_result_as_on_one_machine(tmp_path, data):
    with JobsServer(at_home(tmp_path / "nodes")) as server:
        submit(tmp_path, server.address, tmp_path / "far", text=str(data))
    (tmp_path / "recipe.yml").write_text(RECIPE)
    near = Job(load_recipe(tmp_path / "recipe.yml"), tmp_path / "near", Here()).run([str(data)])
    far = json.loads((tmp_path / "far" / "manifest.json").read_bytes())
    assert far["files"] == json.loads(json.dumps(near))["files"]


def test_a_job_that_failed_says_why_and_is_given_anew(tmp_path, data):
    with JobsServer(at_home(tmp_path / "nodes")) as server:
        for number in (1, 2):
            given = submit(tmp_path, server.address, tmp_path / "out", text=f"{data.parent}/nothing.jsonl")
            assert given.variables["job"].endswith("-2") == (number == 2)
            told = status(tmp_path, server.address, given.variables["job"])
            assert told.variables["status"] == "FAILED"
            assert "nothing.jsonl" in told.text
    assert len(server.orders) == 2


def test_a_job_that_waits_is_looked_at_until_time_is_over(tmp_path, data):
    with JobsServer() as server:
        given = submit(tmp_path, server.address, tmp_path / "out", text=str(data))
        told = status(tmp_path, server.address, given.variables["job"], wait_seconds=10)
    assert told.variables["status"] == "PENDING"
    assert told.variables["result"] == {}


def test_what_nodes_install(tmp_path, data):
    with JobsServer() as server:
        submit(tmp_path, server.address, "s3://bucket/out", text=str(data), install=True)
    (order,) = server.orders
    names = {line.partition("==")[0] for line in order["runtime_env"]["pip"]}
    assert {"pydantic", "orjson", "fsspec", "s3fs"} <= names
    assert "dify-plugin" not in names


def test_a_job_that_did_not_start_says_why(tmp_path, data):
    message = (
        "runtime_env setup failed: Failed to set up runtime environment.\n\n/opt/ray/bin/python: No module named pip\n"
    )
    with JobsServer(lambda package, order: ("FAILED", "")) as server:
        job = submit(tmp_path, server.address, tmp_path / "out", text=str(data), install=True).variables["job"]
        server.jobs[job] |= {"message": message, "error_type": "RUNTIME_ENV_SETUP"}
        told = status(tmp_path, server.address, job)
        assert "No module named pip" in told.text
        assert "RUNTIME_ENV_SETUP" in told.text
        assert "请关闭 install" in told.text
        server.jobs[job] |= {"message": "", "error_type": None}
        assert "未说明原因" in status(tmp_path, server.address, job).text


@pytest.mark.parametrize(
    ("error", "kind"), [(KeyError("Li Lei"), "KeyError"), (OSError(28, "No space left on device"), "No space left")]
)
def test_what_nobody_foresaw_is_told_by_its_kind(tmp_path, monkeypatch, capsys, error, kind):
    def fails(order):
        raise error

    monkeypatch.chdir(tmp_path)
    (tmp_path / ORDER).write_text("{}")
    monkeypatch.setattr(submitted, "run", fails)
    with pytest.raises(type(error)):
        submitted.main()
    (line,) = said(capsys.readouterr().out)
    assert all(kind in text and "Li Lei" not in text for text in line["error"])


def test_values_are_for_workflows(tmp_path, data):
    with pytest.raises(SettingsError, match="Setting values"):
        submit(tmp_path, "http://127.0.0.1:9", tmp_path / "out", text=str(data), values=("format=alpaca",))


@pytest.mark.parametrize("name", ["clean_only.yml", "quality_review_plain.yml"])
def test_large_batch_takes_our_workflows_whole(name):
    folder = CLEAN_ONLY.parent
    nodes = yaml.safe_load((folder / "large_batch.yml").read_text("utf-8"))["workflow"]["graph"]["nodes"]
    fields = next(node["data"]["variables"] for node in nodes if node["data"]["type"] == "start")
    field = next(field for field in fields if field["variable"] == "recipe")
    recipe = (folder / name).read_text("utf-8")
    assert 2 * len(recipe) < field["max_length"], "with room for a user's own steps"
    check_recipe(recipe)


def test_a_token_goes_to_the_cluster_and_nowhere_else(tmp_path, data):
    with JobsServer(token="geheim") as server:  # noqa: S106 - a test's own
        with pytest.raises(DownloadError, match="token: missing"):
            submit(tmp_path, server.address, tmp_path / "out", text=str(data))
        with pytest.raises(DownloadError, match="does not take this one") as wrong:
            submit(tmp_path, server.address, tmp_path / "out", text=str(data), token="falsch")  # noqa: S106
        assert "falsch" not in wrong.value.en + wrong.value.zh
        given = submit(tmp_path, server.address, tmp_path / "out", text=str(data), token="geheim")  # noqa: S106
        with pytest.raises(DownloadError, match="token"):
            status(tmp_path, server.address, given.variables["job"])
    assert all(b"geheim" not in package for package in server.packages.values())
    assert "geheim" not in json.dumps([given.report, given.text, server.orders])


def test_a_job_of_another_cluster(tmp_path):
    with JobsServer() as server, pytest.raises(SettingsError, match="ftprep-0"):
        status(tmp_path, server.address, "ftprep-0")


def test_no_cluster_there(tmp_path, data):
    with pytest.raises(DownloadError, match="address"):
        submit(tmp_path, "http://127.0.0.1:9", tmp_path / "out", text=str(data))


@pytest.mark.optin
@pytest.mark.filterwarnings("ignore")
def test_a_head_of_ray(tmp_path, data):
    """`make test-ray`: the tools against a cluster started as its users start one, with a token."""
    pytest.importorskip("ray")
    ray = [sys.executable, "-m", "ray.scripts.scripts"]
    begin = [*ray, "start", "--head", "--port", "0", "--num-cpus", "2", "--include-dashboard", "true"]
    begin += ["--dashboard-host", "127.0.0.1", "--dashboard-port", "28265", "--disable-usage-stats", "--block"]
    address = "http://127.0.0.1:28265"  # outside of the ports that Ray gives its workers
    token = secrets.token_hex(32)
    environment = {
        **os.environ,
        "PATH": f"{os.path.dirname(sys.executable)}:{os.environ['PATH']}",  # noqa: PTH120
        "RAY_AUTH_MODE": "token",
        "RAY_AUTH_TOKEN": token,
    }
    head = subprocess.Popen(begin, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        until = time.monotonic() + 120
        while True:
            try:
                given = submit(tmp_path, address, tmp_path / "out", text=str(data), token=token)
                break
            except DownloadError:
                assert time.monotonic() < until
                time.sleep(1)
        for _ in range(100):
            told = status(tmp_path, address, given.variables["job"], wait_seconds=20, token=token)
            if told.variables["status"] in ("SUCCEEDED", "FAILED", "STOPPED"):
                break
        assert told.variables["status"] == "SUCCEEDED", told.text
        with pytest.raises(DownloadError, match="token: missing"):
            status(tmp_path, address, given.variables["job"])
        assert told.variables["kept"] == 5
        (tmp_path / "recipe.yml").write_text(RECIPE)
        near = Job(load_recipe(tmp_path / "recipe.yml"), tmp_path / "near", Here()).run([str(data)])
        far = json.loads((tmp_path / "out" / "manifest.json").read_bytes())
        assert far["files"] == json.loads(json.dumps(near))["files"]
    finally:
        head.terminate()
        head.wait(60)
