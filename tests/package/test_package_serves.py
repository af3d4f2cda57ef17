"""The package as Dify installs it: unpacked elsewhere, an environment of requirements.txt alone, and a call served."""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from plugin_host.engine import PluginProcess
from plugin_host.engine.plugin_process import ToolFailedError
from plugin_host.package import build
from plugin_host.tool_yaml import ROOT

MAX_INSTALLED = 250_000_000
MAX_RESIDENT = 130_000_000
START_SECONDS = 60
ROW = {"instruction": "  你好　世界  ", "output": "Hello\u00a0 there"}


@dataclass(frozen=True)
class Installed:
    plugin: Path
    python: Path
    site: Path


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(io.BytesIO(build(ROOT).content)) as package:
        package.extractall(folder / "plugin")
    uv = Path(sys.executable).parent / "uv"
    command = str(uv) if uv.exists() else shutil.which("uv")
    if command is None:
        pytest.skip("uv is not here; scripts/setup.sh installs it")
    environment = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONPATH")}
    subprocess.run(
        [command, "venv", "--quiet", "--python", sys.executable, folder / "env"], check=True, env=environment
    )
    python = folder / "env" / "bin" / "python"
    subprocess.run(
        [command, "pip", "install", "--quiet", "--python", python, "-r", folder / "plugin" / "requirements.txt"],
        check=True,
        env=environment,
    )
    (site,) = (folder / "env" / "lib").glob("python3.*/site-packages")
    return Installed(folder / "plugin", python, site)


def test_what_it_installs_is_small(installed: Installed):
    size = sum(path.stat().st_size for path in installed.site.rglob("*") if path.is_file())
    print(f"requirements.txt installs {size / 1e6:.1f} MB")
    assert size < MAX_INSTALLED


def test_it_serves_a_call(installed: Installed, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    with PluginProcess(installed.plugin, python=str(installed.python), start_seconds=START_SECONDS) as process:
        began = time.monotonic()
        manifest = process.manifest
        ready = time.monotonic() - began
        assert process.pid is not None
        resident = psutil.Process(process.pid).memory_info().rss
        print(f"ready in {ready:.2f} s, {resident / 1e6:.1f} MB resident before the first call")
        assert manifest["name"] == "finetune_data_prep"
        assert resident < MAX_RESIDENT
        messages = list(
            process.call(
                "data_prep", "clean_text", {"text": json.dumps(ROW, ensure_ascii=False)}, user="test", seconds=60
            ).messages()
        )
    variables = {
        m["message"]["variable_name"]: m["message"]["variable_value"] for m in messages if m["type"] == "variable"
    }
    assert variables["kept"] == 1
    texts = [turn["content"] for turn in variables["records"][0]["messages"]]
    assert [text.split() for text in texts] == [["你好", "世界"], ["Hello", "there"]]
    assert any(m["type"] == "blob_chunk" for m in messages)


TOOLS = (
    "load_dataset", "clean_text", "correct_spelling", "mask_pii", "deduplicate", "filter_quality", "filter_spam", "detect_refusals",
    "check_dialogue", "screen_compliance", "dataset_stats", "sample_records", "split_dataset", "mix_datasets", "make_batches",
    "augment_text", "format_dataset", "preflight_training", "import_chat", "split_documents", "extract_dialogue",
)  # fmt: skip
"""Those that need no more than data."""


def test_every_library_that_a_tool_imports_is_installed(installed: Installed):
    """A tool answers, or says in plain words what it lacks; an UnexpectedError would be a missing library."""
    text = "\n".join(
        json.dumps({"instruction": f"问题 {n} what?", "output": f"答案 {n}，好的。"}, ensure_ascii=False)
        for n in range(9)
    )
    with PluginProcess(installed.plugin, python=str(installed.python), start_seconds=START_SECONDS) as process:
        for tool in TOOLS:
            try:
                list(process.call("data_prep", tool, {"text": text}, user="test", seconds=120).messages())
            except ToolFailedError as error:
                assert error.kind in ("InputDataError", "SettingsError"), f"{tool}: {error.kind}: {error}"  # noqa: PT017 - either is fine


def test_it_starts_where_the_marketplace_tries_it(installed: Installed):
    """Some checks export INSTALL_METHOD=aws_lambda, and wait at most 20 s for GET /health."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        "PATH": os.environ["PATH"],
        "INSTALL_METHOD": "aws_lambda",
        "SERVERLESS_HOST": "127.0.0.1",
        "SERVERLESS_PORT": str(port),
    }
    began = time.monotonic()
    with subprocess.Popen(
        [installed.python, "-m", "main"],
        cwd=installed.plugin,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            assert healthy(port, process) == 200
            print(f"healthy after {time.monotonic() - began:.2f} s")
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def healthy(port: int, process: subprocess.Popen[bytes]) -> int:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(START_SECONDS * 10):
        assert process.poll() is None, "the process ended"
        try:
            with opener.open(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
                return answer.status
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return 0
