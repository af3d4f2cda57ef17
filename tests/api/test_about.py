"""What an app says about itself."""

from __future__ import annotations

from api_client import Client
from api_flows import FILES, KIND, TEXT
from api_server import Server


def test_info(clean: Client) -> None:
    assert clean.get("/info").json() == {
        "name": "清洗",
        "description": "文件进，干净的文件出",
        "tags": [],
        "mode": "workflow",
        "author_name": "ftprep",
    }


def test_parameters_name_every_input(clean: Client) -> None:
    body = clean.get("/parameters").json()
    form = {next(iter(entry.values()))["variable"]: next(iter(entry)) for entry in body["user_input_form"]}
    assert form == {"files": "file-list", "text": "paragraph", "kind": "select"}
    for entry, given in zip(body["user_input_form"], (FILES, TEXT, KIND), strict=True):
        assert given.items() <= next(iter(entry.values())).items()
    assert body["system_parameters"]["file_size_limit"] == 15
    assert body["system_parameters"]["workflow_file_upload_limit"] == 10
    assert body["file_upload"]


def test_meta_and_site(clean: Client) -> None:
    assert clean.get("/meta").json() == {"tool_icons": {}}
    assert clean.get("/site").json()["title"] == "清洗"


def test_an_app_of_another_kind(server: Server) -> None:
    chat = server.client("chat")
    assert chat.get("/info").json()["mode"] == "advanced-chat"
    for answer in (chat.run({"topic": "a"}), chat.get("/workflows/logs"), chat.stop("any")):
        assert (answer.status_code, answer.json()["code"]) == (400, "not_workflow_app")


def test_an_app_that_cannot_run_here(server: Server) -> None:
    answer = server.client("lacking").run({"text": "a"})
    assert (answer.status_code, answer.json()["code"]) == (400, "app_unavailable")
    assert "no_such_tool" in answer.json()["message"]
    assert server.client("lacking").get("/workflows/logs").json()["total"] == 0
