"""Memory does not grow with the data set: what a call remembers is bounded, whatever it has seen."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

from ftprep.operator import Context
from ftprep.ops.pii.mask_pii import MaskPiiOptions, mask_pii
from ftprep.record import Record, Turn
from ftprep.report import Report


def _grown(options, first, last):
    step = mask_pii(options, Context(Report("mask_pii"), Path()))

    def go(start, end):
        for number in range(start, end):
            step(Record(str(number), [Turn("user", f"我叫王小明，电话138{number:08d}，邮箱u{number}@mail.cn")]))

    go(0, first)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    go(first, last)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return after - before


def test_a_conversation_leaves_nothing_behind():
    assert _grown(MaskPiiOptions(), 200, 1200) < 100_000


def test_a_data_set_leaves_a_bounded_number_a_value():
    values = 2 * 1000
    assert _grown(MaskPiiOptions(scope="dataset", entities=("PHONE_NUMBER", "EMAIL_ADDRESS")), 200, 1200) < 250 * values
