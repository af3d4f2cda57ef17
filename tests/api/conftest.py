"""One real server for all tests here: the real engine, the real plugin process, a model that waits for its gate."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from api_client import Client
from api_flows import write_flows
from api_model import GatedModel
from api_server import Server, eventually, running

from plugin_host.api.host import ApiSettings
from plugin_host.engine import PluginProcess


@pytest.fixture(scope="session")
def flows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return write_flows(tmp_path_factory.mktemp("flows"))


@pytest.fixture(scope="session")
def plugin() -> Iterator[PluginProcess]:
    with PluginProcess() as process:
        process.start()
        yield process


@pytest.fixture(scope="session")
def model() -> Iterator[GatedModel]:
    with GatedModel() as server:
        yield server
        server.gate.set()


@pytest.fixture(scope="session")
def server(
    flows: dict[str, Path], plugin: PluginProcess, model: GatedModel, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    settings = ApiSettings(max_runs=6, ping_seconds=0.5)
    with running(flows, tmp_path_factory.mktemp("data"), plugin, model, settings) as made:
        yield made


@pytest.fixture
def clean(server: Server) -> Client:
    return server.client("clean")


@pytest.fixture
def ask(server: Server) -> Iterator[Client]:
    """The app whose runs wait while their prompt says so; the gate is shut at first and open at the end."""
    server.model.gate.clear()
    yield server.client("ask")
    server.model.gate.set()
    eventually(lambda: not server.host.board.busy())
