"""Whether a Ray cluster can be at an address, found before Ray is asked: it would wait for minutes and say nothing."""

from __future__ import annotations

import importlib
import os
import re
import socket
from typing import Final

from ftprep.errors import SettingsError

_SECONDS: Final = 5.0
_SPEAKS_SECONDS: Final = 8.0
_ADDRESS: Final = re.compile(r"(?P<host>\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):(?P<port>[0-9]{1,5})")
_DASHBOARD: Final = re.compile(r"https?://", re.IGNORECASE)
_BY_ITSELF: Final = ("auto", "local")


def checked(address: str) -> str:
    """The address without blanks around it. Raises SettingsError where it is none, or where nothing answers."""
    address = address.strip()
    found = _known_here() if address == "auto" else address
    if found in _BY_ITSELF:
        return address
    if _DASHBOARD.match(found):
        raise SettingsError(
            en=f"{found} is the address of a dashboard, as submit_batch wants it. --address takes the cluster's own: "
            "HOST:6379 (the port of `ray start --head`), or auto on one of its machines.",
            zh=f"{found} 是控制台地址，供 submit_batch 使用。--address 需要集群本身的地址：主机:6379"
            "（即 `ray start --head` 的端口）；在集群的机器上可写 auto。",
        )
    if found.lower().startswith("ray://"):  # its connection timed out in two of three tries
        raise SettingsError(
            en=f"{found} is the port for Ray's clients, which is not relied on here. Run the command on a machine of the cluster's "
            "network with --address HOST:6379, or hand the job in with the tool submit_batch.",
            zh=f"{found} 是 Ray 的客户端端口，本程序不使用它。请在集群网络中的机器上用 --address 主机:6379 运行，或用工具 submit_batch 提交作业。",
        )
    parts = _ADDRESS.fullmatch(found)
    if parts is None or not 0 < int(parts["port"]) < 1 << 16:
        raise SettingsError(
            en=f"{found!r} is no address of a Ray cluster. Write HOST:6379, or auto on one of its machines.",
            zh=f"{found!r} 不是 Ray 集群地址。请写 主机:6379；在集群的机器上可写 auto。",
        )
    try:
        socket.create_connection((parts["host"].strip("[]"), int(parts["port"])), _SECONDS).close()
    except OSError:
        raise nobody_at(found) from None
    if not _speaks(f"{parts['host']}:{parts['port']}"):
        raise nobody_at(found)
    return address


def nobody_at(address: str) -> SettingsError:
    return SettingsError(
        en=f"There is no Ray cluster at {address}. Start one (ray start --head), or check the address.",
        zh=f"{address} 处没有 Ray 集群。请先启动（ray start --head），或检查地址。",
    )


def _speaks(place: str) -> bool:
    """Whether what listens there speaks gRPC, as a cluster does; a web server does not."""
    if os.environ.get("RAY_USE_TLS", "0") not in ("", "0"):
        return True  # only Ray itself has the certificates
    try:
        grpc = importlib.import_module("grpc")  # comes with Ray
    except ImportError:
        return True
    channel = grpc.insecure_channel(place, options=[("grpc.enable_http_proxy", 0)])
    try:
        grpc.channel_ready_future(channel).result(timeout=_SPEAKS_SECONDS)
    except grpc.FutureTimeoutError:
        return False
    finally:
        channel.close()
    return True


def _known_here() -> str:
    """What Ray takes for auto: RAY_ADDRESS, else a cluster of this machine, which may have been left by a dead one."""
    if named := os.environ.get("RAY_ADDRESS", ""):
        return named
    try:
        found = importlib.import_module("ray._private.services").canonicalize_bootstrap_address("auto")
    except ConnectionError:
        raise nobody_at("auto") from None
    return str(found or "auto")
