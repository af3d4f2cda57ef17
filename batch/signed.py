"""Signatures of a shard's records on disk: 57 bytes a record, 200 more for the first of each text."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from ftprep.ops.dedup._signature import Signature, Signed
from ftprep.text.minhash import BANDS

_HEAD = struct.Struct("<B16sQQQd")
_KEYS = struct.Struct(f"<{BANDS}Q")


def write_signed(signed: Iterable[Signed], target: Path) -> None:
    with target.open("wb", buffering=1 << 20) as out:
        for item in signed:
            s = item.signature
            marks = bool(s.digest) + 2 * bool(item.keys)
            out.write(_HEAD.pack(marks, s.digest, s.first_turn, s.size, s.content, item.score))
            if item.keys:
                out.write(_KEYS.pack(*item.keys))


def read_signed(path: Path) -> Iterator[Signed]:
    with path.open("rb", buffering=1 << 20) as source:
        while head := source.read(_HEAD.size):
            marks, digest, first_turn, size, content, score = _HEAD.unpack(head)
            keys = _KEYS.unpack(source.read(_KEYS.size)) if marks & 2 else ()
            yield Signed(Signature(digest if marks & 1 else b"", first_turn, size, content), score, keys)
