"""Which format holds what, and A → B → A over every pair that holds it: the odd and the long ones as well."""

from __future__ import annotations

import json
from itertools import product

import pytest

from ftprep.record import Record, Turn
from ftprep.shapes import SHAPES, ShapeError

ODD = "a\u2028b\u0085c 😀𠮷 \u202eש \x00 ＡＢＣ {{x}} <think>…</think>"
CALL = '{"name": "f", "arguments": {"城市": "杭州"}}'
TOOLS = '[{"name": "f"}]'
GOOD, BAD = [Turn("assistant", "好")], [Turn("assistant", "坏")]


def _turns(*pairs):
    return [Turn(role, content) for role, content in pairs]


RECORDS = {
    "one round": Record("", _turns(("user", ODD), ("assistant", ODD))),
    "a system prompt": Record("", _turns(("system", ODD), ("user", ODD), ("assistant", ODD))),
    "an empty system prompt": Record("", _turns(("system", ""), ("user", ODD), ("assistant", ODD))),
    "an input": Record("", [Turn("user", "译", ODD), Turn("assistant", ODD)]),
    "200 turns": Record("", _turns(*((("user", "assistant")[n % 2], f"{n} {ODD}") for n in range(200)))),
    "functions on offer": Record("", _turns(("user", ODD), ("assistant", ODD)), tools=TOOLS),
    "calls": Record("", _turns(("user", ODD), ("tool_call", CALL), ("tool", ODD), ("assistant", ODD)), tools=TOOLS),
    "two calls at once": Record(
        "", _turns(("user", ODD), ("tool_call", f"[{CALL}, {CALL}]"), ("tool", "1"), ("tool", "2"), ("assistant", ODD))
    ),
    "preference": Record("", _turns(("user", ODD)), chosen=GOOD, rejected=BAD),
    "preference with history": Record(
        "", _turns(("system", "s"), ("user", ODD), ("assistant", "a"), ("user", "b")), chosen=GOOD, rejected=BAD
    ),
    "labelled": Record("", _turns(("user", ODD), ("assistant", ODD)), label=False),
    "text": Record("", text=ODD),
}
HELD = {
    "one round": "bedrock claude swift messages firefly sharegpt prompt_completion_messages prompt_completion alpaca qa",
    "a system prompt": "bedrock claude swift messages firefly sharegpt prompt_completion_messages alpaca",
    "an empty system prompt": "bedrock swift messages sharegpt prompt_completion_messages",
    "an input": "alpaca",
    "200 turns": "bedrock claude swift messages firefly sharegpt prompt_completion_messages alpaca",
    "functions on offer": "swift messages sharegpt prompt_completion_messages alpaca",
    "calls": "swift messages sharegpt prompt_completion_messages",
    "two calls at once": "swift messages sharegpt prompt_completion_messages",
    "preference": "swift messages sharegpt openai_preference preference_messages preference alpaca",
    "preference with history": "swift messages sharegpt openai_preference preference_messages alpaca",
    "labelled": "swift messages sharegpt prompt_completion_messages prompt_completion alpaca",
    "text": "text",
}
"""What → the shapes that hold it; every other one refuses it."""


@pytest.mark.parametrize("what", RECORDS)
def test_who_holds_it(what):
    def holds(shape):
        try:
            shape.row(RECORDS[what])
        except ShapeError:
            return False
        return True

    assert [name for name, shape in SHAPES.items() if holds(shape)] == HELD[what].split()


@pytest.mark.parametrize(
    ("what", "one", "other"),
    [(what, *pair) for what, names in HELD.items() for pair in product(names.split(), repeat=2)],
)
def test_there_and_back(what, one, other):
    record = RECORDS[what]
    row = SHAPES[one].row(record)
    there = SHAPES[other].row(SHAPES[one].parse(_through_a_file(row)))
    back = SHAPES[other].parse(_through_a_file(there))
    assert back == record
    assert SHAPES[one].row(back) == row


def test_every_shape_is_met():
    assert {name for names in HELD.values() for name in names.split()} == set(SHAPES)


def _through_a_file(row):
    return json.loads(json.dumps(row))
