"""A data set driven through the service API: by a service that misbehaves, and by a client that is killed."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import requests

from plugin_host.client import Drive, Service, ServiceError, Settings
from plugin_host.tool_yaml import ROOT
from tests.plugin.test_large import write_chats

KEY = "app-drive-0123456789abcdef"
VALUES = {"target_format": "sharegpt", "language": "en"}


@pytest.fixture(scope="module")
def api(tmp_path_factory):
    """`ftprep serve`, as it is started by hand."""
    arguments = [
        "serve",
        "--workflow",
        "workflows/clean_only.yml",
        "--port",
        "0",
        "--data",
        str(tmp_path_factory.mktemp("served")),
    ]
    process = subprocess.Popen(
        [sys.executable, "-m", "plugin_host.cli", *arguments],
        cwd=ROOT, env={**os.environ, "FTPREP_API_KEY": KEY}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    base = next(line.strip() for line in process.stdout if line.startswith("http"))
    yield base
    process.terminate()
    process.wait(30)
    process.stdout.close()


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    path = tmp_path_factory.mktemp("data") / "chats.jsonl"
    write_chats(path, 120)
    with path.open("a", encoding="utf-8") as out:
        out.write("{not json\n")
    return path


@pytest.fixture(scope="module")
def undisturbed(api, data, tmp_path_factory):
    out = tmp_path_factory.mktemp("undisturbed")
    account = Drive(Service(api, KEY), Settings(values=VALUES, shard_records=20)).run([data], out)
    return account, results(out)


def results(out):
    return {path.name: path.read_bytes() for path in out.iterdir() if path.is_file() and path.name != "account.json"}


def test_every_record_is_accounted_for(undisturbed):
    account, files = undisturbed
    assert (account["shards"], account["records"], account["unreadable"], account["failed"]) == (6, 120, 1, [])
    kept = json.loads(files["dataset.json"])
    rejects = [line for name, content in files.items() if ".rejects." in name for line in content.splitlines()]
    assert len(kept) + len(rejects) == 120
    assert len(kept) == account["rows"]["dataset.json"] >= 100
    info = json.loads(files["dataset_info.json"])
    assert info["dataset"]["file_name"] == "dataset.json"


def test_a_second_drive_into_the_same_folder_asks_nothing_again(api, data, tmp_path, undisturbed):
    settings = Settings(values=VALUES, shard_records=60)
    Drive(Service(api, KEY), settings).run([data], tmp_path)
    first = results(tmp_path)
    account = Drive(Service("http://127.0.0.1:9/v1", KEY, first_wait=0), Settings("data", VALUES, 60)).run(
        [data], tmp_path
    )
    assert account["failed"] == []
    assert results(tmp_path) == first


def test_another_input_into_the_same_folder_is_refused(api, data, tmp_path):
    settings = Settings(values=VALUES, shard_records=60)
    Drive(Service(api, KEY), settings).run([data], tmp_path)
    other = tmp_path / "other.jsonl"
    other.write_text('{"instruction": "a", "output": "b"}\n')
    with pytest.raises(Exception, match="another input"):
        Drive(Service(api, KEY), settings).run([other], tmp_path)


def test_a_wrong_key_says_so(api, data, tmp_path):
    with pytest.raises(ServiceError, match="401"):
        Drive(Service(api, "app-wrong"), Settings(values=VALUES)).run([data], tmp_path)


def test_a_service_that_refuses_breaks_and_cuts(api, data, tmp_path, undisturbed):
    """A third of all requests are answered 429 or 500, or cut in the middle; the result is the same."""
    with Disturbance(api, seed=3) as base:
        service = Service(base, KEY, first_wait=0.02)
        account = Drive(service, Settings(values=VALUES, shard_records=20, attempts=8)).run([data], tmp_path)
    assert account["failed"] == []
    assert results(tmp_path) == undisturbed[1]


def _kills(api, data, out, moments, undisturbed, seed):
    rng = random.Random(seed)
    command = [
        sys.executable, "-m", "plugin_host.cli", "drive", str(data), "--base-url", api, "--key", KEY, "--out", str(out),
        "--shard-records", "20", "--set", "target_format=sharegpt", "--set", "language=en",
    ]  # fmt: skip
    killed = 0
    for _ in range(moments):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.4, 3.0))
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            killed += 1
        process.wait()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert results(out) == undisturbed[1]
    return killed


def test_killed_and_resumed(api, data, tmp_path, undisturbed):
    assert _kills(api, data, tmp_path, 4, undisturbed, seed=1) >= 1


@pytest.mark.optin
def test_killed_at_fifty_moments(api, data, tmp_path, undisturbed):
    killed = sum(_kills(api, data, tmp_path / str(n), 5, undisturbed, seed=n) for n in range(10))
    print(f"\nkilled {killed} times of 50")


class Disturbance(ThreadingHTTPServer):
    """A proxy that spoils a third of what passes through it."""

    daemon_threads = True

    def __init__(self, base, seed):
        super().__init__(("127.0.0.1", 0), _Spoiler)
        self.target = base.removesuffix("/v1")
        self.random = random.Random(seed)
        self.lock = threading.Lock()

    def fate(self):
        with self.lock:
            return self.random.choice(["ok"] * 6 + ["429", "500", "cut"])

    def __enter__(self):
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()


class _Spoiler(BaseHTTPRequestHandler):
    def _pass(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        fate = self.server.fate()
        if fate in ("429", "500"):
            self.send_response(int(fate))
            self.send_header("Retry-After", "0")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")
            return
        headers = {
            name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")
        }
        with requests.request(
            self.command, self.server.target + self.path, headers=headers, data=body, timeout=60
        ) as answer:
            content = answer.content
        self.send_response(answer.status_code)
        self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
        if fate == "cut":
            content = content[: len(content) // 2]
            self.send_header("Content-Length", str(len(content) * 2 + 2))
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = _pass  # noqa: N815 - names that the base class looks for

    def log_message(self, *_):
        pass
