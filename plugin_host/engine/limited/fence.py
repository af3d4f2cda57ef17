"""What Python itself keeps the child's code from: an audit hook, which can't be taken away again.

It needs no help from the system, says plainly what was refused, and covers what Landlock does not (processes, sockets of
any kind, signals). It is a fence and not a wall: code that sets out to break Python's own insides may come past it.

The hook uses nothing but its own default arguments: whatever code puts into builtins, into os, or into this module's
names changes nothing for it, nor do strings that say one thing and are another.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

REFUSED = (
    "socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.kill",
    "os.killpg", "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.link", "os.symlink", "os.truncate", "os.chmod",
    "os.chown", "os.utime", "os.setxattr", "os.getxattr", "os.listxattr", "os.removexattr", "os.lockf", "os.putenv",
    "os.unsetenv", "os.chdir", "os.fwalk", "shutil.", "tempfile.", "ctypes.", "mmap.", "urllib.", "ftplib.", "smtplib.",
    "http.client.", "sqlite3.", "webbrowser.", "pty.", "syslog.", "winreg.", "resource.", "signal.", "fcntl.",
    "gc.get_", "cpython.PyInterpreterState_New", "sys.settrace", "sys.setprofile",
)  # fmt: skip
"""Audit events (their beginnings) that end in an error."""

UNWANTED = frozenset((
    "_ctypes", "_ctypes_test", "_curses", "_dbm", "_gdbm", "_interpreters", "_interpchannels", "_xxsubinterpreters",
    "_xxinterpchannels", "_multiprocessing", "_posixshmem", "_posixsubprocess", "_sqlite3", "_ssl", "_testbuffer", "_testcapi",
    "_testclinic", "_testinternalcapi", "_testlimitedcapi", "_testmultiphase", "_testsinglephase", "_tkinter", "_xxtestfuzz",
    "fcntl", "grp", "mmap", "nis", "ossaudiodev", "posix", "pwd", "readline", "resource", "spwd", "syslog", "termios",
))  # fmt: skip
"""Modules in C that open files, start processes or reach memory without a word to any audit hook."""

_SILENT = ("mkfifo", "mknod", "chroot", "unshare", "setns", "pidfd_open", "memfd_create")
"""Functions of os that do the like."""


class RefusedError(Exception):
    """What a code node may not do."""


class RefusedModuleError(RefusedError, ImportError):
    """A module that a code node may not import. Modules that can do without it go on."""


def fence(readable: Sequence[str]) -> None:
    """From here on the folders `readable` can be read (imports do), and nothing else."""
    _silence()
    roots = tuple(folder.rstrip("/") + "/" for folder in readable)
    hook = _hook(roots, os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND)
    sys.addaudithook(hook)


def _hook(roots: tuple[str, ...], writing: int) -> Callable[[str, tuple[Any, ...]], None]:  # noqa: C901 - hears of all
    def hook(
        event: str,
        arguments: tuple[Any, ...],
        # what follows is never given: a default can't be changed from outside, a name can
        resolved: Callable[[Any], str] = resolved,
        roots: tuple[str, ...] = roots,
        writing: int = writing,
        refused: tuple[str, ...] = REFUSED,
        unwanted: frozenset[str] = UNWANTED,
        error: type[RefusedError] = RefusedError,
        module_error: type[RefusedError] = RefusedModuleError,
        text: type = str,
        kind: type[type] = type,
    ) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = flags & writing or (kind(mode) is text and mode[:1] != "r")
            if writes or not (resolved(path) + "/").startswith(roots):
                raise error("files can't be opened in a code node")
        elif event in ("os.listdir", "os.scandir"):
            if not (resolved(arguments[0]) + "/").startswith(roots):
                raise error("folders can't be listed in a code node")
        elif event == "import":
            if arguments[0].rpartition(".")[2] in unwanted:
                raise module_error("this module can't be imported in a code node")
        elif event == "object.__setattr__":
            if arguments[0] is resolved:
                raise error("this can't be changed in a code node")
        elif event.startswith(refused):
            raise error(event + " is not allowed in a code node")

    return hook


def resolved(
    path: Any,
    readlink: Callable[[str], str] = os.readlink,
    decoded: Callable[[Any, str, str], str] = bytes.decode,
    text: type = str,
    octets: type = bytes,
    kind: type[type] = type,
    no_link: type[Exception] = OSError,
) -> str:
    """The real path of an absolute one: what realpath does, by means that code can't replace.

    "" for what is relative, or neither plain text nor bytes: a number, or a class of the code's own.

    >>> resolved("/proc/self/root/../etc") == "/etc", resolved(b"/a//b/./c"), resolved("a")
    (True, '/a/b/c', '')
    """
    if kind(path) is octets:
        path = decoded(path, "utf-8", "surrogateescape")
    if kind(path) is not text or path[:1] != "/":
        return ""
    rest, done, links = path.split("/")[::-1], "", 0
    while rest:
        part = rest.pop()
        if part in ("", "."):
            continue
        if part == "..":
            done = done.rpartition("/")[0]
            continue
        try:
            target = readlink(done + "/" + part)
        except no_link:
            done += "/" + part
            continue
        links += 1
        if links > 40:
            return ""
        if target[:1] == "/":
            done = ""
        rest.extend(target.split("/")[::-1])
    return done or "/"


def _silence() -> None:
    """Takes away what no audit hook would hear of."""
    import _posixsubprocess
    import posix

    def refuse(*_: Any, **__: Any) -> None:
        raise RefusedError("this is not allowed in a code node")

    _posixsubprocess.fork_exec = refuse  # type: ignore[assignment]  # it is never to be called
    for name in _SILENT:
        for module in (os, posix):
            if hasattr(module, name):
                setattr(module, name, refuse)
    sys.modules["pwd"] = None  # type: ignore[assignment]  # Python's own way of saying that there is none
