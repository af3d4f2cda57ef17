"""large_batch on the real engine with the real plugin; the cluster is a server on loopback that speaks the Jobs API."""

from __future__ import annotations

import json

import yaml

from plugin_host.engine import Services, WorkflowRun, load_workflow, new_id
from plugin_host.tool_yaml import ROOT
from tests.batch.jobs_server import JobsServer

SAMPLE = {"messages": [{"role": "user", "content": "订单到哪了？"}, {"role": "assistant", "content": "明天送达。"}]}
RESULT = {"read": 5, "kept": 3, "rejected": 2, "files": 2, "steps": [], "reasons": []}


def done(package, order):
    del package, order
    return "SUCCEEDED", f"noise\nftprep:{json.dumps({'result': RESULT, 'sample': [SAMPLE]})}\n"


def test_large_batch(tmp_path):
    with JobsServer(done) as server, Services.start() as services:
        path = on_cluster(tmp_path, server.address)
        values = {"addresses": "/data/chats.jsonl", "recipe": "- clean_text", "output": "/data/out"}
        run = WorkflowRun(load_workflow(path), values, services, run_id=new_id(), user="test")
        list(run.events())
    assert run.result["status"] == "succeeded", run.result["error"]
    outputs = run.result["outputs"]
    assert outputs["status"] == "SUCCEEDED"
    assert outputs["result"] == RESULT
    assert outputs["sample"][0]["messages"][1]["content"] == "明天送达。"
    assert server.orders[0]["submission_id"] == outputs["job"]


def test_without_a_cluster_it_says_how_to_set_one():
    values = {"addresses": "/data/chats.jsonl", "recipe": "- clean_text", "output": "/data/out"}
    with Services.start() as services:
        path = ROOT / "workflows" / "large_batch.yml"
        run = WorkflowRun(load_workflow(path), values, services, run_id=new_id(), user="test")
        list(run.events())
    assert run.result["status"] == "failed"
    assert "8265" in run.result["error"]


def on_cluster(folder, address):
    """The workflow with a cluster's address, as who owns a workflow would set it."""
    whole = yaml.safe_load((ROOT / "workflows" / "large_batch.yml").read_text("utf-8"))
    for node in whole["workflow"]["graph"]["nodes"]:
        if "address" in node["data"].get("tool_configurations", {}):
            node["data"]["tool_configurations"]["address"]["value"] = address
    path = folder / "large_batch.yml"
    path.write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    return path
