"""What every storage is asked in its test: the same result from it and to it as from and to files."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from batch.inputs import find_files, read_unit, units_of
from batch.job import Job
from batch.pool import Pool
from batch.recipe import load_recipe
from batch.storage import _system
from ftprep.reading import Reading
from ftprep.report import Report
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here

ROOT = Path(__file__).resolve().parents[2]
SHARD = 20_000
GO = """import sys
from collections.abc import Callable
from pathlib import Path
from batch.job import Job
from batch.recipe import load_recipe
from ftprep.errors import FtprepError
from tests.batch.test_same_as_one_call import CLEAN_ONLY, Here
_, given, out, scratch = sys.argv
try:
    Job(load_recipe(CLEAN_ONLY), out, Here(), scratch=Path(scratch)).run([given], 20_000)
except FtprepError as error:
    sys.exit(str(error))
"""


LINES = (b'{"text": "' + b"x" * 2000 + b'"}\n') * 4000
"""Eight megabytes."""


def read_in_stretches(address: str, folder: Path, served: Callable[[], int]) -> tuple[float, float]:
    """How often LINES, which lies at an address, is read to find where lines end, and for the work itself: once, a
    little ahead of each stretch, and its first rows with each."""
    begun = served()
    (file,) = find_files([address])[0]
    units = list(units_of(file, Reading(), 1 << 20))
    planned = served()
    rows = [row for unit in units for row in read_unit(unit, Reading(), "load_dataset", Report("x"), folder)]
    assert (len(units), len(rows)) == (8, 4000)
    return (planned - begun) / len(LINES), (served() - planned) / len(LINES)


class Data:
    """Chats in a folder of this machine and below an address, and what a batch of the former gives."""

    def __init__(self, folder: Path, base: str) -> None:
        self.folder, self.base = folder, base
        near = folder / "near in/deep 深"
        near.mkdir(parents=True)
        for name, seed in (("chats.jsonl", 7), ("chats 二.jsonl", 8), ("_SUCCESS", 9)):
            write_chats(near / name, 80, seed)
            self.system.pipe_file(f"{self.root}/in/deep 深/{name}", (near / name).read_bytes())
        (near / "faq.csv").write_text("question,answer\n怎么退款？,请在订单页申请退款。\n", "utf-8")
        self.system.pipe_file(f"{self.root}/in/deep 深/faq.csv", (near / "faq.csv").read_bytes())
        self.near = self._near("in", "near")

    def _near(self, pattern: str, place: str) -> dict[str, Any]:
        job = Job(load_recipe(CLEAN_ONLY), self.folder / place, Here())
        return job.run([str(self.folder / f"near {pattern}")], SHARD)

    @property
    def system(self):
        return _system(self.base)[0]

    @property
    def root(self) -> str:
        return _system(self.base)[1].rstrip("/")

    def same_at(self, place: str, near_place: str = "near") -> None:
        """The files that the manifest tells of, byte for byte, and no others but it."""
        self.system.invalidate_cache()
        manifest = json.loads(self.system.cat_file(f"{self.root}/{place}/manifest.json"))
        folder = self.folder / near_place
        near = json.loads((folder / "manifest.json").read_bytes())
        assert {**manifest, "identity": ""} == {**near, "identity": ""}
        names = {file["name"] for file in manifest["files"]}
        assert len(names) > 3
        for name in names:
            assert self.system.cat_file(f"{self.root}/{place}/{name}") == (folder / name).read_bytes()
        found = self.system.find(f"{self.root}/{place}")
        assert {path.split(f"/{place}/", 1)[1] for path in found} == names | {"manifest.json"}

    def there_and_back(self, pattern: str, place: str, workers: int = 0) -> None:
        near = self._near(pattern, f"near {place}")
        out, scratch = f"{self.base}/{place}", self.folder / "scratch"
        recipe = load_recipe(CLEAN_ONLY)
        with Pool(workers) if workers else contextlib.nullcontext(Here()) as engine:
            far = Job(recipe, out, engine, scratch=scratch).run([f"{self.base}/{pattern}"], SHARD)
        assert (far["read"], far["kept"]) == (near["read"], near["kept"])
        assert near["read"] > 160
        self.same_at(place, f"near {place}")
        assert list(scratch.iterdir()) == []
        again = Job(recipe, out, None, scratch=scratch).run([f"{self.base}/{pattern}"], SHARD)
        assert again == json.loads(json.dumps(far)), "done already"

    def started(self, place: str, given: str = "in", **environment: str) -> subprocess.Popen[str]:
        """A batch in a process of its own."""
        script = self.folder / "go.py"
        script.write_text(GO, "utf-8")
        return subprocess.Popen(
            [sys.executable, str(script), f"{self.base}/{given}", f"{self.base}/{place}", str(self.folder / "scratch")],
            env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
            stderr=subprocess.PIPE,
            text=True,
        )

    def killed_then_again(self, place: str, reached, killed, *, left: int) -> None:
        """Killed while it writes: `reached()` waits until then, `killed()` lets the storage go on."""
        process = self.started(place)
        assert reached(), process.communicate()[1]
        process.kill()
        process.communicate()
        killed()
        self.system.invalidate_cache()
        assert len(self.system.find(f"{self.root}/{place}")) >= left
        process = self.started(place)
        _, said = process.communicate(timeout=300)
        assert process.returncode == 0, said
        self.same_at(place)
