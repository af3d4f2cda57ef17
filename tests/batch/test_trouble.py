"""What the system refuses is told in plain words, and the batch goes on from there when called again."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from batch import output, rejects
from batch.job import Job
from batch.pool import Pool, Task
from batch.recipe import load_recipe
from batch.trouble import plain_words
from ftprep.errors import FtprepError
from tests.batch.one_call import write_chats
from tests.batch.test_same_as_one_call import Here


@pytest.fixture
def recipe(tmp_path):
    (tmp_path / "recipe.yml").write_text("- clean_text\n- deduplicate: {method: exact}\n")
    return load_recipe(tmp_path / "recipe.yml")


@pytest.fixture
def chats(tmp_path):
    return write_chats(tmp_path / "chats.jsonl", 60)


def test_a_full_disk(recipe, chats, tmp_path, monkeypatch):
    expected = Job(recipe, tmp_path / "expected", Here()).run([str(chats)], 5_000)
    left = iter(range(3))
    close = rejects.Rejects.close

    def full(self):
        close(self)
        if next(left, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch:
        patch.setattr(rejects.Rejects, "close", full)
        with pytest.raises(FtprepError, match="No room is left") as error:
            Job(recipe, tmp_path / "out", Here()).run([str(chats)], 5_000)
    assert "磁盘空间已满" in error.value.zh
    assert str(tmp_path / "out") in error.value.en
    assert Job(recipe, tmp_path / "out", Here()).run([str(chats)], 5_000) == expected


class Full:
    def run(self, folder):
        with Path("/dev/full").open("wb", buffering=0) as out:
            out.write(b"x")
        return {"folder": str(folder)}


@pytest.mark.skipif(not os.access("/dev/full", os.W_OK), reason="there is no /dev/full here")
def test_a_full_disk_of_a_process_of_the_pool(tmp_path):
    with Pool(1) as pool, pytest.raises(FtprepError, match="No room is left"), plain_words("out"):
        list(pool.run([Task(tmp_path / "task", Full())]))
    assert list(tmp_path.iterdir()) == []


def test_an_output_that_is_a_file(recipe, chats, tmp_path):
    (tmp_path / "out").write_bytes(b"")
    for out in ("out", "out/below"):
        with pytest.raises(FtprepError, match="is a file where a folder is needed") as error:
            Job(recipe, tmp_path / out, None).run([str(chats)])
        assert "需要文件夹" in error.value.zh


def test_an_output_that_may_not_be_written(recipe, chats, tmp_path, monkeypatch):
    def refused(path, *_):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(output.os, "open", refused)
    with pytest.raises(FtprepError, match="may not be read or written") as error:
        Job(recipe, tmp_path / "out", None).run([str(chats)])
    assert "无权读写" in error.value.zh


def test_an_input_that_is_gone(recipe, chats, tmp_path):
    class Gone(Here):
        def run(self, tasks):
            chats.rename(tmp_path / "elsewhere.jsonl")
            yield from super().run(tasks)

    with pytest.raises(FtprepError, match=r"chats\.jsonl is gone") as error:
        Job(recipe, tmp_path / "out", Gone()).run([str(chats)])
    assert "消失" in error.value.zh


def test_our_own_errors_stay_what_they_are():
    for error in (OSError(errno.EBADF, "Bad file descriptor"), FileNotFoundError(errno.ENOENT, "", "/out/work/x")):
        with pytest.raises(OSError), plain_words("/out"):  # noqa: PT011 - any of them
            raise error
