"""Single kinds of node: extraction, classification, lists, loops, HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from flows import LLM_MODEL, code, end, finished, llm, node, run, start, written
from scripted_model import Reply, ScriptedModel

from plugin_host.engine import Services

PRIVATE = "张三 13800000000"
TEXT = {"variable": "text", "label": "t", "type": "paragraph", "required": False}


def test_a_prompt_in_jinja(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    asking = llm("")
    asking["prompt_template"] = [
        {"role": "user", "text": "", "jinja2_text": "{% if t %}Hello {{ t }}{% endif %}", "edition_type": "jinja2"}
    ]
    asking["prompt_config"] = {"jinja2_variables": [{"variable": "t", "value_selector": ["start", "text"]}]}
    run(written(tmp_path, [start(TEXT), asking, end()]), services, {"text": "there"})
    assert model.asked[0].prompt == "Hello there"


def test_text_is_streamed_where_it_is_an_output(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    model.answers = Reply("one two three four", pieces=4)
    events = run(written(tmp_path, [start(), llm("count"), end(text=("llm", "text"))]), services)
    chunks = [event["data"]["text"] for event in events if event["event"] == "text_chunk"]
    assert "".join(chunks) == "one two three four"
    assert len(chunks) > 1


def test_structured_output(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    schema = {
        "type": "object",
        "properties": {"city": {"type": "string"}},
        "required": ["city"],
        "additionalProperties": False,
    }
    model.answers = 'Sure! ```json\n{"city": "上海"}\n```'
    asking = llm("where", structured_output_enabled=True, structured_output={"schema": schema})
    path = written(tmp_path, [start(), asking, end(found=("llm", "structured_output"))])
    assert finished(run(path, services))["outputs"] == {"found": {"city": "上海"}}
    assert json.dumps(schema, ensure_ascii=False) in model.asked[0].body["messages"][0]["content"]
    model.answers = f'{{"town": "{PRIVATE}"}}'
    error = finished(run(path, services))["error"]
    assert "does not fit" in error
    assert "13800000000" not in error


def test_parameter_extractor(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    model.answers = 'Here: {"title": "猫", "count": 3}'
    extractor = {
        "id": "x", "type": "parameter-extractor", "title": "x", "model": LLM_MODEL, "query": ["start", "text"],
        "reasoning_mode": "prompt", "instruction": "", "vision": {"enabled": False},
        "parameters": [
            {"name": "title", "type": "string", "required": True, "description": "t"},
            {"name": "count", "type": "number", "required": True, "description": "c"},
        ],
    }  # fmt: skip
    path = written(tmp_path, [start(TEXT), extractor, end(title=("x", "title"), count=("x", "count"))])
    assert finished(run(path, services, {"text": "三只猫"}))["outputs"] == {"title": "猫", "count": 3}


def test_question_classifier(services: Services, model: ScriptedModel, tmp_path: Path) -> None:
    model.answers = '```json\n{"category_id": "b", "category_name": "bills"}\n```'
    classifier = {
        "id": "q", "type": "question-classifier", "title": "q", "model": LLM_MODEL, "query_variable_selector": ["start", "text"],
        "classes": [{"id": "a", "name": "apples"}, {"id": "b", "name": "bills"}], "instruction": "", "vision": {"enabled": False},
    }  # fmt: skip
    nodes = [start(TEXT), classifier] + [
        {"id": f"t{k}", "type": "template-transform", "title": k, "template": k, "variables": []} for k in "ab"
    ]
    nodes += [{"id": "join", "type": "variable-aggregator", "title": "j", "output_type": "string", "variables": [["ta", "output"], ["tb", "output"]]}, end(out=("join", "output"))]  # fmt: skip
    edges = [("start", "q"), ("q", "ta", "a"), ("q", "tb", "b"), ("ta", "join"), ("tb", "join"), ("join", "end")]
    assert finished(run(written(tmp_path, nodes, edges), services, {"text": "my bill"}))["outputs"] == {"out": "b"}


def test_list_operator(services: Services, tmp_path: Path) -> None:
    lister = {
        "id": "l", "type": "list-operator", "title": "l", "variable": ["code", "out"],
        "filter_by": {"enabled": True, "conditions": [{"key": "", "comparison_operator": "contains", "value": "a"}]},
        "order_by": {"enabled": True, "key": "", "value": "desc"}, "limit": {"enabled": True, "size": 2},
        "extract_by": {"enabled": False, "serial": "1"},
    }  # fmt: skip
    source = "def main(text):\n    return {'out': ['ab', 'b', 'ac', 'aa']}"
    nodes = [
        start(TEXT),
        code(source, {"out": "array[string]"}, {"text": ["start", "text"]}),
        lister,
        end(out=("l", "result")),
    ]
    assert finished(run(written(tmp_path, nodes), services))["outputs"] == {"out": ["ac", "ab"]}


def test_a_loop_counts_with_its_own_variable_until_it_breaks(services: Services, tmp_path: Path) -> None:
    nodes = [
        start(),
        {
            "id": "loop", "type": "loop", "title": "Loop", "start_node_id": "ls", "loop_count": 9, "logical_operator": "and",
            "loop_variables": [{"label": "total", "var_type": "number", "value_type": "constant", "value": 0}],
            "break_conditions": [{"id": "b", "varType": "number", "variable_selector": ["loop", "total"], "comparison_operator": "≥", "value": "6"}],
        },
        {"id": "ls", "type": "loop-start", "title": "", "parent": "loop"},
        {
            "id": "add", "type": "assigner", "version": "2", "title": "add", "parent": "loop",
            "items": [{"variable_selector": ["loop", "total"], "input_type": "constant", "operation": "+=", "value": 2}],
        },
        end(total=("loop", "total")),
    ]  # fmt: skip
    events = run(written(tmp_path, nodes, [("start", "loop"), ("ls", "add"), ("loop", "end")]), services)
    assert finished(events)["outputs"] == {"total": 6}
    assert [e["event"] for e in events if e["event"].startswith("loop_")] == [
        "loop_started",
        "loop_next",
        "loop_next",
        "loop_completed",
    ]


def test_an_iterator_that_is_no_list_fails_without_quoting_it(services: Services, tmp_path: Path) -> None:
    nodes = [
        start(TEXT),
        {
            "id": "iter", "type": "iteration", "title": "i", "start_node_id": "is", "iterator_selector": ["start", "text"],
            "output_selector": ["in", "output"], "is_parallel": False, "parallel_nums": 1, "error_handle_mode": "terminated", "flatten_output": False,
        },
        {"id": "is", "type": "iteration-start", "title": "", "parent": "iter"},
        {"id": "in", "type": "template-transform", "title": "in", "template": "x", "variables": [], "parent": "iter"},
        end(),
    ]  # fmt: skip
    path = written(tmp_path, nodes, [("start", "iter"), ("is", "in"), ("iter", "end")])
    events = run(path, services, {"text": PRIVATE})
    assert "invalid iterator value" in finished(events)["error"]
    assert "13800000000" not in finished(events)["error"]
    assert "13800000000" not in node(events, "iter")["error"]


@pytest.fixture
def web() -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            content = b'{"there": true}'
            self.send_response(302 if self.path == "/away" else 200)
            self.send_header("Location", "http://example.com/")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            """Silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def http(url: str) -> dict[str, Any]:
    return {
        "id": "h", "type": "http-request", "title": "h", "method": "get", "url": url, "headers": "", "params": "",
        "authorization": {"type": "no-auth", "config": None}, "body": {"type": "none", "data": []}, "timeout": {},
    }  # fmt: skip


def test_http_requests_reach_this_machine_and_follow_no_redirect(services: Services, tmp_path: Path, web: str) -> None:
    path = written(tmp_path, [start(), http(f"{web}/x"), end(body=("h", "body"), status=("h", "status_code"))])
    assert finished(run(path, services))["outputs"] == {"body": '{"there": true}', "status": 200}
    path = written(tmp_path, [start(), http(f"{web}/away"), end(status=("h", "status_code"))])
    assert finished(run(path, services))["outputs"] == {"status": 302}


def test_http_requests_elsewhere_say_what_to_set(services: Services, tmp_path: Path) -> None:
    error = finished(run(written(tmp_path, [start(), http("http://example.com/"), end()]), services))["error"]
    assert "FTPREP_HTTP_HOSTS=example.com" in error


def test_nothing_of_the_data_reaches_a_log(
    services: Services,
    model: ScriptedModel,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level("DEBUG")
    model.answers = Reply(status=400)
    failing = code("def main(text):\n    raise ValueError(text)", {"out": "string"}, {"text": ["start", "text"]})
    run(written(tmp_path, [start(TEXT), failing, end()]), services, {"text": PRIVATE})
    run(written(tmp_path, [start(TEXT), llm("{{#start.text#}}"), end()]), services, {"text": PRIVATE})
    adding = {
        "id": "t", "type": "template-transform", "title": "t", "template": "{{ text + 1 }}",
        "variables": [{"variable": "text", "value_selector": ["start", "text"]}],
    }  # fmt: skip
    run(written(tmp_path, [start(TEXT), adding, end()]), services, {"text": PRIVATE})
    run(
        written(tmp_path, [start(TEXT), http("http://{{#start.text#}}.example.com/"), end()]),
        services,
        {"text": PRIVATE},
    )
    told = caplog.text + "".join(capfd.readouterr())
    assert "13800000000" not in told
    assert "张三" not in told
