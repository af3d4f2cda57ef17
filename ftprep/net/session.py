"""A session of `requests` whose sockets go only to addresses that were checked as they were connected to."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import NewConnectionError

from ftprep.net.addresses import Guard, Refused, Target


@dataclass(slots=True)
class Connecting:
    """One connection: where to, who decides, and what was decided."""

    target: Target
    guard: Guard
    resolve: Callable[[str, int], list[tuple[int, str]]]
    refusal: Refused | None = None

    def open(self, connection: Any) -> socket.socket:
        """A socket to an address that passed. A name is resolved here once more: what it was a moment ago is no
        promise (DNS rebinding), and the socket goes to the address that was looked at, not to the name."""
        try:
            found = self.resolve(self.target.host, self.target.port)
        except OSError as error:
            raise NewConnectionError(connection, type(error).__name__) from None
        for _, address in found:
            try:
                self.guard.check(self.target, address)
            except Refused as refusal:
                self.refusal = refusal
                raise NewConnectionError(connection, "refused") from None
        failure = "no address"
        for family, address in found:
            link = socket.socket(family, socket.SOCK_STREAM)
            try:
                timeout = connection.timeout
                link.settimeout(timeout if isinstance(timeout, int | float) else None)
                link.connect((address, self.target.port))
            except OSError as error:
                link.close()
                failure = type(error).__name__
            else:
                return link
        raise NewConnectionError(connection, failure)


def session_for(connecting: Connecting) -> requests.Session:
    """No proxies, no .netrc: nothing of the machine's surroundings goes out or stands between."""

    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            return connecting.open(self)

    class Secure(HTTPSConnection):
        def _new_conn(self) -> socket.socket:
            return connecting.open(self)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **more: Any) -> None:
            self.poolmanager = PoolManager(num_pools=connections, maxsize=maxsize, block=block, **more)
            self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}

    session = requests.Session()
    session.trust_env = False
    for scheme in ("http://", "https://"):
        session.mount(scheme, Adapter(max_retries=0))
    return session
