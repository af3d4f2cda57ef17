"""Whole workflows with a real, very small model (`make test-model`): whatever it says, each record is accounted for.

Nothing is asserted of what the model writes. It speaks English, and seldom gives the JSON it is asked for.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections import Counter

import pytest

from ftprep.ports import InputFile
from plugin_host.engine import ModelEndpoint, Services, WorkflowRun, load_workflow, new_id
from plugin_host.tool_yaml import ROOT

PYTHON = ROOT / "build" / "model" / "env" / "bin" / "python"
RECORDS = [
    ("When do you close?", "Half past nine in the evening, and you are welcome any time before."),
    ("Is there a place to park?", "Yes, twelve places to the right of the gate."),
    ("May I bring my dog?", "Sure, on a lead. My number is 415-555-0134 if it runs away."),
    ("How do I get my money back?", "I'm sorry, but as an AI language model I can't help with that request."),
]
TEXT = "\n".join(
    json.dumps({"messages": [{"role": "user", "content": q}, {"role": "assistant", "content": a}]}) for q, a in RECORDS
)
HANDBOOK = """# The garden

## Watering

Water the tomatoes every morning, two litres for each plant, and never on the leaves, for wet leaves catch blight.

## Harvest

Pick them when they are red all over, from July to September; green ones ripen in a drawer beside an apple in ten days.
"""

pytestmark = [
    pytest.mark.optin,
    pytest.mark.skipif("FTPREP_SMALL_MODEL" not in os.environ, reason="asks a real model: make test-model"),
]


@pytest.fixture(scope="module")
def services():
    command = [PYTHON, ROOT / "tests" / "model" / "serve.py"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        base = server.stdout.readline().strip()
        with Services.start(model=ModelEndpoint(base, "key", "SmolLM2-135M-Instruct", read_seconds=300)) as started:
            yield started
        server.stdin.close()
        server.wait(20)


FLOWS = [
    ("data_preparation", {"enhance": "YES", "new_records": 10, "language": "en"}),
    ("rewrite_answers", {"what": "rewrite_refusal"}),
    ("roleplay_augmentation", {"way": "expand_dialogue"}),
    ("roleplay_augmentation", {"way": "generate_dialogue", "persona": "Ann, who keeps a zoo and jokes.", "count": 4}),
    ("roleplay_augmentation", {"way": "change_scene", "scene": "at a railway station"}),
    ("roleplay_augmentation", {"way": "change_style", "style": "brief and dry"}),
    ("back_translation", {}),
    ("judge_and_select", {"min_score": 3}),
    ("large_dataset_augmentation", {"recipe": "paraphrase"}),
    ("document_to_qa", {"questions": 2}),
]


@pytest.mark.parametrize(("name", "values"), FLOWS, ids=lambda value: value if isinstance(value, str) else "")
def test_every_record_is_accounted_for(services, tmp_path, name, values):
    given = {"text": TEXT, **values}
    if name == "document_to_qa":
        path = tmp_path / "garden.md"
        path.write_text(HANDBOOK, "utf-8")
        given = {"data": [InputFile(path.name, path)], **values}
    began = time.monotonic()
    run = WorkflowRun(load_workflow(ROOT / "workflows" / f"{name}.yml"), given, services, run_id=new_id(), user="test")
    events = list(run.events())
    seconds = time.monotonic() - began
    assert run.result["status"] == "succeeded", run.result["error"]
    done = {event["data"]["node_id"]: event["data"] for event in events if event["event"] == "node_finished"}
    reports = {node: data["outputs"]["report"] for node, data in done.items() if "report" in (data["outputs"] or {})}
    reports.pop("end", None)
    for node, report in reports.items():
        assert report["read"] == report["kept"] + report["rejected"], node
        assert report["rejected"] == sum(row["count"] for row in report["reasons"]), node
    files = {
        file["filename"]: services.files.resolve(file["related_id"]).path for file in run.result["outputs"]["files"]
    }
    rejects = [
        json.loads(line)
        for file, path in files.items()
        if ".rejects." in file
        for line in path.read_text("utf-8").split("\n")
        if line.strip()
    ]
    assert all(row["reason"] and row["step"] for row in rejects)
    prompted = "".join(json.dumps(data["inputs"]) for node, data in done.items() if node.endswith("write"))
    assert "555-0134" not in prompted
    asked = [event["data"]["outputs"] or {} for event in events if event["event"] == "node_finished"]
    inside = [outputs["usage"] for outputs in asked if "calls" in (outputs.get("usage") or {})][
        -1:
    ]  # of all nodes in a line
    calls = sum(event["event"] == "node_finished" and event["data"]["node_type"] == "llm" for event in events)
    calls += sum(int(usage["calls"]) for usage in inside)
    tokens = run.result["total_tokens"] + sum(
        int(usage["prompt_tokens"] + usage["completion_tokens"]) for usage in inside
    )
    assert calls
    reasons = Counter(row["reason"] for row in rejects)
    written = [path for file, path in files.items() if file.endswith(".json") and file != "dataset_info.json"]
    kept = sum(len(json.loads(path.read_text("utf-8"))) for path in written)
    print(f"\n{name} {values}: {seconds:.0f} s, {calls} calls, {tokens} tokens, {kept} rows, {dict(reasons)}")
