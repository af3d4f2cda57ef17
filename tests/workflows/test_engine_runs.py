"""Whole runs on the engine, with the real plugin process behind them."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest
from flows import FIXTURES, code, end, finished, llm, node, run, start, tool, written
from scripted_model import Reply, ScriptedModel

from ftprep.ports import InputFile
from plugin_host.engine import InputsError, Limits, Services, WorkflowError, WorkflowRun, load_workflow, new_id

EVERYTHING = FIXTURES / "everything.yml"
ITEMS = {"variable": "items", "label": "i", "type": "number", "required": False}


def given(dataset: Path, **more: object) -> dict[str, object]:
    return {"files": [InputFile(dataset.name, dataset)], "mode": "loud", **more}


def test_everything_runs_and_tells_it_as_dify_does(services: Services, model: ScriptedModel, dataset: Path) -> None:
    model.answers = lambda asked: asked.prompt.upper()
    events = run(EVERYTHING, services, given(dataset, note="fine"))

    names = [event["event"] for event in events]
    assert names[0] == "workflow_started"
    assert names.count("iteration_started") == names.count("iteration_completed") == 1
    assert names.count("iteration_next") == 3
    assert len({(event["task_id"], event["workflow_run_id"]) for event in events}) == 1
    result = finished(events)
    assert result["status"] == "succeeded"
    assert result["error"] is None
    assert result["outputs"]["verdict"] == "good: 3 fine"
    assert [file["filename"] for file in result["outputs"]["files"]] == ["chats.clean_text.jsonl"]
    assert result["total_steps"] == 14
    assert result["total_tokens"] > 0
    assert {json.dumps(event) for event in events}, "every event can be written as JSON"
    bad = [event["data"] for event in events if event["event"] == "node_started" and event["data"]["node_id"] == "bad"]
    assert not bad, "the branch not taken did not run"


def test_prompts_parameters_and_key_reach_the_model(services: Services, model: ScriptedModel, dataset: Path) -> None:
    run(EVERYTHING, services, given(dataset))
    bodies = [asked.body for asked in model.asked]
    assert len(bodies) == 3
    assert {body["model"] for body in bodies} == {"scripted"}, "whatever the workflow names, ours answers"
    assert {body["temperature"] for body in bodies} == {0.2}
    assert {body["max_tokens"] for body in bodies} == {50}
    assert bodies[0]["messages"][0] == {"role": "system", "content": "You are loud."}
    assert {asked.prompt for asked in model.asked} == {"hello world", "你好 世界", "third"}
    assert {asked.key for asked in model.asked} == {"secret-key"}


def test_items_run_at_once_but_no_more_than_the_workflow_says(
    services: Services, model: ScriptedModel, dataset: Path
) -> None:
    dataset.write_text("".join(f'{{"text":"record number {n}"}}\n' for n in range(9)), "utf-8")
    model.answers = Reply("ok", delay=0.1)
    assert finished(run(EVERYTHING, services, given(dataset)))["status"] == "succeeded"
    assert model.most_at_once == 3


def test_results_come_in_the_order_of_the_items(services: Services, model: ScriptedModel, dataset: Path) -> None:
    model.answers = lambda asked: Reply(asked.prompt, delay=0.3 if asked.prompt.startswith("hello") else 0)
    events = run(EVERYTHING, services, given(dataset))
    assert node(events, "iter")["outputs"]["output"][0] == node_texts(events)[0]


def node_texts(events: list[dict[str, object]]) -> list[str]:
    """What the tool inside said, by the index of its item."""
    inside = [e["data"] for e in events if e["event"] == "node_finished" and e["data"]["node_id"] == "again"]  # type: ignore[index]
    return [data["outputs"]["text"] for data in sorted(inside, key=lambda data: data["iteration_index"])]


def test_an_item_that_fails_leaves_its_place_empty(services: Services, model: ScriptedModel, dataset: Path) -> None:
    model.answers = lambda asked: Reply(status=400) if asked.prompt == "third" else asked.prompt
    events = run(EVERYTHING, services, given(dataset, least=5))
    result = finished(events)
    assert result["status"] == "partial-succeeded"
    assert result["outputs"]["verdict"] == "bad: 2"
    assert node(events, "iter")["outputs"]["output"][2] is None
    assert result["exceptions_count"] == 1


def test_the_files_of_a_run_are_its_outputs_and_no_others(services: Services, dataset: Path) -> None:
    events = run(EVERYTHING, services, given(dataset))
    kept = finished(events)["outputs"]["files"]
    on_disk = {path.name for path in services.files._folder.iterdir()}
    assert on_disk == {file["related_id"] for file in kept}
    content = services.files.resolve(kept[0]["related_id"]).path.read_text("utf-8")
    assert [json.loads(line)["text"] for line in content.splitlines()] == ["hello world", "你好 世界", "third"]


def test_without_a_model_an_llm_node_says_what_to_set(plugin, tmp_path: Path) -> None:
    from plugin_host.engine import FileStore

    with FileStore(tmp_path / "store") as files:
        services = Services(plugin, files, None)
        path = written(tmp_path, [start(), llm("hello"), end(text=("llm", "text"))])
        result = finished(run(path, services))
    assert result["status"] == "failed"
    assert "FTPREP_LLM_BASE_URL" in result["error"]
    assert "没有设置大模型" in result["error"]


def test_a_failing_tool_fails_the_run_with_the_tools_own_words(services: Services, tmp_path: Path) -> None:
    path = written(tmp_path, [start(), tool("clean_text"), end(text=("tool", "text"))])
    events = run(path, services)
    result = finished(events)
    assert result["status"] == "failed"
    assert result["outputs"] == {}
    assert " | " in result["error"], "in both languages"
    assert node(events, "tool")["status"] == "failed"


def test_error_strategy_default_value_goes_on(services: Services, tmp_path: Path) -> None:
    lenient = tool(
        "clean_text",
        error_strategy="default-value",
        default_value=[{"key": "text", "type": "string", "value": "nothing"}],
    )
    events = run(written(tmp_path, [start(), lenient, end(text=("tool", "text"))]), services)
    result = finished(events)
    assert result["status"] == "partial-succeeded"
    assert result["outputs"] == {"text": "nothing"}
    assert node(events, "tool")["status"] == "exception"


def test_error_strategy_fail_branch_takes_the_other_way(services: Services, tmp_path: Path) -> None:
    nodes = [
        start(),
        tool("clean_text", error_strategy="fail-branch"),
        {"id": "ok", "type": "template-transform", "title": "ok", "template": "fine", "variables": []},
        {
            "id": "no", "type": "template-transform", "title": "no", "template": "{{ kind }}",
            "variables": [{"variable": "kind", "value_selector": ["tool", "error_type"]}],
        },
        {"id": "join", "type": "variable-aggregator", "title": "j", "output_type": "string", "variables": [["ok", "output"], ["no", "output"]]},
        end(text=("join", "output")),
    ]  # fmt: skip
    edges = [
        ("start", "tool"), ("tool", "ok", "success-branch"), ("tool", "no", "fail-branch"), ("ok", "join"), ("no", "join"), ("join", "end"),
    ]  # fmt: skip
    result = finished(run(written(tmp_path, nodes, edges), services))
    assert result["status"] == "partial-succeeded"
    assert result["outputs"] == {"text": "PluginInvokeError"}


def test_a_retried_node_tells_its_retries(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    model.answers = [Reply(status=422), Reply(status=422), Reply("third time")]
    patient = llm("hello", retry_config={"retry_enabled": True, "max_retries": 3, "retry_interval": 10})
    events = run(written(tmp_path, [start(), patient, end(text=("llm", "text"))]), services)
    retries = [event["data"] for event in events if event["event"] == "node_retry"]
    assert [retry["retry_index"] for retry in retries] == [1, 2]
    assert finished(events)["outputs"] == {"text": "third time"}


@pytest.mark.parametrize(("count", "status"), [(30, "succeeded"), (31, "failed")])
def test_a_code_node_gives_thirty_texts_at_most(services: Services, tmp_path: Path, count: int, status: str) -> None:
    source = f"def main():\n    return {{'out': ['x'] * {count}}}"
    result = finished(
        run(written(tmp_path, [start(), code(source, {"out": "array[string]"}), end(out=("code", "out"))]), services)
    )
    assert result["status"] == status
    assert ("30 elements" in (result["error"] or "")) == (status == "failed")


def counting(tmp_path: Path, steps: int) -> Path:
    """A start, a loop of one code node, and an end: `steps` node executions in all."""
    nodes = [
        start(),
        {
            "id": "loop", "type": "loop", "title": "Loop", "start_node_id": "loopstart", "loop_count": steps - 3,
            "break_conditions": [], "logical_operator": "and", "loop_variables": [],
        },
        {"id": "loopstart", "type": "loop-start", "title": "", "parent": "loop"},
        {"id": "inner", "type": "template-transform", "title": "inner", "template": "x", "variables": [], "parent": "loop"},
        end(),
    ]  # fmt: skip
    return written(tmp_path, nodes, [("start", "loop"), ("loopstart", "inner"), ("loop", "end")])


@pytest.mark.parametrize(("steps", "status"), [(20, "succeeded"), (21, "stopped")])
def test_the_step_limit_stops_a_run(services: Services, tmp_path: Path, steps: int, status: str) -> None:
    result = finished(run(counting(tmp_path, steps), services, limits=Limits(steps=20)))
    assert result["status"] == status
    if status == "stopped":
        assert "20" in result["error"]
        assert result["outputs"] == {}


def test_the_time_limit_stops_a_node_that_is_under_way(
    services: Services, model: ScriptedModel, tmp_path: Path
) -> None:
    model.answers = Reply("late", delay=30)
    path = written(tmp_path, [start(), llm("hello"), end(text=("llm", "text"))])
    result = finished(run(path, services, limits=Limits(seconds=1)))
    assert result["status"] == "stopped"
    assert result["elapsed_time"] < 5
    assert "1 s" in result["error"]


def waiting_run(services: Services, model: ScriptedModel, tmp_path: Path) -> tuple[WorkflowRun, threading.Event]:
    """A run whose LLM node waits for half a minute, and an event that says that it does."""
    reached = threading.Event()

    def answer(_: object) -> Reply:
        reached.set()
        return Reply("late", delay=30)

    model.answers = answer
    path = written(tmp_path, [start(), llm("hello"), end(text=("llm", "text"))])
    return WorkflowRun(load_workflow(path), {}, services, run_id=new_id(), user="tester"), reached


def test_stop_from_another_thread(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    waiting, reached = waiting_run(services, model, tmp_path)
    threading.Thread(target=lambda: (reached.wait(10), waiting.stop())).start()
    result = finished(list(waiting.events()))
    assert result["status"] == "stopped"
    assert result["elapsed_time"] < 5
    assert "停止" in result["error"]


def test_a_stop_before_the_start_is_a_stop(services: Services, tmp_path: Path) -> None:
    path = written(tmp_path, [start(), end()])
    early = WorkflowRun(load_workflow(path), {}, services, run_id=new_id(), user="tester")
    early.stop()
    assert finished(list(early.events()))["status"] == "stopped"


def test_a_consumer_that_goes_away_leaves_nothing(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    before = {thread.name for thread in threading.enumerate()}
    waiting, reached = waiting_run(services, model, tmp_path)
    events = waiting.events()
    assert next(events)["event"] == "workflow_started"
    stopper = threading.Thread(target=reached.wait, args=(10,))
    stopper.start()
    while next(events)["data"].get("node_id") != "llm":
        pass
    stopper.join()
    events.close()
    left = {thread.name for thread in threading.enumerate() if thread.name.startswith(("Engine", "ftprep"))} - before
    assert not left
    assert not list(services.files._folder.iterdir())


def test_two_runs_at_once_do_not_mix(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    model.answers = lambda asked: Reply(asked.prompt, delay=0.01)
    found: dict[int, list[str]] = {}

    def one(number: int) -> None:
        path = tmp_path / f"in{number}.jsonl"
        path.write_text("".join(f'{{"text":"run {number} record {n}"}}\n' for n in range(8)), "utf-8")
        outputs = finished(run(EVERYTHING, services, given(path)))["outputs"]
        content = services.files.resolve(outputs["files"][0]["related_id"]).path.read_text("utf-8")
        found[number] = [json.loads(line)["text"] for line in content.splitlines()]

    threads = [threading.Thread(target=one, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [f"run {number} record {n}" for n in range(8)] for number in range(4)}
    assert len(model.asked) == 32


def test_a_run_goes_once(services: Services, tmp_path: Path) -> None:
    once = WorkflowRun(load_workflow(written(tmp_path, [start(), end()])), {}, services, run_id=new_id(), user="tester")
    assert finished(list(once.events()))["status"] == "succeeded"
    with pytest.raises(RuntimeError, match="once"):
        next(once.events())


def test_discard_removes_the_outputs_too(services: Services, dataset: Path) -> None:
    whole = WorkflowRun(load_workflow(EVERYTHING), given(dataset), services, run_id=new_id(), user="tester")
    assert finished(list(whole.events()))["status"] == "succeeded"
    assert list(services.files._folder.iterdir())
    whole.discard()
    assert not list(services.files._folder.iterdir())


def test_a_run_that_was_never_begun_can_be_discarded(services: Services, dataset: Path) -> None:
    WorkflowRun(load_workflow(EVERYTHING), given(dataset), services, run_id=new_id(), user="tester").discard()
    assert not list(services.files._folder.iterdir())


def test_environment_variables_are_there(services: Services, tmp_path: Path) -> None:
    template = {
        "id": "t", "type": "template-transform", "title": "t", "template": "{{ tone }} {{ run }}",
        "variables": [{"variable": "tone", "value_selector": ["env", "tone"]}, {"variable": "run", "value_selector": ["sys", "user_id"]}],
    }  # fmt: skip
    result = finished(run(written(tmp_path, [start(), template, end(text=("t", "output"))]), services))
    assert result["outputs"] == {"text": "calm tester"}


def test_a_number_input_reaches_a_condition(services: Services, tmp_path: Path) -> None:
    nodes = [
        start(ITEMS),
        {
            "id": "if", "type": "if-else", "title": "if",
            "cases": [{"id": "many", "case_id": "many", "logical_operator": "and", "conditions": [
                {"id": "c", "varType": "number", "variable_selector": ["start", "items"], "comparison_operator": ">", "value": "3"}]}],
        },
        {"id": "a", "type": "template-transform", "title": "a", "template": "many", "variables": []},
        {"id": "b", "type": "template-transform", "title": "b", "template": "few", "variables": []},
        {"id": "join", "type": "variable-assigner", "title": "old", "output_type": "string", "variables": [["a", "output"], ["b", "output"]]},
        end(text=("join", "output")),
    ]  # fmt: skip
    edges = [("start", "if"), ("if", "a", "many"), ("if", "b", "false"), ("a", "join"), ("b", "join"), ("join", "end")]
    path = written(tmp_path, nodes, edges)
    assert finished(run(path, services, {"items": "4"}))["outputs"] == {"text": "many"}
    assert finished(run(path, services, {"items": 2}))["outputs"] == {"text": "few"}


@pytest.mark.parametrize(
    ("broken", "words"),
    [
        ({"id": "x", "type": "knowledge-retrieval", "title": "Search"}, ("Search", "knowledge-retrieval")),
        ({**tool("no_such_tool", node="x")}, ("no_such_tool",)),
        ({**tool("clean_text", node="x"), "provider_id": "someone/else/p"}, ("someone/else/p",)),
        ({**code("", {}, node="x"), "code_language": "javascript"}, ("javascript",)),
    ],
)
def test_what_does_not_run_here_is_refused_at_once(
    services: Services, tmp_path: Path, broken: dict[str, object], words: tuple[str, ...]
) -> None:
    path = written(tmp_path, [start(), broken, end()])
    with pytest.raises(WorkflowError) as caught:
        WorkflowRun(load_workflow(path), {}, services, run_id=new_id(), user="tester")
    assert all(word in caught.value.en and word in caught.value.zh for word in words)


def test_too_many_items_at_once_are_refused(services: Services, tmp_path: Path) -> None:
    text = EVERYTHING.read_text("utf-8").replace("parallel_nums: 3", "parallel_nums: 11")
    path = tmp_path / "wide.yml"
    path.write_text(text, "utf-8")
    with pytest.raises(WorkflowError, match="11"):
        WorkflowRun(load_workflow(path), {}, services, run_id=new_id(), user="tester")


def test_inputs_are_checked_before_anything_begins(services: Services, dataset: Path) -> None:
    with pytest.raises(InputsError, match="mode"):
        WorkflowRun(
            load_workflow(EVERYTHING), {"files": [InputFile("a.jsonl", dataset)]}, services, run_id=new_id(), user="u"
        )
    assert not list(services.files._folder.iterdir())
