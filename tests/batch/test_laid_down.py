"""What lies between two steps is what a file would give back, whichever way it is taken."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.chain import laid_down
from ftprep.record import Lineage, Record, Turn, dumps

texts = st.text(st.characters(), max_size=8)  # half characters too
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=2) | st.tuples(inner) | st.dictionaries(texts, inner, max_size=2),
    max_leaves=4,
)
columns = st.dictionaries(texts, values, max_size=2)
turns = st.lists(
    st.builds(
        Turn,
        st.sampled_from(("system", "user", "assistant", "tool")),
        texts,
        st.none() | texts,
        st.none() | texts,
        st.none() | st.dictionaries(st.sampled_from(("weight", "id")), values, max_size=2),
    ),
    max_size=3,
)
records = st.builds(
    Record,
    texts,
    turns,
    st.none() | texts,
    st.none() | turns,
    st.none() | turns,
    st.none() | st.booleans(),
    st.none() | texts,
    st.just({}) | columns,
    st.just({}) | columns,
    st.builds(Lineage, texts, st.integers(0, 9), texts, st.tuples() | st.tuples(texts), st.tuples() | st.tuples(texts)),
)


@settings(max_examples=300, deadline=None)
@given(records)
def test_as_a_file_gives_it_back(record: Record) -> None:
    line = dumps(record.to_row())
    found, beside = laid_down(record)
    assert beside == line
    assert repr(found) == repr(Record.from_row(orjson.loads(line)))
    assert dumps(found.to_row()) == line, "and once more"


@pytest.mark.parametrize(
    ("record", "as_it_is"),
    [
        (Record("1", [Turn("user", "你好"), Turn("assistant", "在", "表", "李")]), True),
        (Record("1", text="half \ud83d"), False),
        (Record("1", [Turn("user", "a", extra={"weight": (1, 2)})]), False),
        (Record("1", text="a", meta={"day": float("nan")}), False),
        (Record("1", text="a", labels={"n": (1,)}), False),
    ],
)
def test_only_what_could_change_is_read_again(record: Record, as_it_is: bool) -> None:
    assert (laid_down(record)[0] is record) is as_it_is
