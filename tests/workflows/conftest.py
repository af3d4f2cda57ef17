from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from scripted_model import ScriptedModel

from plugin_host.engine import FileStore, ModelEndpoint, PluginProcess, Services


@pytest.fixture(scope="session")
def plugin() -> Iterator[PluginProcess]:
    with PluginProcess() as process:
        process.start()
        yield process


@pytest.fixture
def model() -> Iterator[ScriptedModel]:
    with ScriptedModel() as server:
        yield server


@pytest.fixture
def services(plugin: PluginProcess, model: ScriptedModel, tmp_path: Path) -> Iterator[Services]:
    """The session's plugin, files of its own, and the scripted model."""
    endpoint = ModelEndpoint(model.base_url, "secret-key", "scripted", first_wait=0.01, read_seconds=5)
    with FileStore(tmp_path / "store") as files:
        yield Services(plugin, files, endpoint)
    endpoint.close()


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "chats.jsonl"
    path.write_text('{"text":"hello   world"}\n{"text":"你好  世界"}\n{"text":"third"}\n', "utf-8")
    return path
