"""AES-GCM with a key from a passphrase: the same value under the same key is the same token, and only the key opens it.

The nonce is an HMAC of the value (as in AES-SIV), so that it repeats only where the value does. The key is stretched by
scrypt. A token: <ENC:ENTITY:base64url(nonce, ciphertext, tag)>.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from functools import lru_cache

TOKEN = re.compile(r"<ENC:([A-Z][A-Z0-9_]*):([A-Za-z0-9_-]{38,})>")

_NONCE = 12
_SALT = b"ftprep mask_pii 1"


@lru_cache(maxsize=8)
def stretched(passphrase: str, purpose: str) -> bytes:
    """32 bytes of key for one purpose (RFC 7914; 16 MB of memory, some 50 ms)."""
    root = hashlib.scrypt(passphrase.encode("utf-8", "surrogatepass"), salt=_SALT, n=2**14, r=8, p=1, dklen=32)
    return hmac.digest(root, purpose.encode(), "sha256")


class Cipher:
    """Turns values into tokens and back."""

    def __init__(self, passphrase: str) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._aead = AESGCM(stretched(passphrase, "encrypt"))
        self._nonces = stretched(passphrase, "nonce")

    def encrypt(self, entity: str, value: str) -> str:
        data = value.encode("utf-8", "surrogatepass")
        nonce = hmac.digest(self._nonces, entity.encode() + b"\0" + data, "sha256")[:_NONCE]
        sealed = nonce + self._aead.encrypt(nonce, data, entity.encode())
        return f"<ENC:{entity}:{base64.urlsafe_b64encode(sealed).rstrip(b'=').decode()}>"

    def decrypt(self, entity: str, token: str) -> str | None:
        """The value, or None where the key is another one or the token was changed."""
        from cryptography.exceptions import InvalidTag

        try:
            sealed = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
            data = self._aead.decrypt(sealed[:_NONCE], sealed[_NONCE:], entity.encode())
        except (InvalidTag, ValueError):
            return None
        return data.decode("utf-8", "surrogatepass")
