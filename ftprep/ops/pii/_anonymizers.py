"""What stands in the place of a value: one class, one method an anonymizer."""

from __future__ import annotations

import hashlib
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from ftprep.errors import SettingsError
from ftprep.ops.pii._cipher import Cipher, stretched
from ftprep.ops.pii._identity import HONORIFIC, identity
from ftprep.ops.pii._pseudonyms import pseudonym

ANONYMIZERS = ("replace", "redact", "mask", "hash", "encrypt", "pseudonymize")
NEED_KEY = ("hash", "encrypt")


class Anonymizers:
    """Stand-ins for values. `begin` starts a conversation: with scope "conversation" numbers begin anew there.

    For the numbers of a whole data set 8 bytes of a keyed hash are remembered for each value, never the value.
    """

    def __init__(self, default: str, special: Mapping[str, str], *, scope: str, key: str, keep_last: int) -> None:
        self._default = default
        self._special = special
        self._scope = scope
        self._keep_last = keep_last
        used = {default, *special.values()}
        if not key and used & set(NEED_KEY):
            raise SettingsError(
                en=f"Anonymizer {', '.join(sorted(used & set(NEED_KEY)))} needs a key: give one in the setting key.",
                zh=f"匿名方式 {'、'.join(sorted(used & set(NEED_KEY)))} 需要密钥：请在 key 中填写。",
            )
        self.without_key = not key and "pseudonymize" in used
        self._key = stretched(key, "names") if key else secrets.token_bytes(32)
        if "encrypt" in used:
            self._cipher = Cipher(key)
        self._numbers: dict[bytes, int] = {}
        self._last: Counter[str] = Counter()

    def begin(self) -> None:
        if self._scope == "conversation":
            self._numbers.clear()
            self._last.clear()

    def stand_in(self, entity: str, value: str, same_as: str | None = None) -> str:
        """What to write for a value. `same_as`: the fuller form of the same person's name."""
        title = ""
        if entity == "PERSON" and (found := HONORIFIC.search(value)) and found.start() > 0:
            value, title = value[: found.start()], found.group()
        how = self._special.get(entity, self._default)
        method: Callable[..., str] = getattr(self, "_" + how)
        return method(entity, value, same_as or value) + title

    def _digest(self, entity: str, value: str) -> bytes:
        data = f"{entity}\0{identity(entity, value)}".encode("utf-8", "surrogatepass")
        return hashlib.blake2b(data, key=self._key, digest_size=32).digest()

    def _replace(self, entity: str, _: str, same_as: str) -> str:
        key = self._digest(entity, same_as)[:8]
        number = self._numbers.get(key)
        if number is None:
            self._last[entity] += 1
            number = self._numbers[key] = self._last[entity]
        return f"<{entity}_{number}>"

    def _redact(self, *_: Any) -> str:
        return ""

    def _mask(self, entity: str, value: str, _: str) -> str:
        keep = 0 if entity in ("PASSWORD", "API_KEY", "PRIVATE_KEY", "SECRET_URL") else self._keep_last
        shown = [index for index, char in enumerate(value) if char.isalnum()]
        kept = set(shown[len(shown) - keep :]) if 0 < keep < len(shown) else set()
        return "".join("*" if char.isalnum() and index not in kept else char for index, char in enumerate(value))

    def _hash(self, entity: str, _: str, same_as: str) -> str:
        return f"<HASH:{entity}:{self._digest(entity, same_as)[:12].hex()}>"

    def _encrypt(self, entity: str, value: str, _: str) -> str:
        return self._cipher.encrypt(entity, value)

    def _pseudonymize(self, entity: str, value: str, same_as: str) -> str:
        return pseudonym(entity, value, same_as, self._digest(entity, same_as))


def shape(value: str) -> str:
    """A value with every letter and digit hidden: what a report may show.

    >>> shape("138-0013-8000")
    '***-****-****'
    """
    return "".join("*" if char.isalnum() else char if char.isascii() else "*" for char in value)[:24]
