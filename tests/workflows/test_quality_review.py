"""quality_review on the sample, on the real engine: nothing is dropped, all is marked, and a person can go on from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ftprep.invoke import Inputs, invoke
from ftprep.ports import InputFile
from plugin_host.engine import ModelEndpoint, Services, WorkflowRun, load_workflow, new_id
from plugin_host.tool_yaml import ROOT
from tests.workflows.scripted_model import ScriptedModel

SAMPLES = sorted((ROOT / "samples").iterdir())
PERSONAL = ("13800138000", "11010519491231002X", "4111 1111 1111 1111", "Tr0ub4dor", "张晓雯", "Holloway")


def run(services, name, **values):
    inputs = {"data": [InputFile(path.name, Path(path)) for path in SAMPLES], **values}
    done = WorkflowRun(
        load_workflow(ROOT / "workflows" / f"{name}.yml"), inputs, services, run_id=new_id(), user="test"
    )
    list(done.events())
    assert done.result["status"] == "succeeded", done.result["error"]
    return done.result["outputs"]


def paths(services, values):
    return {value["filename"]: services.files.resolve(value["related_id"]).path for value in values}


@pytest.fixture(scope="module")
def services():
    with Services.start() as started:
        yield started


def rows(path):
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line.strip()]


def test_all_is_marked_nothing_is_dropped_and_a_sample_lies_ready(services, tmp_path):
    outputs = run(services, "quality_review_plain", sample_size=30)
    files = paths(services, outputs["files"])
    (name,) = [name for name in files if ".rejects." not in name]
    data = rows(files[name])
    rejected = {row["reason"] for path in files if ".rejects." in path for row in rows(files[path])}
    assert len(data) >= 200
    assert not rejected & {"spam", "refusal", "near_duplicate", "not_drawn"}
    marked = {label for row in data for label in row.get("labels", {})}
    assert {"pii", "quality", "refusal"} <= marked

    figures = outputs["report"]["figures"]
    assert figures["overview"]["records"] == len(data)
    rates = {row["label"]: row["records"] for row in figures["rates"]}
    assert rates["pii"] == sum(bool(row.get("labels", {}).get("pii")) for row in data)
    reports = paths(services, outputs["reports"])
    assert sorted(path.rsplit(".", 1)[1] for path in reports) == ["html", "md"]
    assert "```echarts" in outputs["summary"]
    assert not [
        word for word in PERSONAL if word in json.dumps(outputs["report"], ensure_ascii=False) + outputs["summary"]
    ]

    review = paths(services, outputs["review"])
    assert sorted(path.rsplit(".", 1)[1] for path in review) == ["html", "xlsx"]
    sheet = next(InputFile(path, where) for path, where in review.items() if path.endswith(".xlsx"))
    inputs = Inputs([InputFile(name, files[name])], extra={"decisions": [sheet]})
    taken = invoke("apply_review", inputs, {}, tmp_path)
    assert taken.variables["kept"] == len(data)
    assert taken.report["figures"]["review"]["decisions"] == 0


def test_without_the_wish_for_words_no_model_is_needed(services):
    assert (
        run(services, "quality_review", sample_size=5, worded="NO")["report"]["figures"]["overview"]["records"] >= 200
    )


def test_a_model_words_the_findings_and_is_given_figures_only():
    with (
        ScriptedModel(lambda _: "共两百余条，缺少系统提示。") as model,
        Services.start(model=ModelEndpoint(model.base_url, "key", "m")) as services,
    ):
        outputs = run(services, "quality_review", sample_size=5, worded="YES")
        (asked,) = model.asked
    assert outputs["summary"].startswith("共两百余条，缺少系统提示。")
    assert "<figures>" in asked.prompt
    assert not [word for word in PERSONAL if word in asked.prompt]
