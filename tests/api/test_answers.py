"""Keys, errors, signed addresses, and what is never said."""

from __future__ import annotations

import doctest
import logging
import time
from types import ModuleType
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from api_client import SECONDS, Client
from api_server import Server

from plugin_host.api import errors, links, shelf
from plugin_host.api.errors import ApiError
from plugin_host.api.links import Links, files_in
from plugin_host.api.records import Records


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer ", "Bearer app-wrong", "Basic app-wrong", "Bearer ключ"]
)
def test_without_the_right_key_nothing_is_said(server: Server, header: str | None) -> None:
    headers = {} if header is None else {"Authorization": header.encode()}
    for path in ("/info", "/workflows/logs", "/no/such/place"):
        answer = requests.get(f"{server.base}/v1{path}", headers=headers, timeout=SECONDS)
        assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (401, "unauthorized", 401)
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("method", "path", "sent", "status", "code"),
    [
        ("POST", "/workflows/run", {"data": b"{", "headers": JSON}, 400, "bad_request"),
        (
            "POST",
            "/workflows/run",
            {"data": b"[" * 100_000, "headers": JSON},
            400,
            "bad_request",
        ),
        ("POST", "/workflows/run", {"data": b"a=1"}, 415, "unsupported_media_type"),
        ("POST", "/workflows/run", {"json": [1]}, 400, "invalid_param"),
        ("POST", "/workflows/run", {"json": {"inputs": {}}}, 400, "invalid_param"),
        ("POST", "/workflows/run", {"json": {"inputs": {}, "user": ""}}, 400, "invalid_param"),
        ("POST", "/workflows/run", {"json": {"user": "u"}}, 400, "invalid_param"),
        ("POST", "/workflows/run", {"json": {"inputs": [], "user": "u"}}, 400, "invalid_param"),
        (
            "POST",
            "/workflows/run",
            {"json": {"inputs": {}, "user": "u", "response_mode": "later"}},
            400,
            "invalid_param",
        ),
        ("POST", "/workflows/run", {"data": b"0" * (17 << 20), "headers": JSON}, 413, "file_too_large"),
        ("GET", "/workflows/run", {}, 405, "method_not_allowed"),
        ("GET", "/chat-messages", {}, 404, "not_found"),
    ],
)
def test_errors_have_difys_shape(*, clean: Client, method: str, path: str, sent: dict, status: int, code: str) -> None:
    headers = {**clean.headers, **sent.pop("headers", {})}
    answer = requests.request(method, clean.base_url + path, headers=headers, timeout=SECONDS, **sent)
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)
    assert set(answer.json()) == {"code", "message", "status"}


def test_what_breaks_inside_says_nothing(
    clean: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("the secret of 13800138000")

    monkeypatch.setattr(Records, "begin", broken)
    with caplog.at_level(logging.INFO):
        answer = clean.run({"text": "给 13800138000 打电话", "kind": "chat"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_server_error")
    assert "13800138000" not in answer.text + caplog.text
    assert "RuntimeError at test_answers.py" in caplog.text


def test_logs_hold_no_bodies_names_or_signatures(clean: Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="ftprep"):
        file = clean.file_input("张三的聊天.jsonl", '{"text": "身份证 11010519491231002X"}\n'.encode())
        run = clean.run({"files": [file], "text": "电话 13912345678", "kind": "chat"}).json()
        for result in files_in(run["data"]["outputs"]):
            requests.get(result["url"], timeout=SECONDS)
        clean.get("/workflows/logs", keyword="13912345678")
    said = caplog.text
    assert "POST /v1/workflows/run 200" in said
    for secret in (
        "13912345678",
        "11010519491231002X",
        "张三",
        clean.user,
        "sign=",
        clean.headers["Authorization"][7:],
    ):
        assert secret not in said


def test_addresses_expire_and_cannot_be_altered(server: Server, clean: Client) -> None:
    data = clean.run({"text": "Hello   world", "kind": "chat"}).json()["data"]
    first, *_ = files_in(data["outputs"])
    url = first["url"]
    assert requests.get(url, timeout=SECONDS).status_code == 200
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    assert set(query) == {"timestamp", "nonce", "sign"}
    place = f"{parts.scheme}://{parts.netloc}{parts.path}"
    for change in (
        {"timestamp": str(int(time.time()) + 9999)},
        {"nonce": "0"},
        {"sign": "0"},
        {"sign": "é"},
        {"timestamp": ""},
    ):
        assert requests.get(place, params=query | change, timeout=SECONDS).status_code == 403
    other = clean.upload("b.txt", b"b", "text/plain").json()["id"]
    answer = requests.get(f"{server.base}/files/{other}/file-preview", params=query, timeout=SECONDS)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_an_address_is_good_for_its_time_only() -> None:
    now = [1000.0]
    made = Links(b"secret", seconds=300, clock=lambda: now[0])
    url = made.url("http://here/", {"related_id": "7", "transfer_method": "local_file"})
    query = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    now[0] = 1300.0
    made.check("7", query)
    now[0] = 1301.0
    with pytest.raises(ApiError) as caught:
        made.check("7", query)
    assert caught.value.status == 403


def test_asking_again_gives_fresh_addresses(clean: Client) -> None:
    made = clean.run({"text": "Hello   world", "kind": "chat"}).json()
    for file in files_in(clean.get(f"/workflows/run/{made['workflow_run_id']}").json()["outputs"]):
        answer = requests.get(file["url"], params={"as_attachment": "true"}, timeout=SECONDS)
        assert (answer.status_code, len(answer.content)) == (200, file["size"])
        assert answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("module", [errors, links, shelf])
def test_the_examples_in_docstrings(module: ModuleType) -> None:
    tried = doctest.testmod(module)
    assert (tried.attempted > 0, tried.failed) == (True, 0)
