"""What the system refuses, in plain words: no room, no right, a file that is gone."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from ftprep.errors import FtprepError

_FULL = (errno.ENOSPC, errno.EDQUOT)
_NO_RIGHT = (errno.EACCES, errno.EPERM, errno.EROFS)
_NO_FOLDER = (errno.ENOTDIR, errno.EEXIST)
_BROKEN = (errno.EIO, errno.ESTALE)


@contextmanager
def plain_words(out: str) -> Iterator[None]:
    """Errors of the system that a person can do something about become FtprepError; others stay what they are.
    `out` is where the result goes."""
    try:
        yield
    except OSError as error:
        if (found := _told(error, out)) is None:
            raise
        raise found from error


def _told(error: OSError, out: str) -> FtprepError | None:
    place = str(error.filename) if error.filename else out
    if error.errno in _FULL:
        temporary = tempfile.gettempdir()
        return FtprepError(
            en=f"No room is left on a disk: that of {out}, or that of temporary files ({temporary}). Make room and call again: "
            "it goes on where it was.",
            zh=f"磁盘空间已满：输出 {out} 所在磁盘，或临时文件目录（{temporary}）所在磁盘。请腾出空间后重新运行，会从中断处继续。",
        )
    if error.errno in _NO_RIGHT:
        return FtprepError(
            en=f"{place} may not be read or written by this user. Change its rights or choose another place, and call again: "
            "it goes on where it was.",
            zh=f"当前用户无权读写 {place}。请修改权限或换一个位置后重新运行，会从中断处继续。",
        )
    if error.errno in _NO_FOLDER:
        return FtprepError(
            en=f"{place} is a file where a folder is needed. Choose another output.",
            zh=f"{place} 是文件，而此处需要文件夹。请换一个输出位置。",
        )
    if error.errno in _BROKEN:
        return FtprepError(
            en=f"{place} can't be read or written: its disk or network drive fails. Check it and call again: it goes on where "
            "it was.",
            zh=f"无法读写 {place}：磁盘或网络驱动器出错。请检查后重新运行，会从中断处继续。",
        )
    if error.errno == errno.ENOENT and not place.startswith(out):
        return FtprepError(
            en=f"{place} is gone while the batch was at work on it. Put it back and call again: it goes on where it was.",
            zh=f"{place} 在批处理过程中消失了。请放回后重新运行，会从中断处继续。",
        )
    return None
