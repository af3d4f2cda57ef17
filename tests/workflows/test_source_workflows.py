"""Documents, web pages and a novel on the real engine with the real plugin; pages come from the loopback interface."""

from __future__ import annotations

import json
import re
import sys

import yaml

from ftprep.ports import InputFile
from plugin_host.engine import ModelEndpoint, Services, WorkflowRun, load_workflow, new_id
from plugin_host.tool_yaml import ROOT
from tests.workflows.scripted_model import Asked, ScriptedModel

sys.path.insert(0, str(ROOT / "tests" / "net"))

from net_server import LoopbackSite, Page

PAGE = """<html><head><title>自行车手册</title></head><body><article><h1>自行车手册</h1><h2>上油</h2>
<p>先用软布擦净链条上的旧油泥，再转动踏板，逐节滴上链条油，静置 10 分钟之后，用干布抹去表面多余的油，免得粘灰。</p>
<h2>打气</h2><p>夏天把轮胎打到 50 psi，冬天打到 55 psi；雨天应当略低一些，抓地更稳，但不要低于 40 psi，以免伤到内胎。</p>
</article></body></html>"""


HANDBOOK = """# 自行车手册

## 上油

先用软布擦净链条上的旧油泥，再转动踏板，逐节滴上链条油，静置 10 分钟之后，用干布抹去表面多余的油，免得粘灰。

## 打气

夏天把轮胎打到 50 psi，冬天打到 55 psi；雨天应当略低一些，抓地更稳，但不要低于 40 psi，以免伤到内胎。问题请打 13800138000。
"""


def test_document_to_qa(tmp_path):
    path = tmp_path / "手册.md"
    path.write_text(HANDBOOK, "utf-8")
    with (
        ScriptedModel(_answer_and_invent) as model,
        Services.start(model=ModelEndpoint(model.base_url, "key", "m")) as services,
    ):
        got = _run(services, ROOT / "workflows" / "document_to_qa.yml", data=[InputFile(path.name, path)], questions=2)
    rows = next(rows for name, rows in got.items() if name.endswith(".json") and isinstance(rows, list))
    assert {row["output"] for row in rows} == {"静置 10 分钟之后再抹去多余的油。", "冬天应当打到 55 psi 左右。"}
    invented = next(rows for name, rows in got.items() if ".collect_replies.rejects." in name)
    assert {row["reason"] for row in invented} == {"facts_invented"}
    assert all("写 2 个问题" in asked.prompt for asked in model.asked)
    assert not any("13800138000" in asked.prompt for asked in model.asked)


def test_novel_to_roleplay():
    path = ROOT / "docs" / "samples" / "novel.txt"
    with Services.start() as services:
        got = _run(
            services, ROOT / "workflows" / "novel_to_roleplay.yml", data=[InputFile(path.name, path)], character="林晓"
        )
    rows = next(rows for name, rows in got.items() if name.endswith(".json") and isinstance(rows, list))
    assert rows
    assert all(turn["from"] in ("system", "human", "gpt") for row in rows for turn in row["conversations"])
    assert any("林晓" in turn["value"] for row in rows for turn in row["conversations"] if turn["from"] == "system")
    assert any("住店" in turn["value"] for row in rows for turn in row["conversations"] if turn["from"] == "gpt")


def test_web_to_sft(tmp_path):
    with LoopbackSite({"/bike": Page(PAGE.encode(), headers={"Content-Type": "text/html"})}) as site:
        path = _allowing(tmp_path, f"127.0.0.1:{site.port}")
        with (
            ScriptedModel(_answer) as model,
            Services.start(model=ModelEndpoint(model.base_url, "key", "m")) as services,
        ):
            got = _run(services, path, addresses=f"{site.base}/bike\nhttp://169.254.169.254/", questions=1)
    rows = next(rows for name, rows in got.items() if name.endswith(".json") and isinstance(rows, list))
    assert {row["output"] for row in rows} == {"静置 10 分钟之后再抹去多余的油。", "冬天应当打到 55 psi 左右。"}
    refused = next(rows for name, rows in got.items() if ".fetch_web_pages.rejects." in name)
    assert [row["reason"] for row in refused] == ["refused_address"]
    assert any("10 分钟" in asked.prompt for asked in model.asked)


def _answer_and_invent(asked: Asked) -> str:
    """And one answer beside each that its section does not hold."""
    rows = json.loads(_answer(asked))
    made_up = [
        {**row, "instruction": f"第{n}问", "output": f"厂家保修 {n}7 年，可去 {n}99 家门店。"}
        for n, row in enumerate(rows, 3)
    ]
    return json.dumps([*rows, *made_up], ensure_ascii=False)


def _answer(asked: Asked) -> str:
    rows = []
    for batch, body in re.findall(r'"id": ?"([^"]+)".*?"text": ?"((?:[^"\\]|\\.)*)"', asked.prompt, re.DOTALL):
        oil = "静置 10 分钟" in body
        question = "链条上油之后要等多久再擦？" if oil else "冬天给轮胎打气打到多少？"
        rows.append(
            {
                "id": batch,
                "instruction": question,
                "output": "静置 10 分钟之后再抹去多余的油。" if oil else "冬天应当打到 55 psi 左右。",
            }
        )
    return json.dumps(rows, ensure_ascii=False)


def _allowing(folder, host):
    """The workflow with a host of ours allowed, as who owns a workflow would."""
    whole = yaml.safe_load((ROOT / "workflows" / "web_to_sft.yml").read_text("utf-8"))
    node = next(node for node in whole["workflow"]["graph"]["nodes"] if node["id"] == "fetch")
    node["data"]["tool_configurations"]["options"]["value"] = f"allow_hosts={host}"
    node["data"]["tool_configurations"]["min_characters"]["value"] = 50
    path = folder / "web_to_sft.yml"
    path.write_text(yaml.safe_dump(whole, allow_unicode=True), "utf-8")
    return path


def _run(services, path, **values):
    run = WorkflowRun(load_workflow(path), values, services, run_id=new_id(), user="test")
    list(run.events())
    assert run.result["status"] == "succeeded", run.result["error"]
    data = {}
    for value in run.result["outputs"]["files"]:
        text = services.files.resolve(value["related_id"]).path.read_text("utf-8")
        name = value["filename"]
        data[name] = (
            json.loads(text)
            if name.endswith(".json")
            else [json.loads(line) for line in text.split("\n") if line.strip()]
        )
    return data
