"""The shipped workflows on the sample, on the real engine with the real plugin: every record accounted for."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ftprep.ports import InputFile
from plugin_host.check.run import check_path
from plugin_host.engine import ModelEndpoint, Services, WorkflowRun, load_workflow, new_id
from plugin_host.tool_yaml import ROOT
from plugin_host.workflows.catalogue import all_flows
from tests.workflows.scripted_model import Asked, Reply, ScriptedModel

SAMPLES = sorted((ROOT / "samples").iterdir())
PERSONAL = ("13800138000", "11010519491231002X", "4111 1111 1111 1111", "Tr0ub4dor", "张晓雯", "Holloway")
"""Personal data that the sample holds."""


@pytest.mark.parametrize("flow", all_flows(), ids=lambda flow: flow.name)
def test_the_file_is_what_its_description_writes(flow, tmp_path):
    assert flow.write(tmp_path).read_text("utf-8") == (ROOT / "workflows" / f"{flow.name}.yml").read_text("utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "workflows").glob("*.yml")), ids=lambda path: path.name)
def test_check_finds_nothing(path):
    assert [str(finding) for finding in check_path(path)] == []


@pytest.fixture(scope="module")
def services():
    with Services.start() as started:
        yield started


@pytest.mark.parametrize("target", ["alpaca", "sharegpt"])
def test_clean_only(services, target):
    got = _run(services, "clean_only", target_format=target)
    rows = got.data["dataset.json"]
    assert len(rows) >= 120
    _every_record_is_somewhere(got)
    assert not [word for word in PERSONAL if word in json.dumps(rows, ensure_ascii=False)]
    keys = {"instruction", "output"} if target == "alpaca" else {"conversations"}
    assert all(keys <= row.keys() for row in rows)


def test_data_preparation_without_a_model(services):
    got = _run(services, "data_preparation", enhance="NO")
    _every_record_is_somewhere(got)
    assert "Not augmented" in got.outputs["summary"]


def test_data_preparation_with_a_model_that_answers_as_models_do():
    with ScriptedModel(_messy) as model, Services.start(model=ModelEndpoint(model.base_url, "key", "m")) as services:
        got = _run(services, "data_preparation", enhance="YES", new_records=20)
    answers = [row["output"] for row in got.data["dataset.json"]]
    for number in (1, 2, 3):
        assert any(f"甲{number}号方法" in answer for answer in answers), number
    assert not any("没写完" in answer for answer in answers)  # what was cut is not completed
    assert len([answer for answer in answers if "号方法" in answer]) == len({a for a in answers if "号方法" in a})
    rejects = got.data["dataset.collect_replies.rejects.jsonl"]
    assert {row["reason"] for row in rejects} >= {"cut_off", "no_record_in_reply"}
    prompts = [asked.prompt for asked in model.asked]
    assert not [word for word in PERSONAL for prompt in prompts if word in prompt]
    assert model.most_at_once > 1


def test_a_model_that_never_answers_fails_the_run_in_plain_words():
    with (
        ScriptedModel(Reply(status=401, error={"error": {"message": "no"}})) as model,
        Services.start(model=ModelEndpoint(model.base_url, "key", "m")) as services,
    ):
        got = _run(services, "data_preparation", enhance="YES", new_records=5, status="failed")
    assert "ModelError" in got.error or "模型" in got.error


def test_without_a_model_the_message_says_what_to_set(services):
    got = _run(services, "data_preparation", enhance="YES", new_records=5, status="failed")
    failed = [e["data"]["error"] for e in got.events if e["event"] == "node_finished" and e["data"].get("error")]
    assert any("FTPREP_LLM_BASE_URL" in error for error in failed)


def _messy(asked: Asked) -> str:
    """Each batch's reply in another state, as models give them."""
    batch = re.search(r'"id": ?"(b\d+)"', asked.prompt)[1]
    number = int(batch[1:])
    question, answer = (
        ("怎样给自行车链条上油？", "先擦净旧油泥，转动踏板逐节滴油，静置片刻再抹去多余的。"),
        ("列出三种常见的云。", "积云像棉花，层云像薄被，卷云像羽毛。"),
        ("为新开的书店想一个名字。", "可以叫“半日闲”，请人坐下来慢慢读。"),
        ("面包为什么会发霉？", "空气中的孢子落在潮湿的表面，温暖时一两天就长成菌丝。"),
    )[number % 4]
    plain = {"id": batch, "instruction": question, "input": "", "output": f"{answer}甲{number}号方法"}
    text = json.dumps(plain, ensure_ascii=False)
    return {
        1: f"好的，以下是新的数据：\n```json\n[{text},]\n```\n希望对你有帮助！",
        2: text.replace('"', "'"),
        3: "{"
        + text[1:-1].replace('": "', '"："')
        + '},\n{"id":"b3","instruction":"再写一条","input":"","output":"没写完',
        4: "抱歉，我今天状态不好。",
    }.get(number, f"[{text}]")


class Got:
    """What a run gave: outputs, events, the files by name (JSON lines and arrays as lists)."""

    def __init__(self, run, events, services):
        self.events = events
        self.outputs = run.result["outputs"]
        self.error = run.result["error"] or ""
        self.status = run.result["status"]
        self.data = {}
        for value in (*self.outputs.get("files", ()), *self.outputs.get("reports", ())):
            text = services.files.resolve(value["related_id"]).path.read_text("utf-8")
            if value["filename"].endswith(".json"):
                self.data[value["filename"]] = json.loads(text)
            elif value["filename"].endswith(".jsonl"):
                self.data[value["filename"]] = [json.loads(line) for line in text.split("\n") if line.strip()]


def _run(services, name, *, status="succeeded", **values):
    inputs = {"data": [InputFile(path.name, Path(path)) for path in SAMPLES], **values}
    run = WorkflowRun(load_workflow(ROOT / "workflows" / f"{name}.yml"), inputs, services, run_id=new_id(), user="test")
    events = list(run.events())
    got = Got(run, events, services)
    assert got.status == status, got.error
    return got


def _every_record_is_somewhere(got):
    """What was loaded is in the result, or in the rejects of one step."""
    finished = {
        e["data"]["title"].split(" / ")[-1]: e["data"]["outputs"] for e in got.events if e["event"] == "node_finished"
    }
    loaded = finished["Load"]["kept"] + finished["Load"]["rejected"]
    rejects = sum(len(rows) for name, rows in got.data.items() if ".rejects." in name)
    assert loaded == len(got.data["dataset.json"]) + rejects
    assert loaded >= 200
