"""A server over the real engine and the real plugin process, for the tests of this folder."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from api_client import Client
from api_model import GatedModel

from plugin_host.api.folder import data_folder
from plugin_host.api.host import ApiSettings, Host, hosting
from plugin_host.api.serving import serving
from plugin_host.api.web import create_app
from plugin_host.engine import FileStore, ModelEndpoint, PluginProcess, Services


@dataclass
class Server:
    base: str
    host: Host
    data: Path
    model: GatedModel

    def client(self, flow: str, user: str = "customer-4821") -> Client:
        key = next(app.key for app in self.host.apps if app.workflow.path.stem == flow)
        return Client(f"{self.base}/v1", key, user)


@contextlib.contextmanager
def running(
    flows: dict[str, Path], data: Path, plugin: PluginProcess, model: GatedModel, settings: ApiSettings
) -> Iterator[Server]:
    """A server over a data folder; several may use one plugin process, one after the other."""
    with (
        data_folder(data) as folder,
        contextlib.closing(FileStore(folder / "work")) as files,
        hosting(
            list(flows.values()), folder, Services(plugin, files, ModelEndpoint(model.url, "k", "m")), settings
        ) as host,
        serving(create_app(host), "127.0.0.1", 0, ending=host.board.close) as base,
    ):
        yield Server(base, host, data, model)


def eventually(true: Callable[[], bool], seconds: float = 20) -> None:
    """Waits until something is so; a test that needs this states what, not how long."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to that"
        time.sleep(0.02)
