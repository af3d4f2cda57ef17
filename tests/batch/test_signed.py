"""Signatures come back from the disk as they were, however many."""

from __future__ import annotations

from random import Random

import pytest

from batch.signed import read_signed, write_signed
from ftprep.ops.dedup._signature import Signature, Signed
from ftprep.text.minhash import BANDS


def signed(draw: Random) -> Signed:
    digest = draw.randbytes(16) if draw.random() < 0.9 else b""
    keys = tuple(draw.getrandbits(64) for _ in range(BANDS)) if digest and draw.random() < 0.7 else ()
    signature = Signature(digest, draw.getrandbits(64), draw.randrange(10**6), draw.getrandbits(64))
    return Signed(signature, draw.choice((0.0, -1.5, float("-inf"))), keys)


@pytest.mark.parametrize("count", [0, 1, 2, 5000, 9001])
def test_as_they_were_written(count, tmp_path):
    draw = Random(count)
    items = [signed(draw) for _ in range(count)]
    write_signed(items, tmp_path / "signed.bin")
    back = list(read_signed(tmp_path / "signed.bin"))
    assert [(s.signature, s.score, tuple(s.keys)) for s in back] == [(s.signature, s.score, s.keys) for s in items]
