"""Deduplication through a shuffle: equal to one process, however rows are shuffled and groups dealt out."""

from __future__ import annotations

import json
import textwrap

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from batch import job, shuffle
from batch.job import Job
from batch.pool import perform
from batch.recipe import load_recipe
from batch.shuffle import meetings, shuffled
from batch.spread import dealt
from ftprep.text.forest import Forest
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here


class Shuffling(Here):
    """Brings keys together in parts, those that come last first."""

    def meetings(self, shards, starts, *, openings):
        return iter(list(shuffled(self.run, shards, starts, openings=openings))[::-1])


class Dying(Shuffling):
    """Ends after so many tasks of the shuffle, as a killed process does."""

    def __init__(self, after):
        self.left = after

    def run(self, tasks):
        for number, task in enumerate(tasks):
            if "-keys-" in task.folder.parent.name:
                self.left -= 1
                if self.left < 0:
                    raise KeyboardInterrupt
            yield number, perform(task)


RECIPES = {
    "near": "- deduplicate\n- dataset_stats\n",
    "exact": "- deduplicate: {method: exact, keep: first}\n",
    "openings": "- deduplicate: {same_first_turn: true, threshold: 0.6, keep: best, best_field: n}\n",
}


@pytest.fixture(scope="module")
def chats(tmp_path_factory):
    return write_chats(tmp_path_factory.mktemp("spread") / "chats.jsonl", 400)


@pytest.mark.parametrize("listed", [*RECIPES.values(), None], ids=[*RECIPES, "clean_only"])
@pytest.mark.parametrize(("part_bytes", "size"), [(64 << 20, 20_000), (6_000, 3)])
def test_as_in_one_process(chats, tmp_path, monkeypatch, listed, part_bytes, size):
    path = CLEAN_ONLY
    if listed:
        path = tmp_path / "recipe.yml"
        path.write_text(textwrap.dedent(listed), "utf-8")
    one = Job(load_recipe(path), tmp_path / "one", Here()).run([str(chats)], 20_000)
    monkeypatch.setattr(job, "dealt", lambda pairs: dealt(pairs, size))
    monkeypatch.setattr(shuffle, "_PART_BYTES", part_bytes)
    many = Job(load_recipe(path), tmp_path / "many", Shuffling()).run([str(chats)], 20_000)
    assert many == one
    dedup = next(report for report in one["reports"] if report["operator"] == "deduplicate")
    assert dedup["rejected"] > 10
    for file in one["files"]:
        assert (tmp_path / "many" / file["name"]).read_bytes() == (tmp_path / "one" / file["name"]).read_bytes()
    assert json.loads((tmp_path / "many/manifest.json").read_bytes()) == json.loads(json.dumps(one))


@pytest.mark.parametrize("after", [0, 2, 7, 12, 20])
def test_a_shuffle_that_was_cut_short_goes_on(chats, tmp_path, monkeypatch, after):
    monkeypatch.setattr(shuffle, "_PART_BYTES", 6_000)
    recipe = tmp_path / "recipe.yml"
    recipe.write_text(RECIPES["near"], "utf-8")
    want = Job(load_recipe(recipe), tmp_path / "one", Here()).run([str(chats)], 20_000)
    with pytest.raises(KeyboardInterrupt):
        Job(load_recipe(recipe), tmp_path / "cut", Dying(after)).run([str(chats)], 20_000)
    done = {path for path in (tmp_path / "cut/work").glob("*-keys-*/*") if path.suffix != ".tmp"}
    assert len(done) == after
    assert Job(load_recipe(recipe), tmp_path / "cut", Shuffling()).run([str(chats)], 20_000) == want


pairs = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).filter(lambda pair: pair[0] != pair[1]))


@given(pairs, st.integers(1, 20))
def test_groups_are_those_of_union_and_find(linked, size):
    forest = Forest(61)
    for one, other in linked:
        forest.link(one, other)
    columns = np.array([pair[0] for pair in linked], np.int64), np.array([pair[1] for pair in linked], np.int64)
    halves = [(columns[0][at::2], columns[1][at::2]) for at in (0, 1)]
    parts = [part.tolist() for part in dealt(halves, size)]
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
