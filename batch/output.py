"""The place of a batch's result: whose it is, who is at work on it, and what lies in it while it is made."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from batch.pool import remove
from batch.storage import check_writable, hand_over, is_address, names_at, read_if_there
from ftprep.errors import FtprepError, SettingsError

MANIFEST = "manifest.json"
PLAN = "plan.json"
_WORK = "work"
_LOCK = "lock"
_DRAFT = ".draft"
_UNSEEN = ("lost+found",)
"""What a disk has of itself; so are hidden files no content."""
_NAMES_TOLD = 5


class Output:
    """`out` is a folder, or an address of object storage; then what is made lies in `scratch` until it is handed over."""

    def __init__(self, out: Path | str, scratch: Path | None = None) -> None:
        self.to = str(out) if is_address(str(out)) else ""
        self.told = str(out)
        # absolute: a task may run in a process that stands in another folder
        self.folder = _scratch(self.to, scratch) if self.to else Path(out).absolute()
        self.work = self.folder / _WORK

    @property
    def places(self) -> list[str]:
        """Where nothing is input."""
        return [str(self.folder), *filter(None, [self.to])]

    def known(self, identity: str) -> dict[str, Any] | None:
        """The manifest of this very batch where it is done. Raises SettingsError where another one is."""
        found = self._manifest()
        if found is None:
            return None
        check_same(found["identity"], identity)
        missing = (
            [] if self.to else [row["name"] for row in found["files"] if not (self.folder / row["name"]).is_file()]
        )
        if missing:
            raise SettingsError(
                en=f"{self.told} holds the manifest of this batch, but not its files: {_listed(missing)}. "
                "Remove manifest.json to make them anew, or put them back.",
                zh=f"{self.told} 中有本次批处理的 manifest.json，却缺少其中列出的文件：{_listed(missing)}。"
                "请删除 manifest.json 后重新运行，或把文件放回。",
            )
        return found

    def _manifest(self) -> dict[str, Any] | None:
        """Not all storages show a file only when it is whole: half a manifest is none."""
        with contextlib.suppress(orjson.JSONDecodeError):
            found = orjson.loads(read_if_there(f"{self.to or self.folder}/{MANIFEST}") or b"")
            if isinstance(found, dict) and "identity" in found and "files" in found:
                return found
        return None

    def check_own(self) -> None:
        """Raises SettingsError where there is something that no earlier call of a batch left."""
        if self.plan() is not None:
            return
        if self.to:
            foreign = names_at(self.to)
        else:
            foreign = [name for name in _names(self.folder) if name != _WORK]
            foreign += [f"{_WORK}/{name}" for name in _names(self.work) if name not in (_LOCK, PLAN + _DRAFT)]
        if foreign:
            raise SettingsError(
                en=f"{self.told} holds something else already: {_listed(foreign)}. Choose an empty folder for the output.",
                zh=f"{self.told} 中已有其他内容：{_listed(foreign)}。请为输出选择一个空文件夹。",
            )

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """For one run at a time. The lock is the system's, and goes with the process however it ends."""
        handle = self._lock()
        try:
            yield
        finally:
            os.close(handle)

    def _lock(self) -> int:
        path = self.work / _LOCK
        while True:
            self.work.mkdir(parents=True, exist_ok=True)
            try:
                handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            except FileNotFoundError:  # another run has come to its end, and tidied up
                continue
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                os.close(handle)
                raise _at_work(self.told) from None
            except OSError:  # a file system without locks
                return handle
            with contextlib.suppress(FileNotFoundError):
                if os.path.samestat(os.fstat(handle), path.stat()):
                    return handle
            os.close(handle)

    def check_writable(self) -> None:
        """Where it is not, nothing stays behind of a run that has not begun."""
        if not self.to:
            return
        try:
            check_writable(self.to)
        except FtprepError:
            if self.plan() is None:
                self.tidy()
            raise

    def plan(self) -> dict[str, Any] | None:
        path = self.work / PLAN
        found: dict[str, Any] | None = orjson.loads(path.read_bytes()) if path.exists() else None
        return found

    def clean(self) -> None:
        """Removes what killed processes left half done."""
        for stale in [*self.work.glob("**/*.tmp")]:
            remove(stale)

    def hand_over(self, names: Sequence[str]) -> None:
        if self.to:
            hand_over(self.folder, names, self.to)

    def tidy(self) -> None:
        """When all is done: what has lain here for the time of the work."""
        shutil.rmtree(self.folder if self.to else self.work, ignore_errors=True)

    def tidy_behind(self) -> None:
        """The same where the run that was done has been killed before it came to it, or is just about to."""
        if self.work.exists():
            with contextlib.suppress(SettingsError, PermissionError), self.held():
                self.tidy()


def check_same(known: Any, identity: str) -> None:
    if known != identity:
        raise SettingsError(
            en="The output folder belongs to another input or other settings. Choose an empty folder, or repeat the former ones.",
            zh="该输出文件夹属于另一次输入或另一组设置。请换一个空文件夹，或沿用原来的输入与设置。",
        )


def write(path: Path, content: Mapping[str, Any]) -> None:
    """As a whole or not at all."""
    draft = path.with_name(path.name + _DRAFT)
    draft.write_bytes(orjson.dumps(content, default=str, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS))
    draft.replace(path)


def _scratch(to: str, folder: Path | None) -> Path:
    """The same one for the same output: what was killed goes on there."""
    name = f"ftprep-{hashlib.sha256(to.encode()).hexdigest()[:16]}"
    return (folder or Path(tempfile.gettempdir())).absolute() / name


def _names(folder: Path) -> list[str]:
    if not folder.exists():
        return []
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith(".") and path.name not in _UNSEEN)


def _listed(names: Sequence[str]) -> str:
    more = len(names) - _NAMES_TOLD
    return ", ".join(names[:_NAMES_TOLD]) + (f" … (+{more})" if more > 0 else "")


def _at_work(out: str) -> SettingsError:
    return SettingsError(
        en=f"Another run is at work on {out}. Wait until it ends, or choose another output.",
        zh=f"另一个批处理正在写入 {out}。请等它结束，或换一个输出位置。",
    )
