"""A JSON file piece by piece: the same pieces whether it is small or too large to be parsed at once."""

from __future__ import annotations

import json

import pytest

from ftprep.io import json_walk
from ftprep.io.json_walk import BROKEN, walk

LISTS = ("messages", "chats", "list")
WHOLE = {
    "messages": [{"a": 1}, {"b": {"c": [2]}}],
    "name": "x",
    "chats": {"list": [{"messages": [{"t": "q"}], "id": 3}], "about": "y"},
}
PIECES = [
    ((), {"name": "x"}),
    (("messages",), {"a": 1}),
    (("messages",), {"b": {"c": [2]}}),
    (("chats",), {"about": "y"}),
    (("chats", "list"), {"id": 3}),
    (("chats", "list", "messages"), {"t": "q"}),
]


@pytest.mark.parametrize("large", [0, 1 << 20])
@pytest.mark.parametrize("indent", [None, 1])
def test_what_describes_a_list_comes_first(monkeypatch, large, indent):
    monkeypatch.setattr(json_walk, "_LARGE", large)
    assert list(walk(json.dumps(WHOLE, indent=indent).encode(), 0, LISTS)) == PIECES


@pytest.mark.parametrize("large", [0, 1 << 20])
def test_a_file_cut_off_gives_what_came_before(monkeypatch, large):
    monkeypatch.setattr(json_walk, "_LARGE", large)
    data = json.dumps({"name": "x", "messages": [{"n": n} for n in range(5)]}).encode()
    for cut in range(len(data) // 2, len(data) - 1):
        pieces = list(walk(data[:cut], 0, LISTS))
        whole = [value["n"] for path, value in pieces if path == ("messages",)]
        assert whole == list(range(len(whole)))
        assert len(whole) >= 1
        assert pieces[-1][0][-1] == BROKEN


def test_lines_and_arrays_at_the_top():
    assert list(walk(b'{"a":1}\n{"messages":[1]}', 0, ())) == [((), {"a": 1}), ((), {"messages": [1]})]
    assert list(walk(b'[{"a":1}, {"messages":[1]}]', 0, LISTS)) == [((), {"a": 1}), ((), {}), (("messages",), 1)]


def test_a_bad_line_is_one_bad_piece():
    pieces = [piece for piece in walk(b'{"a":1}\n{bad\n{"c":1}', 0, ()) if piece[1] != {}]
    assert pieces == [((), {"a": 1}), ((BROKEN,), 8), ((), {"c": 1})]
