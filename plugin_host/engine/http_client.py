"""HTTP-request nodes: to this machine, and to the hosts that FTPREP_HTTP_HOSTS names (comma-separated)."""

from __future__ import annotations

import ipaddress
import os
from typing import Any, override
from urllib.parse import urlsplit

from graphon.http import HttpResponse, HttpxHttpClient

from ftprep.errors import SettingsError


class AllowedHosts(HttpxHttpClient):
    """Refuses every other host, and redirects."""

    def __init__(self) -> None:
        named = os.environ.get("FTPREP_HTTP_HOSTS", "")
        self._hosts = {"localhost", *(host.strip().lower() for host in named.split(",") if host.strip())}

    @override
    def _request(self, method: str, url: str, *, max_retries: int = 0, **kwargs: Any) -> HttpResponse:
        host = (urlsplit(url).hostname or "").lower()
        if host not in self._hosts and not _loopback(host):
            raise SettingsError(
                en=f"HTTP requests to {host} are not allowed here. Set FTPREP_HTTP_HOSTS={host} to allow them.",
                zh=f"此处不允许访问 {host}。如需访问，请设置环境变量 FTPREP_HTTP_HOSTS={host}。",
            )
        return super()._request(method, url, max_retries=max_retries, **{**kwargs, "follow_redirects": False})


def _loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
