"""Runs through the real engine and plugin: blocking, streaming, by id, several at once, stopped, refused."""

from __future__ import annotations

import json
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from api_client import Client, events, save
from api_server import Server, eventually

from ftprep.invoke import Inputs, invoke
from ftprep.ports import InputFile
from plugin_host.api.live import LiveRun

ROWS = [{"text": "电话  很多，，，，"}, {"text": "Hello   world"}]
DATA = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS).encode()


def test_blocking(clean: Client, tmp_path: Path) -> None:
    answer = clean.run({"files": [clean.file_input("原始.jsonl", DATA)], "kind": "faq"})
    body = answer.json()
    assert answer.status_code == 200
    assert set(body) == {"task_id", "workflow_run_id", "data"}
    assert set(body["data"]) == {
        "id",
        "workflow_id",
        "status",
        "outputs",
        "error",
        "elapsed_time",
        "total_tokens",
        "total_steps",
        "created_at",
        "finished_at",
    }
    assert (body["data"]["status"], body["data"]["error"]) == ("succeeded", None)
    assert body["data"]["id"] == body["workflow_run_id"]
    assert (body["data"]["outputs"]["kept"], body["data"]["outputs"]["kind"]) == (2, "faq")
    saved = [save(file, tmp_path) for file in body["data"]["outputs"]["files"]]
    assert len(next(path for path in saved if "rejects" not in path.name).read_text("utf-8").splitlines()) == 2


def test_the_service_gives_what_the_one_door_gives(clean: Client, tmp_path: Path) -> None:
    (tmp_path / "原始.jsonl").write_bytes(DATA)
    inputs = Inputs([InputFile("原始.jsonl", tmp_path / "原始.jsonl")])
    direct = invoke("clean_text", inputs, {}, tmp_path / "out")
    outputs = clean.run({"files": [clean.file_input("原始.jsonl", DATA)], "kind": "faq"}).json()["data"]["outputs"]
    served = {file["filename"]: save(file, tmp_path).read_bytes() for file in outputs["files"]}
    assert served == {file.path.name: file.path.read_bytes() for file in direct.files}
    assert outputs["summary"] == direct.text


def test_text_that_is_hardly_text(clean: Client) -> None:
    body = {"inputs": {"text": "a\ud800b\x00", "kind": "chat", "more": float("nan")}, "user": "u\ud800"}
    headers = {**clean.headers, "Content-Type": "application/json"}
    answer = requests.post(f"{clean.base_url}/workflows/run", headers=headers, data=json.dumps(body), timeout=60)
    assert answer.json()["data"]["status"] == "succeeded"
    run = clean.get(f"/workflows/run/{answer.json()['workflow_run_id']}").json()
    assert json.loads(run["inputs"])["text"] == "a\ufffdb"


def test_streaming_tells_the_same_and_ends(clean: Client) -> None:
    inputs = {"text": "Hello   world", "kind": "chat"}
    seen = list(events(clean.open_stream(inputs)))
    assert [event["event"] for event in seen[:2]] == ["workflow_started", "node_started"]
    assert seen[-1]["event"] == "workflow_finished"
    assert len({(event["task_id"], event["workflow_run_id"]) for event in seen}) == 1
    nodes = [event["data"]["node_id"] for event in seen if event["event"] == "node_finished"]
    assert nodes == ["start", "clean", "end"]
    last = seen[-1]["data"]
    assert (last["status"], last["created_by"]["user"]) == ("succeeded", "customer-4821")
    blocking = clean.run(inputs).json()["data"]
    for name in ("summary", "kept", "kind"):
        assert last["outputs"][name] == blocking["outputs"][name]
    assert last["workflow_id"] == blocking["workflow_id"]


def test_by_id(clean: Client, server: Server) -> None:
    made = clean.run({"text": "Hello", "kind": "chat", "unknown": "x"}).json()
    run = clean.get(f"/workflows/run/{made['workflow_run_id']}").json()
    assert set(run) == {
        "id",
        "workflow_id",
        "status",
        "inputs",
        "outputs",
        "error",
        "total_steps",
        "total_tokens",
        "created_at",
        "finished_at",
        "elapsed_time",
    }
    assert isinstance(run["inputs"], str)
    assert json.loads(run["inputs"])["kind"] == "chat"
    for name in ("status", "error", "total_steps", "finished_at", "elapsed_time", "workflow_id"):
        assert run[name] == made["data"][name]
    assert run["outputs"]["summary"] == made["data"]["outputs"]["summary"]
    for other, run_id in ((server.client("ask"), run["id"]), (clean, str(uuid.uuid4()))):
        answer = other.get(f"/workflows/run/{run_id}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_version_by_its_id(clean: Client) -> None:
    body = {"inputs": {"text": "Hello", "kind": "chat"}, "user": "u"}
    version = clean.run(body["inputs"]).json()["data"]["workflow_id"]
    assert clean.post(f"/workflows/{version}/run", body).json()["data"]["workflow_id"] == version
    assert clean.post(f"/workflows/{uuid.uuid4()}/run", body).status_code == 404
    assert clean.post("/workflows/newest/run", body).json()["code"] == "bad_request"


@pytest.mark.parametrize(
    ("inputs", "about"),
    [
        ({"text": "a"}, "kind"),
        ({"kind": "other"}, "kind"),
        ({"kind": 3}, "kind"),
        ({"kind": "chat", "text": "长" * 2001}, "text"),
        ({"kind": "chat", "files": "a.jsonl"}, "files"),
        (
            {"kind": "chat", "files": [{"type": "document", "transfer_method": "local_file", "upload_file_id": "no"}]},
            "upload",
        ),
        ({"kind": "chat", "files": [{"type": "document", "transfer_method": "carrier_pigeon"}]}, ""),
        (
            {"kind": "chat", "files": [{"transfer_method": "remote_url", "url": "http://[bad/a.jsonl"}]},
            "address",
        ),
    ],
)
def test_inputs_are_checked_before_anything_starts(clean: Client, inputs: dict[str, Any], about: str) -> None:
    before = clean.get("/workflows/logs").json()["total"]
    for mode in ("blocking", "streaming"):
        answer = clean.run(inputs, response_mode=mode)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param"), answer.text
        assert about in answer.json()["message"]
    assert clean.get("/workflows/logs").json()["total"] == before


def test_half_a_character_is_replaced_on_its_way(server: Server) -> None:
    client = server.client("ask")
    answer = client.run({"topic": "half \ud800 of one"}).json()
    assert answer["data"]["outputs"] == {"answer": "回答：half \ufffd of one"}
    kept = client.get(f"/workflows/run/{answer['workflow_run_id']}").json()
    assert kept["outputs"] == {"answer": "回答：half \ufffd of one"}
    told = list(events(client.open_stream({"topic": "\ud800"})))
    assert told[0]["data"]["inputs"]["topic"] == "\ufffd"


def test_an_upload_may_be_used_twice_and_not_as_another_kind(clean: Client) -> None:
    file = clean.file_input("a.jsonl", DATA)
    for _ in range(2):
        assert clean.run({"files": [file], "kind": "chat"}).json()["data"]["outputs"]["kept"] == 2
    wrong = clean.file_input("a.exe", DATA)
    assert clean.run({"files": [{**wrong, "type": "custom"}], "kind": "chat"}).json()["code"] == "invalid_param"
    assert clean.run({"files": [file] * 4, "kind": "chat"}).json()["code"] == "invalid_param"


def test_a_failure_inside_stays_200(server: Server) -> None:
    client = server.client("refuse")
    blocking = client.run({"text": "Hello"})
    assert (blocking.status_code, blocking.json()["data"]["status"]) == (200, "failed")
    assert "no_such_setting" in blocking.json()["data"]["error"]
    seen = list(events(client.open_stream({"text": "Hello"})))
    node = next(
        event["data"] for event in seen if event["event"] == "node_finished" and event["data"]["node_id"] == "clean"
    )
    assert (node["status"], seen[-1]["data"]["status"]) == ("failed", "failed")
    assert client.get(f"/workflows/run/{seen[-1]['workflow_run_id']}").json()["status"] == "failed"


def test_six_at_once_get_their_own_results(clean: Client, tmp_path: Path) -> None:
    def one(number: int) -> None:
        rows = "".join(
            json.dumps({"text": f"记录 {number}-{row} 的内容"}, ensure_ascii=False) + "\n" for row in range(number + 1)
        )
        file = clean.file_input(f"{number}.jsonl", rows.encode())
        data = clean.run({"files": [file], "kind": "chat"}).json()["data"]
        assert data["outputs"]["kept"] == number + 1
        folder = tmp_path / str(number)
        folder.mkdir()
        kept = [save(file, folder) for file in data["outputs"]["files"] if "rejects" not in file["filename"]]
        assert {line.count(f"记录 {number}-") for line in kept[0].read_text("utf-8").splitlines()} == {1}

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(one, range(6)))


def test_one_too_many_is_told_to_come_later(server: Server, ask: Client) -> None:
    streams = [events(ask.open_stream({"topic": f"wait {number}"})) for number in range(6)]
    for stream in streams:
        assert next(stream)["event"] == "workflow_started"
    answer = ask.run({"topic": "hello"})
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert (
        server.client("clean").run({"text": "a", "kind": "chat"}).status_code == 200
    )  # another app has its own places
    server.model.gate.set()
    for number, stream in enumerate(streams):
        assert list(stream)[-1]["data"]["outputs"]["answer"] == f"回答：wait {number}"
    assert ask.run({"topic": "hello"}).json()["data"]["outputs"]["answer"] == "回答：hello"


def test_stop(server: Server, ask: Client) -> None:
    stream = events(ask.open_stream({"topic": "wait"}))
    first = next(stream)
    assert ask.get(f"/workflows/run/{first['workflow_run_id']}").json()["status"] == "running"
    assert ask.post(f"/workflows/tasks/{first['task_id']}/stop", {}).json()["code"] == "invalid_param"
    assert ask.stop(first["task_id"]).json() == {"result": "success"}
    last = list(stream)[-1]
    assert (last["event"], last["data"]["status"]) == ("workflow_finished", "stopped")
    run = ask.get(f"/workflows/run/{first['workflow_run_id']}").json()
    assert (run["status"], run["outputs"]) == ("stopped", {})
    assert ask.stop(first["task_id"]).json() == {"result": "success"}  # long over


def test_another_app_cannot_stop_it(server: Server, ask: Client) -> None:
    stream = events(ask.open_stream({"topic": "wait"}))
    task_id = next(stream)["task_id"]
    assert server.client("clean").stop(task_id).json() == {"result": "success"}  # as Dify answers, and nothing happens
    server.model.gate.set()
    assert list(stream)[-1]["data"]["status"] == "succeeded"


def test_when_the_end_is_told_the_record_is_written_and_the_place_is_free(
    server: Server, clean: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish, seen = LiveRun.publish, []

    def noting(live: LiveRun, event: dict[str, Any]) -> None:
        row = server.host.records.of_run(live.app, live.id) or {}
        seen.append((event["event"], row["status"], server.host.board.busy()))
        publish(live, event)

    monkeypatch.setattr(LiveRun, "publish", noting)
    clean.run({"text": "Hello", "kind": "chat"})
    assert (seen[0], seen[-1]) == (("workflow_started", "running", 1), ("workflow_finished", "succeeded", 0))


def test_a_blocking_run_can_be_stopped_too(server: Server, ask: Client) -> None:
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(ask.run, {"topic": "wait"})
        eventually(lambda: server.host.board.busy() == 1)
        run_id = ask.get("/workflows/logs", limit=1).json()["data"][0]["workflow_run"]["id"]
        task_id = next(events(ask.take_up(run_id, include_state_snapshot="true")))["task_id"]
        ask.stop(task_id)
        assert answer.result().json()["data"]["status"] == "stopped"
