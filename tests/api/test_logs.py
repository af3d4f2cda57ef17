"""The list of runs: shape, filters, pages."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from api_client import Client
from api_server import Server


@pytest.fixture(scope="module")
def logs(server: Server) -> Client:
    """The failing app with three runs of two users, one of them with a word to look for."""
    for user, text in (("log-alice", "苹果 100%"), ("log-alice", "pear_tree"), ("log-bob", "plum")):
        server.client("refuse", user).run({"text": text})
    return server.client("refuse")


def _users(client: Client, **query: object) -> list[str]:
    body = client.get("/workflows/logs", **query).json()
    return [
        entry["created_by_end_user"]["session_id"]
        for entry in body["data"]
        if entry["created_by_end_user"]["session_id"].startswith("log-")
    ]


def test_shape_and_order(logs: Client) -> None:
    body = logs.get("/workflows/logs", limit=1).json()
    assert {name: body[name] for name in ("page", "limit", "has_more")} == {"page": 1, "limit": 1, "has_more": True}
    (entry,) = body["data"]
    assert set(entry["workflow_run"]) == {
        "id",
        "version",
        "status",
        "error",
        "elapsed_time",
        "total_tokens",
        "total_steps",
        "created_at",
        "finished_at",
        "exceptions_count",
        "triggered_from",
    }
    assert (entry["created_from"], entry["created_by_role"], entry["created_by_account"]) == (
        "service-api",
        "end_user",
        None,
    )
    assert entry["created_by_end_user"] == {
        "id": entry["created_by_end_user"]["id"],
        "type": "service_api",
        "is_anonymous": False,
        "session_id": "log-bob",
    }
    assert _users(logs) == ["log-bob", "log-alice", "log-alice"]


@pytest.mark.parametrize(
    ("query", "users"),
    [
        ({"keyword": "苹果"}, ["log-alice"]),
        ({"keyword": "100%"}, ["log-alice"]),
        ({"keyword": "pear_"}, ["log-alice"]),
        ({"keyword": "r_r"}, []),
        ({"keyword": "苹%1"}, []),
        ({"keyword": "log-bob"}, ["log-bob"]),
        ({"status": "failed", "keyword": "plum"}, ["log-bob"]),
        ({"status": "succeeded"}, []),
        ({"created_by_end_user_session_id": "log-bob"}, ["log-bob"]),
        ({"created_by_account": "any"}, []),
        ({"page": 99999}, []),
    ],
)
def test_filters(logs: Client, query: dict[str, object], users: list[str]) -> None:
    assert _users(logs, **query) == users


def test_times(logs: Client) -> None:
    past, future = (datetime.fromtimestamp(time.time() + shift, UTC).isoformat() for shift in (-3600, 3600))
    assert len(_users(logs, created_at__after=past, created_at__before=future)) == 3
    assert _users(logs, created_at__after=future) == _users(logs, created_at__before=past) == []


@pytest.mark.parametrize(
    "query",
    [{"page": 0}, {"limit": 101}, {"limit": "many"}, {"status": "running"}, {"created_at__after": "yesterday"}],
)
def test_what_is_refused(logs: Client, query: dict[str, object]) -> None:
    answer = logs.get("/workflows/logs", **query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param")


def test_another_app_has_its_own(server: Server, logs: Client) -> None:
    assert _users(server.client("clean")) == []
