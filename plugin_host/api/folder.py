"""The folder in which a server keeps its keys, runs and files."""

from __future__ import annotations

import contextlib
import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

from ftprep.errors import SettingsError


@contextlib.contextmanager
def data_folder(path: Path) -> Iterator[Path]:
    """The folder for keys, runs and files, for one server at a time; its `work` is emptied of what a crash left.

    Raises SettingsError where another server has it. It tells git to leave it alone: it holds people's data.
    """
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    (path / ".gitignore").write_text("*\n")
    with (path / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(
                en=f"Another server uses the folder {path}. End it, or give this one a folder of its own: --data DIR",
                zh=f"文件夹 {path} 正被另一个服务使用。请先结束它，或另选文件夹：--data DIR",
            ) from None
        shutil.rmtree(path / "work", ignore_errors=True)
        (path / "work").mkdir(mode=0o700)
        yield path
