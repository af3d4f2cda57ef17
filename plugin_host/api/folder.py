"""The folder in which a server keeps its keys, runs and files.

It is a folder of the server's own, known by a mark that the server itself put there while it was empty: whoever names
another by mistake (their home, a project) loses nothing. Within it only what bears an id of ours is ever removed.
"""

from __future__ import annotations

import contextlib
import fcntl
import uuid
from collections.abc import Iterator
from pathlib import Path

from ftprep.errors import SettingsError

MARK = ".ftprep-data"
_MARK_TEXT = "ftprep serve keeps its keys, runs and files here.\n"


@contextlib.contextmanager
def data_folder(path: Path) -> Iterator[Path]:
    """The folder for keys, runs and files, for one server at a time; its `work` is emptied of what a crash left.

    Raises SettingsError where the folder holds others' files, or another server has it. It tells git to leave it alone:
    it holds people's data.
    """
    _make_ours(path)
    with (path / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise SettingsError(
                en=f"Another server uses the folder {path}. End it, or give this one a folder of its own: --data DIR",
                zh=f"文件夹 {path} 正被另一个服务使用。请先结束它，或另选文件夹：--data DIR",
            ) from None
        work = path / "work"
        work.mkdir(mode=0o700, exist_ok=True)
        for left in work.iterdir():
            if is_id(left.name):
                left.unlink(missing_ok=True)
        yield path


def is_id(name: str) -> bool:
    """Whether a file may be one of the server's: these are named by ids, the engine's without dashes.

    >>> is_id("0f8fad5b-d9cb-469f-a165-70867728950e"), is_id("0f8fad5bd9cb469fa16570867728950e"), is_id("holiday.jpg")
    (True, True, False)
    """
    try:
        found = uuid.UUID(name)
    except ValueError:
        return False
    return name in (str(found), found.hex)


def _make_ours(path: Path) -> None:
    """Makes and marks the folder, or finds the mark. Raises SettingsError where there are files but no mark."""
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not (path / MARK).is_file():
            if any(path.iterdir()):
                raise SettingsError(
                    en=f"The folder {path} holds files that this server did not make, and it leaves them alone. "
                    f"Give it a folder that is new or empty, for example --data {path / 'ftprep-data'}",
                    zh=f"文件夹 {path} 里有并非本服务创建的文件，服务不会动它们。请另选一个新的或空的文件夹，"
                    f"例如 --data {path / 'ftprep-data'}",
                )
            path.chmod(0o700)
            (path / MARK).write_text(_MARK_TEXT)
        with contextlib.suppress(FileExistsError), (path / ".gitignore").open("x") as ignored:
            ignored.write("*\n")
    except OSError as error:
        raise SettingsError(
            en=f"The folder {path} can't be used ({error.strerror}). Give another: --data DIR",
            zh=f"文件夹 {path} 无法使用（{error.strerror}）。请另选文件夹：--data DIR",
        ) from None
