"""Which files make the plugin."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pathspec

PARTS = (
    "manifest.yaml",
    "main.py",
    "requirements.txt",
    "README.md",
    "PRIVACY.md",
    "LICENSE",
    "readme",
    "provider",
    "tools",
    "_assets",
    "ftprep",
    "ftprep_dify",
    "batch",
)
"""What may be in the package. Beside .difyignore, so that a file lying about is not published by accident."""

IGNORE = ".difyignore"


def plugin_files(root: Path) -> dict[str, bytes]:
    """Path inside the package → content, sorted by path as Dify sorts."""
    found = {name: (root / name).read_bytes() for name in walk(root) if name.split("/")[0] in PARTS}
    return dict(sorted(found.items(), key=lambda item: item[0].encode()))


def walk(root: Path) -> Iterator[str]:
    """Every file below `root` that .difyignore does not name, in the way that Dify's own packager reads it.

    That is: each line by itself, so that a line with ! takes nothing back; a folder that is named is not entered.
    """
    lines = (root / IGNORE).read_text("utf-8").splitlines() if (root / IGNORE).is_file() else []
    patterns = [line.strip() for line in lines if line.strip() and not line.strip().startswith(("#", "!"))]
    ignored = pathspec.GitIgnoreSpec.from_lines(patterns)
    for folder, folders, files in os.walk(root):
        here = Path(folder).relative_to(root)
        folders[:] = [name for name in folders if not ignored.match_file(f"{(here / name).as_posix()}/")]
        for name in files:
            path = (here / name).as_posix()
            if not ignored.match_file(path):
                yield path
