"""Files that are too large to hand on: compressed, and in shards where that is not enough."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

GZIP_LEVEL = 4
_GZIP_FORMAT = 31
"""zlib's word for 32 KB of window and a gzip head, whose time is 0: the same rows make the same bytes."""
_BLOCK = 1 << 20
_PIECE = 1 << 18
_TAIL = 64
"""Bytes that closing a stream may add."""


def finish_file(path: Path, limit: int | None) -> list[Path]:
    """The file as it is where it is within `limit` bytes; else gzipped; else, JSON Lines, in gzipped shards of whole lines.

    Shards are called NAME-00001-of-00003.jsonl.gz, and none is larger than `limit` unless a single line is. The
    original is removed where it was replaced.
    """
    if limit is None or path.stat().st_size <= limit:
        return [path]
    whole = path.with_name(path.name + ".gz")
    with path.open("rb") as source:
        _write(whole, iter(lambda: source.read(_BLOCK), b""))
    if whole.stat().st_size <= limit or not path.name.endswith(".jsonl"):
        path.unlink()
        return [whole]
    whole.unlink()
    shards = _shards(path, limit)
    path.unlink()
    return shards


def _write(target: Path, blocks: Iterator[bytes]) -> None:
    packer = zlib.compressobj(GZIP_LEVEL, wbits=_GZIP_FORMAT)
    with target.open("wb") as out:
        for block in blocks:
            out.write(packer.compress(block))
        out.write(packer.flush())


def _shards(path: Path, limit: int) -> list[Path]:
    stem = path.name.removesuffix(".jsonl")
    extension = "jsonl.gz"
    if stem.endswith(".rejects"):
        stem, extension = stem.removesuffix(".rejects"), f"rejects.{extension}"
    unnamed: list[Path] = []
    shard: _Shard | None = None
    with path.open("rb") as source:
        for piece in _pieces(source, min(_PIECE, max(1, limit // 8))):
            if shard is None or shard.size + len(piece) + _TAIL > limit:
                if shard is not None:
                    shard.close()
                unnamed.append(path.with_name(f"{path.name}.{len(unnamed) + 1}"))
                shard = _Shard(unnamed[-1])
            shard.write(piece)
    if shard is not None:
        shard.close()
    total = len(unnamed)
    return [
        part.rename(path.with_name(f"{stem}-{number:05d}-of-{total:05d}.{extension}"))
        for number, part in enumerate(unnamed, 1)
    ]


class _Shard:
    """A gzip file that knows its size: each piece is compressed to the end before the next."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb")
        self._packer = zlib.compressobj(GZIP_LEVEL, wbits=_GZIP_FORMAT)
        self.size = 0

    def write(self, piece: bytes) -> None:
        self.size += self._file.write(self._packer.compress(piece) + self._packer.flush(zlib.Z_SYNC_FLUSH))

    def close(self) -> None:
        self._file.write(self._packer.flush())
        self._file.close()


def _pieces(source: BinaryIO, size: int) -> Iterator[bytes]:
    """Whole lines, about `size` bytes of them at a time."""
    while lines := source.readlines(size):
        yield b"".join(lines)
