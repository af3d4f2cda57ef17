"""Signed addresses of files: an HMAC over the file's id, the time and a nonce; good for a stated time, as Dify's are."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from plugin_host.api.errors import ApiError

_IDENTITY = "__dify__file__"


class Links:
    """Makes addresses and checks them.

    >>> links = Links(b"secret", seconds=300, clock=lambda: 1000.0)
    >>> links.url("http://here/", {"related_id": "7", "transfer_method": "tool_file", "extension": ".csv"})[:39]
    'http://here/files/tools/7.csv?timestamp'
    """

    def __init__(self, secret: bytes, *, seconds: int, clock: Callable[[], float] = time.time) -> None:
        self._secret, self._seconds, self._clock = secret, seconds, clock

    def url(self, base: str, file: Mapping[str, Any]) -> str:
        """The address of a file as an event or an output describes it; results and uploads have Dify's two paths."""
        file_id = str(file["related_id"])
        stamp, nonce = str(int(self._clock())), secrets.token_hex(16)
        query = urlencode({"timestamp": stamp, "nonce": nonce, "sign": self._sign(file_id, stamp, nonce)})
        if file.get("transfer_method") == "tool_file":
            return f"{base}files/tools/{file_id}{file.get('extension') or '.bin'}?{query}"
        return f"{base}files/{file_id}/file-preview?{query}"

    def check(self, file_id: str, query: Mapping[str, str]) -> None:
        """Raises ApiError (403) unless the address is ours and still good."""
        stamp, nonce, sign = (query.get(name, "") for name in ("timestamp", "nonce", "sign"))
        genuine = hmac.compare_digest(sign.encode(), self._sign(file_id, stamp, nonce).encode())
        if not genuine or self._clock() - int(stamp) > self._seconds:
            raise ApiError("forbidden")

    def _sign(self, file_id: str, stamp: str, nonce: str) -> str:
        text = f"{file_id}|{stamp}|{nonce}".encode()
        return hmac.new(self._secret, text, hashlib.sha256).hexdigest()


def is_file(value: object) -> bool:
    """Whether a value in an event is a file that the engine keeps (not one at somebody else's address)."""
    return (
        isinstance(value, Mapping) and value.get("dify_model_identity") == _IDENTITY and bool(value.get("related_id"))
    )


def with_urls(value: Any, url_of: Callable[[Mapping[str, Any]], str | None]) -> Any:
    """The value with the address of each of its files replaced, at any depth."""
    if is_file(value):
        return {**value, "url": url_of(value)}
    if isinstance(value, Mapping):
        return {key: with_urls(item, url_of) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [with_urls(item, url_of) for item in value]
    return value


def files_in(value: Any) -> list[Mapping[str, Any]]:
    """Every file in a value, at any depth, once each.

    >>> one = {"dify_model_identity": "__dify__file__", "related_id": "7"}
    >>> len(files_in({"a": [one, {"b": one}], "c": 1}))
    1
    """
    found: dict[str, Mapping[str, Any]] = {}

    def note(file: Mapping[str, Any]) -> None:
        found.setdefault(str(file["related_id"]), file)

    with_urls(value, note)
    return list(found.values())
