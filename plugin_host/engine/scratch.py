"""Temporary folders that outlive no crash for long: each names its process, and the next one clears away after the dead."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path


def scratch(kind: str) -> Path:
    """A new folder for this process alone, readable by its user alone. Folders of processes that are gone are removed:
    they may hold people's data."""
    beginning = f"ftprep-{kind}-"
    for folder in Path(tempfile.gettempdir()).glob(f"{beginning}*"):
        owner = folder.name.removeprefix(beginning).partition("-")[0]
        if owner.isdigit() and not _alive(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{beginning}{os.getpid()}-"))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # another user's
        return True
    return True
