"""The same input through every face gives the same data set, byte for byte."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from ftprep.invoke import InputFile, Inputs, invoke
from plugin_host.tool_yaml import ROOT

ROWS = [
    {"instruction": "  <b>你好</b>吗？ ", "input": "", "output": "很好！！！！！！谢谢&nbsp;你", "source": "web"},
    {"instruction": "What\u200b is 1+1?", "input": "", "output": "It is 2."},
    {"instruction": "一句话", "output": "ＡＢＣ１２３"},
    {"instruction": "broken"},
]
CONTENT = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n{not json\n"
NAME = "chats.jsonl"


@pytest.fixture
def data(tmp_path):
    path = tmp_path / NAME
    path.write_text(CONTENT, "utf-8")
    return path


@pytest.mark.parametrize(
    "tool", ["load_dataset", "clean_text", "mask_pii", "deduplicate", "filter_quality", "format_dataset"]
)
def test_a_tool_by_the_door_the_process_and_the_command_line(call, data, tmp_path, tool):
    outcome = invoke(tool, Inputs([InputFile(NAME, data)]), {}, tmp_path / "door")
    by_door = {file.path.name: file.path.read_bytes() for file in outcome.files}
    by_process = call(tool, files=[(NAME, CONTENT)])
    assert by_process.files == by_door
    assert by_process.text == outcome.text
    assert by_process.variables["report"] == json.loads(json.dumps(outcome.report))
    _ftprep("tool", tool, str(data), "--out", str(tmp_path / "line"))
    by_line = {path.name: path.read_bytes() for path in (tmp_path / "line").iterdir()}
    assert {name: by_line[name] for name in by_door} == by_door


def test_a_large_input_goes_another_way_to_the_same_end(call, tmp_path):
    """Above 128 KB a worker process does what the thread pool does below."""
    rows = [{"instruction": f"<i>问题{n}</i>", "output": "答" * (n % 97)} for n in range(3000)]
    content = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    path = tmp_path / NAME
    path.write_text(content, "utf-8")
    outcome = invoke("clean_text", Inputs([InputFile(NAME, path)]), {}, tmp_path / "door")
    got = call("clean_text", files=[(NAME, content)])
    assert got.files == {file.path.name: file.path.read_bytes() for file in outcome.files}


def test_a_workflow_by_the_command_line_and_by_the_api(data, tmp_path):
    workflow = ROOT / "workflows" / "clean_only.yml"
    _ftprep("run", str(workflow), "--input", f"data={data}", "--out", str(tmp_path / "line"))
    by_line = {path.name: path.read_bytes() for path in (tmp_path / "line").iterdir()}
    with _serving(workflow, tmp_path / "served") as (base, key):
        by_api = _run_by_api(base, {"Authorization": f"Bearer {key}"})
    assert "chats.json" in by_api
    assert {name: by_line[name] for name in by_api} == by_api


def _run_by_api(base: str, headers: dict[str, str]) -> dict[str, bytes]:
    """As a program written for Dify does it."""
    upload = requests.post(
        f"{base}/files/upload",
        headers=headers,
        files={"file": (NAME, CONTENT.encode(), "application/jsonl")},
        data={"user": "u"},
        timeout=60,
    )
    file = {"type": "document", "transfer_method": "local_file", "upload_file_id": upload.json()["id"]}
    body = {"inputs": {"data": [file]}, "user": "u", "response_mode": "blocking"}
    answer = requests.post(f"{base}/workflows/run", headers=headers, json=body, timeout=120).json()
    assert answer["data"]["status"] == "succeeded", answer
    outputs = answer["data"]["outputs"]
    host = base.removesuffix("/v1")
    return {
        file["filename"]: requests.get(file["url"] if "://" in file["url"] else host + file["url"], timeout=60).content
        for file in (*outputs["files"], *outputs["reports"])
    }


class _serving:  # noqa: N801 - reads as a statement
    """`ftprep serve` as it is started by hand."""

    def __init__(self, workflow: Path, folder: Path):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.arguments = ["serve", "--workflow", str(workflow), "--port", str(self.port), "--data", str(folder)]

    def __enter__(self):
        environment = {**os.environ, "FTPREP_API_KEY": "app-test-0123456789abcdef"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "plugin_host.cli", *self.arguments],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        base = f"http://127.0.0.1:{self.port}/v1"
        for _ in range(600):
            try:
                requests.get(f"{base}/info", timeout=5)
                break
            except requests.ConnectionError:
                time.sleep(0.1)
        return base, environment["FTPREP_API_KEY"]

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(30)


def _ftprep(*arguments: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "plugin_host.cli", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, re.sub(r"\s+", " ", done.stderr)[-800:]
