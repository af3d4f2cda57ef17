"""Signatures of a shard's records on disk: 57 bytes a record, 200 more for the first of each text."""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterable, Iterator
from pathlib import Path

from ftprep.ops.dedup._signature import Signature, Signed
from ftprep.text.minhash import BANDS

_HEAD = struct.Struct("=B16sQQQd")
_KEYS = struct.Struct(f"={BANDS}Q")
_BLOCK = 1 << 20


def write_signed(signed: Iterable[Signed], target: Path) -> None:
    with target.open("wb", buffering=_BLOCK) as out:
        for item in signed:
            s = item.signature
            marks = bool(s.digest) + 2 * bool(item.keys)
            out.write(_HEAD.pack(marks, s.digest, s.first_turn, s.size, s.content, item.score))
            if item.keys:
                out.write(_KEYS.pack(*item.keys))


def read_signed(path: Path) -> Iterator[Signed]:
    """Keys come as arrays, which are taken over whole."""
    with path.open("rb", buffering=0) as source:
        rest = b""
        while block := source.read(_BLOCK):
            data, at = rest + block, 0
            last = len(data) - _HEAD.size - _KEYS.size
            while at <= last:
                signed, at = _signed(data, at)
                yield signed
            rest = data[at:]
    at = 0
    while at < len(rest):
        signed, at = _signed(rest, at)
        yield signed


def _signed(data: bytes, at: int) -> tuple[Signed, int]:
    marks, digest, first_turn, size, content, score = _HEAD.unpack_from(data, at)
    at += _HEAD.size
    signature = Signature(digest if marks & 1 else b"", first_turn, size, content)
    if not marks & 2:
        return Signed(signature, score), at
    end = at + _KEYS.size
    return Signed(signature, score, array("Q", data[at:end])), end
