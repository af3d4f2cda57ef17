"""What outlives a server and what does not: restarts, crashes, retention, keys."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path

import pytest
import requests
from api_client import SECONDS, Client, events
from api_model import GatedModel
from api_server import Server, eventually, running
from click.testing import CliRunner

from ftprep.errors import SettingsError
from plugin_host.api.apps import load_apps
from plugin_host.api.cli import _wait_for_signal, _warn, command
from plugin_host.api.folder import data_folder
from plugin_host.api.host import ApiSettings
from plugin_host.api.serving import serving
from plugin_host.api.web import create_app
from plugin_host.engine import PluginProcess, WorkflowError


def test_a_restart_keeps_runs_files_and_keys(
    flows: dict[str, Path], plugin: PluginProcess, model: GatedModel, tmp_path: Path
) -> None:
    settings = ApiSettings()
    model.gate.clear()
    with running(flows, tmp_path / "data", plugin, model, settings) as first:
        client = first.client("clean")
        made = client.run({"text": "Hello   world", "kind": "chat"}).json()
        upload = client.file_input("a.jsonl", b'{"text": "a"}\n')
        stream = events(first.client("ask").open_stream({"topic": "wait"}))
        waiting = next(stream)["workflow_run_id"]
    assert list(stream)[-1]["data"]["status"] == "stopped"  # whoever still listens is told
    with running(flows, tmp_path / "data", plugin, model, settings) as second:
        again = Client(f"{second.base}/v1", client.headers["Authorization"][7:])
        run = again.get(f"/workflows/run/{made['workflow_run_id']}").json()
        assert run["outputs"]["summary"] == made["data"]["outputs"]["summary"]
        for file in run["outputs"]["files"]:
            assert len(requests.get(file["url"], timeout=SECONDS).content) == file["size"]
        assert again.run({"files": [upload], "kind": "chat"}).json()["data"]["outputs"]["kept"] == 1
        stopped = second.client("ask").get(f"/workflows/run/{waiting}").json()
        assert (stopped["status"], stopped["finished_at"] is not None) == ("stopped", True)


def test_what_is_old_is_cleared_away(
    flows: dict[str, Path], plugin: PluginProcess, model: GatedModel, tmp_path: Path
) -> None:
    with running(flows, tmp_path / "data", plugin, model, ApiSettings(keep_hours=24)) as server:
        client = server.client("clean")
        upload = client.file_input("a.jsonl", '{"text": "电话 13912345678"}\n'.encode())
        made = client.run({"files": [upload], "text": "给 13912345678 打电话", "kind": "chat"}).json()
        run_id = made["workflow_run_id"]
        server.host.clear_old(time.time() + 23 * 3600)
        assert client.get(f"/workflows/run/{run_id}").json()["outputs"]["kept"] == 2
        server.host.clear_old(time.time() + 25 * 3600)
        run = client.get(f"/workflows/run/{run_id}").json()
        assert (run["status"], run["inputs"], run["outputs"]) == ("succeeded", "{}", {})
        assert client.run({"files": [upload], "kind": "chat"}).json()["code"] == "invalid_param"
        for file in made["data"]["outputs"]["files"]:
            assert requests.get(file["url"], timeout=SECONDS).status_code == 404
        assert list((server.data / "files").iterdir()) == []
        left = b"".join(path.read_bytes() for path in server.data.rglob("*") if path.is_file())
        assert b"13912345678" not in left


def test_one_folder_has_one_server(tmp_path: Path) -> None:
    with data_folder(tmp_path), pytest.raises(SettingsError, match="--data"), data_folder(tmp_path):
        pass
    with data_folder(tmp_path) as folder:
        (folder / "work" / str(uuid.uuid4())).touch()  # as a crash leaves it
    with data_folder(tmp_path) as folder:
        assert list((folder / "work").iterdir()) == []


def _contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_folder_with_others_files_is_left_alone(flows: dict[str, Path], tmp_path: Path) -> None:
    for name in ("work/thesis", "files/holiday.jpg", ".gitignore", "lock", "keys.json", "secret"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("mine")
    long_ago = time.time() - 72 * 3600
    os.utime(tmp_path / "files" / "holiday.jpg", (long_ago, long_ago))
    before = _contents(tmp_path)
    ended = CliRunner().invoke(command, ["--workflow", str(flows["ask"]), "--data", str(tmp_path)])
    assert isinstance(ended.exception, SettingsError)
    assert "--data" in ended.exception.en
    assert "--data" in ended.exception.zh
    assert _contents(tmp_path) == before


def test_others_files_within_the_servers_folder_stay(
    flows: dict[str, Path], plugin: PluginProcess, model: GatedModel, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    with running(flows, data, plugin, model, ApiSettings()) as server:
        ours = server.data / "files" / str(uuid.uuid4())
    mine = {name: data / name for name in ("work/thesis", "files/holiday.jpg", ".gitignore")}
    long_ago = time.time() - 72 * 3600
    for path in (*mine.values(), ours):
        path.write_text("mine")
        os.utime(path, (long_ago, long_ago))
    with running(flows, data, plugin, model, ApiSettings()) as server:
        server.host.clear_old()
    assert {name: path.read_text() for name, path in mine.items()} == dict.fromkeys(mine, "mine")
    assert not ours.exists()


@pytest.mark.parametrize(
    ("host", "warns"),
    [("127.0.0.1", False), ("localhost", False), ("::1", False), ("192.0.2.1", True), ("my.host", True)],
)
def test_listening_elsewhere_is_warned_of(capsys: pytest.CaptureFixture[str], host: str, warns: bool) -> None:
    _warn(host)
    said = capsys.readouterr().err
    assert ("TLS" in said and "密钥" in said) is warns


def test_the_command_and_a_crash(
    flows: dict[str, Path], plugin: PluginProcess, model: GatedModel, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    model.gate.clear()
    arguments = [sys.executable, "-m", "plugin_host.cli", "serve", "--port", "0"]
    arguments += ["--workflow", str(flows["ask"]), "--data", str(data), "--llm-base-url", model.url, "--llm-model", "m"]
    with subprocess.Popen(
        arguments, stdout=subprocess.PIPE, text=True, env=os.environ | {"FTPREP_API_KEY": ""}
    ) as process:
        assert process.stdout is not None
        base = process.stdout.readline().strip()
        name, key = process.stdout.readline().split()
        client = Client(base, key)
        done = client.run({"topic": "hello"}).json()["workflow_run_id"]
        left = next(events(client.open_stream({"topic": "wait"})))["workflow_run_id"]
        process.kill()
    assert (name, key[:4]) == ("提问", "app-")
    for file in ("keys.json", "secret", "runs.sqlite3"):
        assert stat.S_IMODE((data / file).stat().st_mode) == 0o600

    with running({"ask": flows["ask"]}, data, plugin, model, ApiSettings()) as server:
        client = server.client("ask")
        assert client.headers == {"Authorization": f"Bearer {key}"}
        assert client.get(f"/workflows/run/{done}").json()["outputs"] == {"answer": "回答：hello"}
        run = client.get(f"/workflows/run/{left}").json()
        assert (run["status"], "Run it again" in run["error"]) == ("failed", True)
    model.gate.set()


def test_a_key_of_ones_own_is_not_written_down(flows: dict[str, Path], tmp_path: Path) -> None:
    apps = load_apps([flows["ask"], flows["clean"]], tmp_path / "keys.json", "app-of-my-own")
    own, made = (app.key for app in apps)
    assert own == "app-of-my-own"
    assert list(json.loads((tmp_path / "keys.json").read_text()).values()) == [made]
    assert "app-of-my-own" not in repr(list(apps))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_command(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    timer = threading.Timer(0.2, os.kill, (os.getpid(), number))
    timer.start()
    _wait_for_signal()
    timer.join()
    assert signal.getsignal(number) == before


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yml"
    broken.write_text("not: a workflow")
    ended = CliRunner().invoke(command, ["--workflow", str(broken), "--data", str(tmp_path / "data")])
    assert isinstance(ended.exception, WorkflowError)
    assert "broken.yml" in str(ended.exception)


def test_a_server_that_ends_leaves_no_thread(
    flows: dict[str, Path], plugin: PluginProcess, model: GatedModel, tmp_path: Path
) -> None:
    before = {thread.ident for thread in threading.enumerate()}
    with running(flows, tmp_path / "data", plugin, model, ApiSettings()) as server:
        _serve_a_little(server)
    eventually(lambda: {thread.ident for thread in threading.enumerate()} <= before)


def test_answers_under_way_are_let_come_to_their_end(server: Server, model: GatedModel) -> None:
    """What leaving the server does first is end what they wait for; it then waits until they are sent."""
    model.gate.clear()
    with serving(create_app(server.host), "127.0.0.1", 0, ending=model.gate.set) as base:
        client = Client(f"{base}/v1", server.client("ask").headers["Authorization"][7:])
        stream = events(client.open_stream({"topic": "wait"}))
        next(stream)
    assert [thread for thread in threading.enumerate() if thread.name == "ftprep-api-answer"] == []
    assert list(stream)[-1]["data"]["status"] == "succeeded"


def _serve_a_little(server: Server) -> None:
    client = server.client("clean")
    response = client.open_stream({"text": "Hello", "kind": "chat"})
    next(events(response))
    response.close()
    client.run({"text": "Hello", "kind": "chat"})
