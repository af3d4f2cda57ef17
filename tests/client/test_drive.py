"""A data set driven through the service API: by a service that misbehaves, and by a client that is killed."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
import requests

from plugin_host.client import Drive, Service, ServiceError, Settings
from plugin_host.tool_yaml import ROOT
from tests.loopback import LoopbackHandler, LoopbackServer
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
    """Two fifths of all requests are answered 429 or 500, cut in the middle, or left hanging; the result is the same."""
    with Disturbance(api, seed=3) as proxy:
        service = Service(proxy.url, KEY, first_wait=0.02, read_seconds=3)
        account = Drive(service, Settings(values=VALUES, shard_records=20, attempts=8)).run([data], tmp_path)
    assert {fate for fate, count in proxy.told.items() if count} == {"ok", "429", "500", "cut", "hang"}
    assert account["failed"] == []
    assert results(tmp_path) == undisturbed[1]


def test_a_service_that_only_fails_leaves_every_record_told(api, data, tmp_path, undisturbed):
    """Runs are refused for good: no shard is done, each is named with its records, and a later call does them all."""
    with Disturbance(api, seed=1, refuse="/workflows/run") as proxy:
        settings = Settings(values=VALUES, shard_records=20, attempts=1)
        account = Drive(Service(proxy.url, KEY, first_wait=0), settings).run([data], tmp_path)
    assert sum(shard["records"] for shard in account["failed"]) == account["records"] == 120
    assert all("400" in shard["error"] for shard in account["failed"])
    again = Drive(Service(api, KEY), settings).run([data], tmp_path)
    assert again["failed"] == []
    assert results(tmp_path) == undisturbed[1]


class Miscounting:
    """A service whose first run loses a record on the way, and whose others do not."""

    def __init__(self, lose):
        self.lose = lose
        self.runs = 0

    def parameters(self):
        return {"user_input_form": [{"file-list": {"variable": "data"}}]}

    def upload(self, path):
        return {"type": "document", "transfer_method": "local_file", "upload_file_id": path.name}

    def run(self, inputs):
        self.runs += 1
        kept = 119 if self.runs <= self.lose else 120
        report = {"report": {"read": 120, "kept": kept, "rejected": 0}}
        yield {"event": "workflow_started", "workflow_run_id": str(self.runs), "data": {}}
        yield {"event": "node_finished", "data": {"node_type": "tool", "title": "Clean", "outputs": report}}
        yield {"event": "workflow_finished", "data": {"status": "succeeded", "outputs": {}, "total_tokens": 7}}


def test_a_run_whose_account_does_not_hold_is_done_again(data, tmp_path):
    service = Miscounting(lose=1)
    account = Drive(service, Settings()).run([data], tmp_path)
    assert (service.runs, account["failed"], account["tokens"]) == (2, [], 7)


def test_an_account_that_never_holds_is_told(data, tmp_path):
    (failed,) = Drive(Miscounting(lose=9), Settings()).run([data], tmp_path)["failed"]
    assert failed["error"] == "Clean: 120 read, 119 kept, 0 rejected"


def _kills(api, data, out, undisturbed, *, seed, moments, shard_records=20):
    """Kills a drive at random moments, at most so often, then lets it end. Gives how often it was killed at work."""
    rng = random.Random(seed)
    command = [
        sys.executable, "-m", "plugin_host.cli", "drive", str(data), "--base-url", api, "--key", KEY, "--out", str(out),
        "--shard-records", str(shard_records), "--set", "target_format=sharegpt", "--set", "language=en",
    ]  # fmt: skip
    killed = 0
    for _ in range(moments):
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(rng.uniform(0.4, 4.0))
            break
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            killed += 1
            process.wait()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    assert results(out) == undisturbed[1]
    account = json.loads((out / "account.json").read_text("utf-8"))
    assert account == undisturbed[0]
    shards = account["shards"]
    assert re.search(rf"{shards}/{shards} · {account['records']} .*records · \d+ tokens · .*\d+ s left", done.stderr)
    return killed


def test_killed_and_resumed(api, data, tmp_path, undisturbed):
    assert _kills(api, data, tmp_path, undisturbed, seed=1, moments=4) >= 1


@pytest.mark.optin
def test_killed_at_fifty_moments(api, tmp_path):
    """Over 2,000 records, begun anew as often as it comes to its end."""
    data = tmp_path / "chats.jsonl"
    write_chats(data, 2000)
    out = tmp_path / "undisturbed"
    began = time.monotonic()
    account = Drive(Service(api, KEY), Settings(values=VALUES, shard_records=50)).run([data], out)
    seconds = time.monotonic() - began
    assert account["records"] == 2000
    whole = (account, results(out))
    killed = rounds = 0
    while killed < 50:
        rounds += 1
        killed += _kills(api, data, tmp_path / str(rounds), whole, seed=rounds, moments=50 - killed, shard_records=50)
    print(
        f"\n2,000 records, {account['shards']} shards, {seconds:.0f} s undisturbed; killed {killed} times in {rounds} drives, all equal"
    )


class Disturbance(LoopbackServer):
    """A proxy that spoils two fifths of what passes through it; what goes to `refuse` is answered 400."""

    def __init__(self, base, seed, refuse=None):
        super().__init__(_Spoiler)
        self.url = f"{self.address}/v1"
        self.target = base.removesuffix("/v1")
        self.random = random.Random(seed)
        self.lock = threading.Lock()
        self.refuse = refuse
        self.told = Counter()
        self.closed = threading.Event()

    def fate(self, path):
        if self.refuse:
            return "400" if path.endswith(self.refuse) else "ok"
        with self.lock:
            fate = self.random.choice(["ok"] * 6 + ["429", "500", "cut", "hang"])
            self.told[fate] += 1
            return fate

    def __exit__(self, *_):
        self.closed.set()
        super().__exit__()


class _Spoiler(LoopbackHandler):
    def _pass(self):
        body = self.body()
        fate = self.server.fate(self.path)
        if fate == "hang":
            self.server.closed.wait(20)
            self.close_connection = True
            return
        if fate in ("400", "429", "500"):
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

    do_GET = do_POST = _pass
