"""Addresses of machines: IPv4, IPv6 (RFC 4291, proved by the standard library), MAC (IEEE 802)."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from ftprep.pii.finding import Finding
from ftprep.pii.recognizers.base import LIKELY, SURE, UNLIKELY, Recognizer, compiled, words

_V4 = compiled(
    r"(?<![\w.-])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:/\d{1,2})?(?![\w-]|\.\d)"
)
_V6 = compiled(
    r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{0,4}|(?:\d{1,3}\.){3}\d{1,3})(?:%\w+)?(?:/\d{1,3})?(?![\w:])"
)
_MAC = compiled(
    r"(?<![\w:-])[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}(?![\w:-])|(?<![\w.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![\w.])"
)
_VERSION = words(
    r"(?:\bv(?:er(?:sion)?)?\.?|版本号?|release|firmware|固件|升级到|upgrade(?:d)? to|章节?|section|chapter|§|第)[ :：=]*$"
)


def find_ip(text: str) -> Iterator[Finding]:
    for match in _V4.finditer(text):
        start, end = match.span()
        address = ipaddress.ip_address(match.group().split("/")[0]) if _plain(match.group()) else None
        if address is None or address.is_loopback or address.is_unspecified or match.group().startswith("255."):
            continue
        score = UNLIKELY if _VERSION.search(text[max(0, start - 14) : start]) else 0.95
        yield Finding("IP_ADDRESS", start, end, score)
    for match in _V6.finditer(text):
        value = match.group().split("/")[0].split("%")[0]
        try:
            address = ipaddress.IPv6Address(value)
        except ValueError:
            continue
        if not (address.is_loopback or address.is_unspecified) and any(char.isdigit() for char in value):
            yield Finding("IP_ADDRESS", *match.span(), 0.95 if value.count(":") > 2 else LIKELY)


def _plain(value: str) -> bool:
    return all(part == "0" or not part.startswith("0") for part in value.split("/", maxsplit=1)[0].split("."))


def find_mac(text: str) -> Iterator[Finding]:
    for match in _MAC.finditer(text):
        if any(char.isalpha() for char in match.group()) or "." not in match.group():
            yield Finding("MAC_ADDRESS", *match.span(), SURE)


IP = Recognizer(
    "ip",
    "IP_ADDRESS",
    (
        r"[0-9]\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]",
        r"[0-9A-Fa-f]{1,4}:[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]|::[0-9A-Fa-f]|[0-9A-Fa-f]::",
    ),
    find_ip,
)
MAC = Recognizer(
    "mac",
    "MAC_ADDRESS",
    (r"[0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-][0-9A-Fa-f]{2}[:-]", r"[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}\.[0-9A-Fa-f]{4}"),
    find_mac,
)
