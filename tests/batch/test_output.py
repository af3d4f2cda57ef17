"""The place of the result: one run at a time, nothing of others, nothing left behind, from any folder."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from batch import job, output, pool
from batch.job import Job
from batch.output import Output
from batch.pool import Pool, Task, perform
from batch.recipe import load_recipe
from ftprep.errors import SettingsError
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import Here

ROOT = Path(__file__).resolve().parents[2]


class Killed(BaseException):
    """Stands for a kill: nothing tidies up behind it but what the system does."""


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "recipe.yml").write_text("- clean_text\n- deduplicate: {method: exact}\n")
    return load_recipe(tmp_path / "recipe.yml")


@pytest.fixture
def chats(tmp_path):
    (tmp_path / "in").mkdir()
    return write_chats(tmp_path / "in/chats.jsonl", 40)


def files_of(manifest, out):
    return {file["name"]: (out / file["name"]).read_bytes() for file in manifest["files"]}


def test_an_output_from_another_folder(recipe, chats, tmp_path, monkeypatch):
    """Processes that stand in another folder than the call, as those of a cluster do."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "elsewhere").mkdir()

    class Elsewhere(Here):
        def run(self, tasks):
            os.chdir(tmp_path / "elsewhere")
            try:
                yield from super().run(tasks)
            finally:
                os.chdir(tmp_path)

    made = Job(recipe, "out", Elsewhere()).run(["in"], 5_000)
    assert files_of(made, tmp_path / "out")
    assert list((tmp_path / "elsewhere").iterdir()) == []
    assert Output("memory://bucket", Path("scratch")).folder.is_absolute()


def test_one_run_at_a_time(recipe, chats, tmp_path):
    class Meanwhile(Here):
        refused = 0

        def run(self, tasks):
            with pytest.raises(SettingsError, match=r"Another run is at work.*") as error:
                Job(recipe, tmp_path / "out", None).run([str(chats)], 5_000)
            assert "另一个批处理" in error.value.zh
            self.refused += 1
            yield from super().run(tasks)

    engine = Meanwhile()
    made = Job(recipe, tmp_path / "out", engine).run([str(chats)], 5_000)
    assert engine.refused > 1
    assert not (tmp_path / "out/work").exists()
    assert Job(recipe, tmp_path / "out", None).run([str(chats)], 5_000) == json.loads(json.dumps(made))


def test_a_killed_run_leaves_no_lock(tmp_path):
    code = (
        "import sys, time; from batch.output import Output\n"
        "with Output(sys.argv[1]).held(): print('held', flush=True); time.sleep(60)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "out")], stdout=subprocess.PIPE, cwd=ROOT, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(SettingsError), Output(tmp_path / "out").held():
        pass
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    with Output(tmp_path / "out").held():
        pass


def test_workers_that_outlive_a_run_hold_no_lock(tmp_path):
    with Output(tmp_path / "out").held(), Pool(1) as workers:
        assert workers._executor().submit(time.monotonic).result()
        held = [str(fd.readlink()) for fd in Path(f"/proc/{next(iter(workers._pool._processes))}/fd").iterdir()]
    assert not any(path.endswith("/lock") for path in held)


@pytest.mark.parametrize("name", ["data/part-00001-of-00009.jsonl", "notes.txt", "work/mine.txt", "manifest.json"])
def test_what_is_there_already_is_left_alone(recipe, chats, tmp_path, name):
    path = tmp_path / "out" / name
    path.parent.mkdir(parents=True)
    path.write_text("[1]")
    with pytest.raises(SettingsError, match="something else") as error:
        Job(recipe, tmp_path / "out", None).run([str(chats)])
    assert "空文件夹" in error.value.zh
    assert [p for p in (tmp_path / "out").rglob("*") if p.is_file()] == [path]


def test_what_is_at_the_address_already_is_left_alone(recipe, chats, tmp_path):
    (tmp_path / "there/data").mkdir(parents=True)
    with pytest.raises(SettingsError, match="something else"):
        Job(recipe, f"file://{tmp_path}/there", None, scratch=tmp_path / "scratch").run([str(chats)])


def test_a_new_disk_is_empty(recipe, chats, tmp_path):
    (tmp_path / "out/lost+found").mkdir(parents=True)
    (tmp_path / "out/.keep").write_bytes(b"")
    assert Job(recipe, tmp_path / "out", Here()).run([str(chats)])["files"]


@pytest.mark.parametrize("given", ["in", "in/**/*.jsonl"])
def test_an_output_below_the_input_is_no_input(recipe, chats, tmp_path, given):
    pattern, out = str(tmp_path / given), tmp_path / "in/out"
    fails = iter([False, True])

    class Once(Here):
        def run(self, tasks):
            if next(fails, False):
                raise Killed
            yield from super().run(tasks)

    with pytest.raises(Killed):
        Job(recipe, out, Once()).run([pattern], 5_000)
    made = Job(recipe, out, Here()).run([pattern], 5_000)
    assert [row["name"] for row in made["inputs"]] == ["chats.jsonl"]
    assert Job(recipe, out, None).run([pattern], 5_000) == json.loads(json.dumps(made))


@pytest.mark.parametrize(("given", "out"), [("in", "in"), ("in/deep", "in"), ("in/chats.jsonl", "in")])
def test_an_input_in_the_output_is_refused(recipe, chats, tmp_path, given, out):
    (tmp_path / "in/deep").mkdir()
    with pytest.raises(SettingsError, match="is the output, or lies in it"):
        Job(recipe, tmp_path / out, None).run([str(tmp_path / given)])
    assert not (tmp_path / "in/work").exists()


@pytest.mark.parametrize("scheme", ["", "file://"])
def test_a_kill_before_tidying_up(recipe, chats, tmp_path, monkeypatch, scheme):
    out, scratch = f"{scheme}{tmp_path}/out", tmp_path / "scratch"

    def killed(_):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(output.Output, "tidy", killed)
        with pytest.raises(Killed):
            Job(recipe, out, Here(), scratch=scratch).run([str(chats)])
    work = Output(out, scratch).work
    assert work.exists()
    Job(recipe, out, None, scratch=scratch).run([str(chats)])
    assert not work.exists()
    assert not scratch.exists() or list(scratch.iterdir()) == []
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"data", "rejects", "manifest.json"}


def test_files_that_are_gone_are_missed(recipe, chats, tmp_path):
    Job(recipe, tmp_path / "out", Here()).run([str(chats)])
    shutil.rmtree(tmp_path / "out/data")
    with pytest.raises(SettingsError, match=r"not its files: data/part"):
        Job(recipe, tmp_path / "out", None).run([str(chats)])


class Made:
    def run(self, folder):
        (folder / "made").write_text("whole")
        return {}


def test_half_a_folder_is_no_task_done(tmp_path):
    task = Task(tmp_path / "000001", Made())
    task.folder.mkdir()
    (task.folder / "made").write_text("ha")
    perform(task)
    assert (task.folder / "made").read_text() == "whole"
    assert list(tmp_path.iterdir()) == [task.folder]


@pytest.mark.parametrize("within", [True, False])
def test_a_kill_while_a_task_is_done_anew(tmp_path, monkeypatch, within):
    """Shards of a trainer's format that holds several tasks, which take themselves for different ones."""
    data = tmp_path / "in"
    data.mkdir()
    (data / "a.jsonl").write_text(
        "\n".join(json.dumps({"instruction": f"q{n}", "output": f"answer {n}"}) for n in range(9))
    )
    pairs = [{"prompt": f"p{n}", "chosen": f"good {n}", "rejected": f"bad {n}"} for n in range(9)]
    (data / "b.jsonl").write_text("\n".join(map(json.dumps, pairs)))
    (tmp_path / "recipe.yml").write_text("- format_dataset: {format: trl, misfit: move}\n")
    recipe = load_recipe(tmp_path / "recipe.yml")
    expected = Job(recipe, tmp_path / "undisturbed", Here()).run([str(data)])

    def killed(folder, **_):
        if (summary := Path(folder) / "summary.json").exists():
            summary.unlink()
            raise Killed

    with monkeypatch.context() as patch:
        if within:
            patch.setattr(pool.shutil, "rmtree", killed)
        else:
            patch.setattr(job, "remove", killed)
        with pytest.raises(Killed):
            Job(recipe, tmp_path / "out", Here()).run([str(data)])
    made = Job(recipe, tmp_path / "out", Here()).run([str(data)])
    assert made == expected
    assert files_of(made, tmp_path / "out") == files_of(expected, tmp_path / "undisturbed")
