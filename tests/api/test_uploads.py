"""Uploading: shapes, limits, and who may use what was uploaded."""

from __future__ import annotations

import pytest
import requests
from api_client import SECONDS, Client
from api_server import Server

MIB = 1024 * 1024


def test_answer_has_difys_shape(clean: Client) -> None:
    answer = clean.upload("数据 集.jsonl", b'{"text": "a"}\n')
    body = answer.json()
    assert answer.status_code == 201
    assert set(body) == {
        "id",
        "name",
        "size",
        "extension",
        "mime_type",
        "created_by",
        "created_at",
        "preview_url",
        "source_url",
        "original_url",
        "user_id",
        "tenant_id",
        "conversation_id",
        "file_key",
    }
    assert (body["name"], body["size"], body["extension"]) == ("数据 集.jsonl", 14, "jsonl")
    assert body["mime_type"] == "application/jsonl"
    assert isinstance(body["created_at"], int)
    assert len(body["id"]) == len(body["created_by"]) == 36


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"data": {"user": "u"}, "files": {"other": ("a.txt", b"a", "text/plain")}}, 400, "no_file_uploaded"),
        ({"data": {"user": "u"}}, 400, "no_file_uploaded"),
        (
            {
                "data": {"user": "u"},
                "files": [("file", ("a.txt", b"a", "text/plain")), ("file", ("b.txt", b"b", "text/plain"))],
            },
            400,
            "too_many_files",
        ),
        ({"data": {"user": "u"}, "files": {"file": ("a.txt", b"a", None)}}, 415, "unsupported_file_type"),
        ({"data": {"user": "u"}, "files": {"file": ("", b"a", "text/plain")}}, 400, "filename_not_exists_error"),
        ({"files": {"file": ("a.txt", b"a", "text/plain")}}, 400, "invalid_param"),
        ({"data": {"user": "u"}, "files": {"file": ("../a.txt", b"a", "text/plain")}}, 400, "invalid_param"),
    ],
)
def test_what_is_refused(clean: Client, form: dict, status: int, code: str) -> None:
    answer = requests.post(f"{clean.base_url}/files/upload", headers=clean.headers, timeout=SECONDS, **form)
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)


@pytest.mark.parametrize("size", [15 * MIB + 1, 40 * MIB])
def test_too_large_is_refused_and_leaves_nothing(server: Server, clean: Client, size: int) -> None:
    before = {path.name for path in (server.data / "files").iterdir()}
    answer = clean.upload("big.jsonl", b"x" * size)
    assert (answer.status_code, answer.json()["code"]) == (413, "file_too_large")
    assert {path.name for path in (server.data / "files").iterdir()} == before


def test_the_largest_that_is_allowed(clean: Client) -> None:
    answer = clean.upload("big.txt", b"x" * (15 * MIB), "text/plain")
    assert (answer.status_code, answer.json()["size"]) == (201, 15 * MIB)


@pytest.mark.parametrize("flow", ["refuse", "ask"])
def test_another_app_cannot_see_it(server: Server, clean: Client, flow: str) -> None:
    file_id = clean.upload("a.jsonl", b'{"text": "a"}\n').json()["id"]
    answer = server.client(flow).get(f"/files/{file_id}/preview")
    assert (answer.status_code, answer.json()["code"]) == (403, "file_access_denied")


def test_another_user_cannot_use_it(server: Server, clean: Client) -> None:
    file = clean.file_input("a.jsonl", b'{"text": "a"}\n')
    answer = server.client("clean", "somebody-else").run({"files": [file], "kind": "chat"})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_param")
    assert "upload" in answer.json()["message"]


def test_it_can_be_had_back_by_its_id(clean: Client) -> None:
    file_id = clean.upload("页.html", b"<b>a</b>", "text/html").json()["id"]
    answer = clean.get(f"/files/{file_id}/preview")
    assert (answer.status_code, answer.content) == (200, b"<b>a</b>")
    assert answer.headers["Content-Disposition"].startswith("attachment")  # a browser would run it
    assert clean.get("/files/no-such-file/preview").json()["code"] == "file_not_found"
