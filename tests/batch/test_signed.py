"""Signatures come back from the disk as they were, however many."""

from __future__ import annotations

from random import Random

import pytest

from batch.signed import read_signed, write_signed
from ftprep.ops.dedup._signature import Signature, Signatures
from ftprep.text.minhash import BANDS


def signed(draw: Random, count: int) -> Signatures:
    some = Signatures()
    for _ in range(count):
        digest = draw.randbytes(16) if draw.random() < 0.9 else b""
        keyed = bool(digest) and draw.random() < 0.7
        signature = Signature(digest, draw.getrandbits(64), draw.randrange(10**6), draw.getrandbits(64))
        some.append(signature, draw.choice((0.0, -1.5, float("-inf"))), keyed=keyed)
        if keyed:
            some.keys.extend(draw.getrandbits(64) for _ in range(BANDS))
    return some


@pytest.mark.parametrize("counts", [(), (0,), (1,), (2, 0, 3), (5000, 4001)])
def test_as_they_were_written(counts, tmp_path):
    draw = Random(sum(counts))
    items = [signed(draw, count) for count in counts]
    write_signed(items, tmp_path / "signed.bin")
    assert [vars(some) for some in read_signed(tmp_path / "signed.bin")] == [vars(some) for some in items]
