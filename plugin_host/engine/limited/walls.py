"""What the system itself keeps the child from, where it can: Linux's resource limits, and Landlock (5.13 and later).

Landlock is the wall: a process that has put it up can't take it down, whatever its code does. Systems without it have the
`fence` alone.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable

_CREATE, _ADD, _RESTRICT = 444, 445, 446
"""Landlock's system calls, the same on every processor."""
_READ = 0b1100
"""LANDLOCK_ACCESS_FS_READ_FILE and _READ_DIR."""
_READ_FILE = 0b100
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 4: 15}
"""How many rights to files a version knows; 16 from version 5 on."""
_CONNECTIONS = 0b11
"""Binding and connecting TCP, from version 4 on."""
_NO_NEW_PRIVILEGES = 38

SHARED_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/etc/ld.so.cache")
"""What modules of the standard library that are written in C link to."""


def limit(seconds: float, memory: int) -> None:
    """Bounds on time, memory and what can be written; and no way back."""
    try:
        import resource
    except ImportError:  # not on this system
        return
    for kind, value in (
        (resource.RLIMIT_CPU, int(seconds) + 1),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(kind, (value, value))
        except (OSError, ValueError):  # a system that lacks this one
            continue


def wall_off(readable: Iterable[str]) -> bool:
    """From here on only these folders can be read, nothing written, executed or connected to. Whether it stands."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        import ctypes
    except ImportError:
        return False
    system = ctypes.CDLL(None)
    call: Callable[..., int] = system.syscall
    version = call(_CREATE, None, ctypes.c_size_t(0), 1)
    if version < 1:
        return False
    rights = (1 << _FILE_RIGHTS.get(version, 16)) - 1
    handled = (ctypes.c_uint64 * 2)(rights, _CONNECTIONS if version >= 4 else 0)
    rules = call(_CREATE, handled, ctypes.c_size_t(16 if version >= 4 else 8), 0)
    if rules < 0:
        return False
    for path in readable:
        _allow(call, rules, path)
    stands: bool = system.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) == 0 and call(_RESTRICT, rules, 0) == 0
    os.close(rules)
    for name in [name for name in sys.modules if name.partition(".")[0] in ("ctypes", "_ctypes")]:
        del sys.modules[name]  # the fence lets nobody import it again
    return stands


def _allow(call: Callable[..., int], rules: int, path: str) -> None:
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this system
        return
    right = _READ if os.path.isdir(path) else _READ_FILE  # noqa: PTH112 - pathlib would slow the start
    rule = right.to_bytes(8, sys.byteorder) + handle.to_bytes(4, sys.byteorder)
    call(_ADD, rules, 1, rule, 0)
    os.close(handle)
