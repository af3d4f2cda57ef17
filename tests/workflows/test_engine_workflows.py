"""Reading workflow files: our fixtures, files that are none, and those of real users."""

from __future__ import annotations

from pathlib import Path

import pytest
from flows import FIXTURES, end, start, tool, written

from plugin_host.engine import Limits, Services, WorkflowError, WorkflowRun, load_workflow, new_id
from plugin_host.engine.declaration import Declaration
from plugin_host.engine.plugin_process import ROOT
from plugin_host.engine.runnable import require_runnable

REAL = Path(__file__).resolve().parents[3] / "shared" / "data" / "dify_dsl"
REAL_FILES = sorted(REAL.glob("*.yml"))


def test_what_is_read() -> None:
    workflow = load_workflow(FIXTURES / "everything.yml")
    assert (workflow.name, workflow.description, workflow.mode) == ("everything", "A bit of everything", "workflow")
    assert [variable["variable"] for variable in workflow.start_variables] == ["files", "mode", "note", "least"]
    assert [(node.title, node.type, node.parent) for node in workflow.nodes][4] == ("改写", "llm", "iter")
    assert workflow.raw["version"] == "0.6.0"


def test_settings_that_are_null_are_left_out(services: Services, tmp_path: Path) -> None:
    bare = tool(
        "clean_text", {"text": None, "dataset": {"type": "mixed", "value": None}}, tool_configurations={"spaces": None}
    )
    workflow = load_workflow(written(tmp_path, [start(), bare, end()]))
    data = workflow.graph["nodes"][1]["data"]
    assert (data["tool_parameters"], data["tool_configurations"]) == ({}, {})
    WorkflowRun(workflow, {}, services, run_id=new_id(), user="u")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "mapping"),
        (b"a: [", "Invalid YAML"),
        (b"just text", "mapping"),
        (b"kind: app\napp: {mode: chat}", "mode 'chat'"),
        (b"kind: app\napp: {mode: workflow}", "workflow mapping"),
        (b"kind: app\napp: {mode: workflow}\nworkflow: {graph: {nodes: []}}", "0 start nodes"),
        (b"kind: app\napp: {mode: workflow}\nworkflow: {graph: {nodes: [{id: a}]}}", "data"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"#" * (10 << 20) + b"#", "10 MB"),
    ],
)
def test_files_that_are_no_workflow(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "bad.yml"
    path.write_bytes(content)
    with pytest.raises(WorkflowError) as caught:
        load_workflow(path)
    assert words in caught.value.en
    assert "bad.yml" in caught.value.en
    assert "bad.yml" in caught.value.zh


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(WorkflowError, match="can't be read"):
        load_workflow(tmp_path / "none.yml")


def test_an_edge_to_nowhere(tmp_path: Path) -> None:
    with pytest.raises(WorkflowError, match="unknown node"):
        load_workflow(written(tmp_path, [start(), end()], [("start", "nowhere")]))


def test_a_circle_is_refused_before_anything_runs(services: Services, tmp_path: Path) -> None:
    from flows import finished, run

    shown = {"id": "t", "type": "template-transform", "title": "t", "template": "x", "variables": []}
    path = written(
        tmp_path, [start(), shown, {**shown, "id": "u"}, end()], [("start", "t"), ("t", "u"), ("u", "t"), ("u", "end")]
    )
    result = finished(run(path, services))
    assert result["status"] == "failed"
    assert "cycle" in result["error"]


@pytest.mark.skipif(not REAL_FILES, reason=f"the workflows of real users are not at {REAL}")
@pytest.mark.parametrize("path", REAL_FILES, ids=lambda path: path.stem[:20])
def test_workflows_of_real_users_are_read_and_run_or_refused_for_a_reason(path: Path) -> None:
    workflow = load_workflow(path)
    assert workflow.nodes
    assert workflow.start_id
    declaration = Declaration(ROOT)
    types = {node.type for node in workflow.nodes}
    foreign = types & {"tool", "knowledge-retrieval", "agent", "answer"} or workflow.mode != "workflow"
    if not foreign:
        require_runnable(workflow, declaration, Limits())
        return
    with pytest.raises(WorkflowError) as caught:
        require_runnable(workflow, declaration, Limits())
    assert any(node.title in caught.value.en for node in workflow.nodes) or "chat flow" in caught.value.en


@pytest.mark.skipif(not REAL_FILES, reason=f"the workflows of real users are not at {REAL}")
def test_a_real_users_translation_runs(services: Services, model) -> None:
    from flows import finished, run

    model.answers = "a translation"
    path = REAL / "中译英.yml"
    asked = load_workflow(path).start_variables
    given = {variable["variable"]: "原文" for variable in asked if variable["type"] in ("paragraph", "text-input")}
    given |= {variable["variable"]: variable["options"][0] for variable in asked if variable["type"] == "select"}
    result = finished(run(path, services, given))
    assert result["status"] == "succeeded", result["error"]
    assert "a translation" in result["outputs"].values()
