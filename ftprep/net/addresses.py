"""Which addresses may be reached: public ones over http and https, and those that a person allowed.

A URL is looked at three times: as it is written, when its host is resolved, and when the connection is made, to the
very address that was checked. Redirects begin anew. Special ranges are those of IANA's registries (RFC 6890 and its
successors), as `ipaddress` knows them, and addresses that carry another one inside (RFC 3056, 4380, 5214, 6052).
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_PORTS = {"http": 80, "https": 443}
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\\u00ad\u200b-\u200f\u2028-\u202f\u2060-\u2064\ufeff]")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)")
_METADATA: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text)
    for text in ("169.254.0.0/16", "fe80::/10", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "fd00:ec2::254/128", "fd20:ce::254/128")
)  # fmt: skip
"""Where clouds keep the machine's own keys, and all that is link-local. No list allows these."""
_NAT64: tuple[ipaddress.IPv6Network, ...] = (
    ipaddress.IPv6Network("64:ff9b::/96"),
    ipaddress.IPv6Network("64:ff9b:1::/48"),
)
_ISATAP = (0x00005EFE, 0x02005EFE)
"""What stands before the inner address (RFC 5214)."""
_ALSO_SPECIAL: tuple[Network, ...] = tuple(
    ipaddress.ip_network(text) for text in ("192.88.99.0/24", "fec0::/10", "3fff::/20", "::ffff:0:0:0/96")
)
"""Relays, site-local, documentation and translated addresses (RFC 7526, 3879, 9637, 2765), which `ipaddress` may let by."""


class Refused(Exception):  # noqa: N818 - a finding, told as a reason
    """An address that is not to be reached. `reason`: bad_url or refused_address."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason = reason
        self.detail = detail
        super().__init__(detail)


@dataclass(frozen=True, slots=True)
class Target:
    """A URL that may be asked for, its host as DNS knows it."""

    url: str
    scheme: str
    host: str
    port: int


class Guard:
    """Decides, with what a person allows: host names, addresses and networks, each with a port or without."""

    def __init__(self, allow: Iterable[str] = ()) -> None:
        self._names: set[tuple[str, int]] = set()
        self._networks: list[tuple[Network, int]] = []
        for entry in allow:
            self._allow(entry.strip().lower())

    def _allow(self, entry: str) -> None:
        if not entry:
            return
        host, port = entry, 0
        if match := re.fullmatch(r"(\[[^\]]+\]|[^:/]+):(\d+)", entry):
            host, port = match[1], int(match[2])
        try:
            self._networks.append((ipaddress.ip_network(host.strip("[]"), strict=False), port))
        except ValueError:
            self._names.add((host, port))

    def target(self, url: str) -> Target:
        """The URL taken apart. Raises Refused where it is none that may be asked for as it is written."""
        if len(url) > 4096 or _UNSAFE.search(url):
            raise Refused("bad_url", "white space, control or invisible characters")
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise Refused("bad_url", "not a URL") from None
        if parts.scheme not in _PORTS:
            raise Refused("bad_url", "only http and https")
        if parts.username is not None or parts.password is not None or "@" in parts.netloc:
            raise Refused("bad_url", "a user or a password in the address")
        if port == 0:
            raise Refused("bad_url", "port 0")
        host = _host(parts)
        return Target(_plain(parts, host), parts.scheme, host, port or _PORTS[parts.scheme])

    def check(self, target: Target, address: str) -> None:
        """Raises Refused where the address that a host resolved to is not to be reached."""
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            raise Refused("refused_address", "not an address") from None
        inside = _inner(ip)
        if any(one in network for one in inside for network in _METADATA if one.version == network.version):
            raise Refused("refused_address", "a link-local or metadata address")
        if self._allows(target, inside):
            return
        if any(_special(one) for one in inside):
            raise Refused("refused_address", "a loopback, private or special address")

    def _allows(self, target: Target, addresses: list[Address]) -> bool:
        if (target.host, 0) in self._names or (target.host, target.port) in self._names:
            return True
        return all(
            any(
                port in (0, target.port) and one.version == network.version and one in network
                for network, port in self._networks
            )
            for one in addresses
        )


def _host(parts: SplitResult) -> str:
    """The host in ASCII and lower case. What looks like a number in another clothing is refused."""
    host = parts.hostname or ""
    if "[" in parts.netloc:
        try:
            return str(ipaddress.IPv6Address(host))
        except ValueError:
            raise Refused("bad_url", "not an IPv6 address") from None
    plain = unicodedata.normalize("NFKC", host).lower().rstrip(".")
    if not plain.isascii():
        try:
            import idna

            plain = idna.encode(plain, uts46=True).decode()
        except (UnicodeError, ValueError):
            raise Refused("bad_url", "not a host name") from None
    if not _HOST.fullmatch(plain) or len(plain) > 253:
        raise Refused("bad_url", "not a host name")
    if _NUMBER.fullmatch(plain.rsplit(".", 1)[-1]):
        try:
            return str(ipaddress.IPv4Address(plain))
        except ValueError:
            raise Refused("refused_address", "an address written in an unusual way") from None
    return plain


def _plain(parts: SplitResult, host: str) -> str:
    where = f"[{host}]" if ":" in host else host
    port = f":{parts.port}" if parts.port else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{where}{port}{parts.path or '/'}{query}"


def _inner(ip: Address) -> list[Address]:
    """The address, and any that it carries inside."""
    out: list[Address] = [ip]
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is not None:
            return [ip.ipv4_mapped]
        if ip.sixtofour is not None:
            out.append(ip.sixtofour)
        if ip.teredo is not None:
            out.extend(ip.teredo)
        if any(ip in network for network in _NAT64) or int(ip) >> 32 == 0:
            out.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if (int(ip) >> 32) & 0xFFFFFFFF in _ISATAP:
            out.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
    return out


def _special(ip: Address) -> bool:
    if any(ip in network for network in _ALSO_SPECIAL if network.version == ip.version):
        return True
    return not ip.is_global or ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback
