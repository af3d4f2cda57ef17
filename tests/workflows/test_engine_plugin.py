"""The plugin's process over the SDK's own protocol: a small plugin of real tools that do what must be survived."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from flows import end, finished, node, run, start, tool, written
from scripted_model import Reply, ScriptedModel

from ftprep.ports import InputFile
from plugin_host.engine import FileStore, ModelEndpoint, PluginProcess, PluginProcessError, Services
from plugin_host.engine.errors import StoppedError
from plugin_host.engine.plugin_process import ToolFailedError

PROBE = Path(__file__).parent / "probe_plugin"
PROVIDER_ID = "probe/probe_plugin/probe"


@pytest.fixture(scope="module")
def probe() -> Iterator[PluginProcess]:
    with PluginProcess(PROBE, silent_seconds=3) as process:
        yield process


@pytest.fixture
def probe_services(probe: PluginProcess, model: ScriptedModel, tmp_path: Path) -> Iterator[Services]:
    endpoint = ModelEndpoint(model.base_url, "key", "scripted", first_wait=0.01)
    with FileStore(tmp_path / "store") as files:
        yield Services(probe, files, endpoint)
    endpoint.close()


def act(probe: PluginProcess, how: str, seconds: float = 20) -> list[dict[str, Any]]:
    return list(probe.call("probe", "act", {"how": how}, user="u", seconds=seconds).messages())


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["message"]["text"] for message in messages if message["type"] == "text"]


def node_of(name: str, parameters: dict[str, Any], **more: Any) -> dict[str, Any]:
    return tool(name, parameters, provider_id=PROVIDER_ID, provider_name=PROVIDER_ID, **more)


def test_the_manifest_comes_first(probe: PluginProcess) -> None:
    assert probe.manifest["name"] == "probe_plugin"


def test_a_tools_error_comes_with_its_kind_and_words(probe: PluginProcess) -> None:
    with pytest.raises(ToolFailedError, match="the tool's own words") as caught:
        act(probe, "raise")
    assert caught.value.kind == "ValueError"


def test_calls_are_served_at_once_and_kept_apart(probe: PluginProcess) -> None:
    slow = probe.call("probe", "act", {"how": "sleep"}, user="u", seconds=60)
    found: dict[int, str] = {}

    def one(number: int) -> None:
        call = probe.call("probe", "echo", {"text": f"n{number}"}, user="u", seconds=20)
        variables = [m["message"] for m in call.messages() if m["type"] == "variable"]
        found[number] = variables[0]["variable_value"]["text"]

    threads = [threading.Thread(target=one, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: f"n{number}" for number in range(20)}
    slow.cancel()
    with pytest.raises(StoppedError):
        list(slow.messages())


def test_what_is_printed_over_the_protocol_does_no_harm(probe: PluginProcess) -> None:
    assert texts(act(probe, "noise")) == ["noise"]
    assert texts(act(probe, "fine")) == ["fine"]


def test_a_message_longer_than_dify_reads_fails_its_call(probe_services: Services, tmp_path: Path) -> None:
    def ran(how: str) -> dict[str, Any]:
        return finished(
            run(
                written(tmp_path, [start(), node_of("act", {"how": {"type": "constant", "value": how}}), end()]),
                probe_services,
            )
        )

    assert ran("long")["status"] == "succeeded"
    pid = probe_services.plugin.pid
    error = ran("wide")["error"]
    assert "act sent a message of 5.7 MB" in error
    assert "act 发出的一条消息有 5.7 MB" in error
    assert probe_services.plugin.pid == pid, "others' calls go on here"


def test_a_process_that_died_fails_its_calls_and_is_started_again(probe: PluginProcess) -> None:
    first = probe.pid
    with pytest.raises(PluginProcessError, match="ended while act was running"):
        act(probe, "die")
    assert texts(act(probe, "fine")) == ["fine"]
    assert probe.pid != first


def test_a_call_has_its_time(probe: PluginProcess) -> None:
    with pytest.raises(PluginProcessError, match="did not finish within 1 s"):
        act(probe, "sleep", seconds=1)


def test_heartbeats_keep_a_long_call_alive_and_silence_ends_the_process(probe: PluginProcess) -> None:
    with pytest.raises(PluginProcessError, match="did not finish"):
        act(probe, "sleep", seconds=4.5)  # longer than the silence allowed, but heartbeats went on
    with pytest.raises(PluginProcessError, match="silent"):
        act(probe, "spin")
    assert texts(act(probe, "fine")) == ["fine"]


def test_nothing_is_left_behind() -> None:
    with PluginProcess(PROBE) as process:
        act(process, "temp")
        pid = process.pid
        live = process._live
        assert live is not None
        assert pid is not None
        assert list(live.folder.rglob("left")), "the tool's temporary files are in a folder of ours"
        threads = list(live._threads)
    assert not psutil.pid_exists(pid)
    assert not live.folder.exists()
    assert not any(thread.is_alive() for thread in threads)


def test_a_process_that_does_not_start_tells_why(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("import no_such_module\n")
    with (
        PluginProcess(tmp_path) as process,
        pytest.raises(PluginProcessError, match="No module named 'no_such_module'"),
    ):
        _ = process.manifest


def test_the_key_of_the_model_is_not_handed_to_the_plugin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FTPREP_LLM_API_KEY", "very-secret")
    with PluginProcess(PROBE) as process:
        _ = process.manifest
        assert process.pid is not None
        assert "very-secret" not in str(psutil.Process(process.pid).environ())


def test_files_come_whole_in_order_and_under_their_names(probe_services: Services, tmp_path: Path) -> None:
    path = written(
        tmp_path,
        [start(), node_of("act", {"how": {"type": "constant", "value": "files"}}), end(files=("tool", "files"))],
    )
    files = finished(run(path, probe_services))["outputs"]["files"]
    assert [(file["filename"], file["size"]) for file in files] == [
        ("一.bin", 3_000_000),
        ("two.txt", 0),
        ("one.bin", 100_000),
    ]
    content = probe_services.files.resolve(files[0]["related_id"]).path.read_bytes()
    assert content == bytes(n % 251 for n in range(3_000_000))


def test_a_file_over_difys_limit_fails_the_node(probe_services: Services, tmp_path: Path) -> None:
    path = written(tmp_path, [start(), node_of("act", {"how": {"type": "constant", "value": "huge"}}), end()])
    result = finished(run(path, probe_services))
    assert result["status"] == "failed"
    assert "50 MB" in result["error"]
    assert not list(probe_services.files._folder.iterdir())


def echoed(services: Services, tmp_path: Path, given: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    variables = [
        {"variable": "many", "label": "m", "type": "file-list", "required": False},
        {"variable": "one", "label": "o", "type": "file", "required": False},
    ]
    path = written(tmp_path, [start(*variables), node_of("echo", **more), end(given=("tool", "given"))])
    result = finished(run(path, services, given))
    assert result["status"] == "succeeded", result["error"]
    return dict(result["outputs"]["given"])


def test_parameters_arrive_as_in_dify(probe_services: Services, tmp_path: Path) -> None:
    parameters = {
        "text": {"type": "mixed", "value": "by {{#sys.user_id#}}"},
        "list": {"type": "mixed", "value": '["a", 1]'},
        "object": {"type": "constant", "value": "not an object"},
    }
    settings = {
        "number": {"type": "constant", "value": "12"},
        "flag": {"type": "constant", "value": "false"},
        "choice": {"type": "mixed", "value": "b"},
    }
    given = echoed(probe_services, tmp_path, parameters=parameters, tool_configurations=settings)
    assert given == {
        "text": "by tester", "list": ["a", 1], "object": {}, "number": 12, "flag": False, "choice": "b",
    }  # fmt: skip


def test_defaults_are_not_applied_and_bare_settings_dropped_as_in_dify(
    probe_services: Services, tmp_path: Path
) -> None:
    given = echoed(probe_services, tmp_path, parameters={}, tool_configurations={"number": 3, "flag": None})
    assert given == {}


def test_old_exports_have_bare_settings_and_defaults(probe_services: Services, tmp_path: Path) -> None:
    given = echoed(probe_services, tmp_path, parameters={}, tool_configurations={"number": 3}, tool_node_version=None)
    assert given == {"number": 3, "flag": True, "choice": "a"}


def test_files_are_fetched_by_the_plugin_from_signed_addresses(probe_services: Services, tmp_path: Path) -> None:
    for name in ("甲.txt", "b.txt"):
        (tmp_path / name).write_text(f"content of {name}", "utf-8")
    parameters = {
        "many": {"type": "variable", "value": ["start", "many"]},
        "one": {"type": "variable", "value": ["start", "one"]},
    }
    files = [InputFile(name, tmp_path / name) for name in ("甲.txt", "b.txt")]
    given = echoed(probe_services, tmp_path, {"many": files, "one": files[0]}, parameters=parameters)
    assert [file["content"] for file in given["many"]] == ["content of 甲.txt", "content of b.txt"]
    assert given["one"] == {"name": "甲.txt", "size": len("content of 甲.txt".encode()), "content": "content of 甲.txt"}


def test_unbound_files_arrive_as_dify_sends_them(probe_services: Services, tmp_path: Path) -> None:
    parameters = {
        "many": {"type": "variable", "value": ["start", "many"]},
        "one": {"type": "variable", "value": ["start", "one"]},
    }
    given = echoed(probe_services, tmp_path, parameters=parameters)
    assert given == {"many": [None], "one": None}


def test_lone_surrogates_do_not_hang_a_call(probe: PluginProcess) -> None:
    call = probe.call("probe", "echo", {"text": "a\ud800b"}, user="u", seconds=10)
    assert texts(list(call.messages())) == ["echo"]


@pytest.mark.parametrize("stream", [True, False])
def test_a_tool_that_asks_the_workspaces_model_gets_ours(
    probe_services: Services, model: ScriptedModel, tmp_path: Path, stream: bool
) -> None:
    model.answers = lambda asked: Reply(f"answer to {asked.prompt}", pieces=2)
    chosen = {
        "provider": "langgenius/openai/openai",
        "model": "gpt-9",
        "model_type": "llm",
        "mode": "chat",
        "completion_params": {"temperature": 0.5},
    }
    asking = node_of(
        "ask",
        {"prompt": {"type": "constant", "value": "why"}, "stream": {"type": "constant", "value": stream}},
        tool_configurations={"model": {"type": "constant", "value": chosen}},
    )
    events = run(written(tmp_path, [start(), asking, end(text=("tool", "text"))]), probe_services)
    text = finished(events)["outputs"]["text"]
    assert text.replace("|", "") == "answer to why"
    assert ("|" in text) == stream
    assert model.asked[0].body["messages"][0] == {"role": "system", "content": "Be brief."}
    assert model.asked[0].body["temperature"] == 0.5
    if not stream:
        assert node(events, "tool")["outputs"]["tokens"] == len("why") + len("answer to why")


def test_a_tool_that_asks_without_a_model_is_told_what_to_set(probe: PluginProcess, tmp_path: Path) -> None:
    with FileStore(tmp_path / "store") as files:
        services = Services(probe, files, None)
        chosen = {"provider": "p", "model": "m", "model_type": "llm", "mode": "chat"}
        asking = node_of(
            "ask",
            {"prompt": {"type": "constant", "value": "why"}},
            tool_configurations={"model": {"type": "constant", "value": chosen}},
        )
        result = finished(run(written(tmp_path, [start(), asking, end()]), services))
    assert "FTPREP_LLM_BASE_URL" in result["error"]


def test_the_loopback_is_reached_past_a_proxy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    (tmp_path / "a.txt").write_text("there")
    with Services(PluginProcess(PROBE), FileStore(tmp_path / "store"), None) as services:
        parameters = {"one": {"type": "variable", "value": ["start", "one"]}}
        given = echoed(services, tmp_path, {"one": InputFile("a.txt", tmp_path / "a.txt")}, parameters=parameters)
    assert given["one"]["content"] == "there"


def test_a_call_costs_milliseconds(probe: PluginProcess) -> None:
    """CPU of this process alone (the plugin's is its own): the wall clock of a busy machine says nothing."""
    act(probe, "fine")
    before, count = time.process_time(), 100
    for _ in range(count):
        act(probe, "fine")
    assert (time.process_time() - before) / count < 0.02
    assert os.getpid() != probe.pid
