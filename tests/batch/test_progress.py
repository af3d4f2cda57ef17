"""What is told while a batch is at work: rejects once, speed and what is left by what this call does."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from batch import progress
from batch.job import Job
from batch.progress import Bar, told
from batch.recipe import load_recipe
from batch.stage import Stage
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import Here


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "recipe.yml").write_text(
        "- filter_quality\n- deduplicate\n- clean_text\n- deduplicate\n- filter_quality\n"
    )
    return load_recipe(tmp_path / "recipe.yml")


class Killed(BaseException):
    pass


def test_each_reject_is_counted_once(recipe, tmp_path):
    chats = write_chats(tmp_path / "chats.jsonl", 200)
    seen: list[Stage] = []
    made = Job(recipe, tmp_path / "out", Here(), lambda stage: seen.append(replace(stage))).run([str(chats)], 20_000)
    counts = [stage.rejected for stage in seen if not stage.name.startswith("planning")]
    assert counts == sorted(counts)
    assert counts[-1] == made["rejected"] > 10
    passes = [stage for stage in seen if stage.total_bytes and stage.done == stage.tasks]
    assert len(passes) == 4, "the planning and three passes"
    assert all(stage.bytes == stage.total_bytes for stage in passes)


def test_what_an_earlier_call_did_says_nothing_about_speed(recipe, tmp_path):
    chats = write_chats(tmp_path / "chats.jsonl", 100)

    class Half(Here):
        def run(self, tasks):
            for number, (at, summary) in enumerate(super().run(tasks)):
                if number == 3:
                    raise Killed
                yield at, summary

    with pytest.raises(Killed):
        Job(recipe, tmp_path / "out", Half()).run([str(chats)], 10_000)
    seen: list[Stage] = []
    Job(recipe, tmp_path / "out", Here(), lambda stage: seen.append(replace(stage))).run([str(chats)], 10_000)
    first = seen[0]
    assert (first.done, first.found, first.bytes) == (4, 4, first.found_bytes)
    assert first.bytes > 0
    stage = Stage("pass", 100, done=60, records=600, bytes=60_000_000, found=50, found_bytes=50_000_000)
    assert "1.0 MB/s" in told(stage, 10)
    assert "40 s left" in told(stage, 10)
    assert "left" not in told(replace(stage, done=50, bytes=50_000_000), 10), "nothing is known yet"


def test_a_log_gets_lines_now_and_then(monkeypatch):
    stderr = io.StringIO()
    clock = iter(range(0, 1000, 4))
    monkeypatch.setattr(progress.sys, "stderr", stderr)
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(clock)))
    bar, stage = Bar(), Stage("pass", 10)
    for done in range(11):
        stage.done = done
        bar(stage)
    text = stderr.getvalue()
    assert "\r" not in text
    assert "\033" not in text
    assert 3 <= text.count("\n") <= 6
    assert "10/10" in text.splitlines()[-1]
