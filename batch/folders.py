"""The files below a folder: links to folders are followed, nothing is passed over without a word."""

from __future__ import annotations

import os
from collections import deque
from pathlib import Path

from ftprep.errors import InputDataError

Passed = dict[str, str]
"""A file that is not read: {"name", "why"}, as reports tell it."""


def passed(name: str, en: str, zh: str) -> Passed:
    return {"name": name, "why": f"{zh} | {en}"}


def files_below(root: Path) -> tuple[list[str], list[Passed]]:
    """Their paths in order, and what is no file. What is hidden (`.`, `_`) is none of it. Raises InputDataError where a
    folder may not be read: what is in it would be missing from the result.

    Links to folders come last, so that a folder that stands below the root itself goes by its own name, and each folder
    is read once: a link may lead back.
    """
    files: list[str] = []
    left: list[Passed] = []
    seen = {os.path.realpath(root)}
    folders, links = deque([root]), deque[Path]()
    while folders or links:
        if folders:
            folder = folders.popleft()
        elif (real := os.path.realpath(folder := links.popleft())) in seen:
            continue
        else:
            seen.add(real)
        for path in _entries(folder):
            if path.is_dir():
                if path.is_symlink():
                    links.append(path)
                elif (real := os.path.realpath(path)) not in seen:
                    seen.add(real)
                    folders.append(path)
            elif path.is_file():
                files.append(str(path))
            else:
                left.append(no_file(str(path.relative_to(root)), path))
    return sorted(files), left


def no_file(name: str, path: Path) -> Passed:
    if path.is_symlink():
        return passed(name, "a link that leads nowhere", "失效的链接")
    return passed(name, "not a file", "不是文件")


def _entries(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as found:
            names = [entry.name for entry in found if not entry.name.startswith((".", "_"))]
    except PermissionError:
        raise InputDataError(
            en=f"The folder {folder} may not be read. Change its rights, or give the folders beside it one by one.",
            zh=f"无权读取文件夹 {folder}。请修改权限，或逐个给出其余文件夹。",
        ) from None
    return [folder / name for name in sorted(names)]
