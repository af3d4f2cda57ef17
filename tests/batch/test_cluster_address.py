"""An address at which no Ray cluster can be is told within seconds, in plain words; Ray need not be installed for that."""

from __future__ import annotations

import socket
import time

import pytest

from batch import cluster_address
from batch.cluster_address import checked
from ftprep.errors import SettingsError


@pytest.mark.parametrize("address", ["", "garbage", "host", "host:", "host:99999", "host:0", "a b:6379"])
def test_what_is_no_address(address):
    with pytest.raises(SettingsError, match="HOST:6379") as told:
        checked(address)
    assert "主机:6379" in told.value.zh


@pytest.mark.parametrize("address", ["http://127.0.0.1:8265", "https://127.0.0.1:8265/"])
def test_the_dashboard_s_address(address):
    with pytest.raises(SettingsError, match="dashboard") as told:
        checked(address)
    assert "控制台" in told.value.zh


def test_the_port_for_clients():
    with pytest.raises(SettingsError, match="submit_batch") as told:
        checked("ray://host:10001")
    assert "客户端端口" in told.value.zh


def test_where_nobody_is():
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    begun = time.monotonic()
    with pytest.raises(SettingsError, match=f"no Ray cluster at 127.0.0.1:{port}"):
        checked(f"127.0.0.1:{port}")
    assert time.monotonic() - begun < 15


def test_where_somebody_listens(monkeypatch):
    monkeypatch.setattr(cluster_address, "_speaks", lambda place: True)
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"127.0.0.1:{server.getsockname()[1]}"
        assert checked(f" {address}\n") == address


def test_auto_may_name_one_that_is_gone(monkeypatch):
    monkeypatch.setenv("RAY_ADDRESS", "127.0.0.1:9")
    with pytest.raises(SettingsError, match=r"127\.0\.0\.1:9"):
        checked("auto")
    assert checked("local") == "local"
