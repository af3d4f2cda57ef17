"""Killed at random moments, the parent or a worker, a batch that is called again ends as if nothing had been."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from tests.batch.one_call import write_chats

ROOT = Path(__file__).resolve().parents[2]
RECIPE = """
- clean_text
- mask_pii
- deduplicate
- filter_quality
- format_dataset
- dataset_stats
"""


def start(folder, out):
    code = "import sys\nfrom tests.batch.test_killed import go\nif __name__ == '__main__': go(sys.argv[1], sys.argv[2])"
    script = folder / "go.py"
    script.write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen([sys.executable, str(script), str(folder), str(out)], env=environment)


def go(folder, out):
    from batch.job import Job
    from batch.pool import Pool
    from batch.recipe import load_recipe

    with Pool(2) as pool:
        Job(load_recipe(Path(folder) / "recipe.yml"), Path(out), pool).run([f"{folder}/chats.jsonl"], 25_000)


def state(out):
    manifest = json.loads((out / "manifest.json").read_bytes())
    return manifest, {file["name"]: (out / file["name"]).read_bytes() for file in manifest["files"]}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    folder = tmp_path_factory.mktemp("input")
    write_chats(folder / "chats.jsonl", 300)
    (folder / "recipe.yml").write_text(RECIPE)
    begun = time.monotonic()
    assert start(folder, folder / "undisturbed").wait(300) == 0
    return folder, state(folder / "undisturbed"), time.monotonic() - begun


@pytest.mark.parametrize("kills", [2, pytest.param(30, marks=pytest.mark.optin)])
def test_killed_and_called_again(undisturbed, tmp_path, kills):
    """A run is killed, or a worker of it, now and then; after the last time it is let come to its end."""
    folder, expected, seconds = undisturbed
    draw = random.Random(kills)
    out, left = tmp_path / "out", kills
    parents = workers = finished = 0
    while left:
        process = start(folder, out)
        while left:
            time.sleep(draw.uniform(0.2, 1.0) * max(0.5, seconds / 6))
            if process.poll() is not None:
                break
            victims = psutil.Process(process.pid).children(recursive=True)
            spawned = [child for child in victims if "spawn_main" in " ".join(_command(child))]
            if workers <= parents and spawned:
                workers += _kill(draw.choice(spawned).pid)
                left -= 1
            elif parents < workers:
                parents += _kill(process.pid)
                left -= 1
                break
        if process.poll() is None and not left:
            break
        process.wait(300)
        if process.returncode == 0:  # it came to its end between two kills: the next one starts anew
            assert state(out) == expected
            finished += 1
            out = tmp_path / f"out-{finished}"
    assert process.wait(300) in (0, -signal.SIGKILL)
    assert start(folder, out).wait(300) == 0
    assert workers + parents >= kills
    print(f"\n{parents} parents and {workers} workers killed, {finished} runs ended in between")
    assert state(out) == expected
    assert not (out / "work").exists()


def _command(process):
    try:
        return process.cmdline()
    except psutil.Error:
        return []


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return 0
    return 1


def test_workers_end_with_their_parent(undisturbed, tmp_path):
    folder, _, _ = undisturbed
    process = start(folder, tmp_path / "out")
    workers = []
    while not any("spawn_main" in " ".join(_command(child)) for child in workers):
        time.sleep(0.05)
        assert process.poll() is None
        workers = psutil.Process(process.pid).children(recursive=True)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    _, alive = psutil.wait_procs(workers, timeout=30)
    assert alive == []


def test_another_input_in_the_same_folder_is_refused(undisturbed):
    from batch.job import Job
    from batch.recipe import load_recipe
    from ftprep.errors import SettingsError

    folder, _, _ = undisturbed
    with pytest.raises(SettingsError):
        Job(load_recipe(folder / "recipe.yml"), folder / "undisturbed", None).run([f"{folder}/chats.jsonl"], 1 << 20)
