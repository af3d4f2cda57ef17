"""Deduplication through a shuffle: equal to one process, however rows are shuffled and groups dealt out."""

from __future__ import annotations

import json
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch import job
from batch.job import Job
from batch.recipe import load_recipe
from batch.spread import dealt, meeting_keys, meetings
from ftprep.text.forest import Forest
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here


class Shuffling(Here):
    """Keys in `parts` parts, the last first, as an engine would bring them together."""

    def __init__(self, parts):
        self.parts = parts

    def meetings(self, shards, starts, *, openings):
        rows = [meeting_keys(shard, at, openings=openings) for shard, at in zip(shards, starts, strict=True)][::-1]
        keys, positions = (np.concatenate(column) for column in zip(*rows, strict=True))
        for part in reversed(range(self.parts)):
            mine = keys % np.uint64(self.parts) == part
            yield meetings(keys[mine], positions[mine])


RECIPES = {
    "near": "- deduplicate\n- dataset_stats\n",
    "exact": "- deduplicate: {method: exact, keep: first}\n",
    "openings": "- deduplicate: {same_first_turn: true, threshold: 0.6, keep: best, best_field: n}\n",
}


@pytest.fixture(scope="module")
def chats(tmp_path_factory):
    return write_chats(tmp_path_factory.mktemp("spread") / "chats.jsonl", 400)


@pytest.mark.parametrize("listed", [*RECIPES.values(), None], ids=[*RECIPES, "clean_only"])
@pytest.mark.parametrize(("parts", "size"), [(1, 20_000), (7, 3)])
def test_as_in_one_process(chats, tmp_path, monkeypatch, listed, parts, size):
    path = CLEAN_ONLY
    if listed:
        path = tmp_path / "recipe.yml"
        path.write_text(textwrap.dedent(listed), "utf-8")
    one = Job(load_recipe(path), tmp_path / "one", Here()).run([str(chats)], 20_000)
    monkeypatch.setattr(job, "dealt", lambda pairs: dealt(pairs, size))
    many = Job(load_recipe(path), tmp_path / "many", Shuffling(parts)).run([str(chats)], 20_000)
    assert many == one
    dedup = next(report for report in one["reports"] if report["operator"] == "deduplicate")
    assert dedup["rejected"] > 10
    for file in one["files"]:
        assert (tmp_path / "many" / file["name"]).read_bytes() == (tmp_path / "one" / file["name"]).read_bytes()
    assert json.loads((tmp_path / "many/manifest.json").read_bytes()) == json.loads(json.dumps(one))


pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda pair: pair[0] != pair[1]))


@given(pairs, st.integers(1, 20))
def test_groups_are_those_of_union_and_find(linked, size):
    forest = Forest(61)
    for one, other in linked:
        forest.link(one, other)
    columns = np.array([pair[0] for pair in linked], np.int64), np.array([pair[1] for pair in linked], np.int64)
    parts = [part.tolist() for part in dealt([columns], size)]
    assert all(part == sorted(part) for part in parts)
    whole = [position for part in parts for position in part]
    assert sorted(whole) == sorted({position for pair in linked for position in pair})
    for cluster in forest.clusters():
        assert sum(bool(set(cluster) & set(part)) for part in parts) == 1, "a group is never cut"


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 50)), max_size=40))
def test_who_shares_a_key_meets(rows):
    keys, positions = np.array([row[0] for row in rows], np.uint64), np.array([row[1] for row in rows], np.int64)
    one, other = meetings(keys, positions)
    for key in set(keys.tolist()):
        holders = sorted(set(positions[keys == key].tolist()))
        for position in holders[1:]:
            assert (holders[0], position) in set(zip(one.tolist(), other.tolist(), strict=True))
