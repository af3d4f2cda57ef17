"""Streams: signs of life, readers that go away and come back, and that nothing is left of them."""

from __future__ import annotations

import threading

import pytest
import requests
from api_client import Client, events
from api_server import Server, eventually


def _readers() -> list[str]:
    """The threads that answer a request now."""
    return [thread.name for thread in threading.enumerate() if thread.name == "ftprep-api-answer"]


@pytest.fixture
def waiting(ask: Client) -> tuple[Client, str]:
    """A run under way whose first client has gone."""
    response = ask.open_stream({"topic": "wait"})
    run_id = next(events(response))["workflow_run_id"]
    response.close()
    return ask, run_id


def test_pings_come_between_events(ask: Client, server: Server) -> None:
    response = ask.open_stream({"topic": "wait"})
    assert response.headers["Content-Type"].startswith("text/event-stream")
    lines = response.iter_lines()
    assert b"event: ping" in lines
    server.model.gate.set()
    rest = list(lines)
    assert any(b"workflow_finished" in line for line in rest)
    assert all(line in (b"", b"event: ping") or line.startswith(b"data: {") for line in rest)


def test_a_client_that_goes_away_leaves_nothing_and_its_run_goes_on(
    server: Server, waiting: tuple[Client, str]
) -> None:
    client, run_id = waiting
    eventually(lambda: not _readers())
    assert client.get(f"/workflows/run/{run_id}").json()["status"] == "running"
    server.model.gate.set()
    eventually(lambda: server.host.board.busy() == 0)
    run = client.get(f"/workflows/run/{run_id}").json()
    assert (run["status"], run["outputs"]["answer"]) == ("succeeded", "回答：wait")
    eventually(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("ftprep-run")])
    assert list((server.data / "work").iterdir()) == []


def test_a_blocking_client_that_goes_away_leaves_nothing(server: Server, ask: Client) -> None:
    with pytest.raises(requests.Timeout):
        requests.post(
            f"{ask.base_url}/workflows/run",
            headers=ask.headers,
            json={"inputs": {"topic": "wait"}, "user": "u"},
            timeout=1,
        )
    eventually(lambda: not _readers())
    assert server.host.board.busy() == 1


def test_a_stream_is_taken_up_again(server: Server, waiting: tuple[Client, str]) -> None:
    client, run_id = waiting
    replayed = events(client.take_up(run_id, include_state_snapshot="true"))
    assert next(replayed)["event"] == "workflow_started"
    following = client.take_up(run_id)
    server.model.gate.set()
    assert list(replayed)[-1]["event"] == "workflow_finished"
    rest = list(events(following))
    assert "workflow_started" not in [event["event"] for event in rest]
    assert rest[-1]["data"]["outputs"]["answer"] == "回答：wait"


def test_the_stream_of_a_run_that_is_over_is_its_last_event(server: Server, clean: Client) -> None:
    made = clean.run({"text": "Hello", "kind": "chat"}).json()
    (only,) = events(clean.take_up(made["workflow_run_id"]))
    assert (only["event"], only["task_id"]) == ("workflow_finished", made["task_id"])
    assert only["data"]["outputs"]["summary"] == made["data"]["outputs"]["summary"]


def test_only_the_user_who_started_it_takes_it_up(server: Server, waiting: tuple[Client, str]) -> None:
    client, run_id = waiting
    for other in (server.client("ask", "somebody-else"), server.client("clean")):
        answer = other.take_up(run_id)
        assert answer.status_code == 404
        assert answer.json()["code"] == "not_found"
    assert client.get(f"/workflow/{run_id}/events").json()["code"] == "invalid_param"


def test_many_readers_of_one_run(server: Server, waiting: tuple[Client, str]) -> None:
    client, run_id = waiting
    readers = [client.take_up(run_id, include_state_snapshot="true") for _ in range(40)]
    server.model.gate.set()
    assert {list(events(reader))[-1]["data"]["outputs"]["answer"] for reader in readers} == {"回答：wait"}
    eventually(lambda: not _readers())
