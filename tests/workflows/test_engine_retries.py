"""Which failures are tried again and which are not, what the run then says, and how soon a stop is one."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from flows import code, end, finished, llm, node, run, start, written
from scripted_model import Reply, ScriptedModel

from ftprep.ports import InputFile
from plugin_host.engine import FileStore, PluginProcess, Services, WorkflowRun, load_workflow, new_id

ROOT = Path(__file__).parents[2]
PATIENT = {"retry_enabled": True, "max_retries": 3, "retry_interval": 5000}


def asking_thrice(tmp_path: Path, **more: Any) -> Path:
    """Three items ask the model at once; items that fail are left out; a code node fails where nothing came."""
    made = code("def main():\n    return {'out': ['a', 'b', 'c']}", {"out": "array[string]"}, node="made")
    iteration = {
        "id": "iter", "type": "iteration", "title": "i", "start_node_id": "is", "iterator_selector": ["made", "out"],
        "output_selector": ["llm", "text"], "is_parallel": True, "parallel_nums": 3, "flatten_output": False,
        "error_handle_mode": "remove-abnormal-output",
    }  # fmt: skip
    inner = {"id": "is", "type": "iteration-start", "title": "", "parent": "iter"}
    asks = llm("{{#iter.item#}}", parent="iter", retry_config=PATIENT, **more)
    needs = "def main(got):\n    return {'out': got[0]}"
    gathered = code(needs, {"out": "string"}, {"got": ["iter", "output"]}, node="gathered")
    nodes = [start(), made, iteration, inner, asks, gathered, end(out=("gathered", "out"))]
    edges = [("start", "made"), ("made", "iter"), ("is", "llm"), ("iter", "gathered"), ("gathered", "end")]
    return written(tmp_path, nodes, edges)


def retries(events: list[dict[str, Any]]) -> int:
    return sum(event["event"] == "node_retry" for event in events)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (400, "model's settings"),
        (401, "FTPREP_LLM_API_KEY"),
        (402, "credit"),
        (403, "FTPREP_LLM_API_KEY"),
        (404, "FTPREP_LLM_BASE_URL"),
    ],
)
def test_a_refusal_is_final_and_the_run_says_what_to_do(
    services: Services, model: ScriptedModel, tmp_path: Path, status: int, words: str
) -> None:
    model.answers = Reply(status=status)
    events = run(asking_thrice(tmp_path), services)
    result = finished(events)
    assert (retries(events), result["status"]) == (0, "failed")
    assert words in result["error"]
    assert "line 2: IndexError" in result["error"], "and what failed in the end"
    assert result["elapsed_time"] < 4


def test_a_good_run_says_nothing_of_a_refusal(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    model.answers = lambda asked: Reply(status=400) if asked.prompt == "b" else asked.prompt
    result = finished(run(asking_thrice(tmp_path), services))
    assert (result["status"], result["error"], result["outputs"]) == ("partial-succeeded", None, {"out": "a"})


def test_without_a_model_a_run_ends_at_the_first_question(plugin: PluginProcess, tmp_path: Path) -> None:
    data = tmp_path / "chats.jsonl"
    data.write_text(
        "".join(f'{{"question":"第{n}个问题是什么？","answer":"第{n}个回答在这里。"}}\n' for n in range(40)), "utf-8"
    )
    given = {"data": [InputFile(data.name, data)], "enhance": "YES", "new_records": 60}
    with FileStore(tmp_path / "store") as files:
        events = run(ROOT / "workflows" / "data_preparation.yml", Services(plugin, files, None), given)
    result = finished(events)
    assert (retries(events), result["status"]) == (0, "failed")
    assert "FTPREP_LLM_BASE_URL" in result["error"]
    assert "没有设置大模型" in result["error"]
    assert result["elapsed_time"] < 15


def test_a_node_that_provides_for_failure_goes_on_without_a_model(plugin: PluginProcess, tmp_path: Path) -> None:
    provided = [{"key": "text", "type": "string", "value": "nothing"}]
    lenient = llm("hello", error_strategy="default-value", default_value=provided, retry_config=PATIENT)
    path = written(tmp_path, [start(), lenient, end(text=("llm", "text"))])
    with FileStore(tmp_path / "store") as files:
        events = run(path, Services(plugin, files, None))
    result = finished(events)
    assert (retries(events), result["status"], result["outputs"]) == (0, "partial-succeeded", {"text": "nothing"})
    assert "FTPREP_LLM_BASE_URL" in node(events, "llm")["error"]


def stopped(path: Path, services: Services, when: threading.Event) -> float:
    """Seconds from the stop to the end of the run."""
    going = WorkflowRun(load_workflow(path), {}, services, run_id=new_id(), user="tester")
    times: list[float] = []

    def stop() -> None:
        when.wait(20)
        times.append(time.monotonic())
        going.stop()

    stopper = threading.Thread(target=stop)
    stopper.start()
    result = finished(list(going.events()))
    stopper.join()
    assert result["status"] == "stopped"
    return time.monotonic() - times[0]


def test_a_stop_while_the_model_is_asked_is_one_at_once(
    services: Services, model: ScriptedModel, tmp_path: Path
) -> None:
    asked = threading.Event()

    def answer(_: object) -> Reply:
        if len(model.asked) == 3:
            asked.set()
        return Reply("late", delay=8)

    model.answers = answer
    assert stopped(asking_thrice(tmp_path), services, asked) < 2


def test_a_stop_between_two_tries_is_one_at_once(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    asked = threading.Event()

    def answer(_: object) -> Reply:
        threading.Timer(0.5, asked.set).start()
        return Reply(status=422)

    model.answers = answer
    assert stopped(asking_thrice(tmp_path), services, asked) < 2


def test_an_item_that_waits_for_its_next_try_holds_up_no_other(
    services: Services, model: ScriptedModel, tmp_path: Path
) -> None:
    tried: list[str] = []

    def answer(asked: Any) -> Reply:
        tried.append(asked.prompt)
        return Reply(status=422) if asked.prompt == "a" and tried.count("a") == 1 else Reply(asked.prompt, delay=1)

    model.answers = answer
    path = asking_thrice(tmp_path)
    path.write_text(path.read_text("utf-8").replace("retry_interval: 5000", "retry_interval: 1500"), "utf-8")
    events = run(path, services)
    assert (retries(events), finished(events)["outputs"]) == (1, {"out": "a"})
    done = [
        e["data"]["iteration_index"] for e in events if e["event"] == "node_finished" and e["data"]["node_id"] == "llm"
    ]
    assert done[-1] == 0
    assert node(events, "iter")["elapsed_time"] < 4
