"""A record that a shape can hold comes back from it as it was; what it can't hold is refused, never lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ftprep.record import Record, Turn
from ftprep.shapes import SHAPES, Shape, ShapeError, detect

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "formats_llamafactory"

texts = st.text(max_size=40)
some_text = st.text(min_size=1, max_size=40)
names = st.none() | st.text(min_size=1, max_size=8)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | some_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(some_text, inner, max_size=3),
    max_leaves=6,
)


def _call(draw: st.DrawFn) -> dict:
    return {"name": draw(some_text), "arguments": draw(st.dictionaries(some_text, json_values, max_size=3))}


@st.composite
def plain_conversations(draw: st.DrawFn) -> list[Turn]:
    """Pairs, perhaps under a system prompt; now and then very long."""
    pairs = draw(st.sampled_from((1, 1, 2, 3, 100)))
    turns = [Turn("system", draw(texts))] if draw(st.booleans()) else []
    cells = draw(st.lists(texts, min_size=2, max_size=8))
    for number in range(pairs * 2):
        role = "assistant" if number % 2 else "user"
        turns.append(Turn(role, cells[number % len(cells)]))
    if draw(st.booleans()):
        turns[-2].input = draw(some_text)
    return turns


@st.composite
def tool_conversations(draw: st.DrawFn) -> list[Turn]:
    turns = [Turn("user", draw(texts))]
    for _ in range(draw(st.integers(1, 3))):
        calls = [_call(draw) for _ in range(draw(st.integers(1, 2)))]
        turns.append(Turn("tool_call", json.dumps(calls[0] if len(calls) == 1 else calls, ensure_ascii=False)))
        turns += [Turn("tool", draw(texts)) for _ in calls]
    turns.append(Turn("assistant", draw(texts)))
    return turns


@st.composite
def any_turns(draw: st.DrawFn) -> list[Turn]:
    """Roles in any order, names and further fields: most shapes must refuse these."""
    turns = []
    for _ in range(draw(st.integers(1, 6))):
        extra = draw(st.none() | st.just({"weight": 0}) | st.just({"weight": 1}) | st.just({"loss_scale": 2}))
        role = draw(st.sampled_from(("system", "user", "assistant", "tool")))
        turns.append(Turn(role, draw(texts), draw(st.none() | some_text), draw(names), extra))
    return turns


tools = st.none() | st.lists(
    st.fixed_dictionaries({"name": some_text, "parameters": st.dictionaries(some_text, json_values, max_size=2)}),
    max_size=2,
).map(lambda value: json.dumps(value, ensure_ascii=False))


@st.composite
def records(draw: st.DrawFn) -> Record:
    if draw(st.integers(0, 9)) == 0:
        return Record("", text=draw(texts))
    turns = draw(st.one_of(plain_conversations(), plain_conversations(), tool_conversations(), any_turns()))
    record = Record("", turns, tools=draw(tools), label=draw(st.none() | st.booleans()))
    if draw(st.integers(0, 2)) == 0 and turns[-1].role == "assistant" and len(turns) > 1:
        length = draw(st.sampled_from((1, 1, 1, 2)))
        chosen, rejected = (
            [Turn("assistant", draw(texts)) for _ in range(length if turns[-2].role == "user" else 1)] for _ in range(2)
        )
        record = record.replace(turns=turns[:-1], chosen=chosen, rejected=rejected, label=None)
    return record


@pytest.mark.parametrize("shape", SHAPES.values(), ids=lambda shape: shape.name)
@settings(max_examples=150, deadline=None)
@given(record=records())
def test_what_a_shape_holds_comes_back_equal(shape: Shape, record: Record) -> None:
    try:
        row = shape.row(record)
    except ShapeError:
        return
    through_a_file = json.loads(json.dumps(row))
    assert shape.parse(through_a_file) == record


@settings(max_examples=150, deadline=None)
@given(record=records())
def test_a_to_b_to_a_is_equal_for_every_pair_that_holds_the_record(record: Record) -> None:
    rows = {}
    for shape in SHAPES.values():
        try:
            rows[shape.name] = shape.row(record)
        except ShapeError:
            continue
    for name, row in rows.items():
        for other, expected in rows.items():
            there = SHAPES[other].row(SHAPES[name].parse(row))
            assert there == expected
            assert SHAPES[name].row(SHAPES[other].parse(there)) == row


@settings(max_examples=200, deadline=None)
@given(record=records())
def test_rows_are_recognised_as_a_shape_that_reads_them_the_same(record: Record) -> None:
    for shape in SHAPES.values():
        try:
            row = shape.row(record)
        except ShapeError:
            continue
        found = detect([row, row])
        assert found is not None
        assert found.parse(row) == record


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("alpaca_en_demo.json", "alpaca"),
        ("alpaca_zh_demo.json", "alpaca"),
        ("dpo_zh_demo.json", "sharegpt"),
        ("glaive_toolcall_zh_demo.json", "sharegpt"),
        ("kto_en_demo.json", "messages"),
        ("c4_demo.jsonl", "text"),
    ],
)
def test_real_sets_come_back_equal(name: str, shape: str) -> None:
    path = DATA / name
    if not path.exists():
        pytest.skip("the measured data sets are not beside the project")
    if name.endswith(".jsonl"):
        rows = [json.loads(line) for line in path.read_bytes().split(b"\n") if line]
    else:
        rows = json.loads(path.read_text("utf-8"))
    found = detect(rows[:50])
    assert found is not None
    assert found.name == shape
    for row in rows:
        record = found.parse(row)
        assert found.row(record) == {key: value for key, value in row.items() if key not in record.meta}
